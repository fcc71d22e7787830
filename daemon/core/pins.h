/* The workflows that open cases are pinned to: whether this program can run them, and whether the
 * configuration still has what they name. */
#ifndef SENDD_CORE_PINS_H
#define SENDD_CORE_PINS_H

#include "core/site.h"
#include "store/store.h"

/* *OUT, new reference: those that are not well, [{"workflow", "version", "open" (cases), "runnable",
 * "faults": [lines]}], and schools with open cases that the site does not have, [{"school", "open", "faults"}]. Not runnable: this program can't compile what the store keeps. Else the lines say what
 * is missing and where it belongs. Any thread; SITE is only read. */
int pins_check(struct store *store, const struct site *site, json_t **out, struct error *error);
/* The same for people, a paragraph each; appended. */
void pins_print(const json_t *pins, struct text *out);

#endif
