/* <datamodel>, and the values that go along: namelist, <param>, <content>. */
#include "exchange/import.h"
#include "exchange/literal.h"
#include "exchange/name.h"

#include <string.h>

static json_t *datum(struct session *session, xmlNode *node)
{
    json_t *field = tree_object(node);
    bool inside = !session->own && (xml_first(node) || xml_text(session->arena, node)[strspn(xml_text(session->arena, node), " \t\n\r")]);
    tree_set(field, "type", "any");
    if (xml_attribute(session->arena, node, "src"))
        refuse(session, node, "src: nothing is fetched");
    else if (xml_attribute(session->arena, node, "expr"))
        tree_set(field, "expr", value_expr(session, node, "expr"));
    else if (inside)
        tree_set(field, "expr", value_inline(session, node));
    tree_restore(session, node, field);
    return field;
}

json_t *data_fields(struct session *session, xmlNode *node)
{
    json_t *fields = json_object();
    for (xmlNode *model = xml_first(node); model; model = xml_next(model)) {
        if (!xml_is(model, "datamodel"))
            continue;
        for (xmlNode *data = xml_first(model); data; data = xml_next(data)) {
            const char *id = xml_attribute(session->arena, data, "id"), *field = id ? json_text(session->fields, id) : NULL;
            if (session->model == DATA_NULL)
                refuse(session, data, "has no place in the data model \"null\"");
            else if (field && xml_is(data, "data"))
                json_object_set_new(fields, field, datum(session, data));
        }
    }
    if (json_object_size(fields))
        return fields;
    json_decref(fields);
    return NULL;
}

static void add_pair(struct session *session, xmlNode *node, json_t *pairs, const char *name, const char *expr)
{
    if (name && expr && json_object_get(pairs, name))
        refuse(session, node, "gives `%.100s` twice", name);
    else if (name && expr)
        json_object_set_new(pairs, name, json_string(expr));
}

static void add_param(struct session *session, xmlNode *node, json_t *pairs)
{
    const char *name = xml_attribute(session->arena, node, "name");
    const char *location = xml_attribute(session->arena, node, "location"), *field;
    bool expr = xml_attribute(session->arena, node, "expr") != NULL;
    if (!name || !name[0] || expr == (location != NULL))
        refuse(session, node, "needs a name, and either expr or location");
    else if (expr)
        add_pair(session, node, pairs, name, value_expr(session, node, "expr"));
    else if ((field = names_field(session, node, location)))
        add_pair(session, node, pairs, name, arena_printf(session->arena, "fields.%s", field));
}

/* What no key of libconfig can name goes as one map in VALUE; NULL: as it is. */
static void set_pairs(struct session *session, json_t *object, json_t *pairs, const char *data, const char *value)
{
    bool keys = true;
    const char *name, *comma = "{";
    json_t *expr;
    struct text map = TEXT_EMPTY;
    json_object_foreach(pairs, name, expr) {
        keys = keys && name_is_key(name);
        text_add(&map, comma);
        literal_string(name, &map);
        text_addf(&map, ": %s", json_string_value(expr));
        comma = ", ";
    }
    text_add_char(&map, '}');
    if (json_object_size(pairs) && (keys || !value))
        json_object_set(object, data, pairs);
    else if (json_object_size(pairs))
        tree_set(object, value, arena_copy(session->arena, text_string(&map)));
    text_free(&map);
    json_decref(pairs);
}

static const char *content(struct session *session, xmlNode *node)
{
    if (xml_attribute(session->arena, node, "expr"))
        return value_expr(session, node, "expr");
    return value_inline(session, node);
}

void data_payload(struct session *session, xmlNode *node, json_t *object, const char *data, const char *value)
{
    json_t *pairs = json_object();
    const char *const *names = xml_words(session->arena, xml_attribute(session->arena, node, "namelist")), *field;
    xmlNode *body = NULL;
    for (; *names; names++)
        if ((field = names_field(session, node, *names)))
            add_pair(session, node, pairs, *names, arena_printf(session->arena, "fields.%s", field));
    for (xmlNode *child = xml_first(node); child; child = xml_next(child)) {
        if (xml_is(child, "param"))
            add_param(session, child, pairs);
        else if (xml_is(child, "content"))
            body = child;
        else if (!xml_is_scxml(child) && !xml_is_ours(child))
            refuse(session, child, "is not known inside <%s>", xml_name(node));
    }
    if (body && value && json_object_size(pairs))
        refuse(session, body, "goes with neither namelist nor <param>");
    if (body && value)
        tree_set(object, value, content(session, body));
    set_pairs(session, object, pairs, data, xml_is(node, "donedata") ? NULL : value);
}
