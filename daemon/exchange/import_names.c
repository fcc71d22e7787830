/* The names of a document: its data, and its states, those without an id, too. */
#include "exchange/import.h"
#include "exchange/name.h"

#include <string.h>

static bool is_state(const xmlNode *node)
{
    return xml_is(node, "state") || xml_is(node, "parallel") || xml_is(node, "final") || xml_is(node, "history");
}

const char *names_state(const xmlNode *node)
{
    return node->_private ? node->_private : "";
}

static void add_datum(struct session *session, xmlNode *node, bool top)
{
    const char *id = xml_attribute(session->arena, node, "id");
    const char *given = session->own ? xml_ours(session->arena, node, "field") : NULL;
    const char *field = id && !strpbrk(id, " \t\n\r") ? name_field(session->arena, id) : NULL;
    if (!field) {
        refuse(session, node, "needs an id");
        return;
    }
    if (json_object_get(session->fields, id))
        refuse(session, node, "`%.100s` is there twice", id);
    json_object_set_new(session->fields, id, json_string(given ? given : field));
    if (top)
        json_object_set_new(session->tops, id, json_true());
}

static void add_state(struct session *session, xmlNode *node)
{
    const char *id = xml_attribute(session->arena, node, "id");
    if (!id)
        return;
    node->_private = (void *)id;
    json_object_set_new(session->states, id, json_boolean(xml_is(node, "history")));
}

/* A state without an id gets one that no other has. */
static void name_state(struct session *session, xmlNode *node)
{
    const char *id = NULL;
    if (node->_private)
        return;
    do
        id = arena_printf(session->arena, "%s-%u", xml_name(node), ++session->generated);
    while (json_object_get(session->states, id));
    node->_private = (void *)id;
    json_object_set_new(session->states, id, json_boolean(xml_is(node, "history")));
}

/* foreach declares what no <data> does. */
static void add_loose(struct session *session, xmlNode *node, const char *attribute)
{
    const char *id = xml_attribute(session->arena, node, attribute);
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$0123456789";
    if (!id || json_object_get(session->fields, id))
        return;
    if (!id[0] || strspn(id, letters) != strlen(id) || strchr("0123456789", id[0]) || string_equal(id, "_event") ||
        string_equal(id, "_name") || string_equal(id, "_sessionid") || string_equal(id, "_ioprocessors")) {
        refuse(session, node, "%s `%.100s` is not a name", attribute, id);
        return;
    }
    const char *field = name_field(session->arena, id);
    json_object_set_new(session->fields, id, json_string(field));
    json_object_set_new(session->loose, field, json_true());
}

static void walk(struct session *session, xmlNode *node, void (*visit)(struct session *, xmlNode *))
{
    for (xmlNode *child = xml_first(node); child; child = xml_next(child)) {
        if (!xml_is_scxml(child) || xml_is(child, "content"))
            continue;
        visit(session, child);
        walk(session, child, visit);
    }
}

static void visit_first(struct session *session, xmlNode *node)
{
    if (is_state(node))
        add_state(session, node);
    if (xml_is(node, "send") && xml_attribute(session->arena, node, "id"))
        json_object_set_new(session->sends, xml_attribute(session->arena, node, "id"), json_true());
    if (xml_is(node, "data"))
        add_datum(session, node, node->parent && node->parent->parent == session->root);
}

static void visit_second(struct session *session, xmlNode *node)
{
    if (is_state(node))
        name_state(session, node);
    if (xml_is(node, "foreach") && session->model != DATA_NULL) {
        add_loose(session, node, "item");
        add_loose(session, node, "index");
    }
}

void names_gather(struct session *session)
{
    walk(session, session->root, visit_first);
    walk(session, session->root, visit_second);
}

const char *names_field(struct session *session, xmlNode *node, const char *location)
{
    const char *const *words = xml_words(session->arena, location);
    const char *word = words[0] && !words[1] ? words[0] : "";
    const char *name = session->model == DATA_CEL && string_starts(word, "fields.") ? word + 7 : word;
    const char *field = json_text(session->fields, name);
    if (field)
        return field;
    if (strpbrk(word, ".[(") && json_object_get(session->fields, arena_copy_n(session->arena, word, strcspn(word, ".[("))))
        refuse(session, node, "sets only a part of a value: `%.100s`", word);
    else if (!word[0])
        refuse(session, node, "has no location that is a name");
    else
        refuse(session, node, "names `%.100s`, which no <data> declares", word);
    return NULL;
}
