/* The kill tests' first control: sendd's own objects, linked so that a batch is answered before it is committed. The
 * commit is made when the next batch begins, and late, as on a slow disk: however fast the machine is, most of the time
 * something acknowledged is not committed, and a kill at a random moment loses it.
 *
 * The linker's --wrap puts these in the place of the store's functions; nothing of it is in sendd itself. */
#include "store/store.h"

#include <stddef.h>
#include <time.h>

int __real_store_begin(struct store *store, struct error *error);
int __real_store_commit(struct store *store, struct error *error);
int __real_store_tidy(struct store *store, struct error *error);
void __real_store_close(struct store *store);
int __wrap_store_begin(struct store *store, struct error *error);
int __wrap_store_commit(struct store *store, struct error *error);
int __wrap_store_tidy(struct store *store, struct error *error);
void __wrap_store_close(struct store *store);

static struct store *owing; /* its transaction was answered and is still open */
static bool tidying;        /* the tidying must really commit, or it cannot go on */

static int owed_commit(struct store *store, struct error *error)
{
    if (owing != store)
        return 0;
    nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    owing = NULL;
    return __real_store_commit(store, error);
}

int __wrap_store_begin(struct store *store, struct error *error)
{
    int code = owed_commit(store, error);
    return code ? code : __real_store_begin(store, error);
}

int __wrap_store_commit(struct store *store, struct error *error)
{
    if (tidying)
        return __real_store_commit(store, error);
    owing = store;
    return 0;
}

int __wrap_store_tidy(struct store *store, struct error *error)
{
    int code = owed_commit(store, error);
    if (code)
        return code;
    tidying = true;
    code = __real_store_tidy(store, error);
    tidying = false;
    return code;
}

void __wrap_store_close(struct store *store)
{
    owed_commit(store, NULL);
    __real_store_close(store);
}
