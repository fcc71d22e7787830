#include "rules/rules.h"

static const struct conf_key GROUND_KEYS[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "How rules name it.",
     .example = "\"absent\""},
    {.name = "text",
     .type = CONF_STRING,
     .required = true,
     .help = "The ground in a sentence, with its source."},
    {0},
};
static const struct conf_schema GROUND_SCHEMA = {
    "ground", "A reason that the law accepts for being late. It never stops or moves the clock.",
    GROUND_KEYS};

static const char *const BASES[] = {"statute", "guidance", "local", NULL};

static const struct conf_key CANDIDATE_KEYS[] = {
    {.name = "length",
     .type = CONF_STRING,
     .required = true,
     .help = "The length in this reading, worded as in the version.",
     .example = "\"6 weeks beginning with\""},
    {.name = "basis",
     .type = CONF_STRING,
     .choices = BASES,
     .help = "What sets it in this reading, where that is not what sets the version's."},
    {.name = "authority",
     .type = CONF_STRING,
     .required = true,
     .help = "Who reads it so.",
     .example = "\"one LGSCO decision of 2023\""},
    {.name = "reading",
     .type = CONF_STRING,
     .help = "The name under which a site can take this reading for the law, in readings at the top of a file.",
     .example = "\"weeks.inclusive\""},
    {0},
};
static const struct conf_schema CANDIDATE_SCHEMA = {
    "candidate", "Another reading of the same rule. All are kept; warnings count back from the earliest.",
    CANDIDATE_KEYS};

static const char *const ROLLS[] = {"none", "working", "tribunal", NULL};
static const char *const MISSING_DAYS[] = {"last", "next", NULL};
static const char *const RESULTS[] = {"last-day", "first-day", "day-after", NULL};
static const char *const APPLIES[] = {"anchor", "running", "afresh", NULL};

static const struct conf_key PAUSE_KEYS[] = {
    {.name = "from",
     .type = CONF_STRING,
     .required = true,
     .help = "The anchor on which the clock stops.",
     .example = "\"clarify-asked\""},
    {.name = "to", .type = CONF_STRING, .required = true, .help = "The anchor on which it goes on."},
    {.name = "last_day_too",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "The day on which it goes on does not count either."},
    {0},
};
static const struct conf_schema PAUSE_SCHEMA = {
    "pause", "A time in which the clock of this rule stands still. Few laws have one: most only excuse lateness.",
    PAUSE_KEYS};

static const struct conf_key VERSION_KEYS[] = {
    {.name = "valid_from",
     .type = CONF_STRING,
     .required = true,
     .help = "The first anchor date that this version is for, YYYY-MM-DD.",
     .example = "\"2014-09-01\""},
    {.name = "valid_to",
     .type = CONF_STRING,
     .help = "The last such date; left out for the version now in force."},
    {.name = "applies",
     .type = CONF_STRING,
     .fallback = "\"anchor\"",
     .choices = APPLIES,
     .help = "What the law's transitional wording says: anchor (this version is for anchors from valid_from on), "
             "running (also for what had begun before and would end on valid_from or later) or afresh (for that, too, and its "
             "time begins again on valid_from)."},
    {.name = "length",
     .type = CONF_STRING,
     .required = true,
     .help = "How long, and how it is counted: `6 weeks`, `15 days beginning with`, `2 months`, `10 working "
             "days`, "
             "`15 school days beginning with`, `2 weeks before`, `before 15 February`, `by 31 March of that "
             "year`, "
             "`end of autumn term`, `end of term`, `start of term`, `the 1st Thursday of October`, "
             "`the next listed day`, `on the day`, `72 hours`, `earlier of A and B`, `later of A and B`, "
             "`A, then B`. A length may name the anchor that it counts from (`8 weeks of notice`, `2 weeks before "
             "meeting`), and a count of working days what it passes over (`30 working days not counting August and 25 "
             "December to 1 January`).",
     .example = "\"6 weeks\""},
    {.name = "reading",
     .type = CONF_STRING,
     .help = "The name of this reading, where sites can choose between several."},
    {.name = "days",
     .type = CONF_STRINGS,
     .help = "What `the next listed day` is one of, oldest first. Past the last one, the same day of a later year is "
             "assumed, and provisional.",
     .example = "[\"2026-03-21\", \"2027-03-21\"]"},
    {.name = "missing_day",
     .type = CONF_STRING,
     .fallback = "\"last\"",
     .choices = MISSING_DAYS,
     .help = "Where months or years end on a day that the month lacks: on its last day, or on the first of the next."},
    {.name = "start",
     .type = CONF_STRINGS,
     .help = "The count starts on the latest of the first anchor and these.",
     .example = "[\"identity\"]"},
    {.name = "pauses",
     .type = CONF_GROUPS,
     .of = &PAUSE_SCHEMA,
     .help = "When the clock stands still. The end comes later by as many days."},
    {.name = "gives",
     .type = CONF_STRING,
     .fallback = "\"last-day\"",
     .choices = RESULTS,
     .help = "last-day: the last day on which it may be done. first-day: the period ends on the first day on which it may "
             "be done. day-after: the first day after the period, for what may not be done before."},
    {.name = "minimum",
     .type = CONF_BOOL,
     .fallback = "false",
     .help = "The period must be left to someone: the date is its last day, and the other side may act after "
             "it."},
    {.name = "roll",
     .type = CONF_STRING,
     .fallback = "\"none\"",
     .choices = ROLLS,
     .help = "Where a date on a non-working day goes: none (it stays), working (the next working day), "
             "tribunal (HESC Rules r.12 for "
             "an application: also out of August and of 25 December to 1 January)."},
    {.name = "source",
     .type = CONF_STRING,
     .required = true,
     .help = "The citation that people are shown.",
     .example = "\"SI 2014/1530 reg 5(1)\""},
    {.name = "basis",
     .type = CONF_STRING,
     .required = true,
     .choices = BASES,
     .help = "What sets the length: statute, guidance (of the Department, a regulator or an exam board), or local "
             "practice."},
    {.name = "unconfirmed",
     .type = CONF_STRING,
     .help = "What of this could not be read at its source; people who ask for the date are told.",
     .example = "\"the day in November\""},
    {.name = "candidates",
     .type = CONF_GROUPS,
     .of = &CANDIDATE_SCHEMA,
     .help = "Other readings, where authorities disagree."},
    {.name = "grounds",
     .type = CONF_STRINGS,
     .help = "Ids of the file's grounds that excuse lateness under this rule.",
     .example = "[\"closed\", \"absent\"]"},
    {0},
};
static const struct conf_schema VERSION_SCHEMA = {
    "version",
    "The rule as it stands between two dates. The version in force on the anchor date is the one applied.",
    VERSION_KEYS};

static const struct conf_key EXAMPLE_KEYS[] = {
    {.name = "from",
     .type = CONF_STRING,
     .required = true,
     .help = "The anchor, YYYY-MM-DD.",
     .example = "\"2026-09-01\""},
    {.name = "due",
     .type = CONF_STRING,
     .required = true,
     .help = "The legal date it must give, worked out by hand.",
     .example = "\"2026-10-13\""},
    {.name = "anchors",
     .type = CONF_MAP,
     .help = "The days of the rule's other anchors.",
     .example = "{ notice = \"2026-11-30\"; }"},
    {.name = "earliest", .type = CONF_STRING, .help = "The earliest candidate it must give."},
    {.name = "school",
     .type = CONF_STRING,
     .help = "Whose school days. An example that counts those of a school without a calendar here is not run."},
    {0},
};
static const struct conf_schema EXAMPLE_SCHEMA = {
    "example",
    "A worked example, run each time the rules are loaded: a rule with a failing example does not load. One "
    "that needs days past the end of "
    "a calendar is not compared.",
    EXAMPLE_KEYS};

static const char *const OWNERS[] = {"school", "local_authority",   "parent", "tribunal",
                                     "agency", "mediation_adviser", NULL};
static const char *const KINDS[] = {"statutory", "target", "review", NULL};
static const struct conf_key RULE_KEYS[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "How workflows name it: small letters, digits, hyphens and dots; unique in the folder.",
     .example = "\"ehcna.decision\""},
    {.name = "title", .type = CONF_STRING, .required = true, .help = "Who must do what, in a few words."},
    {.name = "owner", .type = CONF_STRING, .required = true, .choices = OWNERS, .help = "Whose duty it is."},
    {.name = "kind",
     .type = CONF_STRING,
     .required = true,
     .choices = KINDS,
     .help = "What it may drive: statutory (the law sets the date), target (guidance or practice does), "
             "review (a date agreed by people)."},
    {.name = "anchors",
     .type = CONF_STRINGS,
     .fallback = "\"from\"",
     .help = "The days that it counts from, by the names that lengths and people use. The first must be known, and is "
             "meant where none is named; an alternative whose anchor is not known drops out.",
     .example = "[\"meeting\", \"notice\"]"},
    {.name = "versions",
     .type = CONF_GROUPS,
     .required = true,
     .of = &VERSION_SCHEMA,
     .help = "The rule over time, oldest first, without overlap."},
    {.name = "examples",
     .type = CONF_GROUPS,
     .required = true,
     .of = &EXAMPLE_SCHEMA,
     .help = "At least one worked example."},
    {0},
};
static const struct conf_schema RULE_SCHEMA = {"rule", "One rule that gives a date.", RULE_KEYS};

static const struct conf_key TARGET_KEYS[] = {
    {.name = "rule",
     .type = CONF_STRING,
     .required = true,
     .help = "A rule whose owner is the school.",
     .example = "\"ehcna.advice\""},
    {.name = "length",
     .type = CONF_STRING,
     .required = true,
     .help = "The length the authority asks for, worded as in a version.",
     .example = "\"4 weeks\""},
    {.name = "source", .type = CONF_STRING, .required = true, .help = "Where the authority asks for it."},
    {0},
};
static const struct conf_schema TARGET_SCHEMA = {"target", "One such wish.", TARGET_KEYS};

static const struct conf_key OVERLAY_KEYS[] = {
    {.name = "authority",
     .type = CONF_STRING,
     .required = true,
     .help = "The local authority's three-digit code.",
     .example = "\"845\""},
    {.name = "targets", .type = CONF_GROUPS, .required = true, .of = &TARGET_SCHEMA, .help = "Its wishes."},
    {0},
};
static const struct conf_schema OVERLAY_SCHEMA = {
    "overlay",
    "What one authority asks of its schools beyond the law. It can only be tighter than the law's date, which stays: "
    "earlier, or later where the rule gives a first day.",
    OVERLAY_KEYS};

static const struct conf_key FILE_KEYS[] = {
    {.name = "title", .type = CONF_STRING, .help = "What the rules of this file are about."},
    {.name = "grounds",
     .type = CONF_GROUPS,
     .of = &GROUND_SCHEMA,
     .help = "Grounds that the rules of this file name."},
    {.name = "rules", .type = CONF_GROUPS, .of = &RULE_SCHEMA, .help = "The rules."},
    {.name = "readings",
     .type = CONF_STRINGS,
     .help = "The readings, by name, that this site takes for the law where authorities disagree. The others are kept, "
             "and warnings still count back from the earliest.",
     .example = "[\"weeks.inclusive\"]"},
    {.name = "overlays", .type = CONF_GROUPS, .of = &OVERLAY_SCHEMA, .help = "Authorities' own targets."},
    {0},
};
const struct conf_schema rules_schema = {
    "rules",
    "Legal rules that give dates, with the law they are from and examples that are run when they are loaded. "
    "Workflows name rules and "
    "hold no number that a law sets.",
    FILE_KEYS};
