/* Scenarios: each step done and compared; one TAP line for each scenario. */
#include "workflow/play.h"

#include "workflow/model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void play_wrong(struct play *play, const struct conf_node *node, const char *format, ...)
{
    char line[1200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text_addf(&play->wrong, "# %s:%d: %s\n", node->file, node->line, line);
}

struct actor *play_actor(const struct play *play, const char *name)
{
    for (size_t i = 0; i < play->actors.count; i++) {
        struct actor *actor = play->actors.items[i];
        if (!name || string_equal(actor->name, name))
            return actor;
    }
    return NULL;
}

/* "2026-09-01" (at HOUR) or "2026-09-01 07:30". */
static bool read_time(const char *text, int hour, instant *out)
{
    struct date date;
    char day[DATE_SIZE];
    int hours = hour, minutes = 0, used = 0;
    snprintf(day, sizeof day, "%s", text);
    if (date_read(day, &date, NULL))
        return false;
    if (text[10] && (sscanf(text + 10, " %2d:%2d%n", &hours, &minutes, &used) != 2 || text[10 + used] ||
                     hours > 23 || minutes > 59 || hours < 0 || minutes < 0))
        return false;
    *out = london_instant(date, hours, minutes);
    return true;
}

static const struct definition *find_definition(const struct play *play, const char *id)
{
    for (size_t i = 0; i < play->site->definitions->count; i++)
        if (string_equal(definition_id(play->site->definitions->items[i]), id))
            return play->site->definitions->items[i];
    return NULL;
}

/* --- steps --- */

static void judge(struct play *play, const struct conf_node *node, const struct actor *actor, int code,
                  const struct error *error)
{
    const char *wanted = conf_string(node, "refused");
    const char *got = code == 0                ? NULL
                      : code == 1              ? "unwanted"
                      : code == SENDD_EINVALID ? "invalid"
                                               : "failed";
    if (string_equal(wanted, got))
        return;
    if (!got)
        play_wrong(play, node, "case %s: the step was not refused", actor->name);
    else
        play_wrong(play, node, "case %s: refused as %s: %s", actor->name, got,
                   code == 1 ? "no state takes the event now" : error->text);
}

static struct event *make_event(struct play *play, const struct conf_node *node, const char *name)
{
    struct event *event = arena_alloc(play->arena, sizeof *event);
    const char *happened = conf_string(node, "happened");
    *event = (struct event){.name = name, .happened = london_date(play->now), .recorded = play->now};
    event->by = string_equal(conf_string(node, "by"), "plugin") ? "plugin:test" : "user:test";
    if (conf_get(node, "data"))
        event->data = json_keep(play->arena, map_json(node, "data"));
    if (happened && date_read(happened, &event->happened, NULL))
        play_wrong(play, conf_get(node, "happened"), "\"%s\" is not a date: write YYYY-MM-DD", happened);
    return event;
}

static void do_start(struct play *play, const struct conf_node *node)
{
    const char *workflow = conf_string(node, "workflow");
    struct error error = ERROR_NONE;
    struct actor *actor = arena_alloc(play->arena, sizeof *actor);
    actor->name = conf_string(node, "start");
    actor->definition = find_definition(play, workflow ? workflow : conf_string(play->node, "workflow"));
    if (!actor->definition || play_actor(play, actor->name)) {
        play_wrong(play, node,
                   actor->definition ? "case %s is there already" : "case %s: there is no such workflow",
                   actor->name);
        return;
    }
    actor->kase = arena_alloc(play->arena, sizeof *actor->kase);
    *actor->kase = (struct kase){.reference = actor->name,
                                 .school = conf_string(play->node, "school"),
                                 .workflow = definition_id(actor->definition),
                                 .definition = definition_hash(actor->definition),
                                 .subject = conf_string(node, "subject")};
    struct event *event = make_event(play, node, "case.start");
    event->data = json_keep(play->arena, map_json(node, "fields"));
    int code = play_apply(play, actor, event, false, &error);
    if (code == 0)
        list_add(&play->actors, actor);
    judge(play, node, actor, code, &error);
}

static void do_event(struct play *play, const struct conf_node *node)
{
    struct actor *actor = play_actor(play, conf_string(node, "case"));
    struct error error = ERROR_NONE;
    if (!actor) {
        play_wrong(play, node, "there is no such case yet");
        return;
    }
    bool keep = string_equal(conf_string(node, "by"), "plugin");
    judge(play, node, actor,
          play_apply(play, actor, make_event(play, node, conf_string(node, "event")), keep, &error), &error);
}

static void do_complete(struct play *play, const struct conf_node *node)
{
    struct actor *actor = play_actor(play, conf_string(node, "case"));
    const char *name = conf_string(node, "complete");
    const struct task *task = NULL;
    struct error error = ERROR_NONE;
    for (size_t i = 0; actor && i < actor->kase->tasks.count; i++)
        if (string_equal(((const struct task *)actor->kase->tasks.items[i])->name, name))
            task = actor->kase->tasks.items[i];
    if (!task) {
        play_wrong(play, node, "task %s is not open", name);
        return;
    }
    struct event *event = make_event(play, node, task->event);
    event->task = task->name;
    judge(play, node, actor, play_apply(play, actor, event, false, &error), &error);
}

static void do_advance(struct play *play, const struct conf_node *node)
{
    const char *text = conf_string(node, "advance");
    struct error error = ERROR_NONE;
    struct span span;
    if (span_read(text, &span, &error)) {
        play_wrong(play, conf_get(node, "advance"), "%s: %s", error.text, error.hint);
        return;
    }
    struct date to =
        span_apply(span, 1, london_date(play->now), play->site->calendars, conf_string(play->node, "school"));
    play_advance(play, node, london_instant(to, 12, 0));
}

static void do_until(struct play *play, const struct conf_node *node)
{
    instant until;
    if (read_time(conf_string(node, "until"), 12, &until))
        play_advance(play, node, until);
    else
        play_wrong(play, conf_get(node, "until"), "write until = \"2026-10-14\" or \"2026-10-14 00:00\"");
}

void play_step(struct play *play, const struct conf_node *node)
{
    static const struct {
        const char *key;
        void (*act)(struct play *play, const struct conf_node *node);
    } acts[] = {{"start", do_start},
                {"event", do_event},
                {"complete", do_complete},
                {"advance", do_advance},
                {"until", do_until}};
    int done = 0;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (conf_get(node, acts[i].key)) {
            acts[i].act(play, node);
            done++;
        }
    if (done > 1)
        play_wrong(play, node, "a step is one of start, event, complete, advance and until");
    play_expect(play, node);
}

/* --- whole scenarios --- */

static void play_all(struct play *play)
{
    size_t count;
    struct conf_node *const *steps = conf_items(play->node, "steps", &count);
    if (!find_definition(play, conf_string(play->node, "workflow")))
        play_wrong(play, play->node, "there is no workflow %s", conf_string(play->node, "workflow"));
    else if (!read_time(conf_string(play->node, "at"), 10, &play->now))
        play_wrong(play, conf_get(play->node, "at"), "write at = \"2026-09-01\" or \"2026-09-01 08:30\"");
    else
        for (size_t i = 0; i < count && play->wrong.length == 0; i++)
            play_step(play, steps[i]); /* after the first fault the rest would only be its echo */
}

static bool play_one(const struct conf_node *node, const struct scenario_site *site, size_t number,
                     struct text *tap)
{
    struct play play = {.arena = arena_new(), .site = site, .node = node};
    play.facts.records = json_keep(play.arena, play_facts(node));
    play_all(&play);
    bool fine = play.wrong.length == 0;
    text_addf(tap, "%sok %zu - %s: %s\n%s", fine ? "" : "not ", number, conf_string(node, "workflow"),
              conf_string(node, "title"), text_string(&play.wrong));
    for (size_t i = 0; i < play.actors.count; i++)
        actor_forget(play.actors.items[i]);
    list_free(&play.actors);
    text_free(&play.wrong);
    arena_free(play.arena);
    return fine;
}

size_t scenario_run(const struct conf_node *root, const struct scenario_site *site, size_t *number,
                    struct text *tap)
{
    size_t count, failed = 0;
    struct conf_node *const *items = conf_items(root, "scenarios", &count);
    for (size_t i = 0; i < count; i++)
        if (!play_one(items[i], site, ++*number, tap))
            failed++;
    return failed;
}
