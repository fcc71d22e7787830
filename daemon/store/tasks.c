/* Tasks: work for a role. */
#include "store/sql.h"

#include "base/mem.h"

enum task_status { TASK_OPEN, TASK_DONE, TASK_DROPPED };

int store_task_put(struct store *store, const struct kase *kase, struct task *task, instant now,
                   struct error *error)
{
    int64_t school;
    int code = school_number(store, kase->school, &school, error);
    if (code)
        return code;
    char *form = task->form ? json_canonical(task->form) : NULL;
    code = sql_run(store, error,
                   "INSERT INTO task(school, kase, status, due, opened, name, role, title, event, form)"
                   " VALUES(?, ?, 0, ?, ?, ?, ?, ?, ?, ?)",
                   NUMBER(school), NUMBER(kase->id), DATE(task->due), NUMBER(now), STRING(task->name),
                   STRING(task->role), STRING(task->title), STRING(task->event), STRING(form));
    mem_free(form);
    if (code)
        return code;
    task->id = sqlite3_last_insert_rowid(store->db);
    count_add(store, COUNT_TASKS_OPEN, 1);
    return 0;
}

int store_task_close(struct store *store, const struct task *task, bool done, const char *by, instant now,
                     struct error *error)
{
    int code = sql_run(store, error,
                       "UPDATE task SET status = ?, closed = ?, closed_by = ? WHERE id = ? AND status = 0",
                       NUMBER(done ? TASK_DONE : TASK_DROPPED), NUMBER(now), STRING(by), NUMBER(task->id));
    if (code)
        return code;
    if (!sql_changes(store))
        return error_set(error, SENDD_ECONFLICT, "task %lld is not open", (long long)task->id);
    count_add(store, COUNT_TASKS_OPEN, -1);
    return 0;
}

int store_task_reopen(struct store *store, int64_t kase, int64_t id, instant now, int64_t *out,
                      struct error *error)
{
    int code = sql_run(store, error,
                       "INSERT INTO task(school, kase, status, due, opened, name, role, title, event, form)"
                       " SELECT school, kase, 0, due, ?, name, role, title, event, form FROM task"
                       " WHERE id = ? AND kase = ? AND status <> 0",
                       NUMBER(now), NUMBER(id), NUMBER(kase));
    if (code)
        return code;
    if (!sql_changes(store))
        return error_set(error, SENDD_ENOTFOUND, "there is no closed task %lld", (long long)id);
    *out = sqlite3_last_insert_rowid(store->db);
    count_add(store, COUNT_TASKS_OPEN, 1);
    return 0;
}

static int row_read(struct store *store, sqlite3_stmt *stmt, struct arena *arena, const char **reference,
                    struct task *out, struct error *error)
{
    *reference = column_text(stmt, 1, arena);
    *out = (struct task){
        .id = sqlite3_column_int64(stmt, 0),
        .name = column_text(stmt, 2, arena),
        .role = column_text(stmt, 3, arena),
        .title = column_text(stmt, 4, arena),
        .due = column_date(stmt, 5),
        .event = column_text(stmt, 6, arena),
    };
    return column_json(store, stmt, 7, arena, &out->form, error);
}

int store_task_get(struct store *store, int64_t id, struct arena *arena, const char **reference,
                   struct task *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(
        store, error, &stmt,
        "SELECT t.id, c.reference, t.name, t.role, t.title, t.due, t.event, t.form, t.status FROM task t"
        " JOIN cases c ON c.id = t.kase WHERE t.id = ?",
        NUMBER(id));
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 0) {
        code = error_set(error, SENDD_ENOTFOUND, "there is no task %lld", (long long)id);
        error_hint(error, "list the tasks with: sendctl task list");
    } else if (code == 1) {
        int status = sqlite3_column_int(stmt, 8);
        code = row_read(store, stmt, arena, reference, out, error);
        if (!code && status != TASK_OPEN)
            code = error_set(error, SENDD_ECONFLICT, "task %lld is %s already", (long long)id,
                             status == TASK_DONE ? "done" : "no longer needed");
    }
    sql_done(stmt);
    return code;
}

#define TASK_LIST                                                                                            \
    "SELECT t.id, c.reference, s.code, d.workflow, t.name, t.role, t.title, t.due, t.event, t.form, "        \
    "t.status, t.opened,"                                                                                    \
    " t.closed_by FROM task t JOIN cases c ON c.id = t.kase JOIN school s ON s.id = t.school"                \
    " JOIN definition d ON d.id = c.definition"
/* Those without a date come last. */
#define TASK_ASKED                                                                                           \
    " AND (?1 IS NULL OR s.code = ?1) AND (?2 IS NULL OR t.role = ?2) ORDER BY t.due IS NULL, t.due, t.id "  \
    "LIMIT ?3"

static int row_json(struct store *store, sqlite3_stmt *stmt, json_t *list, struct error *error)
{
    static const char *const names[] = {"open", "done", "dropped"};
    json_t *form;
    int code = column_json(store, stmt, 9, NULL, &form, error);
    if (code)
        return code;
    json_t *row = json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o?, s:s, s:o, s:o}", "id",
        (json_int_t)sqlite3_column_int64(stmt, 0), "case", column_string(stmt, 1), "school",
        column_string(stmt, 2), "workflow", column_string(stmt, 3), "name", column_string(stmt, 4), "role",
        column_string(stmt, 5), "title", column_string(stmt, 6), "due", json_date(column_date(stmt, 7)),
        "event", column_string(stmt, 8), "form", form, "status", names[sqlite3_column_int(stmt, 10) % 3],
        "opened", json_instant(sqlite3_column_int64(stmt, 11)), "by", column_string(stmt, 12));
    json_array_append_new(list, row);
    return 0;
}

/* One text for each way in, so that each has its index. */
static int list_start(struct store *store, const struct task_filter *filter, int64_t kase,
                      sqlite3_stmt **stmt, struct error *error)
{
    if (filter->reference)
        return sql_query(store, error, stmt,
                         TASK_LIST " WHERE t.kase = ?4 AND (?5 OR t.status = 0)" TASK_ASKED,
                         STRING(filter->school), STRING(filter->role), NUMBER(filter->limit), NUMBER(kase),
                         NUMBER(filter->closed));
    if (filter->closed)
        return sql_query(store, error, stmt, TASK_LIST " WHERE 1" TASK_ASKED, STRING(filter->school),
                         STRING(filter->role), NUMBER(filter->limit));
    if (filter->role)
        return sql_query(store, error, stmt, TASK_LIST " WHERE t.status = 0 AND t.role = ?2" TASK_ASKED,
                         STRING(filter->school), STRING(filter->role), NUMBER(filter->limit));
    return sql_query(store, error, stmt, TASK_LIST " WHERE t.status = 0" TASK_ASKED, STRING(filter->school),
                     STRING(filter->role), NUMBER(filter->limit));
}

int store_task_list(struct store *store, const struct task_filter *filter, json_t **out, struct error *error)
{
    int64_t kase = 0;
    *out = NULL;
    int code = filter->reference ? case_number(store, filter->reference, &kase, error) : 0;
    if (code)
        return code;
    sqlite3_stmt *stmt;
    *out = json_array();
    code = list_start(store, filter, kase, &stmt, error);
    while (code >= 0 && (code = sql_next(store, stmt, error)) == 1)
        code = row_json(store, stmt, *out, error);
    sql_done(stmt);
    return list_finish(code, out);
}
