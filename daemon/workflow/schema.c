/* The notation: one table for each kind of group in conf/workflows/NAME.conf. */
#include "workflow/advice.h"
#include "workflow/schema.h"

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
     .help = "The state to go to, or several in different parts of one parallel state. Without it, the "
             "actions happen and the state stays.",
     .example = "\"assessing\""},
    {.name = "internal",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "Going to a state inside this one does not leave and enter this one."},
    {.name = "do", .type = CONF_GROUPS, .of = &workflow_action_schema, .help = "What to do on the way."},
    {0}};
static const struct conf_schema transition_schema = {
    "transition", "How an event moves a case. The first that fits is taken, inner states before outer ones.",
    transition_keys};

static const struct conf_key invoke_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .help = "What this case calls the child: in done.invoke.ID, event.invokeid and to = \"child:ID\". By "
             "default the state's name and a number.",
     .example = "\"review\""},
    {.name = "workflow",
     .type = CONF_STRING,
     .required = true,
     .help = "The child's workflow: one of this workflow's children, else one of the pack.",
     .example = "\"annual-review\""},
    {.name = "with",
     .type = CONF_MAP,
     .help = "First values of the child's fields, each an expression. What the child has no field for is "
             "left out. Should one fail, the child is not started.",
     .example = "{ year = \"fields.year\"; }"},
    {.name = "type_expr",
     .type = CONF_STRING,
     .help = "SCXML's typeexpr, an expression. It must give scxml or http://www.w3.org/TR/scxml/; with anything "
             "else the child is not started.",
     .example = "\"fields.kind\""},
    {.name = "autoforward",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "Every event from outside that comes to this case goes to the child, too."},
    {.name = "id_field",
     .type = CONF_STRING,
     .help = "A field that receives the child's id.",
     .example = "\"review_id\""},
    {.name = "do",
     .type = CONF_GROUPS,
     .of = &workflow_action_schema,
     .help = "What to do with each event that comes from the child, before any transition takes it."},
    {.name = "each",
     .type = CONF_STRING,
     .help = "A list, as an expression: one child is started for each of its items, called ID.0, ID.1 and so "
             "on. In with, the item is `item`. done.invoke.ID comes once, when the last of them is done; its "
             "data is the list of their results, in the list's order.",
     .example = "\"fields.providers\""},
    {.name = "item",
     .type = CONF_STRING,
     .help = "For each: the child's field that receives the item.",
     .example = "\"provider\""},
    {0}};
static const struct conf_schema invoke_schema = {
    "invoke",
    "A child case that runs while the state is active. It starts when the case has come to rest in the "
    "state, "
    "and is cancelled when the state is left. When it ends by itself, done.invoke.ID comes with its result.",
    invoke_keys};

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
    {.name = "initial_do",
     .type = CONF_GROUPS,
     .of = &workflow_action_schema,
     .help = "What to do when it begins there, after its entry and before the inner state's."},
    {.name = "history",
     .type = CONF_STRING,
     .choices = (const char *const[]){"shallow", "deep", NULL},
     .help =
         "Makes it a place to come back to: going to it goes to where the state around it was left, the "
         "inner state (shallow) or the innermost ones (deep). The first time, it goes where its goto says.",
     .example = "\"deep\""},
    {.name = "goto",
     .type = CONF_STRINGS,
     .help = "For history: where it goes when there is nothing to come back to.",
     .example = "\"drafting\""},
    {.name = "do",
     .type = CONF_GROUPS,
     .of = &workflow_action_schema,
     .help = "For history: what to do when it goes where its goto says."},
    {.name = "final",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "Reaching it ends the state around it; at the top, the case."},
    {.name = "done_data",
     .type = CONF_MAP,
     .help = "For final: the data of done.state.ID of the state around it, or the result of the case. Each "
             "value is an expression.",
     .example = "{ agreed = \"fields.outcome == 'agreed'\"; }"},
    {.name = "done_names",
     .type = CONF_MAP,
     .help = "For names that cannot stand in done_data as they are: what a name there is called in the data.",
     .example = "{ agreed_on = \"agreed.on\"; }"},
    {.name = "done_value",
     .type = CONF_STRING,
     .help = "For final, instead of done_data: the data as one expression.",
     .example = "\"fields.outcome\""},
    {.name = "fields",
     .type = CONF_MAP,
     .of = &workflow_value_schema,
     .help = "Fields that belong to this state. Their names are shared by the whole workflow; with binding "
             "\"late\" they get their first value when the state is first entered."},
    {.name = "invoke",
     .type = CONF_GROUPS,
     .of = &invoke_schema,
     .help = "Child cases that run while the state is active."},
    {.name = "entry", .type = CONF_GROUPS, .of = &workflow_action_schema, .help = "What to do on entering it."},
    {.name = "exit", .type = CONF_GROUPS, .of = &workflow_action_schema, .help = "What to do on leaving it."},
    {.name = "on",
     .type = CONF_GROUPS,
     .of = &transition_schema,
     .help = "Its transitions, first match first."},
    {.name = "deadlines", .type = CONF_GROUPS, .of = &workflow_deadline_schema, .help = "Dated duties of this state."},
    {.name = "timers", .type = CONF_GROUPS, .of = &workflow_timer_schema, .help = "Timers of this state."},
    {.name = "tasks", .type = CONF_GROUPS, .of = &workflow_task_schema, .help = "Tasks of this state."},
    {.name = "quiet",
     .type = CONF_STRINGS,
     .choices = advice_names,
     .help = "Warnings of sendctl check that are not wanted here and in all that is inside: what they warn of "
             "is meant. No part of the meaning: a case is not pinned to it.",
     .example = "\"waits-forever\""},
    {0}};
static const struct conf_schema state_schema = {"state", "One state, or a group of them.", state_keys};

static const char *const bindings[] = {"early", "late", NULL};

static const struct conf_schema child_schema;
static const struct conf_key child_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "The name by which invoke starts it.",
     .example = "\"visit\""},
    {.name = "title", .type = CONF_STRING, .help = "What people read for it; by default its name."},
    {.name = "reads",
     .type = CONF_STRINGS,
     .help = "The registers whose records its steps may look at; by default those of the workflow around it.",
     .example = "[\"pupil\"]"},
    {.name = "fields", .type = CONF_MAP, .of = &workflow_value_schema, .help = "What the child case knows."},
    {.name = "binding", .type = CONF_STRING, .choices = bindings, .help = "As of a workflow."},
    {.name = "events",
     .type = CONF_GROUPS,
     .of = &workflow_declared_schema,
     .help = "The events that come from outside."},
    {.name = "initial", .type = CONF_STRINGS, .help = "Where it begins; by default the first state."},
    {.name = "initial_do", .type = CONF_GROUPS, .of = &workflow_action_schema, .help = "What to do when it begins."},
    {.name = "tasks", .type = CONF_GROUPS, .of = &workflow_task_schema, .help = "Tasks that the action task opens."},
    {.name = "states", .type = CONF_GROUPS, .of = &state_schema, .required = true, .help = "The states."},
    {.name = "children",
     .type = CONF_GROUPS,
     .of = &child_schema,
     .help = "Workflows of the child's own children."},
    {.name = "quiet",
     .type = CONF_STRINGS,
     .choices = advice_names,
     .help = "Warnings of sendctl check that are not wanted here and in all that is inside: what they warn of "
             "is meant. No part of the meaning: a case is not pinned to it.",
     .example = "\"waits-forever\""},
    {0}};
static const struct conf_schema child_schema = {
    "child",
    "A workflow that only cases of the workflow around it start, by invoke. Its prefix, subject and version "
    "are those of the workflow around it.",
    child_keys};

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
    {.name = "fields", .type = CONF_MAP, .of = &workflow_value_schema, .help = "What a case knows."},
    {.name = "events",
     .type = CONF_GROUPS,
     .of = &workflow_declared_schema,
     .help = "The events that come from outside."},
    {.name = "initial", .type = CONF_STRINGS, .help = "Where a case begins; by default the first state."},
    {.name = "initial_do", .type = CONF_GROUPS, .of = &workflow_action_schema, .help = "What to do when it begins."},
    {.name = "binding",
     .type = CONF_STRING,
     .choices = bindings,
     .help = "When the fields of states get their first values: early (the default), when the case begins; "
             "late, when the state is first entered."},
    {.name = "valid_from",
     .type = CONF_STRING,
     .help = "New cases begin with this version from this day on.",
     .example = "\"2027-09-01\""},
    {.name = "valid_to",
     .type = CONF_STRING,
     .help = "The last day on which new cases begin with this version.",
     .example = "\"2027-08-31\""},
    {.name = "children",
     .type = CONF_GROUPS,
     .of = &child_schema,
     .help = "Workflows of child cases, started by invoke."},
    {.name = "tasks",
     .type = CONF_GROUPS,
     .of = &workflow_task_schema,
     .help = "Tasks that the action task opens; open until they are done or the case ends."},
    {.name = "states", .type = CONF_GROUPS, .of = &state_schema, .required = true, .help = "The states."},
    {.name = "quiet",
     .type = CONF_STRINGS,
     .choices = advice_names,
     .help = "Warnings of sendctl check that are not wanted here and in all that is inside: what they warn of "
             "is meant. No part of the meaning: a case is not pinned to it.",
     .example = "\"waits-forever\""},
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
