#include "world.h"

#include "base/mem.h"

#include <limits.h>
#include <sodium.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
#include <cmocka.h>

/* --- a conf folder --- */

static const char *source_top(void)
{
    const char *top = getenv("SENDD_SRC");
    return top ? top : ".";
}

static const char *const parts[] = {"sendd.conf", "calendars", "rules",
                                    "registers",  "templates", "workflows"};

char *world_site(const char *source)
{
    char path[512], target[512], resolved[PATH_MAX];
    char *folder = mem_copy("/tmp/sendd-core-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        snprintf(target, sizeof target, "%s/%s/%s", source_top(), source, parts[i]);
        if (access(target, R_OK))
            snprintf(target, sizeof target, "%s/conf/%s", source_top(), parts[i]);
        assert_non_null(realpath(target, resolved));
        assert_int_equal(0, symlink(resolved, path));
    }
    return folder;
}

void world_site_free(char *folder)
{
    char path[512];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, parts[i]);
        unlink(path);
    }
    rmdir(folder);
    mem_free(folder);
}

static struct site *site_of(const char *folder)
{
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct site *site = site_read(folder, faults);
    struct text text = TEXT_EMPTY;
    faults_print(faults, &text);
    if (!site)
        fail_msg("the site does not load:\n%s", text_string(&text));
    text_free(&text);
    arena_free(arena);
    return site;
}

/* --- peers --- */

struct peer_answer {
    struct world *world;
    struct sent *sent;
    struct reaction reaction;
    struct env_timer *timer;
};

static int peer_room(void *context, const char *instance)
{
    const struct world *world = context;
    int busy = 0;
    for (size_t i = 0; i < world->pending.count; i++)
        busy += string_equal(((struct peer_answer *)world->pending.items[i])->sent->instance, instance);
    return (world->options.room ? world->options.room : 8) - busy;
}

static void pending_drop(struct peer_answer *answer)
{
    struct list *pending = &answer->world->pending;
    for (size_t i = 0; i < pending->count; i++) {
        if (pending->items[i] == answer) {
            list_remove(pending, i);
            break;
        }
    }
    env_timer_free(answer->timer);
    mem_free(answer);
}

static void peer_answers(void *context)
{
    struct peer_answer *answer = context;
    struct world *world = answer->world;
    struct outcome outcome = {
        .outbox = answer->sent->outbox,
        .kind = answer->reaction.lost ? OUTCOME_RETRY : answer->reaction.kind,
        .detail = "as the test said",
        .retry_after = answer->reaction.retry_after,
    };
    answer->sent->answered = true;
    pending_drop(answer);
    core_outcome(world->core, &outcome);
    core_room(world->core);
}

static int peer_deliver(void *context, const char *instance, const struct delivery *delivery,
                        struct error *error)
{
    (void)error;
    struct world *world = context;
    struct sent *sent = mem_alloc(sizeof *sent);
    sent->outbox = delivery->outbox;
    sent->attempt = delivery->attempt;
    sent->at = env_now(world->env);
    snprintf(sent->key, sizeof sent->key, "%s", delivery->key);
    snprintf(sent->instance, sizeof sent->instance, "%s", instance);
    snprintf(sent->address, sizeof sent->address, "%s", delivery->address);
    snprintf(sent->reference, sizeof sent->reference, "%s", delivery->reference);
    snprintf(sent->event, sizeof sent->event, "%s", delivery->event);
    list_add(&world->sent, sent);
    struct reaction reaction = {.kind = OUTCOME_DELIVERED};
    if (world->options.react)
        reaction = world->options.react(world, sent);
    sent->outcome = reaction.kind;
    struct peer_answer *answer = mem_alloc(sizeof *answer);
    *answer = (struct peer_answer){world, sent, reaction, NULL};
    answer->timer = env_timer_new(world->env, peer_answers, answer);
    env_timer_after(answer->timer, reaction.delay);
    list_add(&world->pending, answer);
    return 0;
}

static bool peer_idle(void *context)
{
    return !((struct world *)context)->pending.count;
}

/* --- life and death --- */

static void failed(void *context, int code)
{
    ((struct world *)context)->failed = code;
}

struct world *world_new(const struct world_options *options)
{
    assert_true(sodium_init() >= 0);
    struct world *world = mem_alloc(sizeof *world);
    world->options = *options;
    world->env = env_sim_new(options->seed, options->start);
    world->disk = sim_disk_new(world->env);
    return world;
}

bool world_open(struct world *world)
{
    struct store_options options = {.path = "sendd.db", .create = true, .sync = world->options.sync};
    struct delivery_port port = {peer_room, peer_deliver, peer_idle, world};
    struct error error = ERROR_NONE;
    world->dead = false;
    world->failed = 0;
    world->open_code = store_open(world->env, &options, &world->store, &error);
    if (world->open_code) {
        world->store = NULL;
        return false;
    }
    struct site *site = site_of(world->options.site);
    assert_int_equal(
        0, core_new(world->env, world->store, site, &port, world->options.hold, &world->core, &error));
    core_on_failure(world->core, failed, world);
    core_start(world->core);
    return true;
}

void world_die(struct world *world)
{
    world->dead = true;
    world->failed = 0;
    env_sim_crash(world->env);
    while (world->pending.count)
        pending_drop(world->pending.items[0]);
    core_free(world->core);
    world->core = NULL;
    if (world->store)
        store_close(world->store);
    world->store = NULL;
}

void world_free(struct world *world)
{
    world_die(world);
    for (size_t i = 0; i < world->sent.count; i++)
        mem_free(world->sent.items[i]);
    list_free(&world->sent);
    list_free(&world->pending);
    sim_disk_free(world->disk);
    env_sim_free(world->env);
    mem_free(world);
}

/* --- commands --- */

static struct asked last;

static void answered(void *context, int code, const json_t *body)
{
    struct asked *asked = context;
    if (asked->world->dead)
        return;
    asked->done = true;
    asked->code = code;
    json_decref(asked->body); /* one that is asked again has an answer for each time */
    asked->body = json_deep_copy(body);
}

void asked_free(struct asked *asked)
{
    json_decref(asked->body);
    *asked = (struct asked){0};
}

void world_ask(struct world *world, struct asked *asked, const char *kind, json_t *arguments, const char *key)
{
    *asked = (struct asked){.world = world};
    struct command command = {kind, arguments, key, "test", answered, asked};
    struct error error = ERROR_NONE;
    int code = core_submit(world->core, &command, &error);
    if (code) {
        asked->done = true;
        asked->code = code;
    }
}

int world_do_key(struct world *world, const char *kind, json_t *arguments, const char *key)
{
    asked_free(&last);
    world_ask(world, &last, kind, arguments, key);
    env_sim_settle(world->env);
    json_decref(arguments);
    assert_true(last.done);
    return last.code;
}

int world_do(struct world *world, const char *kind, json_t *arguments)
{
    return world_do_key(world, kind, arguments, NULL);
}

const json_t *world_answer(void)
{
    return last.body;
}

/* --- people --- */

static void import_give(void *context, json_t *arguments)
{
    char name[32];
    snprintf(name, sizeof name, "%s", json_text(arguments, "register"));
    int code = world_do(context, "import", arguments);
    if (code)
        fail_msg("import of %s gave %d: %s", name, code,
                 json_text(json_object_get(world_answer(), "error"), "text"));
}

static json_t *pupil_row(const char *id)
{
    return json_pack("{s:s, s:{s:s, s:s, s:s, s:s, s:s}}", "id", id, "fields", "admission_number", id, "forename",
                     "Made-up", "surname", "Example", "dob", "2016-02-29", "sen_status", "K");
}

static json_t *parent_row(int number, const char *pupil)
{
    char contact[16], mail[48];
    snprintf(contact, sizeof contact, "C%04d", number);
    snprintf(mail, sizeof mail, "parent%d@example.org", number);
    return json_pack("{s:s, s:s, s:{s:s, s:s, s:s, s:b, s:i, s:s, s:s}}", "id", contact, "link", pupil, "fields",
                     "person", contact, "pupil", pupil, "surname", "Example", "parental_responsibility", 1,
                     "priority", 1, "email", mail, "channel", "email");
}

static json_t *import_of(const char *name, json_t *rows)
{
    return json_pack("{s:s, s:s, s:o}", "register", name, "school", "oakfield", "rows", rows);
}

void world_people_each(int n, void (*give)(void *context, json_t *arguments), void *context)
{
    json_t *pupils = json_array(), *contacts = json_array();
    for (int i = 1; i <= n; i++) {
        char pupil[16];
        snprintf(pupil, sizeof pupil, "P%04d", i);
        json_array_append_new(pupils, pupil_row(pupil));
        json_array_append_new(contacts, parent_row(i, pupil));
    }
    json_t *authority = json_pack("[{s:s, s:{s:s, s:s, s:s, s:s}}]", "id", "901", "fields", "code", "901", "name",
                                  "Exampleshire Council", "channel", "email", "email", "sen@exampleshire.example");
    give(context, import_of("authority", authority));
    give(context, import_of("pupil", pupils));
    give(context, import_of("contact", contacts));
}

void world_people(struct world *world, int n)
{
    world_people_each(n, import_give, world);
}

/* --- looking --- */

int64_t world_count(struct world *world, const char *name)
{
    json_t *counts = NULL;
    struct error error = ERROR_NONE;
    assert_int_equal(0, store_counts(world->store, &counts, &error));
    assert_non_null(json_object_get(counts, name));
    int64_t count = json_number(counts, name, -1);
    json_decref(counts);
    return count;
}

json_t *world_history(struct world *world, const char *reference)
{
    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct kase *kase;
    json_t *rows = NULL;
    assert_int_equal(0, store_case_load(world->store, reference, arena, &kase, &error));
    assert_int_equal(0, store_history_list(world->store, kase->id, 0, 1000, &rows, &error));
    arena_free(arena);
    return rows;
}

json_t *world_field(struct world *world, const char *reference, const char *field)
{
    static json_t *value;
    struct arena *arena = arena_new();
    struct error error = ERROR_NONE;
    struct kase *kase;
    json_decref(value);
    assert_int_equal(0, store_case_load(world->store, reference, arena, &kase, &error));
    value = json_incref(json_object_get(kase->fields, field));
    arena_free(arena);
    return value;
}

json_t *world_outbox(struct world *world, int state)
{
    struct outbox_filter filter = {.state = state, .limit = 1000};
    struct error error = ERROR_NONE;
    json_t *rows = NULL;
    assert_int_equal(0, store_outbox_list(world->store, &filter, &rows, &error));
    return rows;
}
