/* SCXML's names in our notation. */
#ifndef SENDD_EXCHANGE_NAME_H
#define SENDD_EXCHANGE_NAME_H

#include "base/arena.h"

#include <stdbool.h>

/* The field for the datum ID. A name that is an identifier with a letter first stays as it is; any other character
 * becomes _xHEX_ (its code point), a name with no letter first, and true and false, get x_x_ before it, and a _ that could be taken for
 * one of these becomes _x5f_: two ids never give one field. NULL: not UTF-8. */
const char *name_field(struct arena *arena, const char *id);
/* NAME can stand in a group of libconfig. */
bool name_is_key(const char *name);
/* Letters, digits, and _ - . only: what a state, an event or a workflow may be called. */
bool name_is_word(const char *word);
/* WORD with - for everything else; "workflow" when nothing is left. */
const char *name_word(struct arena *arena, const char *word);

#endif
