/* What is wrong across a whole definition: things named that are not there, parts that contradict each other. */
#include "workflow/lint.h"

#include <stdint.h>

/* --- parts of a state --- */

static void check_is_date(const struct checks *checks, const struct conf_node *node, const char *name)
{
    const struct model_value *field = values_find(&checks->definition->fields, name);
    known(checks, node, "field", name, checks->fields);
    if (field && model_value_type(field) != VALUE_DATE)
        error_hint(conf_fault(checks->reader->faults, node, "field \"%s\" is not a date", name),
                   "name a field with type = \"date\"");
}

static void check_date_field(const struct checks *checks, const struct conf_node *group, const char *key)
{
    if (conf_string(group, key))
        check_is_date(checks, conf_get(group, key), conf_string(group, key));
}

static void check_anchors(const struct checks *checks, const struct model_deadline *deadline)
{
    const struct rulebook *rules = checks->reader->context->rules;
    const char *const *names = rules ? rule_anchors(rules, deadline->rule) : NULL;
    for (size_t i = 0; i < deadline->anchor_count; i++) {
        const struct model_anchor *anchor = &deadline->anchors[i];
        check_is_date(checks, anchor->node, anchor->field);
        if (names && !among(names + 1, anchor->name))
            fault_unknown(checks->reader, anchor->node, "anchor of the rule", anchor->name, names + 1);
    }
}

static void check_rule(const struct checks *checks, const struct conf_node *group)
{
    const struct rulebook *rules = checks->reader->context->rules;
    const char *rule = conf_string(group, "rule");
    if (rule && rules && !rulebook_has(rules, rule))
        fault_unknown(checks->reader, conf_get(group, "rule"), "rule", rule, rulebook_ids(rules));
}

static void check_task(const struct checks *checks, const struct model_task *task)
{
    check_word(checks, task->node, "task", task->id);
    known(checks, conf_get(task->node, "role"), "role", task->role, checks->reader->context->roles);
    check_rule(checks, task->node);
    check_date_field(checks, task->node, "from");
}

static void check_notify(const struct checks *checks, const struct model_action *action)
{
    const struct conf_node *node = conf_get(action->node, "notify");
    const char *needs = string_equal(action->subject, "parents") ? "contact"
                        : string_equal(action->subject, "la")    ? "authority"
                                                                 : NULL;
    known(checks, conf_get(action->node, "template"), "template", action->template,
          checks->reader->context->templates);
    if (!needs)
        known(checks, node, "recipient", action->subject, checks->reader->context->roles);
    else if (!among(checks->definition->reads, needs))
        error_hint(conf_fault(checks->reader->faults, node,
                              "notify = \"%s\" looks at the register %s, which is not in reads",
                              action->subject, needs),
                   "add \"%s\" to reads", needs);
}

static void check_field(const struct checks *checks, const struct conf_node *group, const char *key)
{
    if (conf_get(group, key))
        known(checks, conf_get(group, key), "field", conf_string(group, key), checks->fields);
}

static void check_task_action(const struct checks *checks, const struct model_action *action)
{
    bool there = false;
    for (size_t j = 0; j < checks->definition->task_count; j++)
        there = there || string_equal(checks->definition->tasks[j].id, action->subject);
    if (!there)
        error_hint(conf_fault(checks->reader->faults, conf_get(action->node, "task"),
                              "task \"%s\" is not among the workflow's tasks", action->subject),
                   "declare it under tasks of the workflow; a state's own tasks open by themselves");
}

static void check_send(const struct checks *checks, const struct model_action *action)
{
    if (action->subject)
        check_word(checks, action->node, "event", action->subject);
    if (action->id)
        check_word(checks, conf_get(action->node, "id"), "id", action->id);
    check_field(checks, action->node, "id_field");
}

static void check_action(void *context, const struct model_action *action)
{
    const struct checks *checks = context;
    const struct conf_node *node = action->node;
    switch (action->kind) {
    case ACTION_SET:
        check_field(checks, node, "set");
        break;
    case ACTION_NOTIFY:
        check_notify(checks, action);
        break;
    case ACTION_OPEN:
        known(checks, conf_get(node, "open"), "deadline", action->subject, checks->deadlines);
        break;
    case ACTION_CLOSE:
        known(checks, conf_get(node, "close"), "deadline", action->subject, checks->deadlines);
        break;
    case ACTION_CANCEL:
        if (!among(checks->sends, action->subject))
            known(checks, conf_get(node, "cancel"), "timer", action->subject, checks->timers);
        break;
    case ACTION_DROP:
        known(checks, conf_get(node, "drop"), "task", action->subject, checks->tasks);
        break;
    case ACTION_RAISE:
        check_word(checks, node, "event", action->subject);
        break;
    case ACTION_SEND:
        check_send(checks, action);
        break;
    case ACTION_TIMER:
        check_word(checks, node, "timer", action->subject);
        break;
    case ACTION_TASK:
        check_task_action(checks, action);
        break;
    case ACTION_FOREACH:
        check_field(checks, node, "item");
        check_field(checks, node, "index");
        break;
    case ACTION_LOG:
    case ACTION_CHOOSE:
    case ACTION_BLOCK:
        break;
    }
}

/* --- kinds of states --- */

static void refuse_keys(const struct checks *checks, const struct model_state *state, const char *kind,
                        const char *const *keys, const char *why)
{
    for (; *keys; keys++) {
        const struct conf_node *node = conf_get(state->node, *keys);
        bool absent = !node || (node->kind == CONF_NODE_BOOL && !node->integer); /* its default */
        if (!absent)
            error_hint(conf_fault(checks->reader->faults, node, "%s \"%s\" has %s, but %s", kind, state->id,
                                  *keys, why),
                       "leave out %s", *keys);
    }
}

/* SCXML 3.10: the default of a history state lies inside the state around it, of a shallow one directly. */
static void check_history(const struct checks *checks, const struct model_state *state)
{
    static const char *const refused[] = {"states", "initial",   "initial_do", "parallel", "final", "entry",
                                          "exit",   "on",        "deadlines",  "timers",   "tasks", "invoke",
                                          "fields", "done_data", "done_names", "done_value", NULL};
    const struct model_transition *initial = &state->initial;
    refuse_keys(checks, state, "history state", refused, "it is only a place to come back to");
    if (!state->parent)
        error_hint(conf_fault(checks->reader->faults, state->node,
                              "history state \"%s\" has no state around it", state->id),
                   "write it inside the state that it remembers");
    if (!conf_get(state->node, "goto"))
        error_hint(conf_fault(checks->reader->faults, state->node,
                              "history state \"%s\" does not say where to go the first time", state->id),
                   "write goto = \"STATE\";");
    for (size_t i = 0; i < initial->target_count; i++)
        if (initial->targets[i]->history)
            error_hint(conf_fault(checks->reader->faults, conf_get(state->node, "goto"),
                                  "the default of history state \"%s\" is a history state itself", state->id),
                       "name a state to begin in");
    for (size_t i = 0; state->parent && i < initial->target_count; i++)
        if (!model_inside(initial->targets[i], state->parent) ||
            (state->history == HISTORY_SHALLOW && initial->targets[i]->parent != state->parent))
            error_hint(conf_fault(checks->reader->faults, conf_get(state->node, "goto"),
                                  "the default \"%s\" of history state \"%s\" is not %s \"%s\"",
                                  initial->targets[i]->id, state->id,
                                  state->history == HISTORY_SHALLOW ? "directly inside" : "inside",
                                  state->parent->id),
                       "name a state that is, or make the history deep");
}

static void check_final(const struct checks *checks, const struct model_state *state)
{
    static const char *const refused[] = {"on",     "states",   "deadlines",  "timers", "tasks",
                                          "invoke", "parallel", "initial_do", NULL},
                             *const for_final[] = {"done_data", "done_names", "done_value", NULL},
                             *const for_history[] = {"goto", "do", NULL};
    if (state->final)
        refuse_keys(checks, state, "final state", refused, "nothing happens in it any more");
    else
        refuse_keys(checks, state, "state", for_final, "only a final state has a result");
    refuse_keys(checks, state, "state", for_history, "it is no history state");
    if (conf_get(state->node, "done_data") && conf_get(state->node, "done_value"))
        error_hint(conf_fault(checks->reader->faults, conf_get(state->node, "done_value"),
                              "final state \"%s\" has two results", state->id),
                   "keep one of done_data and done_value");
    if (state->final && state->parent && state->parent->parallel)
        error_hint(
            conf_fault(checks->reader->faults, state->node,
                       "final state \"%s\" is directly inside the parallel state \"%s\"", state->id,
                       state->parent->id),
            "write it inside one of the states that go side by side: when all have ended, so has \"%s\"",
            state->parent->id);
    if (state->parallel && !state->child_count)
        error_hint(conf_fault(checks->reader->faults, state->node,
                              "parallel state \"%s\" has no inner states", state->id),
                   "write the states that go side by side under states");
    if (!state->parallel && !state->child_count && conf_get(state->node, "initial_do"))
        error_hint(conf_fault(checks->reader->faults, conf_get(state->node, "initial_do"),
                              "state \"%s\" has no inner state to begin in", state->id),
                   "write it as entry");
    if (state->parallel && conf_get(state->node, "initial_do"))
        error_hint(conf_fault(checks->reader->faults, conf_get(state->node, "initial_do"),
                              "in the parallel state \"%s\" all inner states begin", state->id),
                   "write it as entry");
}

static const struct model_state *common_parent(const struct model_state *a, const struct model_state *b)
{
    const struct model_state *common = a;
    while (common && !model_inside(b, common) && common != b)
        common = common->parent;
    return common;
}

/* Two targets must be states that can be active together: their nearest common ancestor is parallel. */
static void check_targets(const struct checks *checks, const struct model_transition *transition,
                          const struct conf_node *node)
{
    for (size_t i = 0; i < transition->target_count; i++)
        for (size_t j = i + 1; j < transition->target_count; j++) {
            const struct model_state *first = transition->targets[i], *next = transition->targets[j],
                                     *common = common_parent(first, next);
            if (!common || !common->parallel || common == first || common == next)
                error_hint(conf_fault(checks->reader->faults, node,
                                      "\"%s\" and \"%s\" are never active together", first->id, next->id),
                           "several targets must lie in different parts of one parallel state");
        }
}

static void check_invoke(const struct checks *checks, const struct model_invoke *invoke)
{
    const char *const *workflows = checks->reader->context->workflows;
    check_word(checks, invoke->node, "id", invoke->id);
    check_field(checks, invoke->node, "id_field");
    if (!invoke->child)
        known(checks, conf_get(invoke->node, "workflow"), "workflow", invoke->workflow, workflows);
    if (invoke->child && invoke->item && !values_find(&invoke->child->fields, invoke->item))
        conf_fault(checks->reader->faults, conf_get(invoke->node, "item"), "child \"%s\" has no field \"%s\"",
                   invoke->workflow, invoke->item);
    model_block_each(&invoke->finalize, check_action, (void *)(uintptr_t)checks);
}

static void check_transition(const struct checks *checks, const struct model_transition *transition)
{
    check_events(checks, transition->node, "event");
    if (!transition->events && !conf_get(transition->node, "when") && !conf_get(transition->node, "goto"))
        error_hint(conf_fault(checks->reader->faults, transition->node,
                              "a transition without event, when and goto would be taken for ever"),
                   "say which event takes it");
    check_targets(checks, transition, transition->node);
}

static void check_timer_on_exit(void *context, const struct model_action *action)
{
    const struct checks *checks = context;
    if (action->kind == ACTION_TIMER)
        error_hint(
            conf_fault(checks->reader->faults, action->node, "a timer started on exit would end at once"),
            "start it in the state that is entered");
}

static void check_state(const struct checks *checks, const struct model_state *state)
{
    void *context = (void *)(uintptr_t)checks;
    if (state->history)
        check_history(checks, state);
    else
        check_final(checks, state);
    check_targets(checks, &state->initial, state->node);
    for (size_t i = 0; i < state->transition_count; i++)
        check_transition(checks, &state->transitions[i]);
    for (size_t i = 0; i < state->deadline_count; i++) {
        check_word(checks, state->deadlines[i].node, "deadline", state->deadlines[i].id);
        check_rule(checks, state->deadlines[i].node);
        check_date_field(checks, state->deadlines[i].node, "from");
        check_anchors(checks, &state->deadlines[i]);
        check_events(checks, state->deadlines[i].node, "met_by");
    }
    for (size_t i = 0; i < state->timer_count; i++)
        check_word(checks, state->timers[i].node, "timer", state->timers[i].id);
    for (size_t i = 0; i < state->task_count; i++)
        check_task(checks, &state->tasks[i]);
    for (size_t i = 0; i < state->invoke_count; i++)
        check_invoke(checks, &state->invokes[i]);
    model_block_each(&state->entry, check_action, context);
    model_block_each(&state->exit, check_action, context);
    model_block_each(&state->initial.block, check_action, context);
    for (size_t i = 0; i < state->transition_count; i++)
        model_block_each(&state->transitions[i].block, check_action, context);
    model_block_each(&state->exit, check_timer_on_exit, context);
}

static void check_registers(const struct checks *checks)
{
    size_t count;
    const struct conf_node *body = checks->definition->node;
    struct conf_node *const *items = conf_items(body, "reads", &count);
    const char *const *registers = checks->reader->context->registers;
    for (size_t i = 0; i < count; i++)
        known(checks, items[i], "register", items[i]->string, registers);
    if (conf_get(body, "subject"))
        known(checks, conf_get(body, "subject"), "register", checks->definition->subject, registers);
}

void lint(struct reader *reader)
{
    struct checks checks = {.reader = reader, .definition = reader->definition};
    checks_gather(&checks);
    check_registers(&checks);
    check_targets(&checks, &reader->definition->initial, reader->definition->node);
    model_block_each(&reader->definition->initial.block, check_action, &checks);
    for (size_t i = 0; i < reader->definition->task_count; i++)
        check_task(&checks, &reader->definition->tasks[i]);
    for (size_t i = 0; i < reader->definition->state_count; i++)
        check_state(&checks, reader->definition->states[i]);
    if (!reader->kept)
        check_expressions(&checks);
}
