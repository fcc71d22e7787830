/* <invoke>: an inline <scxml> becomes one of the workflow's children. */
#include "exchange/import.h"
#include "exchange/name.h"

#include <string.h>

static bool is_scxml_type(const char *type)
{
    return string_equal(type, "scxml") || string_equal(type, "http://www.w3.org/TR/scxml") ||
           string_equal(type, "http://www.w3.org/TR/scxml/");
}

static void read_attributes(struct session *session, xmlNode *node, json_t *invoke)
{
    const char *expr, *type = value_either(session, node, "type", "typeexpr", &expr);
    if (type && !is_scxml_type(type))
        refuse(session, node, "type `%.100s` is no kind of service that is known here", type);
    tree_set(invoke, "type_expr", expr);
    if (xml_attribute(session->arena, node, "src") || xml_attribute(session->arena, node, "srcexpr"))
        refuse(session, node, "src: nothing is fetched; write the child into <content>");
}

/* The inline <scxml>; NULL after a fault. */
static xmlNode *inline_root(struct session *session, xmlNode *node)
{
    for (xmlNode *child = xml_first(node); child; child = xml_next(child)) {
        if (!xml_is(child, "content"))
            continue;
        xmlNode *root = xml_first(child);
        if (xml_attribute(session->arena, child, "expr"))
            refuse(session, child, "expr: a child is known only when it runs");
        else if (!root || !xml_is(root, "scxml") || xml_next(root) || xml_holds_text(child))
            refuse(session, child, "holds no <scxml>, or more than one");
        else
            return root;
        return NULL;
    }
    if (!xml_attribute(session->arena, node, "src") && !xml_attribute(session->arena, node, "srcexpr"))
        refuse(session, node, "has no <content> with a <scxml>");
    return NULL;
}

/* The counter only grows, so that many children without a name cost no square. */
static const char *child_id(struct session *session, xmlNode *root)
{
    const char *name = xml_attribute(session->arena, root, "name");
    const char *base = name && name[0] ? name_word(session->arena, name) : "child", *id = base;
    while (string_equal(session->id, id) || json_object_get(session->taken, id))
        id = arena_printf(session->arena, "%s-%u", base, ++session->named);
    json_object_set_new(session->taken, id, json_true());
    return id;
}

static bool is_field(const struct session *child, const char *name)
{
    const char *id;
    json_t *field;
    json_object_foreach(child->fields, id, field)
        if (string_equal(json_string_value(field), name))
            return true;
    return false;
}

/* NAME as a key of WITH that no field of CHILD has. */
static const char *spare_name(struct session *session, const struct session *child, const json_t *with, const char *name)
{
    const char *id = name_field(session->arena, name), *out = id;
    for (unsigned number = 2; is_field(child, out) || json_object_get(with, out); number++)
        out = arena_printf(session->arena, "%s_%u", id, number);
    return out;
}

/* The values for the child's own data at its top. SCXML passes over others, but computes them: should one fail, there is
 * no child. */
static void set_values(struct session *session, xmlNode *node, const struct session *child, json_t *invoke)
{
    json_t *given = json_object(), *with = json_object(), *value;
    const char *name;
    data_payload(session, node, given, "with", NULL);
    json_object_foreach(json_object_get(given, "with"), name, value)
        if (!child)
            json_object_set(with, name, value);
        else if (json_object_get(child->tops, name))
            json_object_set(with, json_text(child->fields, name), value);
        else
            json_object_set(with, spare_name(session, child, with, name), value);
    if (json_object_size(with))
        json_object_set(invoke, "with", with);
    json_decref(with);
    json_decref(given);
}

static void read_child(struct session *session, xmlNode *node, json_t *invoke)
{
    xmlNode *root = inline_root(session, node);
    struct session child = {.id = root ? child_id(session, root) : ""};
    json_t *body = root ? session_read(&child, session, root) : NULL;
    if (!body)
        return;
    tree_set(invoke, "workflow", child.id);
    set_values(session, node, &child, invoke);
    json_array_append_new(session->children, body);
}

json_t *invoke_child(struct session *session, xmlNode *node)
{
    json_t *invoke = tree_object(node);
    const char *id = xml_attribute(session->arena, node, "id"), *location = xml_attribute(session->arena, node, "idlocation");
    const char *autoforward = xml_attribute(session->arena, node, "autoforward");
    const char *ours = session->own ? xml_ours(session->arena, node, "workflow") : NULL;
    read_attributes(session, node, invoke);
    if (id && location)
        refuse(session, node, "has both id and idlocation");
    tree_set(invoke, "id", id);
    tree_set(invoke, "workflow", ours);
    if (ours)
        set_values(session, node, NULL, invoke);
    else
        read_child(session, node, invoke);
    if (string_equal(autoforward, "true"))
        json_object_set_new(invoke, "autoforward", json_true());
    else if (autoforward && strcmp(autoforward, "false") != 0)
        refuse(session, node, "autoforward is neither true nor false");
    if (location)
        tree_set(invoke, "id_field", names_field(session, node, location));
    tree_set(invoke, "each", session->own ? xml_ours(session->arena, node, "each") : NULL);
    tree_set(invoke, "item", session->own ? xml_ours(session->arena, node, "item") : NULL);
    for (xmlNode *child = xml_first(node); child; child = xml_next(child))
        if (xml_is(child, "finalize"))
            tree_list(invoke, "do", action_block(session, child));
    return invoke;
}
