/* What is wrong across a whole definition: things named that are not there, states that nothing reaches. */
#include "workflow/lint.h"

/* --- parts of a state --- */

static void check_date_field(const struct checks *checks, const struct conf_node *group, const char *key)
{
    const char *name = conf_string(group, key);
    const struct model_value *field = values_find(&checks->definition->fields, name);
    if (!name)
        return;
    known(checks, conf_get(group, key), "field", name, checks->fields);
    if (field && model_value_type(field) != VALUE_DATE)
        error_hint(
            conf_fault(checks->reader->faults, conf_get(group, key), "field \"%s\" is not a date", name),
            "name a field with type = \"date\"");
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

static void check_block(const struct checks *checks, const struct model_block *block)
{
    for (size_t i = 0; i < block->count; i++) {
        const struct model_action *action = &block->actions[i];
        const struct conf_node *node = action->node;
        switch (action->kind) {
        case ACTION_SET:
            known(checks, conf_get(node, "set"), "field", action->subject, checks->fields);
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
            known(checks, conf_get(node, "cancel"), "timer", action->subject, checks->timers);
            break;
        case ACTION_DROP:
            known(checks, conf_get(node, "drop"), "task", action->subject, checks->tasks);
            break;
        case ACTION_RAISE:
        case ACTION_SEND:
            check_word(checks, node, "event", action->subject);
            break;
        case ACTION_TIMER:
            check_word(checks, node, "timer", action->subject);
            break;
        case ACTION_TASK: {
            bool there = false;
            for (size_t j = 0; j < checks->definition->task_count; j++)
                there = there || string_equal(checks->definition->tasks[j].id, action->subject);
            if (conf_get(node, "task") && !there)
                error_hint(conf_fault(checks->reader->faults, conf_get(node, "task"),
                                      "task \"%s\" is not among the workflow's tasks", action->subject),
                           "declare it under tasks of the workflow; a state's own tasks open by themselves");
            break;
        }
        case ACTION_LOG:
        case ACTION_CHOOSE:
        case ACTION_FOREACH:
            break;
        }
    }
}

static void check_final(const struct checks *checks, const struct model_state *state)
{
    static const char *const refused[] = {"on", "states", "deadlines", "timers", "tasks"};
    for (size_t i = 0; state->final && i < sizeof refused / sizeof refused[0]; i++)
        if (conf_get(state->node, refused[i]) && !conf_get(state->node, refused[i])->defaulted)
            error_hint(conf_fault(checks->reader->faults, conf_get(state->node, refused[i]),
                                  "final state \"%s\" has %s, but nothing happens in it any more", state->id,
                                  refused[i]),
                       "leave out %s, or final = true", refused[i]);
    if (state->parallel && !state->child_count)
        error_hint(conf_fault(checks->reader->faults, state->node,
                              "parallel state \"%s\" has no inner states", state->id),
                   "write the states that go side by side under states");
}

static void check_transition(const struct checks *checks, const struct model_transition *transition)
{
    check_events(checks, transition->node, "event");
    check_block(checks, &transition->block);
    if (!transition->events && !conf_get(transition->node, "when") && !conf_get(transition->node, "goto"))
        error_hint(conf_fault(checks->reader->faults, transition->node,
                              "a transition without event, when and goto would be taken for ever"),
                   "say which event takes it");
    /* Two targets must be states that can be active together: their nearest common ancestor is parallel. */
    for (size_t i = 1; i < transition->target_count; i++) {
        const struct model_state *first = transition->targets[0], *next = transition->targets[i],
                                 *common = first;
        while (common && !model_inside(next, common) && common != next)
            common = common->parent;
        if (!common || !common->parallel)
            error_hint(conf_fault(checks->reader->faults, transition->node,
                                  "\"%s\" and \"%s\" are never active together", first->id, next->id),
                       "several targets must lie in different parts of one parallel state");
    }
}

static void check_state(const struct checks *checks, const struct model_state *state)
{
    check_final(checks, state);
    for (size_t i = 0; i < state->transition_count; i++)
        check_transition(checks, &state->transitions[i]);
    for (size_t i = 0; i < state->deadline_count; i++) {
        check_word(checks, state->deadlines[i].node, "deadline", state->deadlines[i].id);
        check_rule(checks, state->deadlines[i].node);
        check_date_field(checks, state->deadlines[i].node, "from");
        check_events(checks, state->deadlines[i].node, "met_by");
    }
    for (size_t i = 0; i < state->timer_count; i++)
        check_word(checks, state->timers[i].node, "timer", state->timers[i].id);
    for (size_t i = 0; i < state->task_count; i++)
        check_task(checks, &state->tasks[i]);
    check_block(checks, &state->entry);
    check_block(checks, &state->exit);
    for (size_t i = 0; i < state->exit.count; i++)
        if (state->exit.actions[i].kind == ACTION_TIMER)
            error_hint(conf_fault(checks->reader->faults, state->exit.actions[i].node,
                                  "a timer started on exit would end at once"),
                       "start it in the state that is entered");
}

/* --- reachability --- */

static void reach(const struct definition *definition, bool *reached, const struct model_state *state)
{
    if (reached[state->index])
        return;
    reached[state->index] = true;
    if (state->parent)
        reach(definition, reached, state->parent);
    for (size_t i = 0; i < state->initial.target_count; i++)
        reach(definition, reached, state->initial.targets[i]);
    for (size_t i = 0; state->parallel && i < state->child_count; i++)
        reach(definition, reached, state->children[i]);
    for (size_t i = 0; i < state->transition_count; i++)
        for (size_t j = 0; j < state->transitions[i].target_count; j++)
            reach(definition, reached, state->transitions[i].targets[j]);
}

static void check_reached(const struct checks *checks)
{
    const struct definition *definition = checks->definition;
    bool *reached = arena_alloc(checks->reader->arena, definition->state_count + 1);
    for (size_t i = 0; i < definition->initial.target_count; i++)
        reach(definition, reached, definition->initial.targets[i]);
    for (size_t i = 0; i < definition->state_count; i++) {
        const struct model_state *state = definition->states[i];
        if (!reached[i] && (!state->parent || reached[state->parent->index]))
            error_hint(
                conf_warn(checks->reader->faults, state->node, "nothing leads to state \"%s\"", state->id),
                "add a goto to it, or take it out");
    }
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
    for (size_t i = 0; i < reader->definition->task_count; i++)
        check_task(&checks, &reader->definition->tasks[i]);
    for (size_t i = 0; i < reader->definition->state_count; i++)
        check_state(&checks, reader->definition->states[i]);
    check_reached(&checks);
}
