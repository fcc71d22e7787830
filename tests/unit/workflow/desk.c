#include "desk.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void desk_open(struct desk *desk, const char *body)
{
    static const char *const roles[] = {"senco", "class_teacher", NULL},
                             *const templates[] = {"hello", "chase", NULL},
                             *const registers[] = {"pupil", "contact", "authority", NULL},
                             *const workflows[] = {"test", "other", NULL};
    static const struct definition_context context = {.rules = (const struct rulebook *)&context,
                                                      .templates = templates,
                                                      .roles = roles,
                                                      .registers = registers,
                                                      .workflows = workflows};
    *desk = (struct desk){.arena = arena_new()};
    struct text file = TEXT_EMPTY;
    text_addf(&file,
              "workflow = { id = \"test\"; version = 1; title = \"Test\"; prefix = \"T\"; subject = "
              "\"pupil\";\n%s\n};",
              body);
    desk->faults = faults_new(desk->arena);
    struct conf_node *root =
        conf_read_text(desk->arena, "test.conf", file.bytes, file.length, &workflow_schema, desk->faults);
    if (root)
        desk->definition = definition_compile(desk->arena, root, &context, desk->faults);
    if (desk->faults->errors)
        desk->definition = NULL;
    text_free(&file);
    desk->kase = arena_alloc(desk->arena, sizeof *desk->kase);
    *desk->kase = (struct kase){
        .reference = "T-2026-0001", .school = "oakfield", .workflow = "test", .subject = "pupil/P1"};
    desk->facts.records = json_keep(desk->arena, json_pack("{s:{s:{s:s,s:s}}}", "roles", "senco", "address",
                                                           "senco@oakfield.example", "channel", "email"));
    desk_at(desk, "2026-09-01", 10);
}

void desk_close(struct desk *desk)
{
    text_free(&desk->seen);
    arena_free(desk->arena);
}

void desk_at(struct desk *desk, const char *date, int hour)
{
    struct date day = DATE_NONE;
    date_read(date, &day, NULL);
    desk->now = london_instant(day, hour, 0);
}

static json_t *read_data(struct desk *desk, const char *data)
{
    if (!data)
        return NULL;
    char *copy = arena_copy(desk->arena, data);
    for (char *c = copy; *c; c++)
        if (*c == '\'')
            *c = '"';
    return json_keep(desk->arena, json_loads(copy, 0, NULL));
}

const char *desk_states(struct desk *desk)
{
    text_clear(&desk->seen);
    for (size_t i = 0; i < desk->kase->states.count; i++) {
        /* Atomic: the next one in document order is not inside it, which the titles do not tell; ids of
         * parents end in "_" in these tests. */
        const char *id = desk->kase->states.items[i];
        if (!string_ends(id, "_"))
            text_addf(&desk->seen, "%s%s", desk->seen.length ? "+" : "", id);
    }
    if (desk->kase->ended)
        text_add(&desk->seen, " ended");
    return text_string(&desk->seen);
}

const char *desk_give(struct desk *desk, const struct event *event)
{
    const struct step_input input = {.definition = desk->definition,
                                     .kase = desk->kase,
                                     .event = event,
                                     .keep = desk->keep,
                                     .facts = &desk->facts,
                                     .now = desk->now,
                                     .wake_hour = 8,
                                     .rules = (const struct rulebook *)desk};
    desk->error = ERROR_NONE;
    desk->code = step(&input, desk->arena, &desk->out, &desk->error);
    if (desk->code)
        return desk->code == SENDD_ELIMIT ? "limit" : "invalid";
    if (desk->out.verdict == STEP_UNWANTED)
        return "unwanted";
    desk->kase = desk->out.kase;
    return desk_states(desk);
}

const char *desk_event_on(struct desk *desk, const char *name, const char *data, const char *happened)
{
    struct event *event = arena_alloc(desk->arena, sizeof *event);
    *event =
        (struct event){.name = name, .data = read_data(desk, data), .recorded = desk->now, .by = "user:amy"};
    event->happened = london_date(desk->now);
    if (happened)
        date_read(happened, &event->happened, NULL);
    return desk_give(desk, event);
}

const char *desk_event(struct desk *desk, const char *name, const char *data)
{
    return desk_event_on(desk, name, data, NULL);
}

const char *desk_start(struct desk *desk, const char *data)
{
    return desk_event(desk, "case.start", data);
}

const char *desk_fire(struct desk *desk, const char *date)
{
    struct timer *first = NULL;
    struct date day = DATE_NONE;
    date_read(date, &day, NULL);
    for (size_t i = 0; i < desk->kase->timers.count; i++) {
        struct timer *timer = desk->kase->timers.items[i];
        if (timer->due <= london_instant(day, 12, 0) && (!first || timer->due < first->due))
            first = timer;
    }
    if (!first)
        return "";
    if (first->due > desk->now)
        desk->now = first->due;
    const struct event event = {.name = first->event,
                                .data = first->data,
                                .happened = london_date(first->due),
                                .recorded = desk->now,
                                .by = "timer",
                                .timer = first->name};
    desk_give(desk, &event);
    return first->name;
}

static void add_date(struct text *out, struct date date)
{
    char buffer[DATE_SIZE];
    text_addf(out, " %s", date_write(date, buffer));
}

static void add_effect(struct text *out, const struct effect *effect)
{
    static const char *const statuses[] = {"open", "met", "late", "lapsed", "superseded"};
    switch (effect->kind) {
    case EFFECT_TIMER_ARM:
        text_addf(out, "arm %s %s ", effect->timer->name, effect->timer->event);
        london_write(effect->timer->due, out);
        break;
    case EFFECT_TIMER_CANCEL:
        text_addf(out, "cancel %s", effect->timer->name);
        break;
    case EFFECT_DEADLINE_OPEN:
        text_addf(out, "open %s", effect->deadline->name);
        add_date(out, effect->deadline->due);
        break;
    case EFFECT_DEADLINE_CLOSE:
        text_addf(out, "close %s %s", effect->deadline->name, statuses[effect->deadline->status]);
        break;
    case EFFECT_DEADLINE_REDATE:
        text_addf(out, "redate %s", effect->deadline->name);
        add_date(out, effect->old->due);
        add_date(out, effect->deadline->due);
        text_addf(out, " %s", effect->reason);
        break;
    case EFFECT_DEADLINE_TOLD:
        text_addf(out, "told %s", effect->deadline->name);
        break;
    case EFFECT_TASK_OPEN:
        text_addf(out, "task %s %s", effect->task->name, effect->task->role);
        if (date_is(effect->task->due))
            add_date(out, effect->task->due);
        break;
    case EFFECT_TASK_CLOSE:
        text_addf(out, "task %s %s", effect->task->name, effect->done ? "done" : "dropped");
        break;
    case EFFECT_NOTICE:
        text_addf(out, "notice %s", effect->notice->template);
        for (size_t i = 0; i < effect->notice->count; i++)
            text_addf(out, " %s=%s", effect->notice->recipients[i].record,
                      effect->notice->recipients[i].address);
        if (effect->notice->not_before) {
            text_add(out, " not before ");
            london_write(effect->notice->not_before, out);
        }
        break;
    case EFFECT_SEND:
        text_addf(out, "send %s to %s", effect->event->name, effect->target);
        break;
    case EFFECT_LOG:
        text_addf(out, "log %s", effect->text);
        break;
    case EFFECT_INVOKE:
        text_addf(out, "invoke %s %s", effect->child->id, effect->child->workflow);
        break;
    case EFFECT_UNINVOKE:
        text_addf(out, "uninvoke %s", effect->child->id);
        break;
    case EFFECT_DONE:
        text_addf(out, "done %s to %s", effect->event->name, effect->target);
        break;
    }
    text_add_char(out, '\n');
}

const char *desk_effects(struct desk *desk)
{
    text_clear(&desk->seen);
    for (size_t i = 0; i < desk->out.effects.count; i++)
        add_effect(&desk->seen, desk->out.effects.items[i]);
    return text_string(&desk->seen);
}

const char *desk_path(struct desk *desk)
{
    text_clear(&desk->seen);
    for (size_t i = 0; i < desk->out.path.count; i++)
        text_addf(&desk->seen, "%s%s", i ? "; " : "", (const char *)desk->out.path.items[i]);
    return text_string(&desk->seen);
}

const char *desk_field(struct desk *desk, const char *name)
{
    json_t *value = json_object_get(desk->kase->fields, name);
    text_clear(&desk->seen);
    char *dump = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    text_add(&desk->seen, dump ? dump : "none");
    free(dump);
    return text_string(&desk->seen);
}

const char *desk_faults(struct desk *desk)
{
    text_clear(&desk->seen);
    faults_print(desk->faults, &desk->seen);
    return text_string(&desk->seen);
}

const char *desk_errors(struct desk *desk)
{
    text_clear(&desk->seen);
    for (size_t i = 0; i < json_array_size(desk->out.errors); i++)
        text_addf(&desk->seen, "%s\n", json_string_value(json_array_get(desk->out.errors, i)));
    return text_string(&desk->seen);
}
