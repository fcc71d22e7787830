/* The words of a comparison. */
#include "workflow/diffing.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

void diff_say(struct diffing *diffing, const char *kind, const char *format, ...)
{
    char line[2048];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    json_t *words = json_string(line);
    if (!words) /* cut inside a character */
        words = json_string("a very long text changed");
    json_array_append_new(string_equal(kind, "text") ? diffing->texts : diffing->lines,
                          json_pack("{s:s, s:s, s:o}", "where", diffing->where, "kind", kind, "text", words));
}

static void value_add(struct text *out, const json_t *value)
{
    if (json_is_string(value)) {
        text_addf(out, "`%s`", json_string_value(value));
    } else if (json_is_boolean(value)) {
        text_add(out, json_is_true(value) ? "yes" : "no");
    } else {
        char *canonical = json_canonical(value);
        text_add(out, canonical);
        mem_free(canonical);
    }
}

static const char *kept(struct diffing *diffing, struct text *text)
{
    const char *copy = arena_copy(diffing->arena, text_string(text));
    text_free(text);
    return copy;
}

static bool is_strings(const json_t *value)
{
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item) {
        if (!json_is_string(item))
            return false;
    }
    return json_array_size(value) > 0;
}

const char *diff_value(struct diffing *diffing, const json_t *value, const char *join)
{
    struct text out = TEXT_EMPTY;
    size_t i;
    json_t *item;
    if (!value)
        return "nothing";
    if (!is_strings(value))
        value_add(&out, value);
    else
        json_array_foreach(value, i, item) {
            text_add(&out, i ? join : "");
            value_add(&out, item);
        }
    return kept(diffing, &out);
}

/* --- actions --- */

static const char *verb_of(const json_t *action)
{
    static const char *const verbs[] = {"set",   "notify",   "raise",  "send",        "send_expr", "open",
                                        "close", "timer",    "cancel", "cancel_expr", "task",      "drop",
                                        "log",   "log_expr", "choose", "foreach"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (json_object_get(action, verbs[i]))
            return verbs[i];
    }
    return "";
}

const char *diff_action(struct diffing *diffing, const json_t *action)
{
    struct text out = TEXT_EMPTY;
    const char *verb = verb_of(action), *key, *join = " (";
    json_t *value;
    if (*verb)
        text_addf(&out, "%s %s", verb, diff_value(diffing, json_object_get(action, verb), " and "));
    json_object_foreach((json_t *)(uintptr_t)action, key, value) {
        if (string_equal(key, verb) || string_equal(key, "when") || diff_absent(value))
            continue;
        text_addf(&out, "%s%s %s", join, key, diff_value(diffing, value, " and "));
        join = ", ";
    }
    if (join[0] == ',')
        text_add(&out, ")");
    if ((value = json_object_get(action, "when")))
        text_addf(&out, " if %s", diff_value(diffing, value, ""));
    return kept(diffing, &out);
}

/* --- parts --- */

static void phrase_add(struct diffing *diffing, struct text *out, const json_t *part, const char *key,
                       const char *before, const char *after)
{
    const json_t *value = json_object_get(part, key);
    if (!diff_absent(value))
        text_addf(out, "%s%s%s", before, diff_value(diffing, value, " and "), after);
}

static void deadline_add(struct diffing *diffing, struct text *out, const json_t *deadline)
{
    const char *id = json_text(deadline, "id"), *rule = json_text(deadline, "rule");
    text_addf(out, "deadline %s", id ? id : rule ? rule : "?");
    if (id && rule && !string_equal(id, rule))
        text_addf(out, " by the rule %s", rule);
    const char *from = json_text(deadline, "from");
    text_addf(out, " from %s", from ? from : "?");
    phrase_add(diffing, out, deadline, "warn", ", warns ", " before");
    phrase_add(diffing, out, deadline, "met_by", ", met by ", "");
    phrase_add(diffing, out, deadline, "when", ", if ", "");
}

static void other_add(struct diffing *diffing, struct text *out, const char *kind, const json_t *part)
{
    const char *name = json_text(part, "id") ? json_text(part, "id") : json_text(part, "name");
    text_addf(out, "%s `%s`", kind, name ? name : "?");
    phrase_add(diffing, out, part, "role", " for ", "");
    phrase_add(diffing, out, part, "workflow", " of the workflow ", "");
    phrase_add(diffing, out, part, "after", " after ", "");
    phrase_add(diffing, out, part, "at", " at ", "");
    phrase_add(diffing, out, part, "each", " each ", "");
    phrase_add(diffing, out, part, "within", " within ", "");
    phrase_add(diffing, out, part, "event", ", raises ", "");
    phrase_add(diffing, out, part, "title", ": ", "");
}

const char *diff_part(struct diffing *diffing, const char *kind, const json_t *part)
{
    struct text out = TEXT_EMPTY;
    if (string_equal(kind, "deadline"))
        deadline_add(diffing, &out, part);
    else
        other_add(diffing, &out, kind, part);
    return kept(diffing, &out);
}
