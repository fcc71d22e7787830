#include "fixture.h"

#include "base/mem.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fixture_ok(struct fixture *f, int code, const char *call, const char *file, int line)
{
    if (!code)
        return;
    print_error("%s gave %d: %s (%s)\n", call, code, f->error.text, f->error.hint);
    _fail(file, line);
}

struct fixture *fixture_bare(void)
{
    struct fixture *f = mem_alloc(sizeof *f);
    snprintf(f->folder, sizeof f->folder, "/tmp/sendd-store-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/store.db", f->folder);
    f->env = env_real_new(START);
    f->arena = arena_new();
    return f;
}

int fixture_open(struct fixture *f, bool create, bool reader, bool jumping, struct store **out)
{
    struct store_options options = {.path = f->path, .create = create, .reader = reader, .jumping = jumping};
    return store_open(f->env, &options, out, &f->error);
}

void fixture_reopen(struct fixture *f)
{
    store_close(f->store);
    OK(f, fixture_open(f, false, false, true, &f->store));
}

struct fixture *fixture_new(void)
{
    struct fixture *f = fixture_bare();
    OK(f, fixture_open(f, true, false, true, &f->store));
    OK(f, store_begin(f->store, &f->error));
    OK(f, store_school_put(f->store, "oakfield", "Oakfield School", &f->error));
    OK(f, store_school_put(f->store, "elmbank", "Elmbank School", &f->error));
    OK(f, store_definition_put(f->store, HASH_A, "plan", 1, "{\"id\":\"plan\"}", START, &f->error));
    OK(f, store_definition_put(f->store, HASH_B, "plan", 2, "{\"id\":\"plan2\"}", START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    return f;
}

void fixture_free(struct fixture *f)
{
    store_close(f->store);
    DIR *folder = opendir(f->folder);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", f->folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    closedir(folder);
    rmdir(f->folder);
    arena_free(f->arena);
    env_real_free(f->env);
    mem_free(f);
}

static void states_release(void *states)
{
    list_free(states);
}

static struct kase *case_of(struct fixture *f, const char *parent, const char *reference, const char *subject)
{
    struct kase *kase = arena_alloc(f->arena, sizeof *kase);
    if (parent)
        case_adopt(kase, f->arena, parent, "review");
    bool own = !f->store->writing;
    kase->reference = arena_copy(f->arena, reference);
    kase->school = "oakfield";
    kase->workflow = "plan";
    kase->definition = HASH_A;
    kase->subject = arena_copy(f->arena, subject);
    kase->fields = json_keep(f->arena, json_pack("{s:s, s:i}", "asked", "2026-09-01", "n", 3));
    list_add(&kase->states, arena_copy(f->arena, "running"));
    list_add(&kase->states, arena_copy(f->arena, "waiting"));
    if (own)
        OK(f, store_begin(f->store, &f->error));
    OK(f, store_case_insert(f->store, kase, START, &f->error));
    if (own)
        OK(f, store_commit(f->store, &f->error));
    arena_defer(f->arena, states_release, &kase->states);
    return kase;
}

struct kase *fixture_case(struct fixture *f, const char *reference, const char *subject)
{
    return case_of(f, NULL, reference, subject);
}

struct kase *fixture_family(struct fixture *f, const char *parent, const char *reference)
{
    return case_of(f, parent, reference, "pupil/P0001");
}

struct timer fixture_timer(const char *name, instant due)
{
    return (struct timer){.name = name, .due = due, .event = "timer.due"};
}

static sqlite3 *raw_open(struct fixture *f)
{
    sqlite3 *db;
    assert_int_equal(0, sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READWRITE, NULL));
    sqlite3_busy_timeout(db, 2000);
    return db;
}

int64_t fixture_number(struct fixture *f, const char *sql)
{
    sqlite3 *db = raw_open(f);
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    assert_int_equal(SQLITE_ROW, sqlite3_step(stmt));
    int64_t number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return number;
}

void fixture_raw(struct fixture *f, const char *sql)
{
    sqlite3 *db = raw_open(f);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL))
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

uint32_t fixture_random(uint64_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 33) % below;
}
