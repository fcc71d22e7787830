/* Scenarios written from what the search found: each way is played once more, and what came of each step is
 * written down as its expectation. */
#include "workflow/play.h"
#include "workflow/play_search.h"

#include <string.h>

/* --- libconfig text --- */

static void add_string(struct text *out, const char *string)
{
    text_add_char(out, '"');
    for (; *string; string++) {
        if (*string == '"' || *string == '\\')
            text_add_char(out, '\\');
        if (*string == '\n')
            text_add(out, "\\n");
        else
            text_add_char(out, *string);
    }
    text_add_char(out, '"');
}

static void add_value(struct text *out, const json_t *value)
{
    if (json_is_string(value))
        add_string(out, json_string_value(value));
    else if (json_is_integer(value))
        text_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else
        text_add(out, json_is_true(value) ? "true" : "false");
}

static void add_map(struct text *out, const char *key, json_t *map)
{
    const char *name;
    json_t *value;
    if (!json_object_size(map))
        return;
    text_addf(out, " %s = {", key);
    json_object_foreach(map, name, value)
    {
        text_addf(out, " %s = ", name);
        add_value(out, value);
        text_add_char(out, ';');
    }
    text_add(out, " };");
}

static void add_strings(struct text *out, const char *key, const struct list *lines)
{
    text_addf(out, " %s = [", key);
    for (size_t i = 0; i < lines->count; i++) {
        text_add(out, i ? ", " : "");
        add_string(out, lines->items[i]);
    }
    text_add(out, "];");
}

/* "2026-10-05 08:00"; with its offset when the clocks go back and the time is there twice. */
static void add_time(struct text *out, instant at)
{
    struct text iso = TEXT_EMPTY, wall = TEXT_EMPTY;
    long long ms = at / MILLIS(1) % 1000;
    instant back = 0;
    london_write(at, &iso);
    text_add_n(&wall, iso.bytes, 10);
    text_add_char(&wall, ' ');
    text_add_n(&wall, iso.bytes + 11, string_starts(iso.bytes + 16, ":00") && !ms ? 5 : 8);
    if (ms)
        text_addf(&wall, ".%03lld", ms);
    bool plain = stage_time_read(text_string(&wall), 0, &back, NULL) == 0 && back == at;
    add_string(out, text_string(plain ? &wall : &iso));
    text_free(&iso);
    text_free(&wall);
}

/* --- one step --- */

static void add_move(struct text *out, const struct move *move, bool child)
{
    static const char *const keys[] = {"start", "event", "complete", "until"};
    text_addf(out, "    { %s = ", keys[move->kind]);
    if (move->kind == MOVE_UNTIL)
        add_time(out, move->until);
    else
        add_string(out, move->kind == MOVE_START ? move->actor : move->name);
    text_add_char(out, ';');
    if (child && move->kind != MOVE_UNTIL) {
        text_add(out, " case = ");
        add_string(out, move->actor);
        text_add_char(out, ';');
    }
    add_map(out, move->kind == MOVE_START ? "fields" : "data", move->data);
}

static void list_unshown(const struct actor *actor, struct list *out)
{
    for (size_t i = 0; i < actor->fired.count; i++) {
        const struct fired *fired = actor->fired.items[i];
        if (!fired->shown)
            list_add(out, (void *)fired->line);
    }
}

static void add_expect(struct text *out, const struct actor *actor, bool first, bool named)
{
    const struct list *lists[] = {&actor->notices, &actor->missed, &actor->errors};
    static const char *const keys[] = {"notices", "missed", "errors"};
    struct list unshown = LIST_EMPTY, states = LIST_EMPTY;
    text_addf(out, "%s{", first ? "" : ", ");
    if (named) {
        text_add(out, " case = ");
        add_string(out, actor->name);
        text_add_char(out, ';');
    }
    for (size_t i = 0; i < actor->kase->states.count; i++)
        if (definition_is_atomic(actor->definition, actor->kase->states.items[i]))
            list_add(&states, actor->kase->states.items[i]);
    add_strings(out, "states", &states);
    if (actor->kase->ended)
        text_add(out, " ended = true;");
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (lists[i]->count)
            add_strings(out, keys[i], lists[i]);
    list_unshown(actor, &unshown);
    if (unshown.count)
        add_strings(out, "fired", &unshown);
    text_add(out, " }");
    list_free(&unshown);
    list_free(&states);
}

static void add_step(struct play *play, struct text *out, const struct move *move)
{
    bool many = play->actors.count > 1;
    play->firing = NULL;
    play_look(play);
    add_move(out, move, !string_equal(move->actor, "A"));
    text_add(out, many ? "\n      expect = ( " : "\n      expect = ");
    for (size_t i = 0; i < play->actors.count; i++) {
        add_expect(out, play->actors.items[i], i == 0, many);
        actor_forget(play->actors.items[i]);
    }
    text_add(out, many ? " ); }" : "; }");
}

/* --- one scenario --- */

static void add_steps(struct play *play, struct text *out, const struct definition *definition,
                      const struct place *place)
{
    if (place->from) {
        add_steps(play, out, definition, place->from);
        text_add(out, ",\n");
    }
    move_do(play->stage, definition, place->move);
    add_step(play, out, place->move);
}

/* The labels of what is reached, without where it is written. */
static void add_title(struct text *out, const struct place *place)
{
    struct text title = TEXT_EMPTY;
    for (size_t i = 0; i < place->fresh.count && i < 4; i++) {
        const char *label = place->fresh.items[i], *end = strrchr(label, '(');
        text_add(&title, i ? "; " : "");
        text_add_n(&title, label,
                   end && end > label && strchr(end, ':') ? (size_t)(end - label) - 1 : strlen(label));
    }
    if (place->fresh.count > 4)
        text_addf(&title, "; and %zu more", place->fresh.count - 4);
    add_string(out, text_string(&title));
    text_free(&title);
}

static void add_scenario(const struct scenario_site *site, const char *workflow,
                         const struct definition *definition, instant at, const struct place *place,
                         struct text *out)
{
    struct scenario_site silent = *site;
    struct play play = {.arena = arena_new(), .site = &silent};
    silent.render = NULL;
    silent.coverage = NULL;
    play.facts = json_keep(play.arena, scenario_facts(NULL));
    play.stage = stage_new(&site->stage, play.facts, at, play_see, &play);
    text_add(out, "\n{ title = ");
    add_title(out, place);
    text_addf(out, "; workflow = \"%s\"; at = ", workflow);
    add_time(out, at);
    text_add(out, ";\n  steps = (\n");
    add_steps(&play, out, definition, place);
    text_add(out, "\n  ); }");
    stage_free(play.stage);
    list_free(&play.actors);
    arena_free(play.arena);
}

/* A state has a scenario of its own; a transition only when no other scenario goes over it anyway. */
static bool is_wanted(const struct list *found, const struct place *place)
{
    for (size_t i = 0; i < place->fresh.count; i++)
        if (string_starts(place->fresh.items[i], "state "))
            return true;
    for (size_t i = 0; i < found->count; i++)
        for (const struct place *on = ((const struct place *)found->items[i])->from; on; on = on->from)
            if (on == place)
                return false;
    return true;
}

static void add_all(const struct scenario_site *site, const char *workflow, const struct definition *definition,
                    instant at, const struct list *found, struct text *out)
{
    size_t written = 0;
    text_addf(out,
              "// The shortest ways through %s, generated by `sendctl test --generate`.\n\nscenarios = (\n",
              workflow);
    for (size_t i = 0; i < found->count; i++) {
        if (!is_wanted(found, found->items[i]))
            continue;
        text_add(out, written++ ? ",\n" : "");
        add_scenario(site, workflow, definition, at, found->items[i], out);
    }
    text_add(out, "\n\n);\n");
}

int scenario_generate(const struct scenario_site *site, const char *workflow, const char *at,
                      struct text *out, struct error *error)
{
    const struct list *definitions = site->stage.definitions;
    struct list found = LIST_EMPTY;
    instant start;
    int code = stage_time_read(at, 10, &start, error);
    if (code)
        return code;
    const struct definition *definition = definition_choose(definitions, workflow, london_date(start), error);
    if (!definition)
        return error->code;
    struct arena *arena = arena_new();
    struct coverage *coverage = coverage_new(arena, definitions);
    search_run(site, definition, coverage, start, arena, &found);
    add_all(site, workflow, definition, start, &found, out);
    coverage_list_gaps(coverage, definition, "// not found: ", out);
    for (size_t i = 0; i < found.count; i++)
        list_free(&((struct place *)found.items[i])->fresh);
    list_free(&found);
    coverage_end(coverage);
    arena_free(arena);
    return 0;
}
