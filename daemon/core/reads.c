/* Reads have connections of their own, opened as they are needed and kept. Few at once: the pool of workers
 * must have a place left for the batch. */
#include "core/loop.h"

#include "base/log.h"
#include "base/mem.h"

enum { READERS = 2 };

struct read {
    struct readers *readers;
    struct store *store; /* an idle one taken along, or NULL: to be opened */
    struct site *site;
    const char *path;
    int (*fn)(struct store *store, const struct site *site, void *context);
    void (*done)(void *context, int code);
    void *context;
    int code;
};

struct readers {
    struct core *core;
    struct list idle;    /* of struct store * */
    struct list waiting; /* of struct read * */
    size_t running;
};

struct readers *readers_new(struct core *core)
{
    struct readers *readers = mem_alloc(sizeof *readers);
    readers->core = core;
    return readers;
}

static void read_run(void *context)
{
    struct read *read = context;
    struct error error = ERROR_NONE;
    struct env *env = read->readers->core->env;
    struct store_options options = {.path = read->path, .reader = true, .jumping = env_clock_is_jumping(env)};
    if (!read->store)
        read->code = store_open(env, &options, &read->store, &error);
    if (read->code)
        log_error("reader-open", error.text);
    else
        read->code = read->fn(read->store, read->site, read->context);
}

static void read_done(void *context);

static void read_begin(struct readers *readers, struct read *read)
{
    readers->running++;
    if (readers->idle.count) {
        read->store = readers->idle.items[readers->idle.count - 1];
        readers->idle.count--;
    }
    env_work(readers->core->env, read_run, read_done, read);
}

static void read_done(void *context)
{
    struct read *read = context;
    struct readers *readers = read->readers;
    readers->running--;
    if (read->store)
        list_add(&readers->idle, read->store);
    read->done(read->context, read->code);
    site_drop(read->site);
    mem_free(read);
    if (readers->waiting.count && readers->running < READERS) {
        struct read *next = readers->waiting.items[0];
        list_remove(&readers->waiting, 0);
        read_begin(readers, next);
    }
    core_settle(readers->core);
}

void readers_read(struct readers *readers,
                  int (*fn)(struct store *store, const struct site *site, void *context),
                  void (*done)(void *context, int code), void *context)
{
    if (readers->core->draining) { /* else reads that follow each other would keep the drain from its end */
        done(context, SENDD_EBUSY);
        return;
    }
    struct read *read = mem_alloc(sizeof *read);
    *read = (struct read){.readers = readers, .fn = fn, .done = done, .context = context};
    read->site = site_hold(readers->core->site);
    read->path = read->site->store_path;
    if (readers->running < READERS)
        read_begin(readers, read);
    else
        list_add(&readers->waiting, read);
}

void readers_refuse(struct readers *readers)
{
    while (readers->waiting.count) {
        struct read *read = readers->waiting.items[0];
        list_remove(&readers->waiting, 0);
        read->done(read->context, SENDD_EBUSY);
        site_drop(read->site);
        mem_free(read);
    }
}

bool readers_idle(const struct readers *readers)
{
    return !readers->running && !readers->waiting.count;
}

void readers_free(struct readers *readers)
{
    if (!readers)
        return;
    for (size_t i = 0; i < readers->idle.count; i++)
        store_close(readers->idle.items[i]);
    list_free(&readers->idle);
    list_free(&readers->waiting);
    mem_free(readers);
}
