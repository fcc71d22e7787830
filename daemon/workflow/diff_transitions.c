/* The transitions of one state: which of the old are which of the new, and what became of them. Order counts, for
 * the first that fits is taken. */
#include "workflow/diffing.h"

#include "base/mem.h"
#include "base/text.h"

struct pairs {
    const json_t *old, *new;
    size_t *old_of; /* for each new one the index of its old one, or NONE */
    bool *used;     /* old ones that are paired */
};

static const size_t NONE = SIZE_MAX;

static bool same_key(const json_t *a, const json_t *b, const char *key)
{
    return diff_equal(json_object_get(a, key), json_object_get(b, key));
}

/* From the surest sign to the weakest. */
static bool alike(const json_t *a, const json_t *b, int level)
{
    bool event = same_key(a, b, "event"), when = same_key(a, b, "when"), target = same_key(a, b, "goto");
    bool block = same_key(a, b, "do");
    switch (level) {
    case 0:
        return json_equal(a, b);
    case 1:
        return event && when && target;
    case 2:
        return event && when;
    case 3:
        return event && target;
    case 4:
        return event;
    default:
        return target && block && when && (json_object_get(a, "goto") || json_object_get(a, "do"));
    }
}

static void pairs_find(struct pairs *pairs, int level)
{
    for (size_t i = 0; i < json_array_size(pairs->new); i++) {
        for (size_t j = 0; pairs->old_of[i] == NONE && j < json_array_size(pairs->old); j++) {
            if (pairs->used[j] || !alike(json_array_get(pairs->old, j), json_array_get(pairs->new, i), level))
                continue;
            pairs->old_of[i] = j;
            pairs->used[j] = true;
        }
    }
}

/* "`la.agreed`"; with its guard where another of the list has the same event. */
static const char *label(struct diffing *diffing, const json_t *list, const json_t *transition)
{
    const json_t *event = json_object_get(transition, "event"), *when = json_object_get(transition, "when");
    const char *name = event ? diff_value(diffing, event, " or ") : "no event";
    size_t i, count = 0;
    json_t *item;
    json_array_foreach(list, i, item)
        count += same_key(item, transition, "event");
    return count > 1 && when ? arena_printf(diffing->arena, "%s if %s", name, diff_value(diffing, when, "")) : name;
}

static const char *target_words(struct diffing *diffing, const json_t *transition, const char *goes,
                                const char *stays)
{
    const json_t *target = json_object_get(transition, "goto");
    return target ? arena_printf(diffing->arena, "%s %s", goes, diff_value(diffing, target, " and ")) : stays;
}

/* As a whole, for one that is new or gone. */
static const char *whole(struct diffing *diffing, const json_t *transition)
{
    struct text out = TEXT_EMPTY;
    const json_t *when = json_object_get(transition, "when");
    size_t i;
    json_t *action;
    text_addf(&out, "on %s", label(diffing, NULL, transition));
    if (when)
        text_addf(&out, " if %s", diff_value(diffing, when, ""));
    text_add(&out, target_words(diffing, transition, ": goes to", ": stays"));
    json_array_foreach(json_object_get(transition, "do"), i, action)
        text_addf(&out, "%s%s", i ? "; " : "; does ", diff_action(diffing, action));
    const char *copy = arena_copy(diffing->arena, text_string(&out));
    text_free(&out);
    return copy;
}

static void guard_compare(struct diffing *diffing, const char *name, const json_t *old, const json_t *new)
{
    if (diff_equal(old, new))
        return;
    const char *before = diff_value(diffing, old, ""), *after = diff_value(diffing, new, "");
    if (!old)
        diff_say(diffing, "transition", "on %s: now only if %s", name, after);
    else if (!new)
        diff_say(diffing, "transition", "on %s: no longer only if %s", name, before);
    else
        diff_say(diffing, "transition", "the guard of %s changed from %s to %s", name, before, after);
}

static void pair_compare(struct diffing *diffing, const struct pairs *pairs, const json_t *old, const json_t *new)
{
    static const char *const known[] = {"event", "when", "goto", "do", NULL};
    const char *name = label(diffing, pairs->new, new);
    if (!same_key(old, new, "event"))
        diff_say(diffing, "transition", "what was taken on %s is now taken on %s", label(diffing, pairs->old, old),
                 name);
    if (!same_key(old, new, "goto"))
        diff_say(diffing, "transition", "on %s it now %s, before %s", name,
                 target_words(diffing, new, "goes to", "stays"),
                 target_words(diffing, old, json_object_get(new, "goto") ? "to" : "it went to", "it stayed"));
    guard_compare(diffing, name, json_object_get(old, "when"), json_object_get(new, "when"));
    const char *place = arena_printf(diffing->arena, "on %s", name);
    diff_actions(diffing, place, json_object_get(old, "do"), json_object_get(new, "do"));
    diff_keys(diffing, "transition", place, old, new, known);
}

/* Each new one that was overtaken by one that followed it. */
static void order_compare(struct diffing *diffing, const struct pairs *pairs)
{
    size_t count = json_array_size(pairs->new), last = NONE;
    for (size_t i = 0; i < count; i++) {
        if (pairs->old_of[i] == NONE)
            continue;
        if (last != NONE && pairs->old_of[i] < pairs->old_of[last])
            diff_say(diffing, "order", "%s is now looked at before %s; the first that fits is taken",
                     label(diffing, pairs->new, json_array_get(pairs->new, last)),
                     label(diffing, pairs->new, json_array_get(pairs->new, i)));
        else
            last = i;
    }
}

static void pairs_tell(struct diffing *diffing, const struct pairs *pairs)
{
    for (size_t i = 0; i < json_array_size(pairs->new); i++) {
        const json_t *new = json_array_get(pairs->new, i);
        if (pairs->old_of[i] == NONE)
            diff_say(diffing, "transition", "new: %s", whole(diffing, new));
        else
            pair_compare(diffing, pairs, json_array_get(pairs->old, pairs->old_of[i]), new);
    }
    for (size_t i = 0; i < json_array_size(pairs->old); i++) {
        if (!pairs->used[i])
            diff_say(diffing, "transition", "gone: %s", whole(diffing, json_array_get(pairs->old, i)));
    }
    order_compare(diffing, pairs);
}

void diff_transitions(struct diffing *diffing, const json_t *old, const json_t *new)
{
    size_t count = json_array_size(new);
    struct pairs pairs = {.old = old, .new = new};
    pairs.old_of = mem_alloc((count + 1) * sizeof *pairs.old_of);
    pairs.used = mem_alloc((json_array_size(old) + 1) * sizeof *pairs.used);
    for (size_t i = 0; i < count; i++)
        pairs.old_of[i] = NONE;
    for (int level = 0; level <= 5; level++)
        pairs_find(&pairs, level);
    pairs_tell(diffing, &pairs);
    mem_free(pairs.old_of);
    mem_free(pairs.used);
}
