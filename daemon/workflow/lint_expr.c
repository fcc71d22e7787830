/* Expressions that can never be right: names that nothing declares, values that a name never has. Looked for where
 * people write, not in what the store keeps: cases go on by that, whatever is known better since. */
#include "workflow/lint.h"
#include "workflow/step.h"

#include <stdlib.h>
#include <string.h>

/* --- what an event brings --- */

/* The members that event.data can have. */
struct payload {
    struct arena *arena;
    struct list members; /* of struct definition_member * */
    bool open;           /* and any others */
};

/* A date comes as a string, and a number may come whole: what is only told when it is computed is no fault. */
static enum value_type seen_type(const struct model_value *value)
{
    enum value_type type = model_value_type(value);
    return type == VALUE_DATE || type == VALUE_DOUBLE ? VALUE_ANY : type;
}

static void member_add(struct payload *payload, const char *name, enum value_type type)
{
    for (size_t i = 0; i < payload->members.count; i++) {
        struct definition_member *member = payload->members.items[i];
        if (!string_equal(member->name, name))
            continue;
        member->type = member->type == type ? type : VALUE_ANY;
        return;
    }
    struct definition_member *member = arena_alloc(payload->arena, sizeof *member);
    *member = (struct definition_member){name, type};
    list_add(&payload->members, member);
}

static void values_add(struct payload *payload, const struct model_values *values)
{
    for (size_t i = 0; i < values->count; i++)
        member_add(payload, values->items[i].name, seen_type(&values->items[i]));
}

static void forms_add(struct payload *payload, const struct model_task *tasks, size_t count, const char *event)
{
    for (size_t i = 0; i < count; i++)
        if (string_equal(tasks[i].event, event))
            values_add(payload, &tasks[i].form);
}

struct raised {
    struct payload *payload;
    const char *event;
};

/* What the case raises itself is not held to the declaration. */
static void raised_add(void *context, const struct model_action *action)
{
    const struct raised *raised = context;
    bool raises = action->kind == ACTION_RAISE || action->kind == ACTION_SEND;
    if (!raises || (action->subject && !string_equal(action->subject, raised->event)))
        return;
    raised->payload->open = raised->payload->open || !action->subject || action->value;
    for (size_t i = 0; i < action->arguments.count; i++)
        member_add(raised->payload, action->arguments.items[i].name, VALUE_ANY);
}

static void event_add(struct payload *payload, const struct definition *definition, const char *event)
{
    const struct model_event *declared = model_event_find(definition, event);
    struct raised raised = {payload, event};
    if (!declared || !declared->typed || step_reserved(event)) {
        payload->open = true;
        return;
    }
    values_add(payload, &declared->data);
    forms_add(payload, definition->tasks, definition->task_count, event);
    model_block_each(&definition->initial.block, raised_add, &raised);
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        forms_add(payload, state->tasks, state->task_count, event);
        model_state_each(state, raised_add, &raised);
    }
}

/* Under a transition whose events all declare their values, these and no others. */
static void scope_event(struct expr_scope *scope, struct arena *arena, const struct definition *definition,
                        const struct model_transition *transition)
{
    struct payload payload = {.arena = arena, .open = !transition || !transition->events};
    for (size_t i = 0; !payload.open && transition->events[i]; i++)
        event_add(&payload, definition, transition->events[i]);
    if (payload.open)
        expr_scope_add(scope, "event.data", VALUE_ANY);
    else
        expr_scope_close(scope, "event.data");
    for (size_t i = 0; !payload.open && i < payload.members.count; i++) {
        const struct definition_member *member = payload.members.items[i];
        expr_scope_add(scope, arena_printf(arena, "event.data.%s", member->name), member->type);
    }
    list_free(&payload.members);
}

/* --- what the registers hold --- */

static const struct definition_register *register_of(const struct checks *checks, const char *id)
{
    const struct definition_register *one = checks->reader->context->records;
    for (; one && one->id; one++)
        if (string_equal(one->id, id))
            return one;
    return NULL;
}

static void scope_record(struct expr_scope *scope, struct arena *arena, const struct checks *checks, const char *id)
{
    const char *subject = checks->definition->subject;
    const struct definition_register *one = register_of(checks, id);
    if (!one) {
        expr_scope_add(scope, id, VALUE_ANY);
        return;
    }
    if (!string_equal(id, subject) && string_equal(one->link, subject)) { /* all that belong to the subject */
        expr_scope_add(scope, id, VALUE_LIST);
        return;
    }
    expr_scope_close(scope, id);
    for (size_t i = 0; i < one->count; i++)
        expr_scope_add(scope, arena_printf(arena, "%s.%s", id, one->members[i].name), one->members[i].type);
}

/* --- one expression --- */

static void recheck(const struct checks *checks, const struct model_need *need, struct arena *arena)
{
    const struct definition *definition = checks->definition;
    const struct expr *ignored;
    struct error error = ERROR_NONE;
    enum value_type want = need->want == VALUE_DATE || need->want == VALUE_DOUBLE ? VALUE_ANY : need->want;
    struct expr_scope *scope = model_scope_new(arena, definition);
    expr_scope_add(scope, "item", VALUE_ANY); /* where it is not known, that has been told */
    scope_event(scope, arena, definition,
                need->what & NEED_EVENT ? model_transition_around(definition, need->node) : NULL);
    for (const char *const *read = definition->reads; *read; read++)
        scope_record(scope, arena, checks, *read);
    if (expr_compile(arena, need->node->string, scope, want, &ignored, &error) == 0)
        return;
    struct error *fault = conf_fault(checks->reader->faults, need->node, "%s: %s", need->node->name, error.text);
    if (error.hint[0])
        error_hint(fault, "%s", error.hint);
}

struct look {
    const struct checks *checks;
    const struct conf_node *node;
    const struct model_value *choice;
};

static void look_at_state(void *context, const char *state)
{
    const struct look *look = context;
    known(look->checks, look->node, "state", state, look->checks->definition->state_ids);
}

/* The field that the expression at NODE gives its value, when it is a choice. */
static const struct model_value *choice_of(const struct definition *definition, const struct conf_node *node)
{
    const char *set = conf_string(node->parent, "set");
    const struct model_value *field = set ? values_find(&definition->fields, set) : NULL;
    if (!string_equal(node->name, "expr"))
        return NULL;
    for (size_t i = 0; !set && i < definition->fields.count; i++)
        if (definition->fields.items[i].node == node->parent)
            field = &definition->fields.items[i];
    return field && field->of && string_equal(field->type, "choice") ? field : NULL;
}

static void look_at_value(void *context, const char *literal)
{
    const struct look *look = context;
    struct reader *reader = look->checks->reader;
    if (!among(look->choice->of, literal))
        fault_unknown(reader, look->node, arena_printf(reader->arena, "value of \"%s\":", look->choice->name),
                      literal, look->choice->of);
}

/* --- all of them --- */

static int place_order(const void *a, const void *b)
{
    const struct conf_node *left = (*(const struct model_need *const *)a)->node,
                           *right = (*(const struct model_need *const *)b)->node;
    return left->line != right->line ? (left->line < right->line ? -1 : 1) : strcmp(left->string, right->string);
}

void check_expressions(const struct checks *checks)
{
    const struct definition *definition = checks->definition;
    struct list needs = LIST_EMPTY;
    for (size_t i = 0; definition->needs && i <= definition->need_mask; i++)
        if (definition->needs[i].expr)
            list_add(&needs, &definition->needs[i]);
    if (needs.count)
        qsort(needs.items, needs.count, sizeof *needs.items, place_order);
    for (size_t i = 0; i < needs.count; i++) {
        const struct model_need *need = needs.items[i];
        struct look look = {checks, need->node, choice_of(definition, need->node)};
        struct arena *arena = arena_new();
        recheck(checks, need, arena);
        expr_asks(need->expr, look_at_state, &look);
        if (look.choice)
            expr_gives(need->expr, look_at_value, &look);
        arena_free(arena);
    }
    list_free(&needs);
}
