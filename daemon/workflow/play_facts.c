/* The made-up records of a scenario. */
#include "workflow/play.h"

static json_t *scalar(const struct conf_node *node)
{
    switch (node->kind) {
    case CONF_NODE_STRING:
        return json_string(node->string);
    case CONF_NODE_INT:
        return json_integer(node->integer);
    case CONF_NODE_FLOAT:
        return json_real(node->number);
    case CONF_NODE_BOOL:
        return json_boolean(node->integer);
    default:
        return json_null();
    }
}

json_t *map_json(const struct conf_node *group, const char *key)
{
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    json_t *out = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(out, items[i]->name, scalar(items[i]));
    return out;
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text)
        json_object_set_new(object, key, json_string(text));
}

static json_t *contact_json(const struct conf_node *node)
{
    json_t *out = json_object();
    set_text(out, "id", conf_string(node, "id"));
    set_text(out, "channel", conf_string(node, "channel"));
    set_text(out, "email", conf_string(node, "email"));
    set_text(out, "address", conf_string(node, "address"));
    json_object_set_new(out, "parental_responsibility",
                        json_boolean(conf_bool(node, "parental_responsibility")));
    json_object_set_new(out, "priority", json_integer(conf_int(node, "priority")));
    return out;
}

static json_t *contacts_json(const struct conf_node *facts)
{
    size_t count;
    struct conf_node *const *items = conf_items(facts, "contacts", &count);
    json_t *out = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(out, contact_json(items[i]));
    if (!facts || !conf_get(facts, "contacts"))
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:b, s:i}", "id", "C0001", "channel", "email",
                                             "email", "parent.one@home.example", "parental_responsibility", 1,
                                             "priority", 1));
    return out;
}

json_t *scenario_facts(const struct conf_node *scenario)
{
    const struct conf_node *facts = scenario ? conf_get(scenario, "facts") : NULL;
    json_t *out = json_object();
    bool roles = facts && conf_get(facts, "roles"), authority = facts && conf_get(facts, "authority");
    json_object_set_new(out, "pupil", facts ? map_json(facts, "pupil") : json_object());
    json_object_set_new(out, "contact", contacts_json(facts));
    json_object_set_new(out, "authority",
                        authority ? map_json(facts, "authority")
                                  : json_pack("{s:s, s:s, s:s}", "id", "901", "channel", "email", "email",
                                              "send.team@exampleshire.example"));
    json_object_set_new(out, "roles",
                        roles ? map_json(facts, "roles")
                              : json_pack("{s:s, s:s, s:s}", "senco", "senco@oakfield.example", "headteacher",
                                          "head@oakfield.example", "office", "office@oakfield.example"));
    json_object_set_new(out, "channels", json_pack("[s]", "email"));
    return out;
}
