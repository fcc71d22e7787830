/* The tree that an import builds, and what a document brings back in our own namespace. */
#include "exchange/import.h"

#include <string.h>

json_t *tree_object(const xmlNode *node)
{
    json_t *object = json_object();
    json_object_set_new(object, NOTATION_LINE, json_integer(xml_line(node)));
    return object;
}

void tree_set(json_t *object, const char *key, const char *value)
{
    if (value)
        json_object_set_new(object, key, json_string(value));
}

void tree_list(json_t *object, const char *key, json_t *list)
{
    if (json_array_size(list))
        json_object_set(object, key, list);
    json_decref(list);
}

json_t *tree_words(struct session *session, xmlNode *node, const char *name)
{
    const char *const *words = xml_words(session->arena, xml_attribute(session->arena, node, name));
    if (!words[0])
        return NULL;
    json_t *list = json_array();
    for (; *words; words++)
        json_array_append_new(list, json_string(*words));
    return list;
}

/* Each child <sendd:KEY> holds the JSON of one setting. */
void tree_restore(struct session *session, xmlNode *node, json_t *object)
{
    for (xmlNode *child = xml_first(node); child; child = xml_next(child)) {
        if (!xml_is_ours(child))
            continue;
        json_t *value = json_loads(xml_text(session->arena, child), JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
        if (!session->own || !value)
            refuse(session, child, session->own ? "holds no JSON" : "is for documents that `sendctl graph` wrote");
        else
            json_object_set(object, xml_name(child), value);
        json_decref(value);
    }
}
