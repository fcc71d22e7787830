#include "workflow/migrating.h"

#include <stdio.h>

void migrate_note(struct migrating *migrating, const char *format, ...)
{
    char line[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    json_array_append_new(migrating->changes, json_string(line));
}

static json_t *atomic_json(const struct definition *definition, const bool *set)
{
    json_t *list = json_array();
    for (size_t i = 0; i < definition->state_count; i++)
        if (set[i] && model_atomic(definition->states[i]))
            json_array_append_new(list, json_string(definition->states[i]->id));
    return list;
}

static json_t *report_json(const struct migrating *migrating)
{
    const struct migrate_input *in = migrating->in;
    return json_keep(migrating->arena,
                     json_pack("{s:I, s:I, s:{s:o, s:o}, s:O, s:O, s:O}", "from",
                               (json_int_t)in->from->version, "to", (json_int_t)in->to->version, "states",
                               "before", atomic_json(in->from, migrating->before), "after",
                               atomic_json(in->to, migrating->after), "added", migrating->added, "dropped",
                               migrating->dropped, "changes", migrating->changes));
}

static bool *configuration(const struct migrate_input *in, struct arena *arena)
{
    bool *set = arena_alloc(arena, in->from->state_count + 1);
    for (size_t i = 0; i < in->kase->states.count; i++) {
        const struct model_state *state = model_state_find(in->from, in->kase->states.items[i]);
        if (state)
            set[state->index] = true;
    }
    return set;
}

/* The step that never was: its event is the migration itself, for what names the event in course. */
static void duties(struct migrating *migrating, struct step_output *out)
{
    const struct migrate_input *in = migrating->in;
    struct event event = {
        .name = "case.migrate", .happened = london_date(in->now), .recorded = in->now, .by = in->by};
    struct step_input input = {.definition = in->to,
                               .kase = &migrating->kase,
                               .event = &event,
                               .facts = in->facts,
                               .now = in->now,
                               .wake_hour = in->wake_hour,
                               .wake_minute = in->wake_minute,
                               .rules = in->rules,
                               .calendars = in->calendars};
    run_begin(&migrating->run, &input, migrating->arena, out);
    run_event(&migrating->run, &event);
    migrate_first_values(migrating);
    migrate_duties(migrating);
    run_finish(&migrating->run);
}

int migrate(const struct migrate_input *input, struct arena *arena, struct step_output *out, json_t **report,
            struct error *error)
{
    struct migrating *migrating = arena_alloc(arena, sizeof *migrating);
    *migrating = (struct migrating){.in = input,
                                    .arena = arena,
                                    .before = configuration(input, arena),
                                    .after = arena_alloc(arena, input->to->state_count + 1),
                                    .kase = *input->kase,
                                    .added = json_keep(arena, json_array()),
                                    .dropped = json_keep(arena, json_object()),
                                    .changes = json_keep(arena, json_array())};
    migrating->reason = arena_printf(arena, "migrated to version %lld", (long long)input->to->version);
    migrating->kase.definition = input->to->hash;
    migrating->kase.workflow = input->to->id;
    int code = migrate_states(migrating, error);
    if (!code)
        code = migrate_fields(migrating, error);
    if (code)
        return code;
    duties(migrating, out);
    *report = report_json(migrating);
    return 0;
}
