/* JSON values as CEL text. */
#ifndef SENDD_EXCHANGE_LITERAL_H
#define SENDD_EXCHANGE_LITERAL_H

#include "base/json.h"

/* NUMBER is an int that a double holds exactly, as every int of ECMAScript is. */
bool literal_whole(double number);
/* Appends 'TEXT' with what needs it escaped. */
void literal_string(const char *text, struct text *out);
/* Appends VALUE; a whole real becomes an int, as JSON from ECMAScript has no other. */
void literal_value(const json_t *value, struct text *out);

#endif
