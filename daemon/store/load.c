/* One case with all that it waits for: open deadlines, open tasks, armed timers. */
#include "store/rulings.h"

#include <sodium.h>

/* The list's memory ends with the arena. */
static void list_own(struct arena *arena, struct list *list)
{
    arena_defer(arena, list_release, list);
}

static int states_load(struct store *store, sqlite3_stmt *stmt, int column, struct kase *kase,
                       struct arena *arena, struct error *error)
{
    json_t *states, *state;
    size_t i;
    int code = column_json(store, stmt, column, arena, &states, error);
    if (code)
        return code;
    json_array_foreach(states, i, state) list_add(&kase->states, (void *)(uintptr_t)json_string_value(state));
    return 0;
}

#define CASE_ROW                                                                                             \
    "SELECT c.id, c.reference, s.code, d.workflow, d.hash, c.subject, c.revision, c.ended, c.held, "         \
    "c.states,"                                                                                              \
    " c.fields, c.kept, c.memory FROM cases c JOIN school s ON s.id = c.school JOIN definition d ON d.id = " \
    "c.definition"

static int case_row(struct store *store, sqlite3_stmt *stmt, struct kase *kase, struct arena *arena,
                    struct error *error)
{
    char *hash = arena_alloc(arena, HASH_SIZE * 2 + 1);
    sodium_bin2hex(hash, HASH_SIZE * 2 + 1, sqlite3_column_blob(stmt, 4), HASH_SIZE);
    kase->id = sqlite3_column_int64(stmt, 0);
    kase->reference = column_text(stmt, 1, arena);
    kase->school = column_text(stmt, 2, arena);
    kase->workflow = column_text(stmt, 3, arena);
    kase->definition = hash;
    kase->subject = column_text(stmt, 5, arena);
    kase->revision = sqlite3_column_int64(stmt, 6);
    kase->ended = sqlite3_column_int(stmt, 7);
    kase->held = sqlite3_column_int(stmt, 8);
    int code = states_load(store, stmt, 9, kase, arena, error);
    if (!code)
        code = column_json(store, stmt, 10, arena, &kase->fields, error);
    if (!code)
        code = column_json(store, stmt, 11, arena, &kase->kept, error);
    if (!code)
        code = column_json(store, stmt, 12, arena, &kase->memory, error);
    return code;
}

static int timers_load(struct store *store, struct kase *kase, struct arena *arena, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt,
                         "SELECT id, name, due, event, data FROM timer WHERE kase = ? ORDER BY id",
                         NUMBER(kase->id));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        struct timer *timer = arena_alloc(arena, sizeof *timer);
        timer->id = sqlite3_column_int64(stmt, 0);
        timer->name = column_text(stmt, 1, arena);
        timer->due = sqlite3_column_int64(stmt, 2);
        timer->event = column_text(stmt, 3, arena);
        code = column_json(store, stmt, 4, arena, &timer->data, error);
        list_add(&kase->timers, timer);
    }
    sql_done(stmt);
    return code;
}

static int deadlines_load(struct store *store, struct kase *kase, struct arena *arena, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(
        store, error, &stmt,
        "SELECT id, name, rule, version, owner, kind, title, anchor, due, earliest, provisional, told,"
        " ruling, shared FROM deadline WHERE kase = ? AND status = 0 ORDER BY id",
        NUMBER(kase->id));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        struct deadline *deadline = arena_alloc(arena, sizeof *deadline);
        deadline->id = sqlite3_column_int64(stmt, 0);
        deadline->name = column_text(stmt, 1, arena);
        deadline->rule = column_text(stmt, 2, arena);
        deadline->version = column_text(stmt, 3, arena);
        deadline->owner = column_text(stmt, 4, arena);
        deadline->kind = column_text(stmt, 5, arena);
        deadline->title = column_text(stmt, 6, arena);
        deadline->anchor = column_date(stmt, 7);
        deadline->due = column_date(stmt, 8);
        deadline->earliest = column_date(stmt, 9);
        deadline->provisional = sqlite3_column_int(stmt, 10);
        deadline->missed_told = sqlite3_column_int(stmt, 11);
        code = column_json(store, stmt, 12, arena, &deadline->ruling, error);
        if (!code)
            code = ruling_unpack(store, deadline, sqlite3_column_int64(stmt, 13), error);
        list_add(&kase->deadlines, deadline);
    }
    sql_done(stmt);
    return code;
}

static int tasks_load(struct store *store, struct kase *kase, struct arena *arena, struct error *error)
{
    sqlite3_stmt *stmt;
    int code =
        sql_query(store, error, &stmt,
                  "SELECT id, name, role, title, due, event, form FROM task WHERE kase = ? AND status = 0"
                  " ORDER BY id",
                  NUMBER(kase->id));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        struct task *task = arena_alloc(arena, sizeof *task);
        task->id = sqlite3_column_int64(stmt, 0);
        task->name = column_text(stmt, 1, arena);
        task->role = column_text(stmt, 2, arena);
        task->title = column_text(stmt, 3, arena);
        task->due = column_date(stmt, 4);
        task->event = column_text(stmt, 5, arena);
        code = column_json(store, stmt, 6, arena, &task->form, error);
        list_add(&kase->tasks, task);
    }
    sql_done(stmt);
    return code;
}

/* Ends STMT, which found the case's row or not. */
static int case_finish(struct store *store, sqlite3_stmt *stmt, int code, struct arena *arena,
                       struct kase **out, struct error *error)
{
    struct kase *kase = arena_alloc(arena, sizeof *kase);
    list_own(arena, &kase->states);
    list_own(arena, &kase->timers);
    list_own(arena, &kase->deadlines);
    list_own(arena, &kase->tasks);
    if (code == 1)
        code = case_row(store, stmt, kase, arena, error);
    sql_done(stmt);
    if (!code)
        code = timers_load(store, kase, arena, error);
    if (!code)
        code = deadlines_load(store, kase, arena, error);
    if (!code)
        code = tasks_load(store, kase, arena, error);
    *out = code ? NULL : kase;
    return code;
}

int store_case_load_id(struct store *store, int64_t id, struct arena *arena, struct kase **out,
                       struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, CASE_ROW " WHERE c.id = ?", NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        return case_finish(store, stmt, code, arena, out, error);
    sql_done(stmt);
    if (code == 0)
        return error_set(error, SENDD_ENOTFOUND, "there is no case with number %lld", (long long)id);
    return code;
}

int store_case_load(struct store *store, const char *reference, struct arena *arena, struct kase **out,
                    struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, CASE_ROW " WHERE c.reference = ?", STRING(reference));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        return case_finish(store, stmt, code, arena, out, error);
    sql_done(stmt);
    if (code < 0)
        return code;
    error_set(error, SENDD_ENOTFOUND, "there is no case %s", reference);
    return error_hint(error, "list the cases with: sendctl case list");
}
