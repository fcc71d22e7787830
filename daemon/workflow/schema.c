/* The notation: one table for each kind of group in conf/workflows/NAME.conf. */
#include "workflow/definition.h"

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
    {0}};
static const struct conf_schema value_schema = {
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
     .of = &value_schema,
     .help = "The values that may come with it; without this, any may."},
    {0}};
static const struct conf_schema declared_schema = {
    "event",
    "An event that people, plugins or other cases send. Its values are checked before anything happens.",
    declared_keys};

static const struct conf_key action_keys[] = {
    {.name = "when",
     .type = CONF_STRING,
     .help = "The action happens only if this expression is true.",
     .example = "\"fields.outcome == 'agreed'\""},
    {.name = "set",
     .type = CONF_STRING,
     .help = "Sets this field, to a literal (to) or a computed value (expr).",
     .example = "\"outcome\""},
    {.name = "to",
     .type = CONF_SCALAR,
     .help =
         "For set: the literal. For send: \"subject:WORKFLOW\" for the open cases of WORKFLOW about the same "
         "subject, or an expression that gives a case reference.",
     .example = "\"agreed\""},
    {.name = "expr",
     .type = CONF_STRING,
     .help = "For set: the expression.",
     .example = "\"event.happened\""},
    {.name = "notify",
     .type = CONF_STRING,
     .help = "Sends a notice to parents, la, or a role.",
     .example = "\"parents\""},
    {.name = "template",
     .type = CONF_STRING,
     .help = "For notify: the template.",
     .example = "\"ehcna-requested-parents\""},
    {.name = "raise",
     .type = CONF_STRING,
     .help = "Raises an event inside this case, before any that waits outside.",
     .example = "\"plan.ready\""},
    {.name = "send",
     .type = CONF_STRING,
     .help = "Sends an event to another case.",
     .example = "\"plan.issued\""},
    {.name = "with",
     .type = CONF_MAP,
     .help = "For raise and send: the event's values, each an expression.",
     .example = "{ on = \"event.happened\"; }"},
    {.name = "open",
     .type = CONF_STRING,
     .help = "Opens a deadline of an active state (again).",
     .example = "\"meeting.autumn\""},
    {.name = "close",
     .type = CONF_STRING,
     .help = "Closes an open deadline as lapsed.",
     .example = "\"meeting.autumn\""},
    {.name = "timer",
     .type = CONF_STRING,
     .help = "Starts this timer, or starts it afresh. It ends with the state it is written in.",
     .example = "\"chase\""},
    {.name = "after",
     .type = CONF_STRING,
     .help = "For timer: how long from now; it fires at the wake hour.",
     .example = "\"2 weeks\""},
    {.name = "at",
     .type = CONF_STRING,
     .help = "For timer: an expression that gives the date.",
     .example = "\"fields.review_on\""},
    {.name = "event",
     .type = CONF_STRING,
     .help = "For timer: the event it raises.",
     .example = "\"chase.due\""},
    {.name = "cancel", .type = CONF_STRING, .help = "Stops this timer.", .example = "\"chase\""},
    {.name = "task",
     .type = CONF_STRING,
     .help = "Opens a task that is declared under the workflow's tasks.",
     .example = "\"start-request\""},
    {.name = "drop",
     .type = CONF_STRING,
     .help = "Closes this open task as not needed.",
     .example = "\"start-request\""},
    {.name = "log",
     .type = CONF_STRING,
     .help = "Writes a line in the case's history.",
     .example = "\"Portal reference noted\""},
    {0}};
static const struct conf_schema action_schema = {
    "action",
    "One thing to do: exactly one of set, notify, raise, send, open, close, timer, cancel, task, drop, log. "
    "An action that fails "
    "raises error.execution and ends its own list of actions, nothing else.",
    action_keys};

static const struct conf_key transition_keys[] = {
    {.name = "event",
     .type = CONF_STRINGS,
     .help = "The events that take it. \"la.*\" takes every event whose name begins with \"la.\", \"*\" all. "
             "Without it, the transition is taken as soon as its guard holds.",
     .example = "[\"la.agreed\", \"tribunal.ordered\"]"},
    {.name = "when",
     .type = CONF_STRING,
     .help = "The guard: taken only if this expression is true.",
     .example = "\"fields.outcome != 'agreed'\""},
    {.name = "goto",
     .type = CONF_STRINGS,
     .help = "The state to go to. Without it, the actions happen and the state stays.",
     .example = "\"assessing\""},
    {.name = "internal",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "Going to a state inside this one does not leave and enter this one."},
    {.name = "do", .type = CONF_GROUPS, .of = &action_schema, .help = "What to do on the way."},
    {0}};
static const struct conf_schema transition_schema = {
    "transition", "How an event moves a case. The first that fits is taken, inner states before outer ones.",
    transition_keys};

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
static const struct conf_schema deadline_schema = {
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
static const struct conf_schema timer_schema = {
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
     .of = &value_schema,
     .help = "What they fill in; it comes as the event's values."},
    {0}};
static const struct conf_schema task_schema = {
    "task", "Work for a role: open while the state is active, closed as not needed when it is left.",
    task_keys};

static const struct conf_schema state_schema;
static const struct conf_key state_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "Its name, unique in the workflow.",
     .example = "\"deciding\""},
    {.name = "title",
     .type = CONF_STRING,
     .help = "What people read for it.",
     .example = "\"LA is deciding whether to assess\""},
    {.name = "states", .type = CONF_GROUPS, .of = &state_schema, .help = "The states inside it."},
    {.name = "initial", .type = CONF_STRINGS, .help = "Where it begins; by default its first inner state."},
    {.name = "parallel",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "All inner states are active at the same time, each going its own way."},
    {.name = "history", .type = CONF_STRING, .help = "Comes with a later version."},
    {.name = "final",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "Reaching it ends the state around it; at the top, the case."},
    {.name = "entry", .type = CONF_GROUPS, .of = &action_schema, .help = "What to do on entering it."},
    {.name = "exit", .type = CONF_GROUPS, .of = &action_schema, .help = "What to do on leaving it."},
    {.name = "on",
     .type = CONF_GROUPS,
     .of = &transition_schema,
     .help = "Its transitions, first match first."},
    {.name = "deadlines", .type = CONF_GROUPS, .of = &deadline_schema, .help = "Dated duties of this state."},
    {.name = "timers", .type = CONF_GROUPS, .of = &timer_schema, .help = "Timers of this state."},
    {.name = "tasks", .type = CONF_GROUPS, .of = &task_schema, .help = "Tasks of this state."},
    {0}};
static const struct conf_schema state_schema = {"state", "One state, or a group of them.", state_keys};

static const struct conf_key body_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "Its name.",
     .example = "\"ehc-needs-assessment\""},
    {.name = "version",
     .type = CONF_INT,
     .required = true,
     .minimum = 1,
     .maximum = 1000000,
     .help = "Raise it with every change of meaning; running cases stay on the text they began with."},
    {.name = "title",
     .type = CONF_STRING,
     .required = true,
     .help = "What people read for it.",
     .example = "\"EHC needs assessment\""},
    {.name = "prefix",
     .type = CONF_STRING,
     .required = true,
     .help = "What its cases' references begin with.",
     .example = "\"EHC\""},
    {.name = "subject",
     .type = CONF_STRING,
     .required = true,
     .help = "The register its cases are about.",
     .example = "\"pupil\""},
    {.name = "reads",
     .type = CONF_STRINGS,
     .help = "The registers whose records its steps may look at.",
     .example = "[\"pupil\", \"contact\", \"authority\"]"},
    {.name = "fields", .type = CONF_MAP, .of = &value_schema, .help = "What a case knows."},
    {.name = "events",
     .type = CONF_GROUPS,
     .of = &declared_schema,
     .help = "The events that come from outside."},
    {.name = "initial", .type = CONF_STRINGS, .help = "Where a case begins; by default the first state."},
    {.name = "tasks",
     .type = CONF_GROUPS,
     .of = &task_schema,
     .help = "Tasks that the action task opens; open until they are done or the case ends."},
    {.name = "states", .type = CONF_GROUPS, .of = &state_schema, .required = true, .help = "The states."},
    {0}};
static const struct conf_schema body_schema = {"workflow", "One workflow.", body_keys};

static const struct conf_key workflow_keys[] = {
    {.name = "workflow", .type = CONF_GROUP, .of = &body_schema, .required = true, .help = "The workflow."},
    {0}};
const struct conf_schema workflow_schema = {
    "workflow",
    "How cases of one kind go: their states, what moves them, their deadlines, tasks and notices. One "
    "workflow a file. The meaning is "
    "that of W3C SCXML; expressions are those of sendd-expression.",
    workflow_keys};
