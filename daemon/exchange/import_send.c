/* <send> and <cancel>. */
#include "exchange/import.h"
#include "exchange/literal.h"
#include "exchange/name.h"

#include <stdlib.h>
#include <string.h>

static bool is_processor(const char *type)
{
    static const char *const known[] = {"scxml", "http://www.w3.org/TR/scxml/#SCXMLEventProcessor",
                                        "http://www.w3.org/TR/scxml/", "http://www.w3.org/TR/scxml"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (string_equal(type, known[i]))
            return true;
    return false;
}

static const char *quoted(struct session *session, const char *string)
{
    struct text text = TEXT_EMPTY;
    literal_string(string, &text);
    const char *out = arena_copy(session->arena, text_string(&text));
    text_free(&text);
    return out;
}

/* Words of ours that a session's id must not be taken for. */
static bool is_special(const char *target)
{
    return string_equal(target, "self") || string_equal(target, "internal") || string_equal(target, "parent") ||
           strchr(target, ':') != NULL;
}

static void set_target(struct session *session, json_t *action, const char *target)
{
    if (string_equal(target, "#_internal"))
        tree_set(action, "to", "internal");
    else if (string_equal(target, "#_parent"))
        tree_set(action, "to", "parent");
    else if (string_starts(target, "#_scxml_") && name_is_word(target + 8) && !is_special(target + 8))
        tree_set(action, "to", target + 8);
    else if (string_starts(target, "#_") && !string_starts(target, "#_scxml_") && name_is_word(target + 2))
        tree_set(action, "to", arena_printf(session->arena, "child:%s", target + 2));
    else
        /* It makes no sense, and must stay so: an error when it runs. */
        tree_set(action, "to_expr", quoted(session, arena_printf(session->arena, "#%s", target)));
}

/* A type that is known only when it runs: what is no processor of ours makes the target nonsense, an error then. */
static void set_type(struct session *session, xmlNode *node, json_t *action)
{
    const char *expr, *type = value_either(session, node, "type", "typeexpr", &expr);
    const char *to = json_text(action, "to"), *to_expr = json_text(action, "to_expr");
    if (type && !is_processor(type))
        refuse(session, node, "type `%.100s` is no event processor that is known here", type);
    if (!expr)
        return;
    if (!to_expr)
        to_expr = quoted(session, to ? to : "self");
    tree_set(action, "to_expr",
             arena_printf(session->arena, "(%s) in ['scxml', 'http://www.w3.org/TR/scxml/#SCXMLEventProcessor'] ? %s : '#'",
                          expr, to_expr));
    json_object_del(action, "to");
}

/* "1.5s" or "500ms" as whole milliseconds; -1: neither. */
static long long milliseconds(const char *text)
{
    size_t length = strspn(text, "0123456789."), whole = strspn(text, "0123456789");
    const char *unit = text + length;
    bool point = text[whole] == '.';
    if (length == 0 || length > 12 || (point && length == 1) || strspn(text + whole + point, "0123456789") != length - whole - point)
        return -1;
    double count = strtod(text, NULL);
    if (string_equal(unit, "s"))
        return (long long)(count * 1000 + 0.5);
    return string_equal(unit, "ms") ? (long long)(count + 0.5) : -1;
}

static void set_delay(struct session *session, xmlNode *node, json_t *action)
{
    const char *expr, *delay = value_either(session, node, "delay", "delayexpr", &expr);
    const char *ours = session->own ? xml_ours(session->arena, node, "after") : NULL;
    if ((delay || expr) && string_equal(json_text(action, "to"), "internal"))
        refuse(session, node, "has both a delay and the target #_internal");
    tree_set(action, "after_expr", expr);
    tree_set(action, "after", ours);
    if (!delay)
        return;
    long long count = milliseconds(delay);
    if (count < 0)
        refuse(session, node, "delay `%.60s` is not a time such as 1.5s or 500ms", delay);
    else if (count > 0 && count % 1000 == 0)
        tree_set(action, "after", arena_printf(session->arena, "%llds", count / 1000));
    else if (count > 0)
        tree_set(action, "after", arena_printf(session->arena, "%lldms", count));
}

json_t *send_action(struct session *session, xmlNode *node)
{
    json_t *action = tree_object(node);
    const char *expr, *event = value_either(session, node, "event", "eventexpr", &expr);
    const char *location = xml_attribute(session->arena, node, "idlocation"), *id = xml_attribute(session->arena, node, "id");
    if (!event && !expr && !xml_attribute(session->arena, node, "eventexpr"))
        refuse(session, node, "has no event");
    bool raises = session->own && xml_ours(session->arena, node, "raise");
    tree_set(action, raises ? "raise" : "send", event);
    tree_set(action, "send_expr", expr);
    const char *target = value_either(session, node, "target", "targetexpr", &expr);
    if (session->own && xml_ours(session->arena, node, "to"))
        tree_set(action, "to", xml_ours(session->arena, node, "to"));
    else if (target && target[0] && !raises)
        set_target(session, action, target);
    tree_set(action, "to_expr", expr);
    set_type(session, node, action);
    set_delay(session, node, action);
    if (id && location)
        refuse(session, node, "has both id and idlocation");
    tree_set(action, "id", id);
    if (location)
        tree_set(action, "id_field", names_field(session, node, location));
    data_payload(session, node, action, "with", raises ? NULL : "value");
    return action;
}

json_t *cancel_action(struct session *session, xmlNode *node)
{
    json_t *action = tree_object(node);
    const char *expr, *id = value_either(session, node, "sendid", "sendidexpr", &expr);
    if (!id && !expr && !xml_attribute(session->arena, node, "sendidexpr"))
        refuse(session, node, "has no sendid");
    /* An id that no <send> has is right in SCXML, and a slip of the pen in our notation. */
    bool known = id && (session->own || json_object_get(session->sends, id));
    tree_set(action, "cancel", known ? id : NULL);
    tree_set(action, "cancel_expr", id && !known ? quoted(session, id) : expr);
    return action;
}
