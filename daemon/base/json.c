#include "base/json.h"

#include "base/mem.h"
#include "base/text.h"

#include <string.h>

int json_read(const char *bytes, size_t size, const char *source, json_t **out, struct error *error)
{
    json_error_t fault;
    text_mark_skip(&bytes, &size);
    *out = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (*out)
        return 0;
    return error_set(error, SENDD_EINVALID, "%s is not valid JSON: line %d, column %d: %s", source, fault.line,
                     fault.column, fault.text);
}

const char *json_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

const char *json_words(const json_t *object, const char *key)
{
    const char *text = json_text(object, key);
    return text ? text : "";
}

json_t *json_error(const struct error *error)
{
    json_t *inner = json_pack("{s:s, s:s}", "code", error_name(error->code), "text", error->text);
    if (error->hint[0])
        json_object_set_new(inner, "hint", json_string(error->hint));
    if (error->file[0])
        json_object_set_new(inner, "file", json_string(error->file));
    if (error->line)
        json_object_set_new(inner, "line", json_integer(error->line));
    return json_pack("{s:o}", "error", inner);
}

json_int_t json_number(const json_t *object, const char *key, json_int_t fallback)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

char *json_ordered(const json_t *value)
{
    size_t size = json_dumpb(value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
    char *text = mem_alloc(size + 1);
    json_dumpb(value, text, size, JSON_COMPACT | JSON_ENCODE_ANY);
    text[size] = '\0';
    return text;
}

static void reference_drop(void *value)
{
    json_decref(value);
}

json_t *json_keep(struct arena *arena, json_t *value)
{
    if (value)
        arena_defer(arena, reference_drop, value);
    return value;
}
