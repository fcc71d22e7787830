/* The events a definition waits for: who could ever raise them? */
#include "workflow/lint.h"

#include <string.h>

static bool event_part(const char *event, const char *prefix, const char *const *suffixes, char *out,
                       size_t size)
{
    if (!string_starts(event, prefix))
        return false;
    const char *rest = event + strlen(prefix);
    for (; *suffixes; suffixes++)
        if (string_ends(rest, *suffixes) && strlen(rest) > strlen(*suffixes)) {
            size_t length = strlen(rest) - strlen(*suffixes);
            if (length >= size)
                return false;
            memcpy(out, rest, length);
            out[length] = '\0';
            return true;
        }
    return false;
}

/* EVENT is looked for; a send with a computed name may be any. */
struct search {
    const char *event;
    bool found;
};

static void search_action(void *context, const struct model_action *action)
{
    struct search *search = context;
    bool raises = (action->kind == ACTION_RAISE || action->kind == ACTION_SEND) &&
                  (!action->subject || string_equal(action->subject, search->event));
    if (raises || (action->kind == ACTION_TIMER && string_equal(action->event, search->event)))
        search->found = true;
}

static bool raised_by(const struct model_state *state, const char *event)
{
    struct search search = {event, false};
    for (size_t i = 0; i < state->timer_count; i++)
        if (string_equal(state->timers[i].event, event))
            return true;
    for (size_t i = 0; i < state->task_count; i++)
        if (string_equal(state->tasks[i].event, event))
            return true;
    model_state_each(state, search_action, &search);
    return search.found;
}

static bool raised_here(const struct definition *definition, const char *event)
{
    for (size_t i = 0; i < definition->state_count; i++)
        if (raised_by(definition->states[i], event))
            return true;
    for (size_t i = 0; i < definition->task_count; i++)
        if (string_equal(definition->tasks[i].event, event))
            return true;
    return false;
}

static bool built_in(const struct checks *checks, const struct conf_node *node, const char *event)
{
    static const char *const deadline_ends[] = {".warning", ".missed", ".ended", NULL};
    static const char *const task_ends[] = {".completed", NULL}, *const no_ends[] = {"", NULL};
    char name[128];
    if (event_part(event, "deadline.", deadline_ends, name, sizeof name))
        known(checks, node, "deadline", name, checks->deadlines);
    else if (event_part(event, "task.", task_ends, name, sizeof name))
        known(checks, node, "task", name, checks->tasks);
    else if (event_part(event, "done.state.", no_ends, name, sizeof name))
        known(checks, node, "state", name, checks->definition->state_ids);
    else
        return string_starts(event, "error.") || string_starts(event, "done.invoke.") ||
               string_equal(event, "correct");
    return true;
}

/* With a list of events given, a name that is not in it is most likely a slip of the pen. */
static void check_event(const struct checks *checks, const struct conf_node *node, const char *event)
{
    if (string_equal(event, "*") || string_ends(event, ".*") || string_equal(event, "done.invoke") ||
        string_equal(event, "done.state") || string_equal(event, "error"))
        return;
    check_word(checks, node, "event", event);
    if (built_in(checks, node, event) || !checks->declared[0] || among(checks->declared, event) ||
        raised_here(checks->definition, event))
        return;
    struct error *warning = conf_warn(checks->reader->faults, node,
                                      "event \"%s\" is not under events, and nothing here raises it", event);
    const char *near = conf_suggest(event, checks->declared);
    if (near)
        error_hint(warning, "did you mean \"%s\"?", near);
    else
        error_hint(warning, "add { name = \"%s\"; } to events", event);
}

void check_events(const struct checks *checks, const struct conf_node *group, const char *key)
{
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    for (size_t i = 0; i < count; i++)
        if (items[i]->string)
            check_event(checks, items[i], items[i]->string);
}
