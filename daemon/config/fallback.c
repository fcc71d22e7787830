/* A schema's default, written as text in the table, becomes a value. */
#include "config/tree.h"

#include <stdlib.h>
#include <string.h>

static struct conf_node *parsed(struct arena *arena, const char *text)
{
    struct text line = TEXT_EMPTY;
    struct faults *unheard = faults_new(arena);
    text_addf(&line, "v = %s;", text);
    struct conf_node *root = conf_parse(arena, "default", line.bytes, line.length, unheard);
    text_free(&line);
    return root && root->count == 1 && !unheard->errors ? root->items[0] : NULL;
}

static struct conf_node *plain(struct arena *arena, enum conf_kind kind)
{
    struct conf_node *node = arena_alloc(arena, sizeof *node);
    node->kind = kind;
    return node;
}

static struct conf_node *text_node(struct arena *arena, const char *text)
{
    struct conf_node *node = plain(arena, CONF_NODE_STRING);
    node->string = text;
    return node;
}

/* Texts may stand without their quotes: 08:00 means "08:00". */
struct conf_node *conf_fallback(struct arena *arena, const struct conf_key *key)
{
    const char *text = key->fallback;
    if (!text)
        return NULL;
    struct conf_node *node;
    switch (key->type) {
    case CONF_INT:
        node = plain(arena, CONF_NODE_INT);
        node->integer = strtoll(text, NULL, 10);
        return node;
    case CONF_BOOL:
        node = plain(arena, CONF_NODE_BOOL);
        node->integer = strcmp(text, "true") == 0;
        return node;
    case CONF_STRING:
        return *text == '"' ? parsed(arena, text) : text_node(arena, text);
    case CONF_STRINGS:
        return *text && strchr("\"[(", *text) ? parsed(arena, text) : text_node(arena, text);
    case CONF_SCALAR:
        node = parsed(arena, text);
        return node ? node : text_node(arena, text);
    default:
        return parsed(arena, text);
    }
}
