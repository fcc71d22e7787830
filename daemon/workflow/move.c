/* Leaving and entering states: one microstep, and as many as an event causes (SCXML appendix D). */
#include "workflow/run.h"

/* --- the entry set --- */

static void add_descendants(const struct run *run, const struct model_state *state, bool *set);

static void add_regions(const struct run *run, const struct model_state *parallel, bool *set)
{
    for (size_t i = 0; i < parallel->child_count; i++) {
        const struct model_state *child = parallel->children[i];
        bool begun = set[child->index];
        for (size_t j = child->index; j <= child->last; j++)
            begun = begun || set[j];
        if (!begun)
            add_descendants(run, child, set);
    }
}

static void add_ancestors(const struct run *run, const struct model_state *state,
                          const struct model_state *until, bool *set)
{
    for (const struct model_state *ancestor = state->parent; ancestor && ancestor != until;
         ancestor = ancestor->parent) {
        set[ancestor->index] = true;
        if (ancestor->parallel)
            add_regions(run, ancestor, set);
    }
}

static void add_descendants(const struct run *run, const struct model_state *state, bool *set)
{
    set[state->index] = true;
    if (state->parallel)
        add_regions(run, state, set);
    for (size_t i = 0; i < state->initial.target_count; i++)
        add_descendants(run, state->initial.targets[i], set);
    for (size_t i = 0; i < state->initial.target_count; i++)
        add_ancestors(run, state->initial.targets[i], state, set);
}

static void entry_set(const struct run *run, const struct model_transition *transition, bool *set)
{
    const struct model_state *domain = transition_domain(transition);
    for (size_t i = 0; i < transition->target_count; i++)
        add_descendants(run, transition->targets[i], set);
    for (size_t i = 0; i < transition->target_count; i++)
        add_ancestors(run, transition->targets[i], domain, set);
}

/* --- leaving --- */

static void leave(struct run *run, struct model_state *state)
{
    run_block(run, &state->exit, BLOCK_ALL, state);
    deadlines_leave(run, state);
    timers_leave(run, state);
    for (size_t i = 0; i < state->task_count; i++) {
        struct task *task = task_find(run, state->tasks[i].id);
        if (task)
            task_close(run, task, false);
    }
    run->active[state->index] = false;
}

static void leave_all(struct run *run, const bool *set)
{
    for (size_t i = run->definition->state_count; i-- > 0;)
        if (set[i] && run->active[i])
            leave(run, run->definition->states[i]);
}

/* --- entering --- */

static bool in_final(const struct run *run, const struct model_state *state)
{
    if (state->parallel) {
        for (size_t i = 0; i < state->child_count; i++)
            if (!in_final(run, state->children[i]))
                return false;
        return true;
    }
    for (size_t i = 0; i < state->child_count; i++)
        if (state->children[i]->final && run->active[state->children[i]->index])
            return true;
    return false;
}

static void finished(struct run *run, const struct model_state *final)
{
    const struct model_state *parent = final->parent;
    if (!parent) {
        run->running = false;
        return;
    }
    run_raise(run, arena_printf(run->arena, "done.state.%s", parent->id), NULL);
    if (parent->parent && parent->parent->parallel && in_final(run, parent->parent))
        run_raise(run, arena_printf(run->arena, "done.state.%s", parent->parent->id), NULL);
}

/* The sets that an entry block begins with come first, so that a deadline can count from a date that entering
 * sets; the notices after them can name its date. */
static void enter(struct run *run, struct model_state *state)
{
    run->active[state->index] = true;
    bool fine = run_block(run, &state->entry, BLOCK_LEADING_SETS, state);
    for (size_t i = 0; i < state->deadline_count; i++)
        deadline_open(run, &state->deadlines[i], true);
    timers_enter(run, state);
    for (size_t i = 0; i < state->task_count; i++)
        task_open(run, &state->tasks[i]);
    if (fine)
        run_block(run, &state->entry, BLOCK_REST, state);
    if (state->final)
        finished(run, state);
}

static void enter_all(struct run *run, const bool *set)
{
    for (size_t i = 0; i < run->definition->state_count; i++)
        if (set[i] && !run->active[i])
            enter(run, run->definition->states[i]);
}

/* --- the path, for people --- */

static void name_atomic(const struct run *run, const bool *set, struct text *out)
{
    for (size_t i = 0; i < run->definition->state_count; i++)
        if (set[i] && run->active[i] && model_atomic(run->definition->states[i]))
            text_addf(out, "%s%s", out->length && out->bytes[out->length - 1] != ' ' ? "+" : "",
                      run->definition->states[i]->id);
}

static void note_path(struct run *run, struct text *path, const char *event)
{
    if (event)
        text_addf(path, " on %s", event);
    list_add(&run->out->path, arena_copy(run->arena, text_string(path)));
}

/* --- steps --- */

void microstep(struct run *run, const struct list *transitions)
{
    size_t count = run->definition->state_count;
    bool *leaving = arena_alloc(run->arena, count + 1), *entering = arena_alloc(run->arena, count + 1);
    struct text path = TEXT_EMPTY;
    bool moves = false;
    for (size_t i = 0; i < transitions->count; i++) {
        const struct model_transition *transition = transitions->items[i];
        moves = moves || transition->target_count > 0;
        exit_set(run, transition, leaving);
        entry_set(run, transition, entering);
    }
    const char *event = run->event ? run->event->name : NULL;
    name_atomic(run, leaving, &path);
    leave_all(run, leaving);
    for (size_t i = 0; i < transitions->count; i++) {
        struct model_transition *transition = transitions->items[i];
        run_block(run, &transition->block, BLOCK_ALL,
                  transition->target_count ? transition->targets[0] : transition->source);
    }
    enter_all(run, entering);
    text_add(&path, path.length ? " -> " : "-> ");
    name_atomic(run, entering, &path);
    if (moves)
        note_path(run, &path, event);
    text_free(&path);
    run->over = ++run->microsteps > RUN_MICROSTEPS;
}

void macrostep(struct run *run)
{
    while (run->running && !run->over) {
        struct list enabled = LIST_EMPTY;
        bool named = false;
        select_transitions(run, NULL, &enabled, &named);
        if (enabled.count == 0 && run->head == run->queue.count) {
            list_free(&enabled);
            return;
        }
        if (enabled.count == 0) {
            const struct event *event = run->queue.items[run->head++];
            run_event(run, event);
            select_transitions(run, event, &enabled, &named);
            if (enabled.count || !named)
                deadlines_met(run, event);
        }
        if (enabled.count)
            microstep(run, &enabled);
        list_free(&enabled);
    }
}

void run_enter_initial(struct run *run)
{
    struct model_transition initial = run->definition->initial;
    struct list transitions = LIST_EMPTY;
    initial.source = NULL;
    list_add(&transitions, &initial);
    microstep(run, &transitions);
    list_free(&transitions);
}

/* SCXML exitInterpreter: every exit handler runs. The configuration is kept to show where the case ended. */
void run_exit_all(struct run *run)
{
    size_t count = run->definition->state_count;
    bool *all = arena_alloc(run->arena, count + 1);
    for (size_t i = 0; i < count; i++)
        all[i] = run->active[i];
    leave_all(run, all);
    for (size_t i = 0; i < count; i++)
        run->active[i] = all[i];
}
