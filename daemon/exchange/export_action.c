/* Actions as executable content; what SCXML has no element for, as one of ours. */
#include "exchange/export.h"
#include "exchange/literal.h"
#include "exchange/name.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void export_params(struct xml_writer *writer, const json_t *pairs, const json_t *names, const char *value)
{
    const char *name;
    json_t *expr;
    if (value) {
        write_open(writer, "content");
        write_attribute(writer, "expr", value);
        write_close(writer, "content");
    }
    json_object_foreach((json_t *)pairs, name, expr) {
        write_open(writer, "param");
        write_attribute(writer, "name", json_text(names, name) ? json_text(names, name) : name);
        write_attribute(writer, "sendd:key", json_text(names, name) ? name : NULL);
        write_attribute(writer, "expr", json_string_value(expr));
        write_close(writer, "param");
    }
}

static void export_set(struct xml_writer *writer, const json_t *action)
{
    const json_t *literal = json_object_get(action, "to");
    struct text cel = TEXT_EMPTY;
    write_open(writer, "assign");
    write_attribute(writer, "location", json_text(action, "set"));
    if (literal) {
        char *json = json_canonical(literal);
        literal_value(literal, &cel);
        write_attribute(writer, "expr", text_string(&cel));
        write_attribute(writer, "sendd:literal", json);
        mem_free(json);
    }
    write_attribute(writer, "expr", json_text(action, "expr"));
    write_close(writer, "assign");
    text_free(&cel);
}

/* The target in SCXML's spelling, in BUFFER; false when it has none. */
static bool target_of(const char *to, char *buffer, size_t size)
{
    bool child = to && string_starts(to, "child:");
    if (!to || string_equal(to, "self") || (!child && strchr(to, ':')) || !name_is_word(child ? to + 6 : to) ||
        strlen(to) + 10 > size)
        return false;
    if (string_equal(to, "internal") || string_equal(to, "parent"))
        snprintf(buffer, size, "#_%s", to);
    else
        snprintf(buffer, size, child ? "#_%s" : "#_scxml_%s", child ? to + 6 : to);
    /* What import would read as something else. */
    return !child || !(string_equal(to + 6, "internal") || string_equal(to + 6, "parent") || string_starts(to + 6, "scxml_"));
}

/* A delay just as import writes it: whole seconds, or milliseconds that make none. */
static bool is_exact(const char *after)
{
    size_t digits = strspn(after, "0123456789");
    if (digits == 0 || digits > 9 || after[0] == '0')
        return false;
    return string_equal(after + digits, "s") || (string_equal(after + digits, "ms") && atol(after) % 1000 != 0);
}

static void export_send(struct xml_writer *writer, const json_t *action)
{
    const char *to = json_text(action, "to"), *after = json_text(action, "after");
    char target[300];
    bool raises = json_text(action, "raise") != NULL, known = target_of(to, target, sizeof target);
    write_open(writer, "send");
    write_attribute(writer, "event", json_text(action, raises ? "raise" : "send"));
    write_attribute(writer, "eventexpr", json_text(action, "send_expr"));
    write_attribute(writer, "target", raises ? "#_internal" : known ? target : NULL);
    write_attribute(writer, "targetexpr", json_text(action, "to_expr"));
    write_attribute(writer, "delay", after && is_exact(after) ? after : NULL);
    write_attribute(writer, "delayexpr", json_text(action, "after_expr"));
    write_attribute(writer, "id", json_text(action, "id"));
    write_attribute(writer, "idlocation", json_text(action, "id_field"));
    write_attribute(writer, "sendd:to", known ? NULL : to);
    write_attribute(writer, "sendd:after", after && !is_exact(after) ? after : NULL);
    write_attribute(writer, "sendd:raise", raises ? "true" : NULL);
    export_params(writer, json_object_get(action, "with"), NULL, json_text(action, "value"));
    write_close(writer, "send");
}

static void export_raise(struct xml_writer *writer, const json_t *action)
{
    if (json_object_get(action, "with")) {
        export_send(writer, action);
        return;
    }
    write_open(writer, "raise");
    write_attribute(writer, "event", json_text(action, "raise"));
    write_close(writer, "raise");
}

static void export_cancel(struct xml_writer *writer, const json_t *action)
{
    write_open(writer, "cancel");
    write_attribute(writer, "sendid", json_text(action, "cancel"));
    write_attribute(writer, "sendidexpr", json_text(action, "cancel_expr"));
    write_close(writer, "cancel");
}

static void export_log(struct xml_writer *writer, const json_t *action)
{
    const char *text = json_text(action, "log");
    write_open(writer, "log");
    write_attribute(writer, "label", text ? text : json_text(action, "label"));
    write_attribute(writer, "expr", json_text(action, "log_expr"));
    write_close(writer, "log");
}

static void export_choose(struct xml_writer *writer, const json_t *action)
{
    size_t i;
    json_t *branch;
    json_array_foreach(json_object_get(action, "choose"), i, branch) {
        const char *when = json_text(branch, "when"), *name = !i ? "if" : when ? "elseif" : "else";
        write_open(writer, name);
        write_attribute(writer, "cond", when);
        if (i)
            write_close(writer, name);
        export_actions(writer, json_object_get(branch, "do"));
    }
    write_close(writer, "if");
}

static void export_foreach(struct xml_writer *writer, const json_t *action)
{
    write_open(writer, "foreach");
    write_attribute(writer, "array", json_text(action, "foreach"));
    write_attribute(writer, "item", json_text(action, "item"));
    write_attribute(writer, "index", json_text(action, "index"));
    export_actions(writer, json_object_get(action, "do"));
    write_close(writer, "foreach");
}

static bool plain_choose(const json_t *action)
{
    size_t i;
    json_t *branch;
    const json_t *branches = json_object_get(action, "choose");
    json_array_foreach(branches, i, branch)
        if (!json_text(branch, "when") && (i == 0 || i + 1 < json_array_size(branches)))
            return false;
    return json_array_size(branches) > 0;
}

static bool plain_log(const json_t *action)
{
    const char *text = json_text(action, "log");
    return text ? text[0] && !json_object_get(action, "label") : json_object_get(action, "log_expr") != NULL;
}

static bool plain_send(const json_t *action)
{
    bool delayed = json_object_get(action, "after") || json_object_get(action, "after_expr");
    return !(delayed && string_equal(json_text(action, "to"), "internal"));
}

static const struct {
    const char *key;
    void (*write)(struct xml_writer *, const json_t *);
    bool (*plain)(const json_t *); /* NULL: always */
} kinds[] = {{"set", export_set, NULL},
             {"raise", export_raise, NULL},
             {"send", export_send, plain_send},
             {"send_expr", export_send, plain_send},
             {"cancel", export_cancel, NULL},
             {"cancel_expr", export_cancel, NULL},
             {"log", export_log, plain_log},
             {"log_expr", export_log, plain_log},
             {"choose", export_choose, plain_choose},
             {"foreach", export_foreach, NULL}};

static void export_one(struct xml_writer *writer, const json_t *action)
{
    const char *when = json_text(action, "when");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!json_object_get(action, kinds[i].key) || (kinds[i].plain && !kinds[i].plain(action)))
            continue;
        if (when) {
            write_open(writer, "if");
            write_attribute(writer, "cond", when);
            write_attribute(writer, "sendd:guard", "true");
        }
        kinds[i].write(writer, action);
        if (when)
            write_close(writer, "if");
        return;
    }
    write_ours(writer, "action", action);
}

void export_actions(struct xml_writer *writer, const json_t *actions)
{
    size_t i;
    json_t *action;
    json_array_foreach(actions, i, action)
        export_one(writer, action);
}

/* Several blocks and nothing else: what import makes of several handlers. */
static bool is_handlers(const json_t *actions)
{
    size_t i;
    json_t *action;
    json_array_foreach(actions, i, action)
        if (!json_array_size(json_object_get(action, "block")) || json_object_get(action, "when"))
            return false;
    return json_array_size(actions) > 1;
}

void export_handlers(struct xml_writer *writer, const char *element, const json_t *actions)
{
    size_t i;
    json_t *action;
    if (!is_handlers(actions)) {
        export_block(writer, element, actions);
        return;
    }
    json_array_foreach(actions, i, action)
        export_block(writer, element, json_object_get(action, "block"));
}

void export_block(struct xml_writer *writer, const char *element, const json_t *actions)
{
    if (!json_array_size(actions))
        return;
    write_open(writer, element);
    export_actions(writer, actions);
    write_close(writer, element);
}
