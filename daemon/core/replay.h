/* Every open case's history done again by this program's step: before an upgrade, with the new program, to
 * see that it leaves every case where the old one left it. Reads only. */
#ifndef SENDD_CORE_REPLAY_H
#define SENDD_CORE_REPLAY_H

#include "core/site.h"
#include "store/store.h"

struct replay {
    size_t cases, rows; /* looked at */
    json_t *differing;  /* [{"case", "row" (seq of the first that differs), "kind", "what"}]; owned by the
                           caller */
};

/* Rules and calendars are today's, so due dates are not compared: states and fields are, and every row's
 * path. Fails only when the store can't be read. */
int replay_all(struct store *store, const struct site *site, struct replay *out, struct error *error);

#endif
