/* States: which are new, gone, moved or renamed, and what changed inside each. */
#include "workflow/diffing.h"

#include "base/mem.h"
#include "base/text.h"

static void states_add(struct diffing *diffing, const json_t *group, const char *parent, struct list *out)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(group, "states"), i, item) {
        struct diff_state *state = arena_alloc(diffing->arena, sizeof *state);
        *state = (struct diff_state){json_text(item, "id") ? json_text(item, "id") : "", parent, item};
        list_add(out, state);
        states_add(diffing, item, state->id, out);
    }
}

void diff_states_list(struct diffing *diffing, const json_t *body, struct list *out)
{
    states_add(diffing, body, "", out);
}

const struct diff_state *diff_state_find(const struct list *states, const char *id)
{
    for (size_t i = 0; i < states->count; i++) {
        const struct diff_state *state = states->items[i];
        if (string_equal(state->id, id))
            return state;
    }
    return NULL;
}

/* --- renamed? --- */

static void sign(json_t *signs, const char *kind, const json_t *value)
{
    if (diff_absent(value))
        return;
    char *canonical = json_canonical(value);
    struct text key = TEXT_EMPTY;
    text_addf(&key, "%s %s", kind, canonical);
    json_object_set_new(signs, text_string(&key), json_true());
    text_free(&key);
    mem_free(canonical);
}

static void signs_of_list(json_t *signs, const char *kind, const json_t *list)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
        sign(signs, kind, item);
}

static bool names(const json_t *list, const char *id)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        if (string_equal(json_string_value(item), id))
            return true;
    }
    return false;
}

/* Who leads to it, by which event. */
static void signs_of_ways(struct diffing *diffing, json_t *signs, const struct list *states, const char *id)
{
    for (size_t i = 0; i < states->count; i++) {
        const struct diff_state *state = states->items[i];
        const char *kind = arena_printf(diffing->arena, "from %s", state->id);
        size_t j;
        json_t *transition;
        json_array_foreach(json_object_get(state->json, "on"), j, transition) {
            if (names(json_object_get(transition, "goto"), id))
                sign(signs, kind, json_object_get(transition, "event"));
        }
    }
}

/* What a state is known by, but for its id. */
static json_t *signs_of(struct diffing *diffing, const struct list *states, const struct diff_state *state)
{
    static const char *const lists[] = {"on", "entry", "exit", "deadlines", "timers", "tasks"};
    static const char *const plain[] = {"title", "parallel", "final", "history"};
    json_t *signs = json_object();
    size_t i;
    json_t *child;
    for (i = 0; i < sizeof lists / sizeof *lists; i++)
        signs_of_list(signs, lists[i], json_object_get(state->json, lists[i]));
    for (i = 0; i < sizeof plain / sizeof *plain; i++)
        sign(signs, plain[i], json_object_get(state->json, plain[i]));
    json_array_foreach(json_object_get(state->json, "states"), i, child)
        sign(signs, "inside", json_object_get(child, "id"));
    signs_of_ways(diffing, signs, states, state->id);
    return signs;
}

/* Of a hundred: 100 for the same signs, 0 for none in common. */
static size_t likeness(const json_t *a, const json_t *b)
{
    const char *key;
    json_t *value;
    size_t common = 0, all = json_object_size(a) + json_object_size(b);
    json_object_foreach((json_t *)(uintptr_t)a, key, value)
        common += json_object_get(b, key) != NULL;
    return all ? 200 * common / all : 0;
}

enum { LIKE_ENOUGH = 50 };

static const char *best_match(struct diffing *diffing, const struct list *old, const struct list *new,
                              const struct diff_state *gone, const json_t *taken)
{
    json_t *signs = signs_of(diffing, old, gone);
    size_t best = LIKE_ENOUGH - 1;
    const char *id = NULL;
    for (size_t i = 0; i < new->count; i++) {
        const struct diff_state *state = new->items[i];
        if (diff_state_find(old, state->id) || json_object_get(taken, state->id))
            continue;
        json_t *other = signs_of(diffing, new, state);
        size_t now = likeness(signs, other);
        json_decref(other);
        if (now > best) {
            best = now;
            id = state->id;
        }
    }
    json_decref(signs);
    return id;
}

json_t *diff_renames(struct diffing *diffing, const struct list *old, const struct list *new)
{
    json_t *renamed = json_object(), *taken = json_object();
    for (size_t i = 0; i < old->count; i++) {
        const struct diff_state *state = old->items[i];
        const char *id = diff_state_find(new, state->id) ? NULL : best_match(diffing, old, new, state, taken);
        if (!id)
            continue;
        json_object_set_new(renamed, state->id, json_string(id));
        json_object_set_new(taken, id, json_true());
    }
    json_decref(taken);
    return renamed;
}

/* --- inside one --- */

static const char *place_words(struct diffing *diffing, const char *parent)
{
    return *parent ? arena_printf(diffing->arena, "inside `%s`", parent) : "at the top";
}

/* Where it begins when nothing says so: its first state. */
static const char *initial_words(struct diffing *diffing, const json_t *group)
{
    const json_t *initial = json_object_get(group, "initial");
    const json_t *first = json_array_get(json_object_get(group, "states"), 0);
    return diff_value(diffing, initial ? initial : json_object_get(first, "id"), " and ");
}

static void initial_compare(struct diffing *diffing, const json_t *old, const json_t *new)
{
    const char *before = initial_words(diffing, old), *after = initial_words(diffing, new);
    bool parallel = json_is_true(json_object_get(new, "parallel"));
    if (!parallel && !string_equal(before, after))
        diff_say(diffing, "state", "it now begins in %s, before in %s", after, before);
}

/* Document order decides between states that are active at the same time. */
static void order_compare(struct diffing *diffing, const json_t *old, const json_t *new)
{
    const json_t *before = json_object_get(old, "states"), *after = json_object_get(new, "states");
    size_t i, at = 0;
    json_t *item;
    json_array_foreach(after, i, item) {
        size_t place = 0, count = json_array_size(before);
        while (place < count &&
               !diff_equal(json_object_get(json_array_get(before, place), "id"), json_object_get(item, "id")))
            place++;
        if (place == count)
            continue;
        if (place < at) {
            diff_say(diffing, "order", "the order of the states inside it changed");
            return;
        }
        at = place;
    }
}

static void state_compare(struct diffing *diffing, const struct diff_state *old, const struct diff_state *new)
{
    static const char *const known[] = {"id",     "states",    "initial", "on",    "entry",  "exit",
                                        "fields", "deadlines", "timers",  "tasks", "invoke", NULL};
    const json_t *a = old->json, *b = new->json;
    if (!string_equal(old->parent, new->parent))
        diff_say(diffing, "state", "it moved: it was %s and is now %s", place_words(diffing, old->parent),
                 place_words(diffing, new->parent));
    initial_compare(diffing, a, b);
    diff_named(diffing, "deadline", json_object_get(a, "deadlines"), json_object_get(b, "deadlines"));
    diff_transitions(diffing, json_object_get(a, "on"), json_object_get(b, "on"));
    diff_actions(diffing, "on entering it", json_object_get(a, "entry"), json_object_get(b, "entry"));
    diff_actions(diffing, "on leaving it", json_object_get(a, "exit"), json_object_get(b, "exit"));
    diff_named(diffing, "task", json_object_get(a, "tasks"), json_object_get(b, "tasks"));
    diff_named(diffing, "timer", json_object_get(a, "timers"), json_object_get(b, "timers"));
    diff_named(diffing, "invoke", json_object_get(a, "invoke"), json_object_get(b, "invoke"));
    diff_values(diffing, "field", "field", json_object_get(a, "fields"), json_object_get(b, "fields"));
    order_compare(diffing, a, b);
    diff_keys(diffing, "state", "it", a, b, known);
}

static const char *where_of(struct diffing *diffing, const struct diff_state *state)
{
    const char *title = json_text(state->json, "title");
    return title ? arena_printf(diffing->arena, "%sstate `%s` (%s)", diffing->prefix, state->id, title)
                 : arena_printf(diffing->arena, "%sstate `%s`", diffing->prefix, state->id);
}

/* A new state is told as what it has that an empty one has not. */
static void state_new(struct diffing *diffing, const struct diff_state *state)
{
    json_t *nothing = json_pack("{s:s, s:O*, s:O*}", "id", state->id, "title", json_object_get(state->json, "title"),
                                "states", json_object_get(state->json, "states"));
    struct diff_state empty = {state->id, state->parent, nothing};
    diff_say(diffing, "state", "a new state, %s", place_words(diffing, state->parent));
    state_compare(diffing, &empty, state);
    json_decref(nothing);
}

static const char *old_name(const json_t *renamed, const char *id)
{
    const char *old;
    json_t *new;
    json_object_foreach((json_t *)(uintptr_t)renamed, old, new) {
        if (string_equal(json_string_value(new), id))
            return old;
    }
    return NULL;
}

void diff_states(struct diffing *diffing, const json_t *old, const json_t *new, const json_t *renamed)
{
    struct list before = LIST_EMPTY, after = LIST_EMPTY;
    diff_states_list(diffing, old, &before);
    diff_states_list(diffing, new, &after);
    for (size_t i = 0; i < after.count; i++) {
        const struct diff_state *state = after.items[i], *was = diff_state_find(&before, state->id);
        diffing->where = where_of(diffing, state);
        if (old_name(renamed, state->id))
            diff_say(diffing, "state", "`%s` seems to be renamed to `%s`: say so when cases are migrated",
                     old_name(renamed, state->id), state->id);
        if (was)
            state_compare(diffing, was, state);
        else
            state_new(diffing, state);
    }
    for (size_t i = 0; i < before.count; i++) {
        const struct diff_state *state = before.items[i];
        diffing->where = where_of(diffing, state);
        if (!diff_state_find(&after, state->id))
            diff_say(diffing, "state", "gone: cases that stand in it need another state when they are migrated");
    }
    list_free(&before);
    list_free(&after);
}
