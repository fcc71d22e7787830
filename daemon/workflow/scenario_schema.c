/* The notation of scenario files. */
#include "workflow/scenario.h"

static const struct conf_key contact_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "The contact's record.",
     .example = "\"C0001\""},
    {.name = "parental_responsibility",
     .type = CONF_BOOL,
     .fallback = "true",
     .help = "Is told as a parent."},
    {.name = "priority",
     .type = CONF_INT,
     .fallback = "1",
     .minimum = 1,
     .maximum = 99,
     .help = "Told in this order."},
    {.name = "channel", .type = CONF_STRING, .fallback = "\"email\"", .help = "How they are reached."},
    {.name = "email", .type = CONF_STRING, .help = "Their address."},
    {.name = "address", .type = CONF_STRING, .help = "The address for any other channel."},
    {0}};
static const struct conf_schema contact_schema = {"contact", "A contact of the pupil.", contact_keys};

static const struct conf_key facts_keys[] = {
    {.name = "pupil", .type = CONF_MAP, .help = "The subject's record."},
    {.name = "contacts",
     .type = CONF_GROUPS,
     .of = &contact_schema,
     .help = "The pupil's contacts; by default one parent who can be reached by e-mail."},
    {.name = "authority",
     .type = CONF_MAP,
     .help = "The LA's record; by default one that can be reached by e-mail.",
     .example = "{ email = \"\"; }"},
    {.name = "roles",
     .type = CONF_MAP,
     .help = "Addresses of roles; by default senco, headteacher and office have one."},
    {0}};
static const struct conf_schema facts_schema = {"facts", "The records that the steps see.", facts_keys};

static const struct conf_key expect_keys[] = {
    {.name = "case",
     .type = CONF_STRING,
     .help = "Whose; by default the case of the step. A child case has its parent's name, a dot and the invoke's id.",
     .example = "\"A.review\""},
    {.name = "states", .type = CONF_STRINGS, .help = "The innermost active states, no others."},
    {.name = "ended", .type = CONF_BOOL, .help = "Whether the case has ended."},
    {.name = "fields", .type = CONF_MAP, .help = "Fields with their values; \"\" for an empty one."},
    {.name = "deadlines",
     .type = CONF_STRINGS,
     .help = "The open deadlines, no others: id, or id and due date.",
     .example = "[\"ehcna.decision 2026-10-13\"]"},
    {.name = "closed",
     .type = CONF_STRINGS,
     .help = "The deadlines closed by this step, no others: id and met, late or lapsed.",
     .example = "[\"ehcna.decision met\"]"},
    {.name = "redated", .type = CONF_STRINGS, .help = "The deadlines dated again: id, old date, new date."},
    {.name = "missed",
     .type = CONF_STRINGS,
     .help = "The deadlines missed in this step: date and id. Always complete: what is missed and not listed "
             "fails."},
    {.name = "notices",
     .type = CONF_STRINGS,
     .help =
         "The notices of this step: the date they go (may be left out), to whom, template. Always complete.",
     .example = "[\"2026-10-14 la ehcna-chase-decision\"]"},
    {.name = "tasks", .type = CONF_STRINGS, .help = "The open tasks, no others: id, or id and due date."},
    {.name = "timers", .type = CONF_STRINGS, .help = "The armed timers, no others: name, or name and date."},
    {.name = "fired",
     .type = CONF_STRINGS,
     .help = "The timers that fired in this step: name, or date and name. Every timer must be expected: here, or by "
             "a notice, a missed deadline or an error that it caused.",
     .example = "[\"2027-09-01 timer:year\"]"},
    {.name = "log", .type = CONF_STRINGS, .help = "The lines logged in this step: text, or label: text."},
    {.name = "sent", .type = CONF_STRINGS, .help = "Events sent to other cases: name and target."},
    {.name = "path",
     .type = CONF_STRINGS,
     .help = "The moves of this step, in order.",
     .example = "[\"deciding -> gathering on la.agreed\"]"},
    {.name = "errors", .type = CONF_STRINGS, .help = "Parts of the errors of this step. Always complete."},
    {0}};
static const struct conf_schema expect_schema = {"expect", "What must be so after a step.", expect_keys};

static const char *const refusals[] = {"unwanted", "invalid", NULL};
static const char *const senders[] = {"person", "plugin", NULL};
static const struct conf_key step_keys[] = {
    {.name = "start", .type = CONF_STRING, .help = "Starts a case and names it.", .example = "\"A\""},
    {.name = "workflow", .type = CONF_STRING, .help = "For start: another workflow than the scenario's."},
    {.name = "subject",
     .type = CONF_STRING,
     .fallback = "\"pupil/P0001\"",
     .help = "For start: whom it is about."},
    {.name = "fields", .type = CONF_MAP, .help = "For start: the first values of fields."},
    {.name = "event", .type = CONF_STRING, .help = "Sends an event to the case.", .example = "\"la.agreed\""},
    {.name = "complete", .type = CONF_STRING, .help = "Completes this open task of the case."},
    {.name = "data", .type = CONF_MAP, .help = "For event and complete: the values that come with it."},
    {.name = "happened",
     .type = CONF_STRING,
     .help = "When it happened; by default today.",
     .example = "\"2026-10-09\""},
    {.name = "by",
     .type = CONF_STRING,
     .fallback = "\"person\"",
     .choices = senders,
     .help = "For event: what comes from a plugin too early is kept, a person is told at once."},
    {.name = "refused",
     .type = CONF_STRING,
     .choices = refusals,
     .help = "The step must be refused: no state takes the event now, or its values are wrong."},
    {.name = "advance",
     .type = CONF_STRING,
     .help = "Moves the clock on, and what is due on the way fires in order: days, weeks, months, working days or "
             "school days, to noon of that day; or hours, minutes, seconds or milliseconds, exactly.",
     .example = "\"2 weeks\""},
    {.name = "until",
     .type = CONF_STRING,
     .help = "Moves the clock to a day (noon) or a time; what is due on the way fires in order.",
     .example = "\"2026-10-14 00:00\""},
    {.name = "case", .type = CONF_STRING, .help = "Which case; by default the first that was started."},
    {.name = "expect",
     .type = CONF_GROUPS,
     .of = &expect_schema,
     .help = "What must be so afterwards, a group for each case."},
    {0}};
static const struct conf_schema step_schema = {
    "step", "One of start, event, complete, advance and until; or only something to expect.", step_keys};

static const struct conf_key scenario_keys[] = {
    {.name = "title", .type = CONF_STRING, .required = true, .help = "What it shows."},
    {.name = "workflow", .type = CONF_STRING, .required = true, .help = "The workflow it plays, by its id: each case has the version with which cases of its first day begin. "
             "WORKFLOW@VERSION names one, whatever the day.",
     .example = "\"sen-support\""},
    {.name = "at",
     .type = CONF_STRING,
     .required = true,
     .help = "When it begins: a day (10:00) or a time.",
     .example = "\"2026-09-01\""},
    {.name = "school", .type = CONF_STRING, .fallback = "\"oakfield\"", .help = "Whose calendar counts."},
    {.name = "facts", .type = CONF_GROUP, .of = &facts_schema, .help = "The records that the steps see."},
    {.name = "steps",
     .type = CONF_GROUPS,
     .of = &step_schema,
     .required = true,
     .help = "What happens, in order."},
    {0}};
static const struct conf_schema one_schema = {"scenario", "One play.", scenario_keys};

static const struct conf_key file_keys[] = {{.name = "scenarios",
                                             .type = CONF_GROUPS,
                                             .of = &one_schema,
                                             .required = true,
                                             .help = "The scenarios of this file."},
                                            {0}};
const struct conf_schema scenario_schema = {"scenario",
                                            "Plays of a workflow on a virtual clock, run by `sendctl test`. "
                                            "A notice, a missed deadline, an error or a timer that "
                                            "fires, and that is not expected, fails the scenario.",
                                            file_keys};
