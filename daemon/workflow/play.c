/* Scenarios: each step done and compared; one TAP line for each scenario. */
#include "workflow/play.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    FIRED_MOST = 100000
}; /* timers in one advance; more is a mistake in the scenario, or a workflow that ticks */

void play_wrong(struct play *play, const struct conf_node *node, const char *format, ...)
{
    char line[1200];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (char *end = line; (end = strpbrk(end, "\r\n"));)
        *end = ' '; /* a line of its own could be read as a result */
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

struct stage_case *play_case(const struct play *play, const struct actor *actor)
{
    return stage_find(play->stage, actor->name);
}

static void play_all(struct play *play)
{
    size_t count;
    struct conf_node *const *steps = conf_items(play->node, "steps", &count);
    for (size_t i = 0; i < count && play->wrong.length == 0; i++)
        play_step(play, steps[i]); /* after the first fault the rest would only be its echo */
}

static void play_begin(struct play *play)
{
    struct stage_site site = play->site->stage;
    struct error error = ERROR_NONE;
    instant now;
    if (!definition_choose(site.definitions, conf_string(play->node, "workflow"), DATE_NONE, &error)) {
        play_wrong(play, play->node, "%s: %s", error.text, error.hint);
    } else if (stage_time_read(conf_string(play->node, "at"), 10, &now, &error)) {
        play_wrong(play, conf_get(play->node, "at"), "%s: %s", error.text, error.hint);
    } else {
        site.unmatched = STEP_KEEP;
        site.timers_most = FIRED_MOST;
        play->stage = stage_new(&site, play->facts, now, play_see, play);
        play_all(play);
        stage_free(play->stage);
    }
}

/* In a TAP description "#" begins a directive such as TODO, which would make a failure count as none, and a line end
 * ends it. */
static void description_add(struct text *tap, const char *words)
{
    for (; *words; words++) {
        bool line = *words == '\n' || *words == '\r';
        if (*words == '#' || *words == '\\')
            text_add_char(tap, '\\');
        text_add_char(tap, line ? ' ' : *words);
    }
}

static bool play_one(const struct conf_node *node, const struct scenario_site *site, size_t number,
                     struct text *tap)
{
    struct play play = {.arena = arena_new(), .site = site, .node = node};
    play.facts = json_keep(play.arena, scenario_facts(node));
    play_begin(&play);
    bool fine = play.wrong.length == 0;
    text_addf(tap, "%sok %zu - ", fine ? "" : "not ", number);
    description_add(tap, conf_string(node, "workflow"));
    text_add(tap, ": ");
    description_add(tap, conf_string(node, "title"));
    text_addf(tap, "\n%s", text_string(&play.wrong));
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
