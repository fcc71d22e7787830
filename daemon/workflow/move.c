/* Leaving and entering states: one microstep, and as many as an event causes (SCXML appendix D). */
#include "workflow/run.h"

#include <string.h>

/* --- the entry set --- */

static void add_descendants(struct run *run, struct model_state *state);

static bool begun(const struct run *run, const struct model_state *region)
{
    int first = set_next(&run->entering, region->index);
    return first != SET_NONE && (size_t)first <= region->last;
}

static void add_regions(struct run *run, const struct model_state *parallel)
{
    for (size_t i = 0; i < parallel->child_count; i++)
        if (!begun(run, parallel->children[i]))
            add_descendants(run, parallel->children[i]);
}

static void add_ancestors(struct run *run, const struct model_state *state, const struct model_state *until)
{
    for (const struct model_state *ancestor = state->parent; ancestor && ancestor != until;
         ancestor = ancestor->parent) {
        set_add(&run->entering, ancestor->index);
        if (ancestor->parallel)
            add_regions(run, ancestor);
    }
}

static void add_all(struct run *run, struct model_state *const *states, size_t count,
                    const struct model_state *until)
{
    for (size_t i = 0; i < count; i++)
        add_descendants(run, states[i]);
    for (size_t i = 0; i < count; i++)
        add_ancestors(run, states[i], until);
}

static void add_history(struct run *run, const struct model_state *history)
{
    const struct model_transition *initial = &history->initial;
    struct list recalled = LIST_EMPTY;
    history_recall(run, history, &recalled);
    if (recalled.count) {
        add_all(run, (struct model_state *const *)(void *)recalled.items, recalled.count, history->parent);
        return;
    }
    run->recalled[history->parent->index] = initial;
    add_all(run, initial->targets, initial->target_count, history->parent);
}

static void add_descendants(struct run *run, struct model_state *state)
{
    if (state->history) {
        add_history(run, state);
        return;
    }
    set_add(&run->entering, state->index);
    if (state->parallel)
        add_regions(run, state);
    if (state->initial.target_count == 0)
        return;
    set_add(&run->by_default, state->index);
    add_all(run, state->initial.targets, state->initial.target_count, state);
}

static void entry_set(struct run *run, const struct model_transition *transition)
{
    const struct model_state *domain = transition_domain(run, transition);
    if (!transition->recalls) {
        add_all(run, transition->targets, transition->target_count, domain);
        return;
    }
    struct list effective = LIST_EMPTY;
    effective_targets(run, transition->targets, transition->target_count, &effective);
    for (size_t i = 0; i < transition->target_count; i++)
        add_descendants(run, transition->targets[i]);
    for (size_t i = 0; i < effective.count; i++)
        add_ancestors(run, effective.items[i], domain);
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
    children_leave(run, state);
    set_remove(&run->active, state->index);
}

static void leave_all(struct run *run)
{
    history_record(run);
    SET_EACH_BACK(&run->leaving, i)
    {
        set_remove(&run->to_invoke, (size_t)i);
        leave(run, run->definition->states[i]);
    }
}

/* --- entering --- */

static bool in_final(const struct run *run, const struct model_state *state)
{
    bool all = true, any = false;
    for (size_t i = 0; i < state->child_count; i++) {
        const struct model_state *child = state->children[i];
        all = all && (!state->parallel || in_final(run, child));
        any = any || (child->final && set_has(&run->active, child->index));
    }
    return state->parallel ? all : any;
}

/* What a final state gives (SCXML 5.7): what fails is left out. New reference or NULL. */
static json_t *result_of(struct run *run, const struct model_state *final)
{
    struct error error = ERROR_NONE;
    json_t *result = NULL;
    if (!final->done_value)
        return run_arguments_good(run, &final->done_data, final->id);
    if (run_value(run, final->done_value, &result, &error) == 0)
        return result;
    run_error(run, "%s: %s", final->id, error.text);
    return NULL;
}

static void finished(struct run *run, const struct model_state *final)
{
    const struct model_state *parent = final->parent;
    if (!parent) {
        run->running = false;
        return;
    }
    run_raise(run, parent->done_event, result_of(run, final), EVENT_PLATFORM);
    /* A parallel state in a parallel state is in a final state when its own regions are (3.4); the pseudo-code looks at one
     * level only. */
    for (const struct model_state *around = parent->parent; around && around->parallel && in_final(run, around);
         around = around->parent)
        run_raise(run, around->done_event, NULL, EVENT_PLATFORM);
}

/* Content of an initial or history transition: it belongs to the state that is entered, but is no entry. */
static void run_content(struct run *run, const struct model_transition *transition, struct model_state *state)
{
    run_block(run, &transition->block, BLOCK_ALL, state);
}

/* The sets that an entry block begins with come first, so that a deadline can count from a date that entering
 * sets; the notices after them can name its date. */
static void enter(struct run *run, struct model_state *state)
{
    set_add(&run->active, state->index);
    if (state->invoke_count)
        set_add(&run->to_invoke, state->index);
    if (run->definition->late && state->field_count && !memory_bound(run, state))
        fields_bind(run, state);
    bool fine = run_block(run, &state->entry, BLOCK_LEADING_SETS, state);
    for (size_t i = 0; i < state->deadline_count; i++)
        deadline_open(run, &state->deadlines[i], true);
    timers_enter(run, state);
    for (size_t i = 0; i < state->task_count; i++)
        task_open(run, &state->tasks[i]);
    if (fine)
        run_block(run, &state->entry, BLOCK_REST, state);
    if (set_has(&run->by_default, state->index))
        run_content(run, &state->initial, state);
    if (run->recalled && run->recalled[state->index])
        run_content(run, run->recalled[state->index], state);
    if (state->final)
        finished(run, state);
}

static void enter_all(struct run *run)
{
    SET_EACH(&run->entering, i)
    if (!set_has(&run->active, (size_t)i))
        enter(run, run->definition->states[i]);
}

/* --- the path, for people: "a -> b+c on event" --- */

static size_t names_length(const struct run *run, const struct set *set)
{
    size_t length = 0;
    SET_EACH(set, i)
    length += run->definition->states[i]->id_length + 1;
    return length;
}

static char *add_text(char *at, const char *text, size_t length)
{
    memcpy(at, text, length);
    return at + length;
}

static char *add_names(const struct run *run, const struct set *set, char *at)
{
    const char *start = at;
    SET_EACH(set, i)
    if (model_atomic(run->definition->states[i])) {
        if (at != start)
            *at++ = '+';
        at = add_text(at, run->definition->states[i]->id, run->definition->states[i]->id_length);
    }
    return at;
}

static void note_path(struct run *run)
{
    static const char to[] = " -> ", on[] = " on ";
    const char *event = run->event->name;
    size_t length = strlen(event);
    char *path =
        arena_alloc(run->arena, names_length(run, &run->leaving) + names_length(run, &run->entering) +
                                    length + sizeof to + sizeof on);
    char *at = add_names(run, &run->leaving, path);
    bool first = at == path;
    at = add_text(at, to + first, sizeof to - 1 - first);
    at = add_names(run, &run->entering, at);
    at = add_text(at, on, sizeof on - 1);
    add_text(at, event, length);
    run_add(run, &run->out->path, path);
}

/* --- steps --- */

static void sets_clear(struct run *run)
{
    set_clear(&run->leaving);
    set_clear(&run->entering);
    set_clear(&run->by_default);
    if (run->recalled)
        memset(run->recalled, 0, run->definition->state_count * sizeof *run->recalled);
}

void microstep(struct run *run)
{
    bool moves = false;
    sets_clear(run);
    for (size_t i = 0; i < run->enabled.count; i++)
        exit_set(run, run->enabled.items[i], &run->leaving);
    leave_all(run);
    for (size_t i = 0; i < run->enabled.count; i++) {
        const struct model_transition *transition = run->enabled.items[i];
        run_block(run, &transition->block, BLOCK_ALL,
                  transition->target_count ? transition->targets[0] : transition->source);
    }
    /* Only now: what was left in this microstep can be come back to in it. */
    for (size_t i = 0; i < run->enabled.count; i++) {
        const struct model_transition *transition = run->enabled.items[i];
        moves = moves || transition->target_count > 0;
        entry_set(run, transition);
    }
    enter_all(run);
    if (moves)
        note_path(run);
    run->over = ++run->microsteps > RUN_MICROSTEPS;
}

static bool take_internal(struct run *run)
{
    bool named = false;
    if (run->head == run->queue.count)
        return false;
    const struct event *event = run->queue.items[run->head++];
    run_event(run, event);
    select_transitions(run, event, &named);
    if (run->enabled.count || !named)
        deadlines_met(run, event);
    return true;
}

/* Until no eventless transition and no internal event is left. */
static void macrostep(struct run *run)
{
    bool named = false;
    while (run->running && !run->over) {
        select_transitions(run, NULL, &named);
        if (run->enabled.count == 0 && !take_internal(run))
            return;
        if (run->enabled.count)
            microstep(run);
    }
}

void run_settle(struct run *run)
{
    do {
        macrostep(run);
        if (run->running && !run->over)
            children_start(run); /* what goes wrong there is an event again */
    } while (run->running && !run->over && run->head < run->queue.count);
}

void run_enter_initial(struct run *run)
{
    run->enabled.count = 0;
    run_add(run, &run->enabled, (void *)(uintptr_t)&run->definition->initial);
    microstep(run);
}

/* SCXML exitInterpreter. The configuration is kept to show where the case ended. */
void run_exit_all(struct run *run, json_t **result)
{
    set_copy(&run->entering, &run->active); /* free to hold it: nothing is entered any more */
    *result = NULL;
    SET_EACH_BACK(&run->entering, i)
    {
        struct model_state *state = run->definition->states[i];
        leave(run, state);
        if (state->final && !state->parent)
            *result = result_of(run, state);
    }
    set_copy(&run->active, &run->entering);
}
