/* The search that generates scenarios: breadth first over what can be done, so that each way found is a
 * shortest one. */
#include "workflow/play_search.h"

#include "base/mem.h"
#include "workflow/model.h"

#include <string.h>

static const char word_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

enum { NODES = 4000, DEPTH = 30 }; /* where the search gives up */

struct search {
    struct arena *arena;
    const struct scenario_site *site;
    const struct definition *definition;
    struct coverage *coverage;
    json_t *facts;
    json_t *known;     /* a set: the keys of what was seen already */
    struct list queue; /* of struct place *, from HEAD on */
    size_t head;
    struct place *here;
    struct list *found;
    bool misfit; /* the step being seen sends a text that lacks something */
};

/* A way on which a notice lacks a value is no way: the daemon would hold the message. */
static bool texts_fit(struct search *search, const struct step_output *out)
{
    const struct scenario_site *site = search->site;
    for (size_t i = 0; site->render && !search->misfit && i < out->effects.count; i++) {
        const struct effect *effect = out->effects.items[i];
        if (effect->kind == EFFECT_NOTICE)
            search->misfit = scenario_render(site, effect->notice) != NULL;
    }
    return !search->misfit;
}

static void see(void *context, const struct stage_seen *seen)
{
    struct search *search = context;
    if (seen->out && texts_fit(search, seen->out))
        coverage_note(search->coverage, seen->actor->definition, seen->out, &search->here->fresh);
}

/* --- when two places are alike --- */

/* Dates grow with the clock and counters with every round: what matters is whether there is one. */
static json_t *blurred(const json_t *value)
{
    struct date date;
    if (json_is_string(value) && date_read(json_string_value(value), &date, NULL) == 0)
        return json_true();
    if (json_is_integer(value))
        return json_integer(json_integer_value(value) > 2 ? 2 : json_integer_value(value));
    return json_incref((json_t *)value);
}

/* As a set: their order does not matter. */
static json_t *names_json(const struct kase *kase)
{
    json_t *out = json_object();
    for (size_t i = 0; i < kase->timers.count; i++)
        json_object_set_new(out, ((const struct timer *)kase->timers.items[i])->name, json_integer(1));
    for (size_t i = 0; i < kase->deadlines.count; i++)
        json_object_set_new(out, ((const struct deadline *)kase->deadlines.items[i])->name, json_integer(2));
    for (size_t i = 0; i < kase->tasks.count; i++)
        json_object_set_new(out, ((const struct task *)kase->tasks.items[i])->name, json_integer(3));
    return out;
}

/* A field that no expression reads can't open or close a way. */
static bool is_read(const struct definition *definition, const char *field)
{
    const char *text = definition_canonical(definition);
    size_t length = strlen(field);
    while ((text = strstr(text, "fields."))) {
        text += sizeof "fields." - 1;
        if (strncmp(text, field, length) == 0 && !strchr(word_bytes, text[length]))
            return true;
    }
    return false;
}

static json_t *case_key(const struct stage_case *actor)
{
    const struct kase *kase = actor->kase;
    json_t *key = json_object(), *fields = json_object(), *states = json_array(), *value;
    const char *name;
    json_object_foreach(kase->fields, name, value)
    {
        if (is_read(actor->definition, name))
            json_object_set_new(fields, name, blurred(value));
    }
    for (size_t i = 0; i < kase->states.count; i++)
        json_array_append_new(states, json_string(kase->states.items[i]));
    json_object_set_new(key, "fields", fields);
    json_object_set_new(key, "states", states);
    json_object_set_new(key, "names", names_json(kase));
    if (json_object_get(kase->memory, "history"))
        json_object_set(key, "history", json_object_get(kase->memory, "history"));
    return key;
}

static bool is_new(struct search *search, const struct stage *stage)
{
    const struct list *cases = stage_cases(stage);
    json_t *key = json_array();
    for (size_t i = 0; i < cases->count; i++)
        json_array_append_new(key, case_key(cases->items[i]));
    char *text = json_canonical(key);
    bool new = !json_object_get(search->known, text);
    json_object_set_new(search->known, text, json_true());
    mem_free(text);
    json_decref(key);
    return new;
}

/* --- the search --- */

static void reach(struct search *search, struct place *from, const struct stage *stage,
                  const struct move *move)
{
    struct place *place = arena_alloc(search->arena, sizeof *place);
    *place = (struct place){.from = from, .move = move, .depth = from ? from->depth + 1 : 0};
    search->here = place;
    place->stage = stage_copy(stage, see, search);
    search->misfit = false;
    int code = move_do(place->stage, search->definition, move);
    if (code == 0 && place->fresh.count)
        list_add(search->found, place);
    /* What was new is kept, also when the place itself is not. */
    if (code == 0 && !search->misfit && is_new(search, place->stage) && place->depth < DEPTH &&
        search->queue.count < NODES) {
        list_add(&search->queue, place);
        return;
    }
    stage_free(place->stage);
    place->stage = NULL;
}

static void expand(struct search *search, struct place *place)
{
    struct list moves = LIST_EMPTY;
    moves_next(search->arena, place->stage, &moves);
    for (size_t i = 0; i < moves.count && coverage_gaps(search->coverage, search->definition); i++)
        reach(search, place, place->stage, moves.items[i]);
    list_free(&moves);
    stage_free(place->stage);
    place->stage = NULL;
}

static void search_from(struct search *search, instant at, bool all)
{
    struct stage *empty = stage_new(&search->site->stage, search->facts, at, NULL, NULL);
    struct list starts = LIST_EMPTY;
    moves_start(search->arena, search->definition, london_date(at), all, &starts);
    for (size_t i = 0; i < starts.count; i++)
        reach(search, NULL, empty, starts.items[i]);
    while (search->head < search->queue.count)
        expand(search, search->queue.items[search->head++]);
    list_free(&starts);
    stage_free(empty);
}

void search_run(const struct scenario_site *site, const struct definition *definition,
                struct coverage *coverage, instant at, struct arena *arena, struct list *found)
{
    struct search search = {.arena = arena,
                            .site = site,
                            .definition = definition,
                            .coverage = coverage,
                            .facts = json_keep(arena, scenario_facts(NULL)),
                            .known = json_object(),
                            .found = found};
    search_from(&search, at, false);
    /* Fields that a start need not give may open what is left. */
    if (coverage_gaps(coverage, definition)) {
        list_clear(&search.queue);
        search.head = 0;
        search_from(&search, at, true);
    }
    list_free(&search.queue);
    json_decref(search.known);
}
