/* A workflow's versions compared: the whole first, then its states, then what only people read. */
#include "workflow/diffing.h"

#include "base/text.h"

/* The old names of states, wherever the tree names states, become the new ones. */
static void names_replace(json_t *value, const json_t *renamed)
{
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item) {
        json_t *new = json_is_string(item) ? json_object_get(renamed, json_string_value(item)) : NULL;
        if (new)
            json_array_set(value, i, new);
    }
}

static void renames_apply(json_t *group, const json_t *renamed)
{
    json_t *id = json_object_get(group, "id"), *new = id ? json_object_get(renamed, json_string_value(id)) : NULL,
           *item;
    size_t i;
    if (new)
        json_object_set(group, "id", new);
    names_replace(json_object_get(group, "initial"), renamed);
    names_replace(json_object_get(group, "goto"), renamed);
    json_array_foreach(json_object_get(group, "on"), i, item)
        names_replace(json_object_get(item, "goto"), renamed);
    json_array_foreach(json_object_get(group, "states"), i, item)
        renames_apply(item, renamed);
}

/* The workflow's own id is no state's. */
static void body_renames_apply(json_t *body, const json_t *renamed)
{
    size_t i;
    json_t *item;
    names_replace(json_object_get(body, "initial"), renamed);
    json_array_foreach(json_object_get(body, "states"), i, item)
        renames_apply(item, renamed);
}

static json_t *renames_of(struct diffing *diffing, const json_t *old, const json_t *new)
{
    struct list before = LIST_EMPTY, after = LIST_EMPTY;
    diff_states_list(diffing, old, &before);
    diff_states_list(diffing, new, &after);
    json_t *renamed = diff_renames(diffing, &before, &after);
    list_free(&before);
    list_free(&after);
    return renamed;
}

static void body_compare(struct diffing *diffing, const char *prefix, const json_t *old, const json_t *new);

/* Child workflows of the same file. */
static void children_compare(struct diffing *diffing, const json_t *old, const json_t *new)
{
    size_t i, j;
    json_t *item, *other;
    json_array_foreach(new, i, item) {
        json_array_foreach(old, j, other) {
            if (string_equal(json_text(item, "id"), json_text(other, "id")))
                body_compare(diffing, arena_printf(diffing->arena, "child `%s`: ", json_text(item, "id")), other,
                             item);
        }
    }
}

static void children_list(struct diffing *diffing, const json_t *from, const json_t *in, const char *word)
{
    size_t i, j;
    json_t *item, *other;
    json_array_foreach(from, i, item) {
        bool there = false;
        json_array_foreach(in, j, other)
            there |= string_equal(json_text(item, "id"), json_text(other, "id"));
        if (!there)
            diff_say(diffing, "workflow", "%s `%s`", word, json_text(item, "id") ? json_text(item, "id") : "?");
    }
}

static void initial_compare(struct diffing *diffing, const json_t *old, const json_t *new)
{
    const json_t *a = json_object_get(old, "initial"), *b = json_object_get(new, "initial");
    a = a ? a : json_object_get(json_array_get(json_object_get(old, "states"), 0), "id");
    b = b ? b : json_object_get(json_array_get(json_object_get(new, "states"), 0), "id");
    const char *before = diff_value(diffing, a, " and "), *after = diff_value(diffing, b, " and ");
    if (!string_equal(before, after))
        diff_say(diffing, "workflow", "cases now begin in %s, before in %s", after, before);
}

static void whole_compare(struct diffing *diffing, const json_t *old, const json_t *new)
{
    static const char *const known[] = {"states", "fields", "events", "tasks", "initial", "children", NULL};
    diffing->where = arena_printf(diffing->arena, "%sworkflow", diffing->prefix);
    diff_keys(diffing, "workflow", "it", old, new, known);
    initial_compare(diffing, old, new);
    diffing->where = arena_printf(diffing->arena, "%sfields", diffing->prefix);
    diff_values(diffing, "field", "field", json_object_get(old, "fields"), json_object_get(new, "fields"));
    diffing->where = arena_printf(diffing->arena, "%sevents", diffing->prefix);
    diff_named(diffing, "event", json_object_get(old, "events"), json_object_get(new, "events"));
    diffing->where = arena_printf(diffing->arena, "%stasks", diffing->prefix);
    diff_named(diffing, "task", json_object_get(old, "tasks"), json_object_get(new, "tasks"));
}

static void body_compare(struct diffing *diffing, const char *prefix, const json_t *old, const json_t *new)
{
    diffing->prefix = prefix;
    json_t *before = json_deep_copy(old), *renamed = renames_of(diffing, old, new);
    body_renames_apply(before, renamed);
    whole_compare(diffing, before, new);
    diff_states(diffing, before, new, renamed);
    json_decref(renamed);
    json_decref(before);
    const json_t *a = json_object_get(old, "children"), *b = json_object_get(new, "children");
    diffing->where = arena_printf(diffing->arena, "%schildren", diffing->prefix);
    children_list(diffing, b, a, "new child workflow");
    children_list(diffing, a, b, "gone: child workflow");
    children_compare(diffing, a, b);
}

json_t *definition_diff(const json_t *old, const json_t *new)
{
    struct diffing diffing = {.arena = arena_new(), .lines = json_array(), .texts = json_array()};
    const json_t *a = json_object_get(old, "workflow"), *b = json_object_get(new, "workflow");
    if (!json_equal(a, b))
        body_compare(&diffing, "", a, b);
    json_array_extend(diffing.lines, diffing.texts);
    json_decref(diffing.texts);
    arena_free(diffing.arena);
    return diffing.lines;
}
