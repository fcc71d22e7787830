/* Values that JSON has no form for, as text. */
#ifndef SENDD_EXPR_WORDING_H
#define SENDD_EXPR_WORDING_H

#include "expr/value.h"

/* Appends the fewest digits that read back as NUMBER: "0.1", "100", "1e+21", "NaN", "-Infinity". */
void double_write(double number, struct text *out);
/* Appends a length of time as ISO 8601 has it: "P1M2D", "-P14D"; working and school days, which ISO 8601 has
 * not, in words: "5 school days". */
void length_write(const struct length *length, struct text *out);
/* Appends base64 with padding, as JSON carries bytes. */
void base64_write(const char *bytes, size_t length, struct text *out);

#endif
