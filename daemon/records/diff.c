/* What an import would change, before it does. */
#include "records/reg.h"

#include <string.h>

/* The store's object may name itself "P0012" or "pupil/P0012". */
static const char *bare_id(const json_t *record)
{
    const char *id = json_text(record, "id"), *slash = id ? strrchr(id, '/') : NULL;
    return slash ? slash + 1 : id;
}

static json_t *by_id(const json_t *records)
{
    json_t *out = json_object();
    size_t i;
    json_t *record;
    json_array_foreach(records, i, record) if (bare_id(record)) json_object_set(out, bare_id(record), record);
    return out;
}

static json_t *shown(const json_t *value)
{
    return value ? json_incref((json_t *)(uintptr_t)value) : json_null();
}

/* {"f": [old, new]} for every field that differs; empty when none does. */
static json_t *fields_diff(const struct reg *reg, const json_t *old, const json_t *new, bool private_values)
{
    json_t *out = json_object();
    for (size_t i = 0; i < reg->count; i++) {
        const struct field *field = &reg->fields[i];
        const json_t *before = json_object_get(old, field->name), *after = json_object_get(new, field->name);
        if (before == after || (before && after && json_equal(before, after)))
            continue;
        json_t *pair = json_array();
        if (!private_values || !field->personal) {
            json_array_append_new(pair, shown(before));
            json_array_append_new(pair, shown(after));
        }
        json_object_set_new(out, field->name, pair);
    }
    return out;
}

void register_keep(const json_t *absent, const json_t *old, json_t *fields)
{
    size_t i;
    json_t *name;
    json_array_foreach(absent, i, name)
    {
        json_t *value = json_object_get(old, json_string_value(name));
        if (value)
            json_object_set(fields, json_string_value(name), value);
    }
}

static size_t values_of(const json_t *rows, const char *name)
{
    size_t i, count = 0;
    json_t *row;
    json_array_foreach(rows, i, row)
        count += json_object_get(json_object_get(row, "fields"), name) != NULL;
    return count;
}

void register_keep_all(const json_t *absent, const json_t *existing, const json_t *rows, json_t *warnings)
{
    json_t *old = by_id(existing), *item;
    size_t i;
    json_array_foreach(rows, i, item)
        register_keep(absent, json_object_get(old, bare_id(item)), json_object_get(item, "fields"));
    json_array_foreach(absent, i, item)
    {
        size_t kept = values_of(rows, json_string_value(item));
        if (kept > 0)
            json_array_append_new(warnings, json_sprintf("the file has no column for %s: what is on record stays (%zu records)",
                                                         json_string_value(item), kept));
    }
    json_decref(old);
}

static void upn_check(const struct field *field, const json_t *owners, const json_t *row, json_t *warnings)
{
    const char *upn = json_text(json_object_get(row, "fields"), field->name);
    const char *owner = upn ? json_text(owners, upn) : NULL;
    if (owner && !string_equal(owner, bare_id(row)))
        json_array_append_new(warnings, json_sprintf("%s has the %s of %s, which is on record and not in this file: is it one "
                                                     "child twice?", bare_id(row), field->label, owner));
}

void register_upns(const struct reg *reg, const json_t *existing, const json_t *rows, json_t *warnings)
{
    json_t *named = by_id(rows), *record;
    size_t i;
    for (size_t f = 0; f < reg->count; f++) {
        const struct field *field = &reg->fields[f];
        if (field->type != FIELD_UPN)
            continue;
        json_t *owners = json_object();
        json_array_foreach(existing, i, record)
            if (json_text(record, field->name) && !json_object_get(named, bare_id(record)))
                json_object_set_new(owners, json_text(record, field->name), json_string(bare_id(record)));
        json_array_foreach(rows, i, record)
            upn_check(field, owners, record, warnings);
        json_decref(owners);
    }
    json_decref(named);
}

static json_t *missing_ids(const json_t *existing, const json_t *rows)
{
    json_t *named = by_id(rows), *out = json_array(), *record;
    size_t i;
    json_array_foreach(existing, i, record) if (bare_id(record) && !json_object_get(named, bare_id(record)))
        json_array_append_new(out, json_string(bare_id(record)));
    json_decref(named);
    return out;
}

json_t *register_diff(const struct reg *reg, const json_t *existing, const json_t *rows, bool private_values)
{
    json_t *old = by_id(existing), *new = json_array(), *changed = json_array(), *row;
    json_int_t same = 0;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        const char *id = bare_id(row);
        const json_t *before = json_object_get(old, id);
        if (!before) {
            json_array_append_new(new, json_string(id));
            continue;
        }
        json_t *fields = fields_diff(reg, before, json_object_get(row, "fields"), private_values);
        if (json_object_size(fields))
            json_array_append_new(changed, json_pack("{s:s, s:O}", "id", id, "fields", fields));
        else
            same++;
        json_decref(fields);
    }
    json_decref(old);
    return json_pack("{s:o, s:o, s:I, s:o}", "new", new, "changed", changed, "same", same, "missing",
                     missing_ids(existing, rows));
}
