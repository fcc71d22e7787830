/* The reference page of a kind of file, from the same table that checks it. */
#include "config/conf.h"

#include <string.h>

static const char *type_name(const struct conf_key *key)
{
    switch (key->type) {
    case CONF_STRING:
        return "string";
    case CONF_INT:
        return "whole number";
    case CONF_BOOL:
        return "true or false";
    case CONF_SCALAR:
        return "string, number, true or false";
    case CONF_STRINGS:
        return "string, or list of strings";
    case CONF_GROUP:
        return "group";
    case CONF_GROUPS:
        return "list of groups";
    case CONF_MAP:
        return key->of ? "group of named groups" : "group of named values";
    case CONF_NESTED:
        return "group of named values, and of named groups of them";
    }
    return "";
}

/* A cell of a table: a bar would end it, a line end too. */
static void cell_add(struct text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            text_add_char(out, '\\');
        text_add_char(out, *text == '\n' ? ' ' : *text);
    }
}

/* The anchor that Markdown readers give the heading of SCHEMA: blanks become hyphens, and the second heading
 * of the same words ends in -1. */
static void anchor_add(struct text *out, const struct conf_schema *schema, const struct list *schemas)
{
    int before = 0;
    for (size_t i = 0; i < schemas->count && schemas->items[i] != schema; i++)
        before += string_equal(((const struct conf_schema *)schemas->items[i])->name, schema->name);
    for (const char *name = schema->name; *name; name++)
        text_add_char(out, *name == ' ' ? '-' : *name);
    if (before)
        text_addf(out, "-%d", before);
}

static void type_add(struct text *out, const struct conf_key *key, const struct list *schemas)
{
    text_add(out, type_name(key));
    if (key->of) {
        text_addf(out, ": [%s](#", key->of->name);
        anchor_add(out, key->of, schemas);
        text_add(out, ")");
    }
    if (key->minimum || key->maximum)
        text_addf(out, ", %lld to %lld", (long long)key->minimum, (long long)key->maximum);
    if (key->choices) {
        text_add(out, ": one of");
        for (const char *const *choice = key->choices; *choice; choice++)
            text_addf(out, "%s `%s`", choice == key->choices ? "" : ",", *choice);
    }
}

static void code_add(struct text *out, const char *text)
{
    text_add(out, "`");
    cell_add(out, text);
    text_add(out, "`");
}

static void key_add(struct text *out, const struct conf_key *key, const struct list *schemas)
{
    text_addf(out, "| `%s` | ", key->name);
    type_add(out, key, schemas);
    text_add(out, " | ");
    if (key->required && !key->fallback)
        text_add(out, "**required**");
    else if (key->fallback)
        code_add(out, key->fallback);
    else
        text_add(out, "none");
    text_add(out, " | ");
    if (key->help)
        cell_add(out, key->help);
    if (key->example) {
        text_add(out, key->help ? " Example: " : "Example: ");
        code_add(out, key->example);
    }
    text_add(out, " |\n");
}

static bool list_has(const struct list *list, const void *item)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == item)
            return true;
    return false;
}

static void schema_add(struct text *out, const struct conf_schema *schema, struct list *schemas,
                       const char *heading)
{
    text_addf(out, "%s %s\n\n%s\n\n", heading, schema->name, schema->purpose ? schema->purpose : "");
    text_add(out, "| key | type | default | meaning |\n|---|---|---|---|\n");
    for (const struct conf_key *key = schema->keys; key->name; key++) {
        if (key->of && !list_has(schemas, key->of))
            list_add(schemas, (void *)(uintptr_t)key->of);
        key_add(out, key, schemas);
    }
}

void conf_reference(const struct conf_schema *schema, struct text *out)
{
    struct list schemas = LIST_EMPTY;
    list_add(&schemas, (void *)(uintptr_t)schema);
    for (size_t i = 0; i < schemas.count; i++)
        schema_add(out, schemas.items[i], &schemas, i ? "\n##" : "#");
    list_free(&schemas);
}
