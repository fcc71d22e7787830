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
             {"send", ACTION_SEND, " to to_expr with value after after_expr id id_field "},
             {"send_expr", ACTION_SEND, " to to_expr with value after after_expr id id_field "},
             {"open", ACTION_OPEN, ""},
             {"close", ACTION_CLOSE, ""},
             {"timer", ACTION_TIMER, " after at event "},
             {"cancel", ACTION_CANCEL, ""},
             {"cancel_expr", ACTION_CANCEL, ""},
             {"task", ACTION_TASK, ""},
             {"drop", ACTION_DROP, ""},
             {"log", ACTION_LOG, " label "},
             {"log_expr", ACTION_LOG, " label "},
             {"choose", ACTION_CHOOSE, ""},
             {"foreach", ACTION_FOREACH, " item index do "},
             {"block", ACTION_BLOCK, ""}};
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
                       "cancel, task, drop, log, choose, foreach, block");
    return -1;
}

static void check_companions(struct reader *reader, const struct conf_node *node, int verb)
{
    static const char *const keys[] = {"to",    "expr",       "template", "with", "after", "at",
                                       "event", "to_expr",    "value",    "id",   "label", "id_field",
                                       "item",  "after_expr", "index",    "do"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        char spaced[16];
        snprintf(spaced, sizeof spaced, " %s ", keys[i]);
        if (conf_get(node, keys[i]) && !strstr(verbs[verb].companions, spaced))
            conf_fault(reader->faults, conf_get(node, keys[i]), "%s does not go with %s", keys[i],
                       verbs[verb].key);
    }
}

void read_arguments(struct reader *reader, const struct conf_node *group, const char *key,
                    struct expr_scope *scope, struct model_arguments *out)
{
    struct conf_node *const *items = conf_items(group, key, &out->count);
    out->items = arena_alloc(reader->arena, (out->count + 1) * sizeof *out->items);
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].name = items[i]->name;
        if (items[i]->kind != CONF_NODE_STRING)
            error_hint(
                conf_fault(reader->faults, items[i], "the value of %s is not an expression", items[i]->name),
                "write an expression in quotes, e.g. %s = \"fields.%s\";", items[i]->name, items[i]->name);
        else
            out->items[i].expr = read_expr_in(reader, conf_get(group, key), items[i]->name, VALUE_ANY, scope);
    }
}

static void warn_expression(struct reader *reader, const struct conf_node *to, const char *instead)
{
    static const char *const signs[] = {"fields.", "event.", "case.", "today(", "&&", "||", "=="};
    for (size_t i = 0; to->kind == CONF_NODE_STRING && i < sizeof signs / sizeof signs[0]; i++)
        if (strstr(to->string, signs[i])) {
            error_hint(
                conf_warn(reader->faults, to, "literal", "the literal \"%.60s\" looks like an expression", to->string),
                "write %s = ... instead of to = ... if it is to be computed", instead);
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
        warn_expression(reader, to, "expr");
        if (field && model_value_check(field, out->literal, "field", &error))
            error_hint(conf_fault(reader->faults, to, "%s", error.text), "%s", error.hint);
    } else {
        enum value_type want = field ? model_value_type(field) : VALUE_ANY;
        /* An int is a number too; and what is only known at run time is checked then. */
        out->expr = read_expr(reader, node, "expr", want == VALUE_DOUBLE ? VALUE_ANY : want);
    }
}

/* At most one of two ways to say a thing. */
static void one_of(struct reader *reader, const struct conf_node *node, const char *one, const char *other)
{
    if (conf_get(node, one) && conf_get(node, other))
        error_hint(
            conf_fault(reader->faults, conf_get(node, other), "%s and %s say the same thing", one, other),
            "keep one of the two");
}

static void check_target(struct reader *reader, const struct conf_node *node,
                         const struct model_action *action)
{
    const struct conf_node *to = conf_get(node, "to");
    if (to && to->kind != CONF_NODE_STRING)
        error_hint(conf_fault(reader->faults, to, "to does not say to whom"),
                   "write e.g. to = \"subject:WORKFLOW\"; or to_expr = \"EXPRESSION\";");
    else if (to)
        warn_expression(reader, to, "to_expr");
    if (string_equal(action->target, "internal") && (action->has_span || action->after_expr))
        error_hint(conf_fault(reader->faults, to, "an internal event cannot wait"),
                   "leave out after, or send it to \"self\"");
}

static void read_delay(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    const char *text = conf_string(node, "after");
    struct error error = ERROR_NONE;
    out->after_expr = read_expr(reader, node, "after_expr", VALUE_STRING);
    if (!text)
        return;
    out->has_span = span_read_exact(text, &out->after, &error) == 0;
    if (!out->has_span)
        error_hint(conf_fault(reader->faults, conf_get(node, "after"), "after: %s", error.text), "%s",
                   error.hint);
}

static void read_send(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    out->target = conf_string(node, "to");
    out->target_expr = read_expr(reader, node, "to_expr", VALUE_STRING);
    out->id = conf_string(node, "id");
    out->id_field = conf_string(node, "id_field");
    out->value = read_expr(reader, node, "value", VALUE_ANY);
    read_delay(reader, node, out);
    check_target(reader, node, out);
    one_of(reader, node, "to", "to_expr");
    one_of(reader, node, "id", "id_field");
    one_of(reader, node, "after", "after_expr");
    one_of(reader, node, "with", "value");
}

static void read_choose(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    struct conf_node *const *items = conf_items(node, "choose", &out->branch_count);
    out->branches = arena_alloc(reader->arena, (out->branch_count + 1) * sizeof *out->branches);
    for (size_t i = 0; i < out->branch_count; i++) {
        out->branches[i].when = read_expr(reader, items[i], "when", VALUE_BOOL);
        read_block(reader, items[i], "do", &out->branches[i].block);
        if (!conf_get(items[i], "when") && i + 1 < out->branch_count)
            error_hint(
                conf_fault(reader->faults, items[i], "what comes after a choice without when is never done"),
                "write when = \"EXPRESSION\"; or make it the last");
    }
}

static void read_inner(struct reader *reader, const struct conf_node *node, const char *key,
                       struct model_action *out)
{
    out->branch_count = 1;
    out->branches = arena_alloc(reader->arena, sizeof *out->branches);
    read_block(reader, node, key, &out->branches[0].block);
}

static void read_foreach(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    out->item = conf_string(node, "item");
    out->index = conf_string(node, "index");
    read_inner(reader, node, "do", out);
    if (!out->item)
        error_hint(conf_fault(reader->faults, node, "foreach has no place for the item"),
                   "write item = \"FIELD\";");
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

static void read_parts(struct reader *reader, const struct conf_node *node, struct model_action *out)
{
    switch (out->kind) {
    case ACTION_SET:
        read_set(reader, node, out);
        break;
    case ACTION_SEND:
        read_send(reader, node, out);
        break;
    case ACTION_TIMER:
        read_timer(reader, node, out);
        break;
    case ACTION_CHOOSE:
        read_choose(reader, node, out);
        break;
    case ACTION_FOREACH:
        read_foreach(reader, node, out);
        break;
    case ACTION_BLOCK:
        read_inner(reader, node, "block", out);
        break;
    case ACTION_NOTIFY:
        if (!out->template)
            error_hint(conf_fault(reader->faults, node, "notify = \"%s\" names no template", out->subject),
                       "write template = \"TEMPLATE\";");
        break;
    default:
        break;
    }
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
    if (string_ends(verbs[verb].key, "_expr") || out->kind == ACTION_FOREACH) {
        enum value_type want =
            out->kind == ACTION_LOG || out->kind == ACTION_FOREACH ? VALUE_ANY : VALUE_STRING;
        out->subject = NULL;
        out->expr = read_expr(reader, node, verbs[verb].key, want);
    } else if (conf_string(node, verbs[verb].key)) {
        out->subject = conf_string(node, verbs[verb].key);
    }
    out->when = read_expr(reader, node, "when", VALUE_BOOL);
    out->template = conf_string(node, "template");
    out->label = conf_string(node, "label");
    check_companions(reader, node, verb);
    read_arguments(reader, node, "with", reader->definition->scope, &out->arguments);
    read_parts(reader, node, out);
}

void read_block(struct reader *reader, const struct conf_node *group, const char *key,
                struct model_block *out)
{
    struct conf_node *const *items = conf_items(group, key, &out->count);
    out->actions = arena_alloc(reader->arena, (out->count + 1) * sizeof *out->actions);
    for (size_t i = 0; i < out->count; i++)
        read_action(reader, items[i], &out->actions[i]);
}
