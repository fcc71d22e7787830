/* Shared between deadlines.c, which writes rulings, and load.c, which reads them. */
#ifndef SENDD_STORE_RULINGS_H
#define SENDD_STORE_RULINGS_H

#include "store/sql.h"

enum {
    RULING_WHOLE = -1, /* the column holds the ruling as it is */
    RULING_ALONE =
        0 /* without what the row repeats; there is nothing shared. Above 0: a row of table shared */
};

struct packed_ruling {
    char *text; /* NULL: no ruling; free with mem_free */
    int64_t shared;
};

int ruling_pack(struct store *store, const struct deadline *deadline, struct packed_ruling *out,
                struct error *error);
/* Completes the ruling of DEADLINE, whose other members are filled. */
int ruling_unpack(struct store *store, struct deadline *deadline, int64_t shared, struct error *error);

#endif
