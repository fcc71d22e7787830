#include "rows.h"

#include "desk.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct walk {
    struct desk desk;
    struct text seen, log;
    struct list waiting; /* of struct event *: what the case has sent to itself */
    int children;
};

static char *requote(struct arena *arena, const char *text, char from)
{
    char *copy = arena_copy(arena, text);
    for (char *c = copy; *c; c++)
        if (*c == from)
            *c = '"';
    return copy;
}

static json_t *data_read(struct walk *walk, const char *text)
{
    json_t *data = json_loads(requote(walk->desk.arena, text, '\''), JSON_DECODE_ANY, NULL);
    assert_non_null(data);
    return json_keep(walk->desk.arena, data);
}

/* --- what was done --- */

__attribute__((format(printf, 2, 3))) static void note(struct walk *walk, const char *format, ...)
{
    va_list arguments;
    char line[256];
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text_addf(&walk->log, "%s%s", walk->log.length ? ", " : "", line);
}

static const char *data_text(struct walk *walk, const json_t *data)
{
    char *dump = data ? json_dumps(data, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    const char *copy = arena_copy(walk->desk.arena, dump ? dump : "");
    free(dump);
    return copy;
}

static void note_child(struct walk *walk, const struct child *child)
{
    note(walk, "+%s%s", child->id, data_text(walk, child->with));
    case_child_place(walk->desk.kase, walk->desk.arena, child->id,
                     arena_printf(walk->desk.arena, "C-%d", ++walk->children));
}

static void note_effects(struct walk *walk)
{
    struct desk *desk = &walk->desk;
    if (desk->code || desk->out.verdict == STEP_UNWANTED)
        return;
    for (size_t i = 0; i < desk->out.effects.count; i++) {
        const struct effect *effect = desk->out.effects.items[i];
        if (effect->kind == EFFECT_LOG)
            note(walk, "%s%s%s", effect->label ? effect->label : "", effect->label ? ": " : "", effect->text);
        else if (effect->kind == EFFECT_INVOKE)
            note_child(walk, effect->child);
        else if (effect->kind == EFFECT_UNINVOKE)
            note(walk, "-%s", effect->child->id);
        else if (effect->kind == EFFECT_SEND && string_equal(effect->target, "self"))
            list_add(&walk->waiting, effect->event);
        else if (effect->kind == EFFECT_SEND || effect->kind == EFFECT_DONE)
            note(walk, "%s>%s%s", effect->event->name, effect->target, data_text(walk, effect->event->data));
    }
}

/* --- events --- */

static const char *give(struct walk *walk, const struct event *event)
{
    const char *states = desk_give(&walk->desk, event);
    note_effects(walk);
    while (walk->waiting.count) {
        const struct event *next = walk->waiting.items[0];
        list_remove(&walk->waiting, 0);
        states = desk_give(&walk->desk, next);
        note_effects(walk);
    }
    return states;
}

static const char *fire(struct walk *walk)
{
    const char *timer = desk_fire(&walk->desk, "2099-01-01");
    if (!timer[0])
        return "no timer";
    note_effects(walk);
    while (walk->waiting.count) {
        const struct event *next = walk->waiting.items[0];
        list_remove(&walk->waiting, 0);
        desk_give(&walk->desk, next);
        note_effects(walk);
    }
    return desk_states(&walk->desk);
}

static struct event event_read(struct walk *walk, char *token)
{
    struct arena *arena = walk->desk.arena;
    struct event event = {
        .happened = london_date(walk->desk.now), .recorded = walk->desk.now, .by = "user:amy"};
    char *data = strchr(token, '{'), *list = strchr(token, '[');
    if (!data || (list && list < data))
        data = list;
    if (data) {
        event.data = data_read(walk, data);
        *data = '\0';
    }
    char *child = strchr(token, '<'), *forwarded = strchr(token, '^');
    event.name = token;
    if (forwarded) {
        *forwarded = '\0';
        event.name = forwarded + 1;
        event.by = "case:P-1";
        event.invokeid = *token ? token : NULL;
        event.origin = *token ? strchr(token, '@') + 1 : NULL;
        token[strcspn(token, "@")] = '\0';
    }
    if (child) {
        *child = '\0';
        event.name = child + 1;
        char *origin = strchr(token, '@');
        if (origin)
            *origin++ = '\0';
        event.invokeid = token;
        event.origin = origin ? origin : case_child(walk->desk.kase, token);
    }
    if (child && string_equal(event.name, "done")) {
        event.name = arena_printf(arena, "done.invoke.%s", token);
        event.type = EVENT_PLATFORM;
    }
    if (event.name[0] == '!' || string_equal(event.name, "cancel")) {
        event.type = EVENT_PLATFORM;
        event.name = event.name[0] == '!' ? event.name + 1 : "case.cancel";
    }
    return event;
}

static void take(struct walk *walk, const char *token)
{
    const char *states;
    if (string_equal(token, "~")) {
        states = fire(walk);
    } else {
        struct event *event = arena_alloc(walk->desk.arena, sizeof *event);
        *event = event_read(walk, arena_copy(walk->desk.arena, token));
        states = give(walk, event);
    }
    text_addf(&walk->seen, "%s%s", walk->seen.length ? "; " : "", states);
}

static void hold(const struct row *row)
{
    struct walk walk = {0};
    struct arena *arena = arena_new();
    desk_open(&walk.desk, requote(arena, row->body, '`'));
    arena_free(arena);
    if (!walk.desk.definition)
        fail_msg("%s: %s", row->title, desk_faults(&walk.desk));
    walk.desk.keep = STEP_DISCARD;
    if (string_starts(row->title, "child: "))
        case_adopt(walk.desk.kase, walk.desk.arena, "P-1", "me");
    take(&walk, "case.start");
    const char *rest = row->events;
    char token[160];
    for (int length = 0; sscanf(rest, "%159s%n", token, &length) == 1; rest += length)
        take(&walk, token);
    if (!string_equal(text_string(&walk.seen), row->expected) ||
        !string_equal(text_string(&walk.log), row->log))
        fail_msg("%s\n states   %s\n expected %s\n log      %s\n expected %s\n errors %s", row->title,
                 text_string(&walk.seen), row->expected, text_string(&walk.log), row->log,
                 desk_errors(&walk.desk));
    text_free(&walk.seen);
    text_free(&walk.log);
    list_free(&walk.waiting);
    desk_close(&walk.desk);
}

void rows_hold(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hold(&rows[i]);
}
