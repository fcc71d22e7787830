#include "config/conf.h"
#include "config/scan.h"
#include "config/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct conf_node *conf_read_text(struct arena *arena, const char *name, const char *bytes, size_t size,
                                 const struct conf_schema *schema, struct faults *faults)
{
    const struct conf_node *raw = conf_parse(arena, name, bytes, size, faults);
    return raw ? conf_check(arena, raw, schema, faults) : NULL;
}

const struct conf_node *conf_get(const struct conf_node *group, const char *key)
{
    if (!group || group->kind != CONF_NODE_GROUP)
        return NULL;
    for (size_t i = 0; i < group->count; i++)
        if (strcmp(group->items[i]->name, key) == 0)
            return group->items[i];
    return NULL;
}

const char *conf_string(const struct conf_node *group, const char *key)
{
    const struct conf_node *node = conf_get(group, key);
    return node && node->kind == CONF_NODE_STRING ? node->string : NULL;
}

int64_t conf_int(const struct conf_node *group, const char *key)
{
    const struct conf_node *node = conf_get(group, key);
    return node && node->kind == CONF_NODE_INT ? node->integer : 0;
}

bool conf_bool(const struct conf_node *group, const char *key)
{
    const struct conf_node *node = conf_get(group, key);
    return node && node->kind == CONF_NODE_BOOL && node->integer;
}

struct conf_node *const *conf_items(const struct conf_node *group, const char *key, size_t *count)
{
    const struct conf_node *node = conf_get(group, key);
    *count = node ? node->count : 0;
    return node ? node->items : NULL;
}

const char *conf_kind_name(enum conf_kind kind)
{
    static const char *const names[] = {
        [CONF_NODE_STRING] = "a string",        [CONF_NODE_INT] = "a whole number",
        [CONF_NODE_FLOAT] = "a decimal number", [CONF_NODE_BOOL] = "true or false",
        [CONF_NODE_GROUP] = "a group { }",      [CONF_NODE_LIST] = "a list",
    };
    return names[kind];
}

struct error *conf_fault(struct faults *faults, const struct conf_node *node, const char *format, ...)
{
    char text[sizeof((struct error *)0)->text];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return fault_add(faults, node->file, node->line, "%s", text);
}

struct error *conf_warn(struct faults *faults, const struct conf_node *node, const char *name,
                        const char *format, ...)
{
    char text[sizeof((struct error *)0)->text];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return fault_warn(faults, name, node->file, node->line, "%s", text);
}
