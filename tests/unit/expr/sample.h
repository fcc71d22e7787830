/* The names that the tests of expressions see: one made-up case. */
#ifndef SENDD_TESTS_EXPR_SAMPLE_H
#define SENDD_TESTS_EXPR_SAMPLE_H

#include "expr/expr.h"

#include <stdlib.h>
#include <string.h>

static inline struct expr_scope *sample_scope(struct arena *arena)
{
    static const struct {
        const char *path;
        enum value_type type;
    } names[] = {
        {"fields.outcome", VALUE_STRING}, {"fields.received", VALUE_DATE}, {"fields.sent", VALUE_DATE},
        {"fields.count", VALUE_INT},      {"fields.hours", VALUE_DOUBLE},  {"fields.excused", VALUE_BOOL},
        {"fields.tags", VALUE_LIST},      {"event.name", VALUE_STRING},    {"event.data", VALUE_ANY},
        {"event.happened", VALUE_DATE},   {"facts.pupil.year", VALUE_ANY}, {"facts.contact", VALUE_LIST},
        {"subject", VALUE_MAP},
    };
    struct expr_scope *scope = expr_scope_new(arena);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        expr_scope_add(scope, names[i].path, names[i].type);
    return scope;
}

/* fields.sent has no value, fields.excused is null. A new reference. */
static inline json_t *sample_names(void)
{
    static const char text[] =
        "{\"fields\": {\"outcome\": \"agreed\", \"received\": \"2026-09-01\", \"count\": 3, \"hours\": 2.5,"
        " \"excused\": null, \"tags\": [\"a\", \"b\", 3]},"
        " \"event\": {\"name\": \"la.agreed\", \"data\": {\"n\": 7, \"when\": \"2026-10-05\", \"bad\": "
        "\"soon\","
        " \"list\": [1, 2, 3], \"none\": null, \"a-b\": 1}, \"happened\": \"2026-09-14\"},"
        " \"facts\": {\"pupil\": {\"year\": 9}, \"contact\": [{\"kind\": \"parent\", \"n\": 1}, {\"kind\": "
        "\"la\", \"n\": 2}]},"
        " \"subject\": {\"id\": \"P1\"}}";
    return json_loads(text, JSON_REJECT_DUPLICATES, NULL);
}

static inline bool sample_in_state(void *context, const char *state)
{
    (void)context;
    return strcmp(state, "deciding") == 0;
}

#endif
