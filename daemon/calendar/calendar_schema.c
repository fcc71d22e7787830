/* What a calendar's file may say. */
#include "calendar/calendar.h"

static const struct conf_key HOLIDAY_KEYS[] = {
    {.name = "date",
     .type = CONF_STRING,
     .required = true,
     .help = "The day, YYYY-MM-DD.",
     .example = "\"2026-12-25\""},
    {.name = "name",
     .type = CONF_STRING,
     .required = true,
     .help = "Its name, as the arithmetic of a date shows it.",
     .example = "\"Christmas Day\""},
    {0},
};
static const struct conf_schema HOLIDAY_SCHEMA = {"holiday", "One bank holiday of England and Wales.",
                                                  HOLIDAY_KEYS};

const char *const calendar_seasons[] = {"autumn", "spring", "summer", NULL};
static const struct conf_key TERM_KEYS[] = {
    {.name = "name",
     .type = CONF_STRING,
     .required = true,
     .help = "What the school calls the term.",
     .example = "\"autumn 1\""},
    {.name = "season",
     .type = CONF_STRING,
     .required = true,
     .choices = calendar_seasons,
     .help = "The season it belongs to. Two terms of one season have a half term between them; rules name "
             "the season's end."},
    {.name = "from",
     .type = CONF_STRING,
     .required = true,
     .help = "First day, YYYY-MM-DD.",
     .example = "\"2026-09-02\""},
    {.name = "to",
     .type = CONF_STRING,
     .required = true,
     .help = "Last day, YYYY-MM-DD.",
     .example = "\"2026-10-23\""},
    {0},
};
static const struct conf_schema TERM_SCHEMA = {"term", "One term, first and last day included.", TERM_KEYS};

static const struct conf_key CLOSURE_KEYS[] = {
    {.name = "date",
     .type = CONF_STRING,
     .required = true,
     .help = "The day, YYYY-MM-DD.",
     .example = "\"2026-11-18\""},
    {.name = "name",
     .type = CONF_STRING,
     .required = true,
     .help = "Why there was no session.",
     .example = "\"closed: snow\""},
    {0},
};
static const struct conf_schema CLOSURE_SCHEMA = {"closure", "One day of a term without a session.",
                                                  CLOSURE_KEYS};

static const struct conf_key CALENDAR_KEYS[] = {
    {.name = "title",
     .type = CONF_STRING,
     .help = "Whose calendar this is.",
     .example = "\"Oakfield School (invented)\""},
    {.name = "known_from",
     .type = CONF_STRING,
     .help = "bank-holidays.conf only: the first day that the list covers, YYYY-MM-DD. A school's calendar "
             "is known from its first term. A date that needs a day before it is provisional."},
    {.name = "known_until",
     .type = CONF_STRING,
     .help =
         "The last day that the file is complete for, YYYY-MM-DD; a date computed past it is provisional. "
         "Required in bank-holidays.conf; in a school's calendar the last term's end when not given.",
     .example = "\"2028-12-31\""},
    {.name = "holidays",
     .type = CONF_GROUPS,
     .of = &HOLIDAY_SCHEMA,
     .help = "bank-holidays.conf only: every bank holiday, in order, with the day it is kept on (the "
             "substitute day)."},
    {.name = "terms",
     .type = CONF_GROUPS,
     .of = &TERM_SCHEMA,
     .help = "A school's terms, in order. The days between them are holidays, at most 100."},
    {.name = "inset",
     .type = CONF_STRINGS,
     .help = "Days of a term on which staff train and no pupil has a session, so that they are not school "
             "days; in order.",
     .example = "[\"2026-09-02\", \"2027-01-04\"]"},
    {.name = "closures",
     .type = CONF_GROUPS,
     .of = &CLOSURE_SCHEMA,
     .help = "Other days of a term without a session: a polling day, snow; in order."},
    {0},
};
const struct conf_schema calendar_schema = {
    "calendar",
    "Which days count. The file bank-holidays.conf lists the bank holidays of England and Wales; every other "
    "file of the "
    "folder is one school's calendar, and its name without .conf is the school's id.",
    CALENDAR_KEYS};
