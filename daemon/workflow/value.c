/* Typed values: what a field, an event's value or a form's line may hold. */
#include "workflow/model.h"

const struct model_value *values_find(const struct model_values *values, const char *name)
{
    for (size_t i = 0; i < values->count; i++)
        if (string_equal(values->items[i].name, name))
            return &values->items[i];
    return NULL;
}

enum value_type model_value_type(const struct model_value *value)
{
    static const struct {
        const char *name;
        enum value_type type;
    } types[] = {{"date", VALUE_DATE},     {"string", VALUE_STRING}, {"text", VALUE_STRING},
                 {"choice", VALUE_STRING}, {"int", VALUE_INT},       {"number", VALUE_DOUBLE},
                 {"bool", VALUE_BOOL}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (string_equal(value->type, types[i].name))
            return types[i].type;
    return VALUE_ANY;
}

static bool is_choice(const struct model_value *value, const char *given)
{
    for (const char *const *choice = value->of; *choice; choice++)
        if (string_equal(*choice, given))
            return true;
    return false;
}

static void add_choices(const struct model_value *value, struct text *out)
{
    for (const char *const *choice = value->of; *choice; choice++)
        text_addf(out, "%s%s", out->length ? ", " : "", *choice);
}

static bool fits(const struct model_value *value, const json_t *given)
{
    struct date date;
    switch (model_value_type(value)) {
    case VALUE_DATE:
        return json_is_string(given) && date_read(json_string_value(given), &date, NULL) == 0;
    case VALUE_INT:
        return json_is_integer(given);
    case VALUE_DOUBLE:
        return json_is_number(given);
    case VALUE_BOOL:
        return json_is_boolean(given);
    case VALUE_STRING:
        return json_is_string(given) && (!value->of || is_choice(value, json_string_value(given)));
    default:
        return true;
    }
}

/* The text of a value never goes into the error: it may be about a child. */
int model_value_check(const struct model_value *value, const json_t *given, const char *what,
                      struct error *error)
{
    if (json_is_null(given) || fits(value, given))
        return 0;
    error_set(error, SENDD_EINVALID, "%s `%s` is not of type %s", what, value->name, value->type);
    if (value->of) {
        struct text choices = TEXT_EMPTY;
        add_choices(value, &choices);
        error_hint(error, "give one of: %s", text_string(&choices));
        text_free(&choices);
    } else if (model_value_type(value) == VALUE_DATE) {
        error_hint(error, "give a date as YYYY-MM-DD");
    }
    return SENDD_EINVALID;
}

static int names_hint(const struct model_values *values, struct error *error)
{
    struct text names = TEXT_EMPTY;
    for (size_t i = 0; i < values->count; i++)
        text_addf(&names, "%s%s", i ? ", " : "", values->items[i].name);
    error_hint(error, "it takes %.200s; when it happened is said apart, with --happened DATE", names.length ? text_string(&names) : "none");
    text_free(&names);
    return SENDD_EINVALID;
}

int model_values_check_known(const struct model_values *values, const json_t *object, const char *what,
                             struct error *error)
{
    const char *name;
    json_t *given;
    json_object_foreach((json_t *)object, name, given)
    {
        const struct model_value *value = values_find(values, name);
        if (!value) {
            error_set(error, SENDD_EINVALID, "there is no %s `%.60s` here", what, name);
            return names_hint(values, error);
        }
        int code = model_value_check(value, given, what, error);
        if (code)
            return code;
    }
    return 0;
}

int model_values_check(const struct model_values *values, const json_t *object, const char *what,
                       struct error *error)
{
    int code = model_values_check_known(values, object, what, error);
    for (size_t i = 0; code == 0 && i < values->count; i++) {
        const json_t *there = json_object_get(object, values->items[i].name);
        if (values->items[i].required && (!there || json_is_null(there)))
            code = error_set(error, SENDD_EINVALID, "%s `%s` is missing", what, values->items[i].name);
    }
    return code;
}
