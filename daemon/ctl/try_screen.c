/* A trial for a person at a terminal: where the case stands, what came of the last command, what can come
 * next. */
#include "ctl/try.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DUE_SHOWN = 8, LABEL_WIDTH = 8 };

static bool in_colour(void)
{
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && !getenv("NO_COLOR") && term && !string_equal(term, "dumb");
}

/* A line under LABEL; the label only once for several. Control bytes could drive the terminal. */
static void row(const char *label, const char *text)
{
    bool colour = in_colour() && *label;
    printf("  %s%-*s%s ", colour ? "\033[1m" : "", LABEL_WIDTH, label, colour ? "\033[0m" : "");
    for (; *text; text++)
        putchar((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text);
    putchar('\n');
}

static void rows(const char *label, const json_t *lines)
{
    size_t i;
    json_t *line;
    json_array_foreach(lines, i, line) row(i ? "" : label, json_string_value(line));
}

/* "Tue 1 Sep 2026 10:00", with seconds where there are any; London time. */
static const char *time_text(struct arena *arena, instant at)
{
    static const char *const days[] = {"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct text iso = TEXT_EMPTY;
    struct date date = london_date(at);
    int year, month, day;
    date_split(date, &year, &month, &day);
    london_write(at, &iso);
    long long ms = at / MILLIS(1) % 1000;
    const char *wall =
        arena_copy_n(arena, iso.bytes + 11, string_starts(iso.bytes + 16, ":00") && !ms ? 5 : 8);
    text_free(&iso);
    return arena_printf(arena, "%s %d %s %d %s%s", days[date_weekday(date)], day, months[month], year, wall,
                        ms ? arena_printf(arena, ".%03lld", ms) : "");
}

static void show_head(const struct trial *trial)
{
    bool colour = in_colour();
    printf("%s%s%s  %s\n", colour ? "\033[1m" : "", definition_title(trial->definition),
           colour ? "\033[0m" : "", time_text(trial->arena, stage_now(trial->stage)));
}

/* With its time when that is not now: one that an advance has passed, or one that waits for the morning. */
static const char *notice_text(const struct trial *trial, const json_t *notice)
{
    struct text line = TEXT_EMPTY;
    size_t i;
    json_t *to;
    instant at = 0;
    text_add(&line, json_text(notice, "template"));
    json_array_foreach(json_object_get(notice, "to"), i, to)
        text_addf(&line, "%s %s by %s", i ? "," : " to", json_text(to, "record"), json_text(to, "channel"));
    london_read(json_text(notice, "at"), &at, NULL);
    if (at / SECONDS(1) != stage_now(trial->stage) / SECONDS(1))
        text_addf(&line, ", %s", time_text(trial->arena, at));
    const char *out = arena_copy(trial->arena, text_string(&line));
    text_free(&line);
    return out;
}

static const char *sent_text(const struct trial *trial, const json_t *sent)
{
    const char *child = json_text(sent, "case");
    return arena_printf(trial->arena, "%s%s%s to %s", child ? child : "", child ? ": " : "",
                        json_text(sent, "event"), json_text(sent, "target"));
}

static void show_happened(const struct trial *trial)
{
    size_t i;
    json_t *item;
    rows("error", trial->errors);
    rows("moved", trial->moved);
    rows("log", trial->log);
    json_array_foreach(trial->sent, i, item) row(i ? "" : "sent", sent_text(trial, item));
    json_array_foreach(trial->notices, i, item) row(i ? "" : "notice", notice_text(trial, item));
}

static void show_states(const struct trial *trial)
{
    json_t *states = trial_states(trial->root, true), *state;
    size_t i;
    bool ended = trial->root->kase->ended;
    json_array_foreach(states, i, state)
    {
        const char *id = json_string_value(state), *title = definition_state_title(trial->definition, id);
        row(i       ? ""
            : ended ? "ended"
                    : "state",
            string_equal(id, title) ? id : arena_printf(trial->arena, "%s  %s", id, title));
    }
    json_decref(states);
}

static void show_children(const struct trial *trial)
{
    const struct list *cases = stage_cases(trial->stage);
    size_t shown = 0;
    for (size_t i = 0; i < cases->count; i++) {
        const struct stage_case *actor = cases->items[i];
        if (actor == trial->root)
            continue;
        struct text line = TEXT_EMPTY;
        json_t *states = trial_states(actor, true), *state;
        size_t j;
        text_addf(&line, "%s:", actor->name);
        json_array_foreach(states, j, state) text_addf(&line, " %s", json_string_value(state));
        row(shown++ ? "" : "child", text_string(&line));
        text_free(&line);
        json_decref(states);
    }
}

static void show_fields(const struct trial *trial)
{
    struct text line = TEXT_EMPTY;
    const char *name;
    json_t *value;
    json_object_foreach(trial->root->kase->fields, name, value)
    {
        if (json_is_null(value))
            continue;
        char *dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_PRESERVE_ORDER);
        text_addf(&line, "%s%s = %s", line.length ? ", " : "", name,
                  json_is_string(value) ? json_string_value(value)
                  : dump                ? dump
                                        : "");
        free(dump);
    }
    if (line.length)
        row("fields", text_string(&line));
    text_free(&line);
}

/* "Fri 16 Oct 2026" of a day, and whether it is over. */
static const char *due_text(const struct trial *trial, const json_t *item)
{
    const char *due = json_text(item, "due"), *whose = json_text(item, "case"), *when;
    struct date day;
    instant at = 0;
    bool late = false;
    if (date_read(due, &day, NULL) == 0) {
        when = time_text(trial->arena, london_instant(day, 0, 0));
        when = arena_copy_n(trial->arena, when, strlen(when) - (sizeof " 00:00" - 1));
        late = date_compare(day, london_date(stage_now(trial->stage))) < 0;
    } else {
        london_read(due, &at, NULL);
        when = time_text(trial->arena, at);
    }
    return arena_printf(trial->arena, "%-21s %s%s%s %s%s", when, whose ? whose : "", whose ? ": " : "",
                        json_text(item, "kind"), json_text(item, "what"), late ? " (overdue)" : "");
}

static void show_due(const struct trial *trial)
{
    json_t *due = trial_due(trial);
    size_t i, count = json_array_size(due);
    for (i = 0; i < count && i < DUE_SHOWN; i++)
        row(i ? "" : "due", due_text(trial, json_array_get(due, i)));
    if (count > DUE_SHOWN)
        row("", arena_printf(trial->arena, "and %zu later", count - DUE_SHOWN));
    json_decref(due);
}

static void show_tasks(const struct trial *trial)
{
    const struct list *tasks = &trial->root->kase->tasks;
    for (size_t i = 0; i < tasks->count; i++) {
        const struct task *task = tasks->items[i];
        row(i ? "" : "task", arena_printf(trial->arena, "%s (%s)  %s", task->name, task->role, task->title));
    }
}

/* "review.held {outcome: continue | reassess}" */
static const char *event_text(struct arena *arena, const json_t *event)
{
    struct text line = TEXT_EMPTY;
    const char *name;
    json_t *value, *choice, *values = json_object_get(event, "values");
    size_t i;
    text_add(&line, json_text(event, "event"));
    json_object_foreach(values, name, value)
    {
        text_addf(&line, "%s%s%s: ", line.length && strchr(line.bytes, '{') ? ", " : " {", name,
                  json_is_true(json_object_get(value, "required")) ? "" : "?");
        json_array_foreach(json_object_get(value, "of"), i, choice)
            text_addf(&line, "%s%s", i ? " | " : "", json_string_value(choice));
        if (!json_object_get(value, "of"))
            text_add(&line, json_text(value, "type"));
    }
    if (json_object_size(values))
        text_add(&line, "}");
    const char *out = arena_copy(arena, text_string(&line));
    text_free(&line);
    return out;
}

static void show_takes(const struct trial *trial)
{
    json_t *takes = trial_takes(trial), *event;
    size_t i;
    json_array_foreach(takes, i, event)
    {
        const char *title = json_text(event, "title"), *text = event_text(trial->arena, event);
        row(i ? "" : "takes", title ? arena_printf(trial->arena, "%-24s %s", text, title) : text);
    }
    json_decref(takes);
}

static void show_help(const struct trial *trial)
{
    size_t i;
    json_t *item;
    json_array_foreach(trial->help, i, item)
        printf("  %-34s %s\n", json_text(item, "usage"), json_text(item, "meaning"));
}

void trial_screen(const struct trial *trial)
{
    if (trial->help) {
        show_help(trial);
        fflush(stdout);
        return;
    }
    if (trial->bad) {
        rows("error", trial->errors);
        fflush(stdout);
        return;
    }
    show_head(trial);
    show_happened(trial);
    show_states(trial);
    show_children(trial);
    show_fields(trial);
    show_tasks(trial);
    show_due(trial);
    show_takes(trial);
    putchar('\n');
    fflush(stdout);
}
