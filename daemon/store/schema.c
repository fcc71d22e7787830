/* The schema. Fixed-size columns come before long text; what is looked up by few rows has a partial index, so
 * that finished work costs no index entry. Every table about a school says which
 * (tests/unit/store/schema_test.c). */
#include "store/schema.h"

/* Instants are microseconds since 1970 UTC, dates are days since 1970, hashes are 32 bytes. */
static const char version_1[] =
    /* What this file is: clock = real | jumping | none (nobody has opened it for good yet). */
    "CREATE TABLE about(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO about VALUES('clock', 'none');"

    "CREATE TABLE school(id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;"

    /* One row, written once a commit: what status shows and start needs, and the highest ids ever given. */
    "CREATE TABLE counts(id INTEGER PRIMARY KEY CHECK(id = 1),"
    " cases_open INTEGER NOT NULL DEFAULT 0, cases_ended INTEGER NOT NULL DEFAULT 0,"
    " timers INTEGER NOT NULL DEFAULT 0, tasks_open INTEGER NOT NULL DEFAULT 0,"
    " deadlines_open INTEGER NOT NULL DEFAULT 0, inbox INTEGER NOT NULL DEFAULT 0,"
    " outbox_waiting INTEGER NOT NULL DEFAULT 0, outbox_ready INTEGER NOT NULL DEFAULT 0,"
    " outbox_delivered INTEGER NOT NULL DEFAULT 0, outbox_accepted INTEGER NOT NULL DEFAULT 0,"
    " outbox_dead INTEGER NOT NULL DEFAULT 0, outbox_held INTEGER NOT NULL DEFAULT 0,"
    " outbox_unknown INTEGER NOT NULL DEFAULT 0, history INTEGER NOT NULL DEFAULT 0,"
    " last_timer INTEGER NOT NULL DEFAULT 0, last_inbox INTEGER NOT NULL DEFAULT 0,"
    " last_outbox INTEGER NOT NULL DEFAULT 0) STRICT;"
    "INSERT INTO counts(id) VALUES(1);"

    "CREATE TABLE definition(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, added INTEGER NOT NULL,"
    " hash BLOB NOT NULL UNIQUE CHECK(length(hash) = 32), workflow TEXT NOT NULL, canonical TEXT NOT NULL) "
    "STRICT;"
    /* Beside the definition, so that a case's start does not rewrite the model's pages. */
    "CREATE TABLE definition_use(definition INTEGER PRIMARY KEY REFERENCES definition, open INTEGER NOT "
    "NULL) STRICT;"

    "CREATE TABLE numbering(prefix TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,"
    " PRIMARY KEY(prefix, year)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE cases(id INTEGER PRIMARY KEY, school INTEGER NOT NULL REFERENCES school,"
    " definition INTEGER NOT NULL REFERENCES definition, revision INTEGER NOT NULL, ended INTEGER NOT NULL,"
    " held INTEGER NOT NULL, started INTEGER NOT NULL, changed INTEGER NOT NULL, reference TEXT NOT NULL "
    "UNIQUE,"
    " subject TEXT, states TEXT NOT NULL, fields TEXT, kept TEXT) STRICT;"
    "CREATE INDEX cases_subject ON cases(subject) WHERE subject IS NOT NULL;"

    "CREATE TABLE timer(id INTEGER PRIMARY KEY, school INTEGER NOT NULL REFERENCES school,"
    " kase INTEGER NOT NULL REFERENCES cases, due INTEGER NOT NULL, held INTEGER NOT NULL, name TEXT NOT "
    "NULL,"
    " event TEXT NOT NULL, data TEXT) STRICT;"
    "CREATE UNIQUE INDEX timer_name ON timer(kase, name);"
    "CREATE INDEX timer_due ON timer(due) WHERE held = 0;"

    "CREATE TABLE deadline(id INTEGER PRIMARY KEY, school INTEGER NOT NULL REFERENCES school,"
    " kase INTEGER NOT NULL REFERENCES cases, status INTEGER NOT NULL, anchor INTEGER, due INTEGER NOT NULL,"
    " earliest INTEGER, provisional INTEGER NOT NULL, told INTEGER NOT NULL, opened INTEGER NOT NULL,"
    " shared INTEGER NOT NULL,"
    " closed INTEGER, closed_on INTEGER, name TEXT NOT NULL, rule TEXT, version TEXT, owner TEXT, kind TEXT,"
    " title TEXT, closed_by TEXT, reason TEXT, ruling TEXT) STRICT;"
    /* Texts that many rulings have word for word: the law's, no school's. shared in deadline: see rulings.h.
     */
    "CREATE TABLE shared(id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;"
    "CREATE INDEX deadline_case ON deadline(kase, status);"
    "CREATE INDEX deadline_due ON deadline(due) WHERE status = 0;"

    "CREATE TABLE task(id INTEGER PRIMARY KEY, school INTEGER NOT NULL REFERENCES school,"
    " kase INTEGER NOT NULL REFERENCES cases, status INTEGER NOT NULL, due INTEGER, opened INTEGER NOT NULL,"
    " closed INTEGER, name TEXT NOT NULL, role TEXT NOT NULL, title TEXT, event TEXT, closed_by TEXT,"
    " form TEXT) STRICT;"
    "CREATE INDEX task_case ON task(kase, status);"
    "CREATE INDEX task_role ON task(role) WHERE status = 0;"

    "CREATE TABLE inbox(id INTEGER PRIMARY KEY, school INTEGER NOT NULL REFERENCES school,"
    " kase INTEGER NOT NULL REFERENCES cases, held INTEGER NOT NULL, happened INTEGER, recorded INTEGER NOT "
    "NULL,"
    " name TEXT NOT NULL, sender TEXT, timer TEXT, task TEXT, data TEXT) STRICT;"
    "CREATE INDEX inbox_due ON inbox(id) WHERE held = 0;"
    "CREATE INDEX inbox_case ON inbox(kase);"

    /* kase 0: about no case. turn: the order in a lane. */
    "CREATE TABLE outbox(id INTEGER PRIMARY KEY, school INTEGER NOT NULL REFERENCES school, kase INTEGER NOT "
    "NULL,"
    " state INTEGER NOT NULL, attempts INTEGER NOT NULL, intended INTEGER NOT NULL, next_try INTEGER NOT "
    "NULL,"
    " turn INTEGER NOT NULL, key BLOB NOT NULL, recipient TEXT NOT NULL, instance TEXT NOT NULL,"
    " notice TEXT NOT NULL, address TEXT NOT NULL, result TEXT, detail TEXT, subject TEXT, body TEXT) STRICT;"
    "CREATE INDEX outbox_ready ON outbox(instance, next_try) WHERE state = 1;"
    "CREATE INDEX outbox_lane ON outbox(kase, recipient, turn) WHERE state <= 1;"
    "CREATE INDEX outbox_case ON outbox(kase);"
    "CREATE INDEX outbox_trouble ON outbox(state) WHERE state >= 4;"
    "CREATE TABLE attempt(outbox INTEGER NOT NULL REFERENCES outbox, number INTEGER NOT NULL,"
    " school INTEGER NOT NULL REFERENCES school, at INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT,"
    " PRIMARY KEY(outbox, number)) STRICT, WITHOUT ROWID;"

    /* kase 0: about no case; school NULL: about the whole installation. body is ANY: text now, a blob once
       sealed. */
    "CREATE TABLE history(seq INTEGER PRIMARY KEY, kase INTEGER NOT NULL, school INTEGER REFERENCES school,"
    " at INTEGER NOT NULL, algorithm INTEGER NOT NULL, key INTEGER NOT NULL,"
    " hash BLOB NOT NULL CHECK(length(hash) = 32), kind TEXT NOT NULL, body ANY NOT NULL) STRICT;"
    "CREATE INDEX history_case ON history(kase) WHERE kase <> 0;"
    "CREATE TRIGGER history_no_update BEFORE UPDATE ON history"
    " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;"
    "CREATE TRIGGER history_no_delete BEFORE DELETE ON history"
    " BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;"

    "CREATE TABLE request(key TEXT PRIMARY KEY, at INTEGER NOT NULL, status INTEGER NOT NULL,"
    " answer TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX request_at ON request(at);"

    "CREATE TABLE record(school INTEGER NOT NULL REFERENCES school, register TEXT NOT NULL, id TEXT NOT NULL,"
    " revision INTEGER NOT NULL, changed INTEGER NOT NULL, link TEXT, data TEXT NOT NULL,"
    " PRIMARY KEY(school, register, id)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX record_link ON record(school, register, link) WHERE link IS NOT NULL;"
    "CREATE TABLE record_old(school INTEGER NOT NULL REFERENCES school, register TEXT NOT NULL, id TEXT NOT "
    "NULL,"
    " revision INTEGER NOT NULL, changed INTEGER NOT NULL, link TEXT, data TEXT NOT NULL,"
    " PRIMARY KEY(school, register, id, revision)) STRICT, WITHOUT ROWID;";

/* What the interpreter remembers beside states and fields: histories, children, numbers (kase.memory). And
 * where an event that waits comes from, when a case sent it or the platform made it. */
static const char version_2[] = "ALTER TABLE cases ADD COLUMN memory TEXT;"
                                "ALTER TABLE inbox ADD COLUMN origin TEXT;";

/* undo: how to take the case's last step back (core/undo.h). Beside what every step writes anyhow, so that it
 * costs no row and no page of its own. */
static const char version_3[] =
    "ALTER TABLE cases ADD COLUMN undo TEXT;"
    "ALTER TABLE counts ADD COLUMN outbox_cancelled INTEGER NOT NULL DEFAULT 0;";

/* The case that invoked this one, for the list of a case's children. */
static const char version_4[] = "ALTER TABLE cases ADD COLUMN parent INTEGER REFERENCES cases;"
                                "CREATE INDEX cases_parent ON cases(parent) WHERE parent IS NOT NULL;";

const struct migration store_migrations[] = {{version_1}, {version_2}, {version_3}, {version_4}};
const int store_migration_count = sizeof store_migrations / sizeof store_migrations[0];

static int number_read(struct store *store, const char *pragma, int *out, struct error *error)
{
    sqlite3_stmt *stmt;
    int code = sql_query(store, error, &stmt, pragma);
    if (!code)
        code = sql_next(store, stmt, error);
    if (code == 1)
        *out = sqlite3_column_int(stmt, 0);
    sql_done(stmt);
    return code < 0 ? code : 0;
}

int schema_version(struct store *store, int *out, struct error *error)
{
    return number_read(store, "PRAGMA user_version", out, error);
}

/* Another program's database must not be taken for an empty store. */
static int ours_check(struct store *store, int version, struct error *error)
{
    int application = 0, objects = 0;
    int code = number_read(store, "PRAGMA application_id", &application, error);
    if (!code)
        code = number_read(store, "SELECT count(*) FROM sqlite_schema", &objects, error);
    if (code)
        return code;
    if (version ? application == STORE_APPLICATION : application == 0 && objects == 0)
        return 0;
    error_set(error, SENDD_EINVALID, "the file is not a store of sendd");
    return error_hint(error, "name another file, or move this one away to start afresh");
}

static int migration_run(struct store *store, const struct migration *migration, int version,
                         struct error *error)
{
    struct text sql = TEXT_EMPTY;
    text_add(&sql, "BEGIN IMMEDIATE;");
    text_add(&sql, migration->sql);
    text_addf(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;", STORE_APPLICATION,
              version);
    int code = sql_script(store, text_string(&sql), error);
    text_free(&sql);
    if (code && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

int schema_migrate(struct store *store, const struct migration *list, int count, struct error *error)
{
    int version;
    int code = schema_version(store, &version, error);
    if (!code)
        code = ours_check(store, version, error);
    if (code)
        return code;
    if (version > count) {
        error_set(error, SENDD_EINVALID, "the store has schema %d and this sendd knows only up to %d",
                  version, count);
        return error_hint(error, "run the newer sendd, or restore a backup from before its upgrade");
    }
    if (store->reader && version < count) {
        error_set(error, SENDD_EINVALID, "the store has schema %d and is to be %d", version, count);
        return error_hint(error, "start this version's daemon once: it brings the store forward");
    }
    for (; !code && version < count; version++)
        code = migration_run(store, &list[version], version + 1, error);
    return code;
}
