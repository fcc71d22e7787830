/* What a case knows, in the new version: what both have is kept, new fields get their defaults, removed ones
 * go into the report and from there into the history. */
#include "workflow/migrating.h"

static int type_check(const struct migrating *migrating, const struct model_value *old,
                      const struct model_value *new, const json_t *value, struct error *error)
{
    const struct migrate_input *in = migrating->in;
    if (!value || json_is_null(value))
        return 0;
    if (string_equal(old->type, new->type) && model_value_check(new, value, "field", NULL) == 0)
        return 0;
    if (!string_equal(old->type, new->type))
        error_set(error, SENDD_ECONFLICT,
                  "the field %s is of type %s in version %lld and of type %s in version %lld", new->name,
                  old->type, (long long)in->from->version, new->type, (long long)in->to->version);
    else
        error_set(error, SENDD_ECONFLICT, "version %lld does not take the value that the field %s has",
                  (long long)in->to->version, new->name);
    return error_hint(
        error, "give the changed field another name in the workflow's file, or correct the case first");
}

int migrate_fields(struct migrating *migrating, struct error *error)
{
    const struct migrate_input *in = migrating->in;
    json_t *fields = json_keep(migrating->arena, json_object()), *value;
    const char *name;
    int code = 0;
    json_object_foreach(in->kase->fields, name, value)
    {
        const struct model_value *old = values_find(&in->from->fields, name);
        const struct model_value *new = values_find(&in->to->fields, name);
        if (!new) {
            json_object_set(migrating->dropped, name, value);
            continue;
        }
        if (old && (code = type_check(migrating, old, new, value, error)))
            return code;
        json_object_set(fields, name, value);
    }
    for (size_t i = 0; i < in->to->fields.count; i++)
        if (!values_find(&in->from->fields, in->to->fields.items[i].name))
            json_array_append_new(migrating->added, json_string(in->to->fields.items[i].name));
    migrating->kase.fields = fields;
    return 0;
}

static void first_value(struct migrating *migrating, const struct model_value *field)
{
    struct run *run = &migrating->run;
    struct error error = ERROR_NONE;
    json_t *value = NULL;
    int code = run_value(run, field->expr, &value, &error);
    if (!code)
        code = model_value_check(field, value, "field", &error);
    if (code)
        run_error(run, "field %s: %s", field->name, error.text);
    else
        json_object_set(fields_own(run), field->name, value);
    json_decref(value);
}

/* What binds late gets its first values when its state is entered; the active ones were. */
void migrate_first_values(struct migrating *migrating)
{
    const struct definition *to = migrating->in->to;
    for (size_t i = 0; i < to->fields.count; i++) {
        const struct model_value *field = &to->fields.items[i];
        bool later = to->late && field->state && !migrating->after[field->state->index];
        if (field->expr && !later && !values_find(&migrating->in->from->fields, field->name))
            first_value(migrating, field);
    }
    for (size_t i = 0; to->late && i < to->state_count; i++)
        if (migrating->after[i] && to->states[i]->field_count)
            memory_bound(&migrating->run, to->states[i]);
}
