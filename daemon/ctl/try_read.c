/* The commands of a trial. */
#include "ctl/try.h"

#include "config/conf.h"

#include <string.h>

/* One word from *AT on, which moves behind it; NULL: none is left. */
static const char *word_take(struct arena *arena, const char **at)
{
    *at += strspn(*at, " \t");
    size_t length = strcspn(*at, " \t");
    if (!length)
        return NULL;
    const char *word = arena_copy_n(arena, *at, length);
    *at += length;
    *at += strspn(*at, " \t");
    return word;
}

static void wrong(struct trial *trial, const char *what, const char *hint)
{
    struct error error = ERROR_NONE;
    trial->bad = true;
    error_set(&error, SENDD_EINVALID, "%s", what);
    error_hint(&error, "%s", hint);
    trial_error(trial, &error);
}

/* What follows an event's or a task's name: JSON and "happened DATE", each at most once. False after an
 * error. */
static bool rest_read(struct trial *trial, const char *at, const char *usage, json_t **data,
                      struct date *happened)
{
    while (*at) {
        json_error_t fault;
        if (!date_is(*happened) && string_starts(at, "happened ")) {
            at += sizeof "happened" - 1;
            const char *day = word_take(trial->arena, &at);
            if (date_read(day ? day : "", happened, NULL)) {
                wrong(trial, arena_printf(trial->arena, "`%.60s` is not a date", day ? day : ""),
                      "write YYYY-MM-DD, such as happened 2026-10-09");
                return false;
            }
            continue;
        }
        json_t *value =
            *data ? NULL
                  : json_loads(at, JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &fault);
        if (!value) {
            wrong(trial,
                  *data ? arena_printf(trial->arena, "`%.60s` is too much", at)
                        : arena_printf(trial->arena, "`%.60s` is not JSON: %s", at, fault.text),
                  arena_printf(trial->arena, "write: %s", usage));
            return false;
        }
        *data = value;
        at += fault.position;
        at += strspn(at, " \t");
    }
    return true;
}

static void do_event(struct trial *trial, const char *rest)
{
    static const char usage[] =
        "event NAME [JSON] [happened DATE], such as event la.agreed happened 2026-10-09";
    const char *name = word_take(trial->arena, &rest);
    struct date happened = DATE_NONE;
    json_t *data = NULL;
    if (!name)
        wrong(trial, "`event` needs the event's name", arena_printf(trial->arena, "write: %s", usage));
    else if (rest_read(trial, rest, usage, &data, &happened))
        trial_event(trial, name, NULL, data, happened);
    else
        json_decref(data);
}

static void do_complete(struct trial *trial, const char *rest)
{
    static const char usage[] = "complete TASK [JSON] [happened DATE]";
    const char *name = word_take(trial->arena, &rest);
    const struct task *task = name ? trial_task(trial, name) : NULL;
    struct date happened = DATE_NONE;
    json_t *data = NULL;
    struct text open = TEXT_EMPTY;
    for (size_t i = 0; i < trial->root->kase->tasks.count; i++)
        text_addf(&open, "%s%s",
                  i ? ", " : "open tasks: ", ((const struct task *)trial->root->kase->tasks.items[i])->name);
    if (!task)
        wrong(trial,
              name ? arena_printf(trial->arena, "task %s is not open", name) : "`complete` needs a task",
              open.length ? text_string(&open) : "no task is open now");
    else if (rest_read(trial, rest, usage, &data, &happened))
        trial_event(trial, arena_copy(trial->arena, task->event), name, data, happened);
    else
        json_decref(data);
    text_free(&open);
}

static void do_advance(struct trial *trial, const char *rest)
{
    if (*rest)
        trial_advance(trial, rest);
    else
        wrong(trial, "`advance` needs a length of time", "write: advance 2s, advance 500ms, advance 3 days");
}

static void do_state(struct trial *trial, const char *rest)
{
    if (*rest)
        wrong(trial, arena_printf(trial->arena, "`state` takes nothing, not `%.60s`", rest), "write: state");
}

static void do_quit(struct trial *trial, const char *rest)
{
    (void)rest;
    trial->over = true;
}

static void do_help(struct trial *trial, const char *rest);

static const struct {
    const char *name, *usage, *meaning;
    void (*act)(struct trial *trial, const char *rest);
} commands[] = {
    {"event", "event NAME [JSON] [happened DATE]", "gives the case an event", do_event},
    {"complete", "complete TASK [JSON] [happened DATE]", "completes an open task", do_complete},
    {"advance", "advance DURATION", "moves the clock on: 500ms, 2s, 3 hours, 3 days, 2 weeks, 5 school days",
     do_advance},
    {"state", "state", "shows where the case stands", do_state},
    {"help", "help", "this list", do_help},
    {"quit", "quit", "ends the trial; so does the end of the input", do_quit},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void do_help(struct trial *trial, const char *rest)
{
    (void)rest;
    trial->help = json_array();
    for (size_t i = 0; i < COMMANDS; i++)
        json_array_append_new(
            trial->help, json_pack("{s:s, s:s}", "usage", commands[i].usage, "meaning", commands[i].meaning));
}

static void unknown(struct trial *trial, const char *word)
{
    const char *names[COMMANDS + 1];
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    names[COMMANDS] = NULL;
    const char *near = conf_suggest(word, names);
    wrong(trial, arena_printf(trial->arena, "there is no command `%.60s`", word),
          near ? arena_printf(trial->arena, "did you mean `%s`?", near)
               : "write event NAME, complete TASK, advance DURATION, state, help or quit");
}

bool trial_read(struct trial *trial, const char *line)
{
    size_t length = strcspn(line, "\r\n");
    while (length && strchr(" \t", line[length - 1]))
        length--;
    const char *at = arena_copy_n(trial->arena, line, length);
    const char *word = word_take(trial->arena, &at);
    if (!word || word[0] == '#')
        return false;
    for (size_t i = 0; i < COMMANDS; i++)
        if (string_equal(commands[i].name, word)) {
            commands[i].act(trial, at);
            return true;
        }
    unknown(trial, word);
    return true;
}
