/* The events a definition waits for: those that it raises itself name its own parts. */
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

static void check_built_in(const struct checks *checks, const struct conf_node *node, const char *event)
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
}

static void check_event(const struct checks *checks, const struct conf_node *node, const char *event)
{
    if (string_equal(event, "*") || string_ends(event, ".*"))
        return;
    check_word(checks, node, "event", event);
    check_built_in(checks, node, event);
}

void check_events(const struct checks *checks, const struct conf_node *group, const char *key)
{
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    for (size_t i = 0; i < count; i++)
        if (items[i]->string)
            check_event(checks, items[i], items[i]->string);
}
