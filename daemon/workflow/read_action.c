/* Actions: which of the verbs it is, and what goes with that verb. */
#include "workflow/model.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *key;
    enum action_kind kind;
    const char *companions; /* the other keys it may have, space before and after each */
} verbs[] = {{"set", ACTION_SET, " to expr "},
             {"notify", ACTION_NOTIFY, " template "},
             {"raise", ACTION_RAISE, " with "},
             {"send", ACTION_SEND, " to with "},
             {"open", ACTION_OPEN, ""},
             {"close", ACTION_CLOSE, ""},
             {"timer", ACTION_TIMER, " after at event "},
             {"cancel", ACTION_CANCEL, ""},
             {"task", ACTION_TASK, ""},
             {"drop", ACTION_DROP, ""},
             {"log", ACTION_LOG, ""}};
enum { VERBS = sizeof verbs / sizeof verbs[0] };

static int verb_of(struct reader *reader, const struct conf_node *node)
{
    int found = -1, count = 0;
    for (int i = 0; i < VERBS; i++)
        if (conf_get(node, verbs[i].key)) {
            found = i;
            count++;
        }
    if (count == 1)
        return found;
    error_hint(conf_fault(reader->faults, node,
                          count ? "an action with %d verbs" : "an action without a verb", count),
               count ? "write one group { ... } for each"
                     : "write one of set, notify, raise, send, open, close, timer, "
                       "cancel, task, drop, log");
    return -1;
}

static void check_companions(struct reader *reader, const struct conf_node *node, int verb)
{
    static const char *const keys[] = {"to", "expr", "template", "with", "after", "at", "event"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char spaced[16];
        snprintf(spaced, sizeof spaced, " %s ", keys[i]);
        if (conf_get(node, keys[i]) && !strstr(verbs[verb].companions, spaced))
            conf_fault(reader->faults, conf_get(node, keys[i]), "%s does not go with %s", keys[i],
                       verbs[verb].key);
    }
}

static void read_arguments(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    struct conf_node *const *items = conf_items(node, "with", &out->arguments.count);
    const struct conf_node *with = conf_get(node, "with");
    out->arguments.items = arena_alloc(reader->arena, (out->arguments.count + 1) * sizeof *out->arguments.items);
    for (size_t i = 0; i < out->arguments.count; i++) {
        out->arguments.items[i].name = items[i]->name;
        if (items[i]->kind != CONF_NODE_STRING)
            error_hint(
                conf_fault(reader->faults, items[i], "the value of %s is not an expression", items[i]->name),
                "write an expression in quotes, e.g. %s = \"fields.%s\";", items[i]->name, items[i]->name);
        else
            out->arguments.items[i].expr = read_expr(reader, with, items[i]->name, VALUE_ANY);
    }
}

static void warn_expression(struct reader *reader, const struct conf_node *to)
{
    static const char *const signs[] = {"fields.", "event.", "case.", "today(", "&&", "||", "=="};
    for (size_t i = 0; to->kind == CONF_NODE_STRING && i < sizeof signs / sizeof signs[0]; i++)
        if (strstr(to->string, signs[i])) {
            error_hint(
                conf_warn(reader->faults, to, "the literal \"%.60s\" looks like an expression", to->string),
                "write expr = ... instead of to = ... if it is to be computed");
            return;
        }
}

static void read_set(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    const struct conf_node *to = conf_get(node, "to");
    const struct model_value *field = values_find(&reader->definition->fields, out->subject);
    struct error error = ERROR_NONE;
    if (!to == !conf_get(node, "expr")) {
        error_hint(conf_fault(reader->faults, node, "set = \"%s\" needs a value", out->subject),
                   "write either to = LITERAL; or expr = \"EXPRESSION\";");
    } else if (to) {
        out->literal = json_keep(reader->arena, read_scalar(to));
        warn_expression(reader, to);
        if (field && model_value_check(field, out->literal, "field", &error))
            error_hint(conf_fault(reader->faults, to, "%s", error.text), "%s", error.hint);
    } else {
        enum value_type want = field ? model_value_type(field) : VALUE_ANY;
        /* An int is a number too; and what is only known at run time is checked then. */
        out->expr = read_expr(reader, node, "expr", want == VALUE_DOUBLE ? VALUE_ANY : want);
    }
}

static void read_send(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    const struct conf_node *to = conf_get(node, "to");
    if (!to || to->kind != CONF_NODE_STRING) {
        error_hint(conf_fault(reader->faults, node, "send = \"%s\" does not say to whom", out->subject),
                   "write to = \"subject:WORKFLOW\"; or to = an expression that gives a case reference");
        return;
    }
    if (string_starts(to->string, "subject:"))
        out->target = to->string;
    else
        out->target_expr = read_expr(reader, node, "to", VALUE_STRING);
}

static void read_timer(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    out->event = conf_string(node, "event");
    out->has_span = read_span(reader, node, "after", &out->after);
    out->expr = read_expr(reader, node, "at", VALUE_DATE);
    if (!out->event)
        error_hint(conf_fault(reader->faults, node, "timer = \"%s\" raises nothing", out->subject),
                   "write event = \"EVENT\";");
    if (!conf_get(node, "after") == !conf_get(node, "at"))
        error_hint(conf_fault(reader->faults, node, "timer = \"%s\" needs one time", out->subject),
                   "write either after = \"2 weeks\"; or at = \"EXPRESSION\";");
}

static void read_action(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    int verb = verb_of(reader, node);
    out->node = node;
    out->kind = ACTION_LOG;
    out->subject = "";
    if (verb < 0)
        return;
    out->kind = verbs[verb].kind;
    out->subject = conf_string(node, verbs[verb].key) ? conf_string(node, verbs[verb].key) : "";
    out->when = read_expr(reader, node, "when", VALUE_BOOL);
    out->template = conf_string(node, "template");
    check_companions(reader, node, verb);
    read_arguments(reader, node, out);
    if (out->kind == ACTION_SET)
        read_set(reader, node, out);
    if (out->kind == ACTION_SEND)
        read_send(reader, node, out);
    if (out->kind == ACTION_TIMER)
        read_timer(reader, node, out);
    if (out->kind == ACTION_NOTIFY && !out->template)
        error_hint(conf_fault(reader->faults, node, "notify = \"%s\" names no template", out->subject),
                   "write template = \"TEMPLATE\";");
}

void read_block(struct reader *reader, const struct conf_node *group, const char *key,
                struct model_block *out)
{
    struct conf_node *const *items = conf_items(group, key, &out->count);
    out->actions = arena_alloc(reader->arena, (out->count + 1) * sizeof *out->actions);
    for (size_t i = 0; i < out->count; i++)
        read_action(reader, items[i], &out->actions[i]);
}
