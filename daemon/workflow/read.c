/* The small things a workflow file is made of: names, expressions, lengths of time, typed values, tasks. */
#include "workflow/model.h"

#include <string.h>

void fault_unknown(struct reader *reader, const struct conf_node *node, const char *kind, const char *word,
                   const char *const *candidates)
{
    struct error *error = conf_fault(reader->faults, node, "unknown %s \"%s\"", kind, word);
    const char *near = candidates ? conf_suggest(word, candidates) : NULL;
    if (near) {
        error_hint(error, "did you mean \"%s\"?", near);
        return;
    }
    struct text all = TEXT_EMPTY;
    size_t count = 0;
    for (; candidates && candidates[count]; count++)
        text_addf(&all, "%s%s", count ? ", " : "", candidates[count]);
    if (count == 0)
        error_hint(error, "there is none");
    else if (all.length < 300)
        error_hint(error, "there is: %s", text_string(&all));
    text_free(&all);
}

const struct expr *read_expr(struct reader *reader, const struct conf_node *group, const char *key,
                             enum value_type want)
{
    return read_expr_in(reader, group, key, want, reader->definition->scope);
}

const struct expr *read_expr_in(struct reader *reader, const struct conf_node *group, const char *key,
                                enum value_type want, const struct expr_scope *scope)
{
    const char *source = conf_string(group, key);
    const struct expr *expr = NULL;
    struct error error = ERROR_NONE;
    if (!source)
        return NULL;
    if (expr_compile(reader->arena, source, scope, want, &expr, &error) == 0) {
        model_need_add(reader->definition, expr, want, conf_get(group, key));
        return expr;
    }
    struct error *fault = conf_fault(reader->faults, conf_get(group, key), "%s: %s", key, error.text);
    if (error.hint[0])
        error_hint(fault, "%s", error.hint);
    return NULL;
}

bool read_span(struct reader *reader, const struct conf_node *group, const char *key, struct span *out)
{
    const char *text = conf_string(group, key);
    struct error error = ERROR_NONE;
    if (!text)
        return false;
    if (span_read(text, out, &error) == 0)
        return true;
    error_hint(conf_fault(reader->faults, conf_get(group, key), "%s: %s", key, error.text), "%s", error.hint);
    return false;
}

const char *const *read_strings(struct reader *reader, const struct conf_node *group, const char *key)
{
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    if (!conf_get(group, key))
        return NULL;
    const char **out = arena_alloc(reader->arena, (count + 1) * sizeof *out);
    for (size_t i = 0; i < count; i++)
        out[i] = items[i]->string ? items[i]->string : "";
    return out;
}

json_t *read_scalar(const struct conf_node *node)
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

/* Field names are also names in expressions and in templates. */
static bool is_identifier(const char *name)
{
    if (!name[0] ||
        strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != strlen(name))
        return false;
    return name[0] < '0' || name[0] > '9';
}

static void check_value(struct reader *reader, const struct model_value *value, const struct conf_node *node)
{
    bool choice = string_equal(value->type, "choice");
    if (!is_identifier(value->name))
        error_hint(conf_fault(reader->faults, node, "\"%s\" is not a name", value->name),
                   "use letters, digits and _, a letter first");
    if (choice && (!value->of || !value->of[0]))
        error_hint(conf_fault(reader->faults, node, "\"%s\" is a choice of nothing", value->name),
                   "write of = [\"one\", \"other\"];");
    if (!choice && value->of)
        error_hint(conf_fault(reader->faults, conf_get(node, "of"), "of is for type \"choice\" only"),
                   "write type = \"choice\"; or leave of out");
    struct error error = ERROR_NONE;
    if (value->fallback && model_value_check(value, value->fallback, "the default of", &error))
        error_hint(conf_fault(reader->faults, conf_get(node, "default"), "%s", error.text), "%s", error.hint);
}

static void read_value(struct reader *reader, const struct conf_node *node, struct model_value *out)
{
    out->name = node->name ? node->name : "";
    out->type = conf_string(node, "type") ? conf_string(node, "type") : "any";
    out->label = conf_string(node, "label") ? conf_string(node, "label") : out->name;
    out->of = read_strings(reader, node, "of");
    out->required = conf_bool(node, "required");
    out->node = node;
    if (conf_get(node, "default"))
        out->fallback = json_keep(reader->arena, read_scalar(conf_get(node, "default")));
    check_value(reader, out, node);
}

void read_values(struct reader *reader, const struct conf_node *group, const char *key,
                 struct model_values *out)
{
    struct conf_node *const *items = conf_items(group, key, &out->count);
    out->items = arena_alloc(reader->arena, (out->count + 1) * sizeof *out->items);
    for (size_t i = 0; i < out->count; i++) {
        read_value(reader, items[i], &out->items[i]);
        if (conf_get(items[i], "expr"))
            error_hint(conf_fault(reader->faults, conf_get(items[i], "expr"), "expr is for fields only"),
                       "leave it out: the value comes with the event");
    }
}

void read_fields(struct reader *reader, const struct conf_node *group, struct list *fields)
{
    size_t count;
    struct conf_node *const *items = conf_items(group, "fields", &count);
    for (size_t i = 0; i < count; i++) {
        struct model_value *field = arena_alloc(reader->arena, sizeof *field);
        read_value(reader, items[i], field);
        if (conf_get(items[i], "expr") && field->fallback)
            error_hint(conf_fault(reader->faults, items[i], "field \"%s\" has two first values", field->name),
                       "keep one of default and expr");
        list_add(fields, field);
    }
    items = conf_items(group, "states", &count);
    for (size_t i = 0; i < count; i++)
        read_fields(reader, items[i], fields);
}

json_t *values_json(const struct model_values *values)
{
    json_t *out = json_object();
    for (size_t i = 0; i < values->count; i++) {
        const struct model_value *value = &values->items[i];
        json_t *one = json_object();
        json_object_set_new(one, "type", json_string(value->type));
        json_object_set_new(one, "label", json_string(value->label));
        json_object_set_new(one, "required", json_boolean(value->required));
        if (value->of) {
            json_t *of = json_array();
            for (const char *const *choice = value->of; *choice; choice++)
                json_array_append_new(of, json_string(*choice));
            json_object_set_new(one, "of", of);
        }
        json_object_set_new(out, value->name, one);
    }
    return out;
}

static void check_task(struct reader *reader, const struct conf_node *node, const struct model_task *task)
{
    int ways = (conf_get(node, "within") != NULL) + (task->rule != NULL) + (conf_get(node, "due") != NULL);
    if (ways > 1)
        error_hint(conf_fault(reader->faults, node, "task \"%s\" has more than one due date", task->id),
                   "keep one of within, rule and due");
    if (!task->rule != !task->from)
        error_hint(conf_fault(reader->faults, node, "task \"%s\": rule and from go together", task->id),
                   "write rule = \"RULE\"; from = \"FIELD\"; or neither");
}

void read_task(struct reader *reader, const struct conf_node *node, struct model_task *out)
{
    out->id = conf_string(node, "id") ? conf_string(node, "id") : "";
    out->role = conf_string(node, "role") ? conf_string(node, "role") : "";
    out->title = conf_string(node, "title") ? conf_string(node, "title") : out->id;
    out->event = conf_string(node, "event");
    if (!out->event)
        out->event = arena_printf(reader->arena, "task.%s.completed", out->id);
    out->rule = conf_string(node, "rule");
    out->from = conf_string(node, "from");
    out->has_within = read_span(reader, node, "within", &out->within);
    out->due = read_expr(reader, node, "due", VALUE_DATE);
    out->node = node;
    read_values(reader, node, "form", &out->form);
    if (out->form.count)
        out->form_json = json_keep(reader->arena, values_json(&out->form));
    check_task(reader, node, out);
}
