/* Cases: where each stands. A row is rewritten whole with every applied event; what it waits for has tables
 * of its own. */
#include "store/sql.h"

#include "base/mem.h"

int store_reference_next(struct store *store, const char *school, const char *prefix, int year,
                         struct arena *arena, const char **out, struct error *error)
{
    int64_t number;
    int code = school_number(store, school, &number, error);
    if (!code)
        code = sql_writing(store, error);
    if (code)
        return code;
    sqlite3_stmt *stmt;
    code = sql_query(store, error, &stmt,
                     "INSERT INTO numbering(prefix, year, last) VALUES(?, ?, 1)"
                     " ON CONFLICT(prefix, year) DO UPDATE SET last = last + 1 RETURNING last",
                     STRING(prefix), NUMBER(year));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1) {
        *out = arena_printf(arena, "%s-%d-%04lld", prefix, year, (long long)sqlite3_column_int64(stmt, 0));
        code = sql_next(store, stmt, error);
    }
    sql_done(stmt);
    return code;
}

/* What of a case is stored as JSON text. */
struct case_texts {
    char *states, *fields, *kept, *memory;
};

static void texts_make(const struct kase *kase, struct case_texts *texts)
{
    json_t *states = json_array();
    for (size_t i = 0; i < kase->states.count; i++)
        json_array_append_new(states, json_string(kase->states.items[i]));
    texts->states = json_canonical(states);
    texts->fields = kase->fields ? json_canonical(kase->fields) : NULL;
    texts->kept = kase->kept && json_array_size(kase->kept) ? json_canonical(kase->kept) : NULL;
    texts->memory = kase->memory ? json_canonical(kase->memory) : NULL;
    json_decref(states);
}

static void texts_free(struct case_texts *texts)
{
    mem_free(texts->states);
    mem_free(texts->fields);
    mem_free(texts->kept);
    mem_free(texts->memory);
}

int store_case_insert(struct store *store, struct kase *kase, instant now, struct error *error)
{
    int64_t school, definition;
    int code = school_number(store, kase->school, &school, error);
    if (!code)
        code = definition_number(store, kase->definition, &definition, error);
    if (code)
        return code;
    struct case_texts texts;
    texts_make(kase, &texts);
    code = sql_run(
        store, error,
        "INSERT INTO cases(school, definition, revision, ended, held, started, changed, reference, subject,"
        " states, fields, kept, memory, parent) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " (SELECT id FROM cases WHERE reference = ?))",
        NUMBER(school), NUMBER(definition), NUMBER(kase->revision), NUMBER(kase->ended), NUMBER(kase->held),
        NUMBER(now), NUMBER(now), STRING(kase->reference), STRING(kase->subject), STRING(texts.states),
        STRING(texts.fields), STRING(texts.kept), STRING(texts.memory), STRING(case_parent(kase)));
    texts_free(&texts);
    if (code)
        return code;
    kase->id = sqlite3_last_insert_rowid(store->db);
    count_add(store, kase->ended ? COUNT_CASES_ENDED : COUNT_CASES_OPEN, 1);
    if (!kase->ended)
        definition_use(store, definition, 1);
    return 0;
}

struct case_before {
    int64_t revision, definition;
    bool ended, held;
};

static int before_read(struct store *store, int64_t id, struct case_before *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt,
                         "SELECT revision, definition, ended, held FROM cases WHERE id = ?", NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *out = (struct case_before){sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
                                    sqlite3_column_int(stmt, 2), sqlite3_column_int(stmt, 3)};
    sql_done(stmt);
    if (code == 0)
        return error_set(error, SENDD_ENOTFOUND, "there is no case with number %lld", (long long)id);
    return code < 0 ? code : 0;
}

/* Timers and inbox rows know whether their case is held, so that what is due is found by index alone. */
static int held_spread(struct store *store, const struct kase *kase, struct error *error)
{
    int code = sql_run(store, error, "UPDATE timer SET held = ? WHERE kase = ?", NUMBER(kase->held),
                       NUMBER(kase->id));
    return code ? code
                : sql_run(store, error, "UPDATE inbox SET held = ? WHERE kase = ?", NUMBER(kase->held),
                          NUMBER(kase->id));
}

/* What a change of state, or of definition, does to the counts. */
static void uses_count(struct store *store, const struct kase *kase, const struct case_before *before,
                       int64_t definition)
{
    if (kase->ended != before->ended) {
        int change = kase->ended ? -1 : 1;
        count_add(store, COUNT_CASES_OPEN, change);
        count_add(store, COUNT_CASES_ENDED, -change);
    }
    if (!before->ended)
        definition_use(store, before->definition, -1);
    if (!kase->ended)
        definition_use(store, definition, 1);
}

static int case_update(struct store *store, const struct kase *kase, int64_t definition, const char *undo,
                       instant now, struct error *error)
{
    struct case_texts texts;
    texts_make(kase, &texts);
    int code =
        sql_run(store, error,
                "UPDATE cases SET definition = ?, revision = ?, ended = ?, held = ?, changed = ?, states = ?,"
                " fields = ?, kept = ?, memory = ?, undo = coalesce(?, undo) WHERE id = ?",
                NUMBER(definition), NUMBER(kase->revision), NUMBER(kase->ended), NUMBER(kase->held),
                NUMBER(now), STRING(texts.states), STRING(texts.fields), STRING(texts.kept),
                STRING(texts.memory), STRING(undo), NUMBER(kase->id));
    texts_free(&texts);
    return code;
}

int store_case_step(struct store *store, const struct kase *kase, const char *undo, instant now,
                    struct error *error)
{
    struct case_before before = {0};
    int64_t definition;
    int code = before_read(store, kase->id, &before, error);
    if (code)
        return code;
    if (kase->revision < before.revision)
        return error_set(error, SENDD_ECONFLICT, "case %s was changed since it was read", kase->reference);
    code = definition_number(store, kase->definition, &definition, error);
    if (!code && definition != before.definition)
        code = definition_know(store, before.definition, error);
    if (!code)
        code = case_update(store, kase, definition, undo, now, error);
    if (!code && kase->held != before.held)
        code = held_spread(store, kase, error);
    if (!code && (kase->ended != before.ended || definition != before.definition))
        uses_count(store, kase, &before, definition);
    return code;
}

int store_case_save(struct store *store, const struct kase *kase, instant now, struct error *error)
{
    return store_case_step(store, kase, NULL, now, error);
}

int store_case_undo(struct store *store, int64_t id, struct arena *arena, const char **out,
                    struct error *error)
{
    sqlite3_stmt *stmt;
    *out = NULL;
    int code = sql_query(store, error, &stmt, "SELECT undo FROM cases WHERE id = ?", NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *out = column_text(stmt, 0, arena);
    sql_done(stmt);
    return code < 0 ? code : 0;
}

int case_number(struct store *store, const char *reference, int64_t *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, "SELECT id FROM cases WHERE reference = ?", STRING(reference));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *out = sqlite3_column_int64(stmt, 0);
    sql_done(stmt);
    if (code)
        return code < 0 ? code : 0;
    error_set(error, SENDD_ENOTFOUND, "there is no case %s", reference);
    return error_hint(error, "list the cases with: sendctl case list");
}

int store_cases_of(struct store *store, const char *subject, const char *workflow, struct arena *arena,
                   struct list *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code =
        sql_query(store, error, &stmt,
                  "SELECT c.id FROM cases c JOIN definition d ON d.id = c.definition"
                  " WHERE c.subject = ? AND c.ended = 0 AND (?2 IS NULL OR d.workflow = ?2) ORDER BY c.id",
                  STRING(subject), STRING(workflow));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1) {
        int64_t *id = arena_alloc(arena, sizeof *id);
        *id = sqlite3_column_int64(stmt, 0);
        list_add(out, id);
    }
    sql_done(stmt);
    return code;
}

static json_t *case_json(sqlite3_stmt *stmt)
{
    json_t *row = json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:b, s:b}", "id",
                            (json_int_t)sqlite3_column_int64(stmt, 0), "case", column_string(stmt, 1),
                            "school", column_string(stmt, 2), "workflow", column_string(stmt, 3), "subject",
                            column_string(stmt, 4), "states",
                            json_loads((const char *)sqlite3_column_text(stmt, 5), 0, NULL), "revision",
                            (json_int_t)sqlite3_column_int64(stmt, 6), "ended", sqlite3_column_int(stmt, 7),
                            "held", sqlite3_column_int(stmt, 8));
    json_object_set_new(row, "started", json_instant(sqlite3_column_int64(stmt, 9)));
    json_object_set_new(row, "changed", json_instant(sqlite3_column_int64(stmt, 10)));
    json_object_set_new(row, "parent", column_string(stmt, 11));
    json_object_set_new(row, "invokeid", column_string(stmt, 12));
    return row;
}

#define CASE_LIST                                                                                            \
    "SELECT c.id, c.reference, s.code, d.workflow, c.subject, c.states, c.revision, c.ended, c.held, "       \
    "c.started,"                                                                                             \
    " c.changed, p.reference, json_extract(c.memory, '$.invokeid') FROM cases c"                             \
    " JOIN school s ON s.id = c.school JOIN definition d ON d.id = c.definition"                             \
    " LEFT JOIN cases p ON p.id = c.parent"                                                                  \
    " WHERE c.id > ?1 AND (?2 OR c.ended = 0) AND (?3 IS NULL OR s.code = ?3)"                               \
    " AND (?4 IS NULL OR d.workflow = ?4) AND (?5 IS NULL OR instr(c.states, ?5))"

/* By the index that fits. */
static const char *list_sql(const struct case_filter *filter)
{
    if (filter->parent)
        return CASE_LIST " AND c.parent = (SELECT id FROM cases WHERE reference = ?8)"
                         " AND (?7 IS NULL OR c.subject = ?7) ORDER BY c.id LIMIT ?6";
    if (filter->subject)
        return CASE_LIST " AND c.subject = ?7 AND ?8 IS NULL ORDER BY c.id LIMIT ?6";
    return CASE_LIST " AND ?7 IS NULL AND ?8 IS NULL ORDER BY c.id LIMIT ?6";
}

int store_case_list(struct store *store, const struct case_filter *filter, json_t **out, struct error *error)
{
    sqlite3_stmt *stmt;
    json_t *quoted = filter->state ? json_string(filter->state) : NULL; /* as it stands in the stored array */
    char *state = quoted ? json_canonical(quoted) : NULL;
    *out = json_array();
    int code = sql_query(store, error, &stmt, list_sql(filter), NUMBER(filter->after), NUMBER(filter->ended),
                         STRING(filter->school), STRING(filter->workflow), STRING(state),
                         NUMBER(filter->limit), STRING(filter->subject), STRING(filter->parent));
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        json_array_append_new(*out, case_json(stmt));
    sql_done(stmt);
    json_decref(quoted);
    mem_free(state);
    return list_finish(code, out);
}
