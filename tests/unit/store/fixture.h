/* A store in a fresh folder, a jumping clock under the test's hand, and the few shapes that the tests fill it
 * with. */
#ifndef SENDD_TESTS_STORE_FIXTURE_H
#define SENDD_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/sql.h"

#define START  ((instant)1788220800000000) /* 2026-09-01T00:00:00Z */
#define HASH_A "a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0"
#define HASH_B "b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0"

struct fixture {
    char folder[64], path[80];
    struct env *env;
    struct arena *arena;
    struct store *store; /* the writer; NULL when the test opens its own */
    struct error error;
};

/* Fails the test with the error's own words. */
#define OK(f, call) fixture_ok(f, call, #call, __FILE__, __LINE__)
void fixture_ok(struct fixture *f, int code, const char *call, const char *file, int line);

/* A folder and an env, no store. */
struct fixture *fixture_bare(void);
/* With an open store, schools "oakfield" and "elmbank", definitions HASH_A ("plan", 1) and HASH_B ("plan",
 * 2). */
struct fixture *fixture_new(void);
void fixture_free(struct fixture *f);
int fixture_open(struct fixture *f, bool create, bool reader, bool jumping, struct store **out);
void fixture_reopen(struct fixture *f);

/* A case in state "waiting" of HASH_A, inserted in a transaction of its own unless one is open. */
struct kase *fixture_case(struct fixture *f, const char *reference, const char *subject);
/* The same, as the child "review" of the case PARENT. */
struct kase *fixture_family(struct fixture *f, const char *parent, const char *reference);
struct timer fixture_timer(const char *name, instant due);
/* The one number that SQL gives on a connection of its own. */
int64_t fixture_number(struct fixture *f, const char *sql);
/* Runs SQL on a connection of its own that knows none of our guards. */
void fixture_raw(struct fixture *f, const char *sql);

/* A small generator, so that a failing run can be repeated. */
uint32_t fixture_random(uint64_t *seed, uint32_t below);

#endif
