/* libconfig's tree becomes ours, with the lines that the scan has seen (the library's are of the next word).
 */
#include "config/scan.h"
#include "config/tree.h"

#include <assert.h>
#include <libconfig.h>
#include <string.h>

struct parse {
    struct arena *arena;
    const char *name;
    const struct scan *scan;
    size_t at; /* in scan->lines */
};

static void scalar_take(struct parse *parse, struct conf_node *node, const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        node->kind = CONF_NODE_INT;
        node->integer = config_setting_get_int64(setting);
        break;
    case CONFIG_TYPE_FLOAT:
        node->kind = CONF_NODE_FLOAT;
        node->number = config_setting_get_float(setting);
        break;
    case CONFIG_TYPE_BOOL:
        node->kind = CONF_NODE_BOOL;
        node->integer = config_setting_get_bool(setting) != 0;
        break;
    default:
        node->kind = CONF_NODE_STRING;
        node->string = arena_copy(parse->arena, config_setting_get_string(setting));
        if (!node->string)
            node->string = "";
    }
}

static struct conf_node *node_take(struct parse *parse, config_setting_t *setting,
                                   const struct conf_node *parent)
{
    struct conf_node *node = arena_alloc(parse->arena, sizeof *node);
    node->name = arena_copy(parse->arena, config_setting_name(setting));
    node->file = parse->name;
    node->parent = parent;
    if (parent) {
        assert(parse->at < parse->scan->count);
        node->line = parse->scan->lines[parse->at++];
    } else {
        node->line = 1;
    }
    if (!config_setting_is_aggregate(setting)) {
        scalar_take(parse, node, setting);
        return node;
    }
    node->kind = config_setting_is_group(setting) ? CONF_NODE_GROUP : CONF_NODE_LIST;
    node->count = (size_t)config_setting_length(setting);
    node->items = arena_alloc(parse->arena, (node->count + 1) * sizeof *node->items);
    for (size_t i = 0; i < node->count; i++)
        node->items[i] = node_take(parse, config_setting_get_elem(setting, (unsigned)i), node);
    return node;
}

/* The scan knows the library's grammar and has blamed what it refuses; this is for what it may have missed.
 */
static void library_blame(const config_t *config, const struct parse *parse, struct faults *faults)
{
    struct text quoted = TEXT_EMPTY;
    int line = config_error_line(config);
    conf_quote(parse->scan->text, line, &quoted);
    error_hint(
        fault_add(faults, parse->name, line, "%s, in: %s", config_error_text(config), text_string(&quoted)),
        "A setting is written: name = value;");
    text_free(&quoted);
}

struct conf_node *conf_parse(struct arena *arena, const char *name, const char *bytes, size_t size,
                             struct faults *faults)
{
    struct scan scan;
    struct parse parse = {arena, arena_copy(arena, name), &scan, 0};
    if (!conf_scan(arena, name, bytes, size, faults, &scan))
        return NULL;
    config_t config;
    config_init(&config);
    struct conf_node *root = NULL;
    if (config_read_string(&config, scan.text))
        root = node_take(&parse, config_root_setting(&config), NULL);
    else
        library_blame(&config, &parse, faults);
    config_destroy(&config);
    assert(!root || parse.at == scan.count);
    return root;
}
