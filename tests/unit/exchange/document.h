/* Documents for the tests of import and export. */
#ifndef TESTS_EXCHANGE_DOCUMENT_H
#define TESTS_EXCHANGE_DOCUMENT_H

#include "exchange/scxml.h"

#include <stdint.h>

#define SCXML_HEAD "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" "

struct imported {
    int code;
    struct text text;  /* the workflow file; empty after a fault */
    const char *hash;  /* of the compiled workflow; NULL after a fault */
    json_t *canonical; /* its tree, "workflow" taken off; borrowed; NULL after a fault */
    struct text said;  /* the faults, as people read them */
};

/* Imports SIZE bytes and compiles what comes out. Free with imported_free. */
struct imported document_import(struct arena *arena, const char *bytes, size_t size);
void imported_free(struct imported *imported);
/* The value at PATH ("states.0.id") in TREE, or NULL. */
json_t *document_at(json_t *tree, const char *path);
/* A random document of about SIZE states, in the data model "ecmascript", from *SEED. */
void document_random(uint64_t *seed, struct text *out);
uint64_t random_next(uint64_t *seed);
size_t random_pick(uint64_t *seed, size_t below);

#endif
