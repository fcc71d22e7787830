/* Shared between the outbox's changes (outbox.c) and its reads (outbox_read.c). */
#ifndef SENDD_STORE_OUTBOX_H
#define SENDD_STORE_OUTBOX_H

#include "store/sql.h"

enum { KEY_SIZE = 16 }; /* bytes of a message's key */

int outbox_missing(int64_t id, struct error *error); /* ENOTFOUND, with a hint */

#endif
