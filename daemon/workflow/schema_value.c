/* The notation of typed values and of the events that come from outside. */
#include "workflow/schema.h"

static const char *const field_types[] = {"date", "string", "text", "int", "number",
                                          "bool", "choice", "any",  NULL};

static const struct conf_key value_keys[] = {
    {.name = "type",
     .type = CONF_STRING,
     .required = true,
     .choices = field_types,
     .help = "What it holds. text is a string of several lines; any is whatever JSON comes.",
     .example = "\"date\""},
    {.name = "of",
     .type = CONF_STRINGS,
     .help = "For type choice: the values it may have.",
     .example = "[\"agreed\", \"refused\"]"},
    {.name = "label",
     .type = CONF_STRING,
     .help = "What people read beside it.",
     .example = "\"LA received the request\""},
    {.name = "required",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "A field: a case cannot start without it. An event's or a form's value: it must be given."},
    {.name = "default",
     .type = CONF_SCALAR,
     .help = "Its value until it is set; fields only.",
     .example = "0"},
    {.name = "expr",
     .type = CONF_STRING,
     .help = "Its first value as an expression; fields only. It may use the fields written before it. Should "
             "it fail, error.execution is raised and the field stays empty.",
     .example = "\"fields.reviews + 1\""},
    {0}};
const struct conf_schema workflow_value_schema = {
    "value",
    "One typed value: a field of a case, a value that comes with an event, or a line of a task's form.",
    value_keys};

static const struct conf_key declared_keys[] = {
    {.name = "name", .type = CONF_STRING, .required = true, .help = "The event.", .example = "\"la.agreed\""},
    {.name = "title",
     .type = CONF_STRING,
     .help = "What people read for it.",
     .example = "\"The LA agreed to assess\""},
    {.name = "data",
     .type = CONF_MAP,
     .of = &workflow_value_schema,
     .help = "The values that may come with it; without this, any may."},
    {0}};
const struct conf_schema workflow_declared_schema = {
    "event",
    "An event that people, plugins or other cases send. Its values are checked before anything happens.",
    declared_keys};
