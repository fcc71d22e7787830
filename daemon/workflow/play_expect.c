/* What a scenario expects, compared with what came. */
#include "workflow/play.h"

#include <stdlib.h>
#include <string.h>

/* EXPECTED is whole words of SEEN, in their order and side by side. */
static bool words_match(const char *expected, const char *seen)
{
    size_t length = strlen(expected);
    for (const char *at = seen; length && (at = strstr(at, expected)); at++)
        if ((at == seen || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
            return true;
    return false;
}

static void add_all(struct text *out, const struct list *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        text_addf(out, "%s\"%s\"", i ? ", " : "", (const char *)lines->items[i]);
    if (lines->count == 0)
        text_add(out, "none");
}

static bool take(struct list *left, const char *expected, bool part)
{
    for (size_t i = 0; i < left->count; i++)
        if (part ? strstr(left->items[i], expected) != NULL : words_match(expected, left->items[i])) {
            list_remove(left, i);
            return true;
        }
    return false;
}

static bool take_fired(struct list *left, const char *expected)
{
    for (size_t i = 0; i < left->count; i++)
        if (words_match(expected, ((const struct fired *)left->items[i])->line)) {
            list_remove(left, i);
            return true;
        }
    return false;
}

/* Every expected line is there and nothing else. */
static void compare(struct play *play, const struct actor *actor, const struct conf_node *expect,
                    const char *key, const struct list *seen, const struct conf_node *place)
{
    size_t count = 0;
    struct conf_node *const *items = expect ? conf_items(expect, key, &count) : NULL;
    struct list left = LIST_EMPTY;
    struct text missing = TEXT_EMPTY, all = TEXT_EMPTY;
    for (size_t i = 0; i < seen->count; i++)
        list_add(&left, seen->items[i]);
    for (size_t i = 0; i < count; i++)
        if (!take(&left, items[i]->string, string_equal(key, "errors")))
            text_addf(&missing, "%s\"%s\"", missing.length ? ", " : "", items[i]->string);
    add_all(&all, seen);
    if (missing.length)
        play_wrong(play, place, "case %s: %s: expected %s; there is: %s", actor->name, key,
                   text_string(&missing), text_string(&all));
    else if (left.count)
        play_wrong(play, place, "case %s: %s: not expected: \"%s\"; there is: %s", actor->name, key,
                   (const char *)left.items[0], text_string(&all));
    text_free(&missing);
    text_free(&all);
    list_free(&left);
}

/* A timer is expected by its line under `fired`, or by what it causes, which has to be listed anyway: a
 * notice, a missed deadline, an error. One that passes without either would be a surprise nobody wrote down.
 */
static void compare_fired(struct play *play, const struct actor *actor, const struct conf_node *expect,
                          const struct conf_node *place)
{
    size_t count = 0;
    struct conf_node *const *items = expect ? conf_items(expect, "fired", &count) : NULL;
    struct list left = LIST_EMPTY;
    for (size_t i = 0; i < actor->fired.count; i++)
        list_add(&left, actor->fired.items[i]);
    for (size_t i = 0; i < count; i++)
        if (!take_fired(&left, items[i]->string))
            play_wrong(play, items[i], "case %s: fired: expected \"%s\", which did not fire", actor->name,
                       items[i]->string);
    for (size_t i = 0; i < left.count; i++) {
        const struct fired *fired = left.items[i];
        if (!fired->shown)
            play_wrong(play, place, "case %s: fired: not expected: \"%s\"; add it to fired", actor->name,
                       fired->line);
    }
    list_free(&left);
}

static void compare_path(struct play *play, const struct actor *actor, const struct conf_node *expect)
{
    size_t count;
    struct conf_node *const *items = conf_items(expect, "path", &count);
    struct text all = TEXT_EMPTY;
    bool same = count == actor->path.count;
    for (size_t i = 0; same && i < count; i++)
        same = string_equal(items[i]->string, actor->path.items[i]);
    add_all(&all, &actor->path);
    if (!same)
        play_wrong(play, conf_get(expect, "path"), "case %s: path: there is: %s", actor->name,
                   text_string(&all));
    text_free(&all);
}

static const char *with_date(struct play *play, const char *name, struct date date)
{
    char buffer[DATE_SIZE];
    return date_is(date) ? arena_printf(play->arena, "%s %s", name, date_write(date, buffer)) : name;
}

/* --- what is so now, as lines --- */

static void list_standing(struct play *play, const struct actor *actor, const char *key, struct list *out)
{
    const struct kase *kase = actor->kase;
    if (string_equal(key, "deadlines"))
        for (size_t i = 0; i < kase->deadlines.count; i++) {
            const struct deadline *deadline = kase->deadlines.items[i];
            list_add(out, (void *)with_date(play, deadline->name, deadline->due));
        }
    if (string_equal(key, "tasks"))
        for (size_t i = 0; i < kase->tasks.count; i++) {
            const struct task *task = kase->tasks.items[i];
            list_add(out, (void *)with_date(play, task->name, task->due));
        }
    if (string_equal(key, "timers"))
        for (size_t i = 0; i < kase->timers.count; i++) {
            const struct timer *timer = kase->timers.items[i];
            list_add(out, (void *)with_date(play, timer->name, london_date(timer->due)));
        }
}

static void compare_standing(struct play *play, const struct actor *actor, const struct conf_node *expect)
{
    static const char *const keys[] = {"deadlines", "tasks", "timers"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct list lines = LIST_EMPTY;
        if (!conf_get(expect, keys[i]))
            continue;
        list_standing(play, actor, keys[i], &lines);
        compare(play, actor, expect, keys[i], &lines, conf_get(expect, keys[i]));
        list_free(&lines);
    }
}

static void list_innermost(const struct actor *actor, struct list *out)
{
    const struct list *states = &actor->kase->states;
    for (size_t i = 0; i < states->count; i++)
        if (definition_is_atomic(actor->definition, states->items[i]))
            list_add(out, states->items[i]);
}

static void compare_fields(struct play *play, const struct actor *actor, const struct conf_node *expect)
{
    json_t *fields = map_json(expect, "fields"), *value;
    const char *name;
    json_object_foreach(fields, name, value)
    {
        json_t *is = json_object_get(actor->kase->fields, name);
        bool empty = json_is_string(value) && json_string_length(value) == 0;
        if (empty ? !is || json_is_null(is) : json_equal(is, value))
            continue;
        char *dump = is ? json_dumps(is, JSON_ENCODE_ANY) : NULL;
        play_wrong(play, conf_get(expect, "fields"), "case %s: field %s is %s", actor->name, name,
                   dump ? dump : "unknown");
        free(dump);
    }
    json_decref(fields);
}

static void compare_given(struct play *play, const struct actor *actor, const struct conf_node *expect)
{
    const struct {
        const char *key;
        const struct list *seen;
    } lists[] = {{"closed", &actor->closed},
                 {"redated", &actor->redated},
                 {"sent", &actor->sent},
                 {"log", &actor->log}};
    struct list innermost = LIST_EMPTY;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (conf_get(expect, lists[i].key))
            compare(play, actor, expect, lists[i].key, lists[i].seen, conf_get(expect, lists[i].key));
    list_innermost(actor, &innermost);
    if (conf_get(expect, "states"))
        compare(play, actor, expect, "states", &innermost, conf_get(expect, "states"));
    list_free(&innermost);
    if (conf_get(expect, "path"))
        compare_path(play, actor, expect);
    if (conf_get(expect, "ended") && conf_bool(expect, "ended") != actor->kase->ended)
        play_wrong(play, conf_get(expect, "ended"), "case %s has %sended", actor->name,
                   actor->kase->ended ? "" : "not ");
    compare_standing(play, actor, expect);
    compare_fields(play, actor, expect);
}

/* The group of EXPECT that is about ACTOR, or NULL. */
static const struct conf_node *about(const struct play *play, const struct conf_node *step,
                                     const struct actor *actor)
{
    size_t count;
    struct conf_node *const *items = conf_items(step, "expect", &count);
    for (size_t i = 0; i < count; i++) {
        const char *name = conf_string(items[i], "case");
        if (!name)
            name = conf_string(step, "start") ? conf_string(step, "start") : conf_string(step, "case");
        if (play_actor(play, name) == actor)
            return items[i];
    }
    return NULL;
}

void actor_forget(struct actor *actor)
{
    struct list *lists[] = {&actor->notices, &actor->missed, &actor->fired,  &actor->closed, &actor->redated,
                            &actor->sent,    &actor->path,   &actor->errors, &actor->log};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        list_free(lists[i]);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        *lists[i] = LIST_EMPTY;
}

static void check_names(struct play *play, const struct conf_node *step)
{
    size_t count;
    struct conf_node *const *items = conf_items(step, "expect", &count);
    for (size_t i = 0; i < count; i++)
        if (conf_string(items[i], "case") && !play_actor(play, conf_string(items[i], "case")))
            play_wrong(play, items[i], "there is no case %s", conf_string(items[i], "case"));
}

void play_expect(struct play *play, const struct conf_node *step)
{
    static const char *const always[] = {"notices", "missed", "errors"};
    check_names(play, step);
    for (size_t i = 0; i < play->actors.count; i++) {
        struct actor *actor = play->actors.items[i];
        const struct conf_node *expect = about(play, step, actor), *place = expect ? expect : step;
        const struct list *seen[] = {&actor->notices, &actor->missed, &actor->errors};
        for (size_t j = 0; j < sizeof always / sizeof always[0]; j++)
            compare(play, actor, expect, always[j], seen[j], place);
        compare_fired(play, actor, expect, place);
        if (expect)
            compare_given(play, actor, expect);
        actor_forget(actor);
    }
}
