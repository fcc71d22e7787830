/* Executable content. */
#include "exchange/import.h"
#include "exchange/name.h"

#include <string.h>

static json_t *failing(const xmlNode *node, const char *expr)
{
    json_t *action = tree_object(node);
    tree_set(action, "log_expr", expr);
    return action;
}

static bool is_system(const char *location)
{
    static const char *const names[] = {"_event", "_name", "_sessionid", "_ioprocessors", "_x"};
    for (size_t i = 0; location && i < sizeof names / sizeof *names; i++)
        if (string_starts(location, names[i]) && !strchr("_$", location[strlen(names[i])] ? location[strlen(names[i])] : '.'))
            return true;
    return false;
}

static json_t *assign(struct session *session, xmlNode *node)
{
    const char *location = xml_attribute(session->arena, node, "location");
    const char *literal = xml_ours(session->arena, node, "literal");
    const char *trimmed = xml_words(session->arena, location)[0];
    /* System variables cannot be set: an error when it runs, which ends its block. */
    if (session->model == DATA_JS && is_system(trimmed))
        return failing(node, "int('a system variable is not set: ' + case.reference)");
    json_t *action = tree_object(node);
    tree_set(action, "set", names_field(session, node, location));
    if (literal && session->own) {
        json_t *value = json_loads(literal, JSON_DECODE_ANY, NULL);
        if (value)
            json_object_set_new(action, "to", value);
        else
            refuse(session, node, "literal: not JSON");
    } else if (xml_attribute(session->arena, node, "expr")) {
        tree_set(action, "expr", value_expr(session, node, "expr"));
    } else {
        tree_set(action, "expr", value_inline(session, node));
    }
    return action;
}

static json_t *raise(struct session *session, xmlNode *node)
{
    json_t *action = tree_object(node);
    const char *event = xml_attribute(session->arena, node, "event");
    if (!event)
        refuse(session, node, "needs an event");
    tree_set(action, "raise", event);
    return action;
}

static json_t *log_line_of(struct session *session, xmlNode *node)
{
    json_t *action = tree_object(node);
    const char *label = xml_attribute(session->arena, node, "label");
    if (xml_attribute(session->arena, node, "expr")) {
        tree_set(action, "log_expr", value_expr(session, node, "expr"));
        tree_set(action, "label", label);
    } else {
        tree_set(action, "log", label && label[0] ? label : "log");
    }
    return action;
}

static json_t *one(struct session *session, xmlNode *node);

/* The actions from FIRST up to the next <elseif> or <else>; *END is that one, or NULL. */
static json_t *partition(struct session *session, xmlNode *first, xmlNode **end)
{
    json_t *list = json_array();
    for (*end = first; *end && !xml_is(*end, "elseif") && !xml_is(*end, "else"); *end = xml_next(*end)) {
        json_t *action = one(session, *end);
        if (action)
            json_array_append_new(list, action);
    }
    return list;
}

static json_t *branch(struct session *session, xmlNode *node, xmlNode **next)
{
    json_t *out = tree_object(node);
    bool conditional = !xml_is(node, "else");
    if (conditional && !xml_attribute(session->arena, node, "cond"))
        refuse(session, node, "needs a cond");
    if (conditional)
        tree_set(out, "when", value_condition(session, node, "cond"));
    json_t *list = partition(session, conditional && xml_is(node, "if") ? xml_first(node) : xml_next(node), next);
    tree_list(out, "do", list);
    return out;
}

/* An action with a condition of its own, as export writes it. */
static json_t *guarded(struct session *session, xmlNode *node)
{
    xmlNode *inner = xml_first(node);
    json_t *action = inner ? one(session, inner) : NULL;
    if (action)
        tree_set(action, "when", value_condition(session, node, "cond"));
    return action;
}

static json_t *choose(struct session *session, xmlNode *node)
{
    if (session->own && xml_ours(session->arena, node, "guard"))
        return guarded(session, node);
    json_t *action = tree_object(node), *branches = json_array();
    xmlNode *next = node;
    bool last = false;
    do {
        if (last)
            refuse(session, next, "comes after <else>");
        last = xml_is(next, "else");
        json_array_append_new(branches, branch(session, next, &next));
    } while (next);
    json_object_set_new(action, "choose", branches);
    return action;
}

static json_t *foreach(struct session *session, xmlNode *node)
{
    json_t *action = tree_object(node);
    const char *item = xml_attribute(session->arena, node, "item"), *index = xml_attribute(session->arena, node, "index");
    if (!xml_attribute(session->arena, node, "array") || !item)
        refuse(session, node, "needs an array and an item");
    tree_set(action, "foreach", value_expr(session, node, "array"));
    tree_set(action, "item", item ? json_text(session->fields, item) : NULL);
    tree_set(action, "index", index ? json_text(session->fields, index) : NULL);
    tree_list(action, "do", action_block(session, node));
    return action;
}

static json_t *restored(struct session *session, xmlNode *node)
{
    json_t *action = string_equal(xml_name(node), "action") ? json_loads(xml_text(session->arena, node), 0, NULL) : NULL;
    if (!action)
        refuse(session, node, "is not an action");
    else
        json_object_set_new(action, NOTATION_LINE, json_integer(xml_line(node)));
    return action;
}

static json_t *one(struct session *session, xmlNode *node)
{
    static const struct {
        const char *name;
        json_t *(*read)(struct session *, xmlNode *);
    } known[] = {{"assign", assign},   {"raise", raise},        {"log", log_line_of},     {"if", choose},
                 {"foreach", foreach}, {"send", send_action}, {"cancel", cancel_action}};
    if (xml_is_ours(node))
        return restored(session, node);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (xml_is(node, known[i].name))
            return known[i].read(session, node);
    if (xml_is(node, "script"))
        refuse(session, node, "is not run: there is no script here");
    else
        refuse(session, node, "is no executable content that is known here");
    return NULL;
}

json_t *action_block(struct session *session, xmlNode *node)
{
    xmlNode *end;
    json_t *list = partition(session, xml_first(node), &end);
    if (end)
        refuse(session, end, "stands outside of <if>");
    return list;
}

json_t *action_handlers(struct session *session, xmlNode *state, const char *name)
{
    json_t *blocks = json_array(), *all = NULL;
    for (xmlNode *child = xml_first(state); child; child = xml_next(child)) {
        json_t *actions = xml_is(child, name) ? action_block(session, child) : NULL;
        if (json_array_size(actions)) {
            json_t *block = tree_object(child);
            json_object_set(block, "block", actions);
            json_array_append_new(blocks, block);
        }
        json_decref(actions);
    }
    /* Of several handlers each is a block of its own: an error in one does not end the next. */
    if (json_array_size(blocks) == 1)
        all = json_incref(json_object_get(json_array_get(blocks, 0), "block"));
    else
        all = json_incref(blocks);
    json_decref(blocks);
    return all;
}
