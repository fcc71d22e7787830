/* Deadlines: never overwritten. A new date is a new row; the old one keeps what was believed, why it changed
 * and who. */
#include "store/rulings.h"

#include "base/mem.h"

int store_deadline_put(struct store *store, const struct kase *kase, struct deadline *deadline, instant now,
                       struct error *error)
{
    int64_t school;
    int code = school_number(store, kase->school, &school, error);
    if (code)
        return code;
    struct packed_ruling ruling;
    code = ruling_pack(store, deadline, &ruling, error);
    if (!code)
        code = sql_run(store, error,
                       "INSERT INTO deadline(school, kase, status, anchor, due, earliest, provisional, told, "
                       "opened, name,"
                       " rule, version, owner, kind, title, ruling, shared) VALUES(?, ?, 0, ?, ?, ?, ?, ?, "
                       "?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       NUMBER(school), NUMBER(kase->id), DATE(deadline->anchor), NUMBER(deadline->due.day),
                       DATE(deadline->earliest), NUMBER(deadline->provisional), NUMBER(deadline->missed_told),
                       NUMBER(now), STRING(deadline->name), STRING(deadline->rule), STRING(deadline->version),
                       STRING(deadline->owner), STRING(deadline->kind), STRING(deadline->title),
                       STRING(ruling.text), NUMBER(ruling.shared));
    mem_free(ruling.text);
    if (code)
        return code;
    deadline->id = sqlite3_last_insert_rowid(store->db);
    count_add(store, COUNT_DEADLINES_OPEN, 1);
    return 0;
}

static int deadline_gone(const struct deadline *deadline, struct error *error)
{
    return error_set(error, SENDD_ENOTFOUND, "deadline %s is not open", deadline->name);
}

int store_deadline_close(struct store *store, const struct kase *kase, const struct deadline *deadline,
                         enum deadline_status status, struct date closed_on, const char *reason,
                         const char *by, instant now, struct error *error)
{
    if (status == DEADLINE_OPEN)
        return error_set(error, SENDD_EINVALID, "a deadline is not closed as open");
    int code = sql_run(store, error,
                       "UPDATE deadline SET status = ?, closed = ?, closed_on = ?, reason = ?, closed_by = ?"
                       " WHERE id = ? AND kase = ? AND status = 0",
                       NUMBER(status), NUMBER(now), DATE(closed_on), STRING(reason), STRING(by),
                       NUMBER(deadline->id), NUMBER(kase->id));
    if (code)
        return code;
    if (!sql_changes(store))
        return deadline_gone(deadline, error);
    count_add(store, COUNT_DEADLINES_OPEN, -1);
    return 0;
}

int store_deadline_told(struct store *store, const struct deadline *deadline, struct error *error)
{
    int code = sql_run(store, error, "UPDATE deadline SET told = 1 WHERE id = ? AND status = 0",
                       NUMBER(deadline->id));
    if (!code && !sql_changes(store))
        return deadline_gone(deadline, error);
    return code;
}

int store_deadline_reopen(struct store *store, int64_t kase, int64_t id, instant now, int64_t *out,
                          struct error *error)
{
    int code = sql_run(
        store, error,
        "INSERT INTO deadline(school, kase, status, anchor, due, earliest, provisional, told, opened, shared,"
        " name, rule, version, owner, kind, title, ruling) SELECT school, kase, 0, anchor, due, earliest,"
        " provisional, told, ?, shared, name, rule, version, owner, kind, title, ruling FROM deadline"
        " WHERE id = ? AND kase = ? AND status <> 0",
        NUMBER(now), NUMBER(id), NUMBER(kase));
    if (code)
        return code;
    if (!sql_changes(store))
        return error_set(error, SENDD_ENOTFOUND, "there is no closed deadline %lld", (long long)id);
    *out = sqlite3_last_insert_rowid(store->db);
    count_add(store, COUNT_DEADLINES_OPEN, 1);
    return 0;
}

static const char *status_name(int status)
{
    static const char *const names[] = {"open", "met", "late", "lapsed", "superseded"};
    return status >= 0 && (size_t)status < sizeof names / sizeof names[0] ? names[status] : "?";
}

#define DEADLINE_COLUMNS                                                                                     \
    "SELECT t.id, c.reference, s.code, d.workflow, t.name, t.rule, t.version, t.title, t.owner, t.kind, "    \
    "t.anchor,"                                                                                              \
    " t.due, t.earliest, t.provisional, t.status, t.closed_on, t.reason, t.closed_by,"                       \
    " json_extract(t.ruling, '$.time'), json_extract(t.ruling, '$.stands'),"  \
    " json_extract(t.ruling, '$.first_day') OR json_extract(t.ruling, '$.minimum')"
#define DEADLINE_FROM                                                                                        \
    " FROM deadline t"                                                                                       \
    " JOIN cases c ON c.id = t.kase JOIN school s ON s.id = t.school JOIN definition d ON d.id = "           \
    "c.definition"
#define DEADLINE_LIST  DEADLINE_COLUMNS DEADLINE_FROM
#define DEADLINE_ASKED " AND (?1 IS NULL OR s.code = ?1) AND (?2 IS NULL OR t.due <= ?2)"

/* What of its ruling says when it is late. */
static void ruling_add(sqlite3_stmt *stmt, json_t *row)
{
    if (sqlite3_column_type(stmt, 18) != SQLITE_NULL)
        json_object_set_new(row, "time", column_string(stmt, 18));
    if (sqlite3_column_int(stmt, 19))
        json_object_set_new(row, "stands", json_true());
    if (sqlite3_column_int(stmt, 20))
        json_object_set_new(row, "minimum", json_true());
}

static json_t *row_json(sqlite3_stmt *stmt)
{
    json_t *row =
        json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "id",
                  (json_int_t)sqlite3_column_int64(stmt, 0), "case", column_string(stmt, 1), "school",
                  column_string(stmt, 2), "workflow", column_string(stmt, 3), "name", column_string(stmt, 4),
                  "rule", column_string(stmt, 5), "version", column_string(stmt, 6), "title",
                  column_string(stmt, 7), "owner", column_string(stmt, 8), "kind", column_string(stmt, 9),
                  "status", status_name(sqlite3_column_int(stmt, 14)));
    json_object_set_new(row, "anchor", json_date(column_date(stmt, 10)));
    json_object_set_new(row, "due", json_date(column_date(stmt, 11)));
    json_object_set_new(row, "earliest", json_date(column_date(stmt, 12)));
    json_object_set_new(row, "provisional", json_boolean(sqlite3_column_int(stmt, 13)));
    json_object_set_new(row, "closed_on", json_date(column_date(stmt, 15)));
    json_object_set_new(row, "reason", column_string(stmt, 16));
    json_object_set_new(row, "by", column_string(stmt, 17));
    ruling_add(stmt, row);
    if (sqlite3_column_count(stmt) > 21) {
        json_object_set_new(row, "now", json_date(column_date(stmt, 21)));
        json_object_set_new(row, "now_earliest", json_date(column_date(stmt, 22)));
    }
    return row;
}

/* What was dated again: the row that came after each in its case, by its name, has the date that holds now. */
static int moved_start(struct store *store, const struct deadline_filter *filter, int64_t kase, sqlite3_stmt **stmt,
                       struct error *error)
{
    return sql_query(store, error, stmt,
                     DEADLINE_COLUMNS ", n.due, n.earliest" DEADLINE_FROM
                                      " LEFT JOIN deadline n ON n.id = (SELECT min(m.id) FROM deadline m"
                                      " WHERE m.kase = t.kase AND m.name = t.name AND m.id > t.id)"
                                      " WHERE t.status = 4 AND (?4 = 0 OR t.kase = ?4)" DEADLINE_ASKED
                                      " ORDER BY t.closed DESC, t.id DESC LIMIT ?3",
                     STRING(filter->school), DATE(filter->until), NUMBER(filter->limit), NUMBER(kase));
}

/* One text for each way in, so that each has its index. */
static int list_start(struct store *store, const struct deadline_filter *filter, int64_t kase,
                      sqlite3_stmt **stmt, struct error *error)
{
    if (filter->moved)
        return moved_start(store, filter, kase, stmt, error);
    if (filter->reference)
        return sql_query(store, error, stmt,
                         DEADLINE_LIST " WHERE t.kase = ?4 AND (?5 OR t.status = 0)" DEADLINE_ASKED
                                       " ORDER BY t.due, t.id LIMIT ?3",
                         STRING(filter->school), DATE(filter->until), NUMBER(filter->limit), NUMBER(kase),
                         NUMBER(filter->closed));
    if (filter->closed)
        return sql_query(store, error, stmt,
                         DEADLINE_LIST " WHERE 1" DEADLINE_ASKED " ORDER BY t.due, t.id LIMIT ?3",
                         STRING(filter->school), DATE(filter->until), NUMBER(filter->limit));
    return sql_query(store, error, stmt,
                     DEADLINE_LIST " WHERE t.status = 0" DEADLINE_ASKED " ORDER BY t.due, t.id LIMIT ?3",
                     STRING(filter->school), DATE(filter->until), NUMBER(filter->limit));
}

int store_deadline_list(struct store *store, const struct deadline_filter *filter, json_t **out,
                        struct error *error)
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
        json_array_append_new(*out, row_json(stmt));
    sql_done(stmt);
    return list_finish(code, out);
}
