#include "workflow/play_cover.h"

#include "workflow/model.h"

#include <stdlib.h>
#include <string.h>

static const char mark[] = "\001cover ";

struct covered {
    const struct definition *definition;
    const struct model_state *state;     /* a state, or NULL */
    struct model_transition *transition; /* or this */
    struct model_block unmarked;         /* its actions as they were */
    const char *label;
    bool reached;
};

struct coverage {
    struct arena *arena;
    struct covered *items;
    size_t count, room;
};

/* --- marking --- */

static struct covered *item_add(struct coverage *coverage, const struct definition *definition,
                                const struct model_state *state, const char *label)
{
    if (coverage->count == coverage->room) {
        size_t room = coverage->room ? 2 * coverage->room : 64;
        struct covered *items = arena_alloc(coverage->arena, room * sizeof *items);
        for (size_t i = 0; i < coverage->count; i++)
            items[i] = coverage->items[i];
        coverage->items = items;
        coverage->room = room;
    }
    struct covered *item = &coverage->items[coverage->count++];
    *item = (struct covered){.definition = definition, .state = state, .label = label};
    return item;
}

/* "transition assess: assessed -> plan (conf/workflows/sen-support.conf:62)" */
static const char *label_of(struct arena *arena, const struct model_transition *transition)
{
    struct text text = TEXT_EMPTY;
    text_addf(&text, "transition %s: ", transition->source->id);
    for (size_t i = 0; transition->events && transition->events[i]; i++)
        text_addf(&text, "%s%s", i ? ", " : "", transition->events[i]);
    if (!transition->events)
        text_add(&text, "without an event");
    for (size_t i = 0; i < transition->target_count; i++)
        text_addf(&text, "%s%s", i ? ", " : " -> ", transition->targets[i]->id);
    if (transition->node)
        text_addf(&text, " (%s:%d)", transition->node->file, transition->node->line);
    const char *label = arena_copy(arena, text_string(&text));
    text_free(&text);
    return label;
}

static void mark_transition(struct coverage *coverage, const struct definition *definition,
                            struct model_transition *transition)
{
    struct model_block *block = &transition->block;
    struct model_action *actions = arena_alloc(coverage->arena, (block->count + 1) * sizeof *actions);
    actions[0].kind = ACTION_LOG;
    actions[0].node = transition->node;
    actions[0].subject = arena_printf(coverage->arena, "%s%zu", mark, coverage->count);
    for (size_t i = 0; i < block->count; i++)
        actions[i + 1] = block->actions[i];
    struct covered *item = item_add(coverage, definition, NULL, label_of(coverage->arena, transition));
    item->transition = transition;
    item->unmarked = *block;
    *block = (struct model_block){actions, block->count + 1};
}

static void mark_definition(struct coverage *coverage, const struct definition *definition)
{
    for (size_t i = 0; i < definition->state_count; i++) {
        struct model_state *state = definition->states[i];
        if (!state->history)
            item_add(coverage, definition, state, arena_printf(coverage->arena, "state %s", state->id));
    }
    for (size_t i = 0; i < definition->state_count; i++)
        for (size_t j = 0; j < definition->states[i]->transition_count; j++)
            mark_transition(coverage, definition, &definition->states[i]->transitions[j]);
    for (size_t i = 0; i < definition->child_count; i++)
        mark_definition(coverage, definition->children[i]);
}

struct coverage *coverage_new(struct arena *arena, const struct list *definitions)
{
    struct coverage *coverage = arena_alloc(arena, sizeof *coverage);
    coverage->arena = arena;
    for (size_t i = 0; i < definitions->count; i++)
        mark_definition(coverage, definitions->items[i]);
    return coverage;
}

void coverage_end(struct coverage *coverage)
{
    for (size_t i = 0; i < coverage->count; i++)
        if (coverage->items[i].transition)
            coverage->items[i].transition->block = coverage->items[i].unmarked;
}

/* --- noting --- */

bool cover_is_mark(const struct effect *effect)
{
    return effect->kind == EFFECT_LOG && effect->text && string_starts(effect->text, mark);
}

static struct covered *marked(const struct coverage *coverage, const struct effect *effect)
{
    size_t index =
        cover_is_mark(effect) ? strtoul(effect->text + sizeof mark - 1, NULL, 10) : coverage->count;
    return index < coverage->count ? &coverage->items[index] : NULL;
}

static void reach(struct covered *item, struct list *fresh)
{
    if (fresh && !item->reached)
        list_add(fresh, (void *)item->label);
    item->reached = true;
}

static void note_state(struct coverage *coverage, const struct definition *definition, const char *id,
                       size_t length, struct list *fresh)
{
    for (size_t i = 0; i < coverage->count; i++) {
        struct covered *item = &coverage->items[i];
        if (item->definition != definition || !item->state || strlen(item->state->id) != length ||
            strncmp(item->state->id, id, length) != 0)
            continue;
        /* What was entered is named by its innermost states; those around them are active too. */
        for (const struct model_state *state = item->state; state; state = state->parent)
            for (size_t j = 0; j < coverage->count; j++)
                if (coverage->items[j].state == state)
                    reach(&coverage->items[j], fresh);
    }
}

/* "deciding -> a+b on la.agreed": states that were passed on the way are named only here. */
static void note_path(struct coverage *coverage, const struct definition *definition, const char *line,
                      struct list *fresh)
{
    const char *entered = strstr(line, "-> ");
    const char *at = entered ? entered + 3 : "";
    while (*at && *at != ' ') {
        size_t length = strcspn(at, "+ ");
        note_state(coverage, definition, at, length, fresh);
        at += length + (at[length] == '+');
    }
}

void coverage_note(struct coverage *coverage, const struct definition *definition,
                   const struct step_output *out, struct list *fresh)
{
    if (!coverage)
        return;
    for (size_t i = 0; i < out->path.count; i++)
        note_path(coverage, definition, out->path.items[i], fresh);
    for (size_t i = 0; i < out->effects.count; i++) {
        struct covered *item = marked(coverage, out->effects.items[i]);
        if (item)
            reach(item, fresh);
    }
}

/* --- telling --- */

struct tally {
    size_t states, all_states, transitions, all_transitions;
};

static struct tally tally_of(const struct coverage *coverage, const struct definition *definition)
{
    struct tally tally = {0};
    for (size_t i = 0; i < coverage->count; i++) {
        const struct covered *item = &coverage->items[i];
        if (item->definition != definition)
            continue;
        *(item->state ? &tally.all_states : &tally.all_transitions) += 1;
        *(item->state ? &tally.states : &tally.transitions) += item->reached;
    }
    return tally;
}

size_t coverage_gaps(const struct coverage *coverage, const struct definition *definition)
{
    struct tally tally = tally_of(coverage, definition);
    return tally.all_states - tally.states + tally.all_transitions - tally.transitions;
}

void coverage_list_gaps(const struct coverage *coverage, const struct definition *definition,
                        const char *prefix, struct text *out)
{
    for (size_t i = 0; i < coverage->count; i++) {
        const struct covered *item = &coverage->items[i];
        if (item->definition == definition && !item->reached)
            text_addf(out, "%s%s\n", prefix, item->label);
    }
}

/* The first item of each definition; the others follow it. */
static bool is_first(const struct coverage *coverage, size_t i)
{
    return !i || coverage->items[i - 1].definition != coverage->items[i].definition;
}

/* How many versions of DEFINITION's id there are; *PLAYED: a scenario reached some state of one of them. */
static size_t versions_of(const struct coverage *coverage, const struct definition *definition, bool *played)
{
    size_t versions = 0;
    *played = false;
    for (size_t i = 0; i < coverage->count; i++) {
        const struct covered *item = &coverage->items[i];
        if (!string_equal(definition_id(item->definition), definition_id(definition)))
            continue;
        versions += is_first(coverage, i);
        *played = *played || (item->state && item->reached);
    }
    return versions;
}

/* What was not played at all is not meant; but of several versions each counts as soon as one is played. */
size_t coverage_report(const struct coverage *coverage, bool list, struct text *out)
{
    size_t gaps = 0;
    for (size_t i = 0; i < coverage->count; i++) {
        const struct definition *definition = coverage->items[i].definition;
        bool played;
        if (!is_first(coverage, i))
            continue;
        size_t versions = versions_of(coverage, definition, &played);
        if (!played)
            continue;
        struct tally tally = tally_of(coverage, definition);
        text_addf(out, "# coverage of %s", definition_id(definition));
        if (versions > 1)
            text_addf(out, " version %lld", (long long)definition_version(definition));
        text_addf(out, ": %zu of %zu states, %zu of %zu transitions\n", tally.states, tally.all_states,
                  tally.transitions, tally.all_transitions);
        gaps += coverage_gaps(coverage, definition);
        if (list)
            coverage_list_gaps(coverage, definition, "# not reached: ", out);
    }
    return gaps;
}
