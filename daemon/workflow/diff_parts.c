/* The pieces that groups are made of: keys, lists by name, typed values, actions. */
#include "workflow/diffing.h"

#include "base/text.h"

bool diff_absent(const json_t *value)
{
    return !value || json_is_false(value) || (json_is_array(value) && !json_array_size(value));
}

bool diff_equal(const json_t *old, const json_t *new)
{
    return diff_absent(old) ? diff_absent(new) : json_equal(old, new);
}

static bool is_among(const char *key, const char *const *names)
{
    for (; *names; names++) {
        if (string_equal(*names, key))
            return true;
    }
    return false;
}

static const char *const texts[] = {"title", "label", NULL};

static void key_compare(struct diffing *diffing, const char *kind, const char *what, const char *key,
                        const json_t *old, const json_t *new)
{
    if (diff_equal(old, new))
        return;
    const char *about = is_among(key, texts) ? "text" : kind;
    const char *before = diff_value(diffing, old, " and "), *after = diff_value(diffing, new, " and ");
    if (diff_absent(old))
        diff_say(diffing, about, "%s: `%s` is now %s", what, key, after);
    else if (diff_absent(new))
        diff_say(diffing, about, "%s: `%s` was %s and is not given any more", what, key, before);
    else
        diff_say(diffing, about, "%s: `%s` changed from %s to %s", what, key, before, after);
}

void diff_keys(struct diffing *diffing, const char *kind, const char *what, const json_t *old, const json_t *new,
               const char *const *known)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)old, key, value) {
        if (!is_among(key, known))
            key_compare(diffing, kind, what, key, value, json_object_get(new, key));
    }
    json_object_foreach((json_t *)(uintptr_t)new, key, value) {
        if (!is_among(key, known) && !json_object_get(old, key))
            key_compare(diffing, kind, what, key, NULL, value);
    }
}

/* --- lists by name --- */

static const char *plain_name(const json_t *part)
{
    static const char *const keys[] = {"id", "name", "rule", "workflow"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (json_text(part, keys[i]))
            return json_text(part, keys[i]);
    }
    return "";
}

/* Deadlines that exclude each other may share an id: then the rule belongs to the name. */
static const char *name_of(struct diffing *diffing, const json_t *list, const json_t *part)
{
    size_t i, count = 0;
    json_t *item;
    json_array_foreach(list, i, item)
        count += string_equal(plain_name(item), plain_name(part));
    const char *rule = json_text(part, "rule");
    return count > 1 && rule ? arena_printf(diffing->arena, "%s by %s", plain_name(part), rule) : plain_name(part);
}

static const json_t *named(struct diffing *diffing, const json_t *list, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        if (string_equal(name_of(diffing, list, item), name))
            return item;
    }
    return NULL;
}

static void warn_compare(struct diffing *diffing, const char *what, const json_t *old, const json_t *new)
{
    if (diff_equal(old, new))
        return;
    if (diff_absent(new))
        diff_say(diffing, "deadline", "%s: it no longer warns (before: %s before)", what,
                 diff_value(diffing, old, " and "));
    else
        diff_say(diffing, "deadline", "%s: it now warns %s before%s%s", what, diff_value(diffing, new, " and "),
                 diff_absent(old) ? "" : ", not ", diff_absent(old) ? "" : diff_value(diffing, old, " and "));
}

static void part_compare(struct diffing *diffing, const char *kind, const char *name, const json_t *old,
                         const json_t *new)
{
    static const char *const known[] = {"warn", "form", "data", NULL};
    const char *what = arena_printf(diffing->arena, "%s `%s`", kind, name);
    warn_compare(diffing, what, json_object_get(old, "warn"), json_object_get(new, "warn"));
    const char *value = arena_printf(diffing->arena, "value of %s", what);
    diff_values(diffing, kind, value, json_object_get(old, "form"), json_object_get(new, "form"));
    diff_values(diffing, kind, value, json_object_get(old, "data"), json_object_get(new, "data"));
    diff_keys(diffing, kind, what, old, new, known);
}

/* True when those that both lists have do not follow each other alike. */
static bool order_changed(struct diffing *diffing, const json_t *old, const json_t *new)
{
    size_t i, at = 0;
    json_t *item;
    json_array_foreach(new, i, item) {
        const char *name = name_of(diffing, new, item);
        if (!named(diffing, old, name))
            continue;
        while (at < json_array_size(old) && !named(diffing, new, name_of(diffing, old, json_array_get(old, at))))
            at++;
        if (!string_equal(name_of(diffing, old, json_array_get(old, at++)), name))
            return true;
    }
    return false;
}

void diff_named(struct diffing *diffing, const char *kind, const json_t *old, const json_t *new)
{
    size_t i;
    json_t *item;
    json_array_foreach(new, i, item) {
        const char *name = name_of(diffing, new, item);
        const json_t *before = named(diffing, old, name);
        if (before)
            part_compare(diffing, kind, name, before, item);
        else
            diff_say(diffing, kind, "new %s", diff_part(diffing, kind, item));
    }
    json_array_foreach(old, i, item) {
        if (!named(diffing, new, name_of(diffing, old, item)))
            diff_say(diffing, kind, "gone: %s", diff_part(diffing, kind, item));
    }
    if (order_changed(diffing, old, new))
        diff_say(diffing, "order", "the order of its %ss changed", kind);
}

/* --- typed values --- */

static void choices_compare(struct diffing *diffing, const char *kind, const char *what, const json_t *old,
                            const json_t *new)
{
    size_t i, found = 0;
    json_t *item;
    json_array_foreach(old, i, item) {
        size_t j;
        json_t *other;
        bool there = false;
        json_array_foreach(new, j, other)
            there |= json_equal(item, other);
        found += there;
        if (!there)
            diff_say(diffing, kind, "%s: the choice %s is gone", what, diff_value(diffing, item, ""));
    }
    if (json_array_size(new) > found || (found == json_array_size(old) && !diff_equal(old, new)))
        diff_say(diffing, kind, "%s: the choices are now %s", what, diff_value(diffing, new, ", "));
}

static void value_added(struct diffing *diffing, const char *kind, const char *what, const char *name,
                        const json_t *value)
{
    const char *type = json_text(value, "type");
    bool required = json_is_true(json_object_get(value, "required"));
    bool field = string_equal(kind, "field");
    diff_say(diffing, kind, "new %s `%s` (%s)%s", what, name, type ? type : "?",
             !required ? ""
             : field   ? ": a case cannot start without it, and cases migrated to this version have none"
                       : ": it must be given");
}

static void value_removed(struct diffing *diffing, const char *kind, const char *what, const char *name)
{
    if (string_equal(kind, "field"))
        diff_say(diffing, kind, "%s `%s` removed: cases that have it would lose it when migrated", what, name);
    else
        diff_say(diffing, kind, "%s: `%s` removed", what, name);
}

void diff_values(struct diffing *diffing, const char *kind, const char *what, const json_t *old, const json_t *new)
{
    static const char *const known[] = {"of", NULL};
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)new, name, value) {
        const json_t *before = json_object_get(old, name);
        const char *one = arena_printf(diffing->arena, "%s `%s`", what, name);
        if (!before) {
            value_added(diffing, kind, what, name, value);
            continue;
        }
        choices_compare(diffing, kind, one, json_object_get(before, "of"), json_object_get(value, "of"));
        diff_keys(diffing, kind, one, before, value, known);
    }
    json_object_foreach((json_t *)(uintptr_t)old, name, value) {
        if (!json_object_get(new, name))
            value_removed(diffing, kind, what, name);
    }
}

/* --- actions --- */

/* How often ACTION is in LIST up to and with index LAST. */
static size_t times(const json_t *list, const json_t *action, size_t last)
{
    size_t i, count = 0;
    json_t *item;
    json_array_foreach(list, i, item)
        count += i <= last && json_equal(item, action);
    return count;
}

static bool actions_lacking(struct diffing *diffing, const char *place, const char *word, const json_t *from,
                            const json_t *in)
{
    size_t i;
    json_t *item;
    bool any = false;
    json_array_foreach(from, i, item) {
        if (times(from, item, i) <= times(in, item, SIZE_MAX))
            continue;
        diff_say(diffing, "action", "%s: %s %s", place, word, diff_action(diffing, item));
        any = true;
    }
    return any;
}

void diff_actions(struct diffing *diffing, const char *place, const json_t *old, const json_t *new)
{
    if (diff_equal(old, new))
        return;
    bool lost = actions_lacking(diffing, place, "no longer", old, new);
    bool gained = actions_lacking(diffing, place, "now", new, old);
    if (!lost && !gained)
        diff_say(diffing, "order", "%s: the order of the actions changed", place);
}
