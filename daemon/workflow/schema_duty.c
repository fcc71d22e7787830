/* The notation of what has a date: deadlines, timers, tasks. */
#include "workflow/schema.h"

static const struct conf_key deadline_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .help = "Its name in events; by default the rule's id. Deadlines of one state that each have a when may "
             "share an id: the "
             "first that holds opens.",
     .example = "\"advice\""},
    {.name = "rule",
     .type = CONF_STRING,
     .required = true,
     .help = "The rule that gives the date.",
     .example = "\"ehcna.decision\""},
    {.name = "from",
     .type = CONF_STRING,
     .required = true,
     .help = "The date field it counts from. While it is empty the deadline waits; when it changes, the "
             "deadline is "
             "dated again and the old date is kept as superseded.",
     .example = "\"request_received\""},
    {.name = "anchors",
     .type = CONF_MAP,
     .help = "The date fields of the rule's other anchors, by the anchor's name. While one is empty the rule does without "
             "it; when it changes, the deadline is dated again.",
     .example = "{ notice = \"notice_sent\"; }"},
    {.name = "title", .type = CONF_STRING, .help = "What people read for it; by default the rule's title."},
    {.name = "when",
     .type = CONF_STRING,
     .help = "It opens on entry only if this expression is true.",
     .example = "\"!fields.excused\""},
    {.name = "warn",
     .type = CONF_STRINGS,
     .help = "How long before the earliest date that anyone reads the rule to give deadline.ID.warning is "
             "raised, at the wake hour.",
     .example = "[\"2 weeks\", \"3 days\"]"},
    {.name = "met_by",
     .type = CONF_STRINGS,
     .help = "The events that meet it, late or in time by when they happened. Left any other way it lapses. "
             "Without this, "
             "leaving the state by any event meets it.",
     .example = "[\"la.agreed\", \"la.refused\"]"},
    {.name = "past",
     .type = CONF_STRING,
     .fallback = "\"miss\"",
     .choices = (const char *const[]){"miss", "skip", NULL},
     .help = "What happens if its date is already past on entry: miss raises deadline.ID.missed at once; "
             "skip does not open it."},
    {0}};
const struct conf_schema workflow_deadline_schema = {
    "deadline",
    "A dated duty that is open while the state is active. It raises deadline.ID.warning and "
    "deadline.ID.missed, the latter at 00:00 on "
    "the day after the last lawful day; when the rule is a period left to someone, deadline.ID.ended "
    "instead.",
    deadline_keys};

static const struct conf_key timer_keys[] = {
    {.name = "id", .type = CONF_STRING, .required = true, .help = "Its name.", .example = "\"nudge\""},
    {.name = "after",
     .type = CONF_STRING,
     .help =
         "How long after entry: days, weeks, months, working days or school days. It fires at the wake hour.",
     .example = "\"3 days\""},
    {.name = "at",
     .type = CONF_STRING,
     .help = "An expression that gives the date.",
     .example = "\"fields.review_on\""},
    {.name = "each",
     .type = CONF_STRING,
     .help = "A day of every year; after an outage it fires once.",
     .example = "\"1 September\""},
    {.name = "event",
     .type = CONF_STRING,
     .required = true,
     .help = "The event it raises.",
     .example = "\"year.turned\""},
    {0}};
const struct conf_schema workflow_timer_schema = {
    "timer", "Raises an event later; it ends with the state. Exactly one of after, at and each.", timer_keys};

static const struct conf_key task_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "Its name.",
     .example = "\"school-advice\""},
    {.name = "role", .type = CONF_STRING, .required = true, .help = "Who does it.", .example = "\"senco\""},
    {.name = "title",
     .type = CONF_STRING,
     .required = true,
     .help = "What is to be done.",
     .example = "\"Send the school's advice to the LA\""},
    {.name = "within", .type = CONF_STRING, .help = "How long they have.", .example = "\"5 school days\""},
    {.name = "rule",
     .type = CONF_STRING,
     .help = "Or the rule that gives the date, counted from the field in from."},
    {.name = "from", .type = CONF_STRING, .help = "For rule: the date field it counts from."},
    {.name = "due",
     .type = CONF_STRING,
     .help = "Or an expression that gives the date.",
     .example = "\"fields.review_on\""},
    {.name = "event",
     .type = CONF_STRING,
     .help = "The event its completion raises; by default task.ID.completed.",
     .example = "\"advice.sent\""},
    {.name = "form",
     .type = CONF_MAP,
     .of = &workflow_value_schema,
     .help = "What they fill in; it comes as the event's values."},
    {0}};
const struct conf_schema workflow_task_schema = {
    "task", "Work for a role: open while the state is active, closed as not needed when it is left.",
    task_keys};
