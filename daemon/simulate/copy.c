#include "simulate/copy.h"

#include "base/mem.h"
#include "core/law.h"

enum { ROOM = 64, WAITING_LIMIT = 200 };

/* --- the port --- */

struct outcome_due {
    struct copy *copy;
    int64_t outbox;
};

static int port_room(void *context, const char *instance)
{
    (void)instance;
    return ROOM - (int)((const struct copy *)context)->outcomes.count;
}

static void outcome_give(void *context)
{
    struct outcome_due *due = context;
    struct copy *copy = due->copy;
    struct outcome outcome = {
        .outbox = due->outbox, .kind = OUTCOME_DELIVERED, .detail = "simulated: nothing was sent"};
    for (size_t i = 0; i < copy->outcomes.count; i++) {
        if (copy->outcomes.items[i] == due) {
            list_remove(&copy->outcomes, i);
            break;
        }
    }
    mem_free(due);
    core_outcome(copy->core, &outcome);
    core_room(copy->core);
}

static int port_deliver(void *context, const char *instance, const struct delivery *delivery, struct error *error)
{
    (void)instance;
    (void)error;
    struct copy *copy = context;
    struct sent *sent = mem_alloc(sizeof *sent);
    *sent = (struct sent){delivery->outbox, env_now(copy->env)};
    list_add(&copy->sent, sent);
    struct outcome_due *due = mem_alloc(sizeof *due);
    *due = (struct outcome_due){copy, delivery->outbox};
    list_add(&copy->outcomes, due);
    env_defer(copy->env, outcome_give, due);
    return 0;
}

static bool port_idle(void *context)
{
    return !((const struct copy *)context)->outcomes.count;
}

/* --- life --- */

static void store_failed(void *context, int code)
{
    ((struct copy *)context)->failed = code;
}

static int last_read(struct copy *copy, struct error *error)
{
    json_t *counts = NULL, *rows = NULL;
    int code = store_counts(copy->store, &counts, error);
    if (code)
        return code;
    copy->history = json_number(counts, "history", 0);
    json_decref(counts);
    struct outbox_filter filter = {.state = -1, .limit = 1000};
    do {
        code = store_outbox_list(copy->store, &filter, &rows, error);
        if (code)
            return code;
        size_t count = json_array_size(rows);
        if (count)
            filter.after = json_number(json_array_get(rows, count - 1), "id", 0);
        json_decref(rows);
        if (!count)
            break;
    } while (true);
    copy->outbox = filter.after;
    return 0;
}

int copy_open(struct copy *copy, struct site *site, const struct snapshot *snapshot, uint64_t seed, instant start,
              struct error *error)
{
    *copy = (struct copy){.env = env_sim_new(seed, start), .refused = json_array()};
    copy->disk = sim_disk_new(copy->env);
    struct delivery_port port = {port_room, port_deliver, port_idle, copy};
    struct store_options options = {
        .path = "copy.db", .create = true, .jumping = snapshot && snapshot_is_jumping(snapshot)};
    int code = snapshot ? snapshot_lay(snapshot, copy->env, options.path, error) : 0;
    if (!code)
        code = store_open(copy->env, &options, &copy->store, error);
    if (!code)
        code = last_read(copy, error);
    if (!code && snapshot) /* in both runs, so that only the configurations make a difference */
        code = law_forget(copy->store, error);
    if (code)
        return code;
    code = core_new(copy->env, copy->store, site_hold(site), &port, false, &copy->core, error);
    if (code) {
        site_drop(site);
        return code;
    }
    core_on_failure(copy->core, store_failed, copy);
    core_start(copy->core);
    copy_settle(copy);
    return 0;
}

void copy_free(struct copy *copy)
{
    env_sim_crash(copy->env);
    core_free(copy->core);
    if (copy->store)
        store_close(copy->store);
    for (size_t i = 0; i < copy->sent.count; i++)
        mem_free(copy->sent.items[i]);
    for (size_t i = 0; i < copy->outcomes.count; i++)
        mem_free(copy->outcomes.items[i]);
    list_free(&copy->sent);
    list_free(&copy->outcomes);
    json_decref(copy->refused);
    sim_disk_free(copy->disk);
    env_sim_free(copy->env);
}

void copy_settle(struct copy *copy)
{
    env_sim_settle(copy->env);
}

void copy_live(struct copy *copy, instant until)
{
    if (until > env_now(copy->env) && !copy->failed)
        env_sim_run_until(copy->env, until);
}

/* --- commands --- */

struct asked {
    struct copy *copy;
    json_t *arguments;
    char *about, *what;
};

static void refusal_keep(struct asked *asked, int code, const json_t *body)
{
    char day[DATE_SIZE];
    const char *text = json_text(json_object_get(body, "error"), "text");
    date_write(london_date(env_now(asked->copy->env)), day);
    json_array_append_new(asked->copy->refused,
                          json_pack("{s:s, s:s, s:s, s:s}", "case", asked->about, "what", asked->what, "day", day,
                                    "text", text ? text : error_name(code)));
}

static void answered(void *context, int code, const json_t *body)
{
    struct asked *asked = context;
    asked->copy->waiting--;
    if (code && asked->about)
        refusal_keep(asked, code, body);
    json_decref(asked->arguments);
    mem_free(asked->about);
    mem_free(asked->what);
    mem_free(asked);
}

void copy_ask(struct copy *copy, const char *kind, json_t *arguments, const char *about)
{
    if (copy->waiting >= WAITING_LIMIT)
        copy_settle(copy);
    const char *event = json_text(arguments, "event");
    struct asked *asked = mem_alloc(sizeof *asked);
    *asked = (struct asked){copy, arguments, mem_copy(about), mem_copy(event ? event : kind)};
    struct command command = {
        .kind = kind, .arguments = arguments, .by = "simulation", .answer = answered, .context = asked};
    struct error error = ERROR_NONE;
    copy->waiting++;
    int code = core_submit(copy->core, &command, &error);
    if (code)
        answered(asked, code, NULL);
}

/* --- looking --- */

int copy_cases(struct copy *copy, bool ended, json_t **out, struct error *error)
{
    struct case_filter filter = {.ended = ended, .limit = 1000};
    *out = json_array();
    for (;;) {
        json_t *rows = NULL;
        int code = store_case_list(copy->store, &filter, &rows, error);
        if (code) {
            json_decref(*out);
            *out = NULL;
            return code;
        }
        size_t count = json_array_size(rows);
        if (count)
            filter.after = json_number(json_array_get(rows, count - 1), "id", 0);
        json_array_extend(*out, rows);
        json_decref(rows);
        if (!count)
            return 0;
    }
}
