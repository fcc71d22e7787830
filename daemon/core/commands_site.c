/* Commands about the installation: messages, records, the hold of the whole daemon. */
#include "core/commands.h"

#include "records/register.h"

#include <string.h>

int outbox_retry(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    int64_t id;
    struct outbox row;
    int code = argument_id(command, "outbox", &id, error);
    if (!code)
        code = store_outbox_get(turn->store, id, turn->item, &row, error);
    if (code == SENDD_ENOTFOUND)
        return error_set(error, code, "there is no message %lld", (long long)id);
    if (code)
        return code;
    if (!site_has_instance(turn->site, row.instance))
        return error_hint((error_set(error, SENDD_ECONFLICT,
                                     "message %lld has no plugin instance to go through", (long long)id),
                           error),
                          "give its channel an instance in sendd.conf, and reload");
    if (row.state != OUTBOX_DEAD && row.state != OUTBOX_HELD && row.state != OUTBOX_UNKNOWN)
        return error_set(error, SENDD_ECONFLICT, "message %lld is %s: there is nothing to retry",
                         (long long)id, outbox_state_name(row.state));
    turn->writing = true;
    json_t *body =
        json_pack("{s:I, s:s, s:s, s:s}", "outbox", (json_int_t)id, "was", outbox_state_name(row.state),
                  "state", "retry", "by", command->by ? command->by : "");
    struct history history = {row.kase, row.school, turn->now, "outbox", json_keep(turn->item, body)};
    code = store_outbox_retry(turn->store, id, turn->now, error);
    if (!code)
        code = store_history_append(turn->store, &history, error);
    *answer = json_pack("{s:I, s:s}", "outbox", (json_int_t)id, "state", "ready");
    return code;
}

int release_run(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    if (!turn->hold)
        return error_set(error, SENDD_ECONFLICT, "the daemon is not held");
    turn->writing = true;
    json_t *body = json_pack("{s:s}", "by", command->by ? command->by : "");
    struct history row = {0, NULL, turn->now, "release", json_keep(turn->item, body)};
    int code = store_history_append(turn->store, &row, error);
    turn->released = !code;
    *answer = json_pack("{s:b}", "hold", 0);
    return code;
}

/* --- import --- */

struct importing {
    struct turn *turn;
    const struct reg *reg;
    const char *school;
    json_t *rows;
    json_t *absent; /* names of fields */
};

/* A link as the CSV gives it, "P0012", or in full, "pupil/P0012". */
static const char *link_of(const struct importing *importing, const json_t *row)
{
    const char *link = json_text(row, "link"), *parent = register_link(importing->reg);
    if (!link || !*link || !parent)
        return NULL;
    return strchr(link, '/') ? link : arena_printf(importing->turn->item, "%s/%s", parent, link);
}

static int row_check(const struct importing *importing, const json_t *row, size_t number, struct error *error)
{
    const char *id = json_text(row, "id"), *link = link_of(importing, row);
    if (!id || !*id || strchr(id, '/'))
        return error_set(error, SENDD_EINVALID, "row %zu of the import has no id", number);
    int code = register_check(importing->reg, json_object_get(row, "fields"), error);
    if (code || !register_link(importing->reg))
        return code;
    if (!link)
        return error_set(error, SENDD_EINVALID, "%s/%s belongs to no %s", register_id(importing->reg), id,
                         register_link(importing->reg));
    json_t *parent = NULL;
    code = store_record_get(importing->turn->store, importing->school, link, &parent, error);
    json_decref(parent);
    if (code == SENDD_ENOTFOUND)
        return error_set(error, code, "%s/%s belongs to %s, which is not on record",
                         register_id(importing->reg), id, link);
    return code;
}

/* What the file has no column for stays as it is now, whoever wrote it since the file was compared. */
static int row_keep(const struct importing *importing, const char *reference, json_t *fields, struct error *error)
{
    json_t *old = NULL;
    if (json_array_size(importing->absent) == 0)
        return 0;
    int code = store_record_get(importing->turn->store, importing->school, reference, &old, error);
    if (!code)
        register_keep(importing->absent, old, fields);
    json_decref(old);
    return code == SENDD_ENOTFOUND ? 0 : code;
}

static int rows_write(const struct importing *importing, size_t *changes, struct error *error)
{
    size_t i;
    json_t *row;
    json_array_foreach(importing->rows, i, row)
    {
        bool changed = false;
        const char *reference =
            arena_printf(importing->turn->item, "%s/%s", register_id(importing->reg), json_text(row, "id"));
        /* A copy: the key of the command stands for its arguments as they came. */
        json_t *fields = json_keep(importing->turn->item, json_copy(json_object_get(row, "fields")));
        int code = row_keep(importing, reference, fields, error);
        if (!code)
            code = store_record_put(importing->turn->store, importing->school, reference, link_of(importing, row),
                                    fields, importing->turn->now, &changed, error);
        if (code)
            return code;
        *changes += changed;
    }
    return 0;
}

static int import_wanted(struct importing *importing, const struct command *command, struct error *error)
{
    const char *id;
    int code = argument_text(command, "register", &id, error);
    if (code)
        return code;
    importing->reg = register_find(&importing->turn->site->registers, id);
    if (!importing->reg)
        return error_set(error, SENDD_ENOTFOUND, "there is no register \"%s\"", id);
    const struct site_school *school =
        site_school_find(importing->turn->site, json_text(command->arguments, "school"));
    if (!school)
        return error_set(error, SENDD_EINVALID, "the import must name one of the site's schools");
    importing->school = school->id;
    importing->rows = json_object_get(command->arguments, "rows");
    importing->absent = json_object_get(command->arguments, "absent");
    if (!json_is_array(importing->rows))
        return error_set(error, SENDD_EINVALID, "the import needs `rows`, an array");
    size_t i;
    json_t *row;
    json_array_foreach(importing->rows, i, row)
    {
        if ((code = row_check(importing, row, i + 1, error)))
            return code;
    }
    return 0;
}

int import_run(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    struct importing importing = {.turn = turn};
    int code = import_wanted(&importing, command, error);
    if (code)
        return code;
    turn->writing = true;
    size_t changes = 0;
    code = rows_write(&importing, &changes, error);
    if (code)
        return code;
    size_t rows = json_array_size(importing.rows);
    const char *source = json_text(command->arguments, "source");
    json_t *body = json_pack("{s:s, s:I, s:I, s:s, s:s}", "register", register_id(importing.reg), "rows",
                             (json_int_t)rows, "changed", (json_int_t)changes, "source", source ? source : "",
                             "by", command->by ? command->by : "");
    struct history row = {0, importing.school, turn->now, "import", json_keep(turn->item, body)};
    *answer =
        json_pack("{s:s, s:I, s:I, s:I}", "register", register_id(importing.reg), "rows", (json_int_t)rows,
                  "changed", (json_int_t)changes, "same", (json_int_t)(rows - changes));
    json_t *warnings = json_object_get(command->arguments, "warnings");
    if (json_array_size(warnings) > 0)
        json_object_set(*answer, "warnings", warnings);
    return store_history_append(turn->store, &row, error);
}
