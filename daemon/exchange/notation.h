/* A workflow's tree as the text of a workflow file. */
#ifndef SENDD_EXCHANGE_NOTATION_H
#define SENDD_EXCHANGE_NOTATION_H

#include "base/json.h"

/* An object's member of this name is no setting: it is the line of the source that the object was made of. */
#define NOTATION_LINE "@line"

/* Where each line of the text came from. */
struct notation {
    struct text text;
    int *lines; /* of the source; 0: none */
    size_t count, room;
};

/* Appends the members of TREE, in their order, as libconfig settings. Objects are groups, lists of objects ( ), other
 * lists [ ]; null members are left out. */
void notation_write(struct notation *notation, const json_t *tree);
/* The source's line for LINE of the text, or the nearest one before it. */
int notation_line(const struct notation *notation, int line);
void notation_free(struct notation *notation);

#endif
