/* A school's iCalendar file: which events are terms, INSET days and closures, on which days in London, and what becomes of
 * the calendar that the school has. */
#include "calendar/import.h"
#include "folder.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define WHOLE_DAYS(summary, from, to)                                                                        \
    "BEGIN:VEVENT\r\nSUMMARY:" summary "\r\nDTSTART;VALUE=DATE:" from "\r\nDTEND;VALUE=DATE:" to             \
    "\r\nEND:VEVENT\r\n"
#define ONE_DAY(summary, day)                                                                                \
    "BEGIN:VEVENT\r\nSUMMARY:" summary "\r\nDTSTART;VALUE=DATE:" day "\r\nEND:VEVENT\r\n"
#define ONE_EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"
#define CALENDAR(events)                                                                                     \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//EN\r\n" events "END:VCALENDAR\r\n"

/* 2026/27: ends are the day after the last. */
#define AUTUMN                                                                                               \
    WHOLE_DAYS("Autumn term 1", "20260902", "20261024") WHOLE_DAYS("Autumn Term 2", "20261102", "20261219")
#define SPRING WHOLE_DAYS("Spring term", "20270104", "20270326")
#define SUMMER WHOLE_DAYS("Term: summer", "20270412", "20270723")

static const char NATION[] =
    "known_from = \"2025-01-01\";\nknown_until = \"2028-12-31\";\n"
    "holidays = ( { date = \"2026-12-25\"; name = \"Christmas Day\"; },\n"
    "             { date = \"2027-05-03\"; name = \"Early May bank holiday\"; } );\n";
/* 2025/26 and the autumn after, with what a person added. */
static const char SCHOOL[] =
    "title = \"Oakfield\";\nterms = (\n"
    "  { name = \"spring\"; season = \"spring\"; from = \"2026-01-05\"; to = \"2026-03-27\"; },\n"
    "  { name = \"summer\"; season = \"summer\"; from = \"2026-04-13\"; to = \"2026-07-22\"; },\n"
    "  { name = \"autumn\"; season = \"autumn\"; from = \"2026-09-01\"; to = \"2026-12-18\"; } );\n"
    "inset = [\"2026-01-05\", \"2026-09-01\", \"2026-10-30\"];\n"
    "closures = ( { date = \"2026-03-03\"; name = \"snow\"; }, { date = \"2026-10-26\"; name = \"boiler\"; } );\n";

struct trial {
    struct arena *arena;
    struct import import;
    struct listing *old, *new;
    struct text said, file;
};

static void day_say(const struct listed *day, struct text *out)
{
    char from[DATE_SIZE], to[DATE_SIZE];
    text_addf(out, "%s..%s %s", date_write(day->from, from), date_write(day->to, to), day->name ? day->name : "INSET");
    if (day->season)
        text_addf(out, " (%s)", day->season);
}

static void difference_say(const struct difference *difference, struct text *out)
{
    static const char signs[] = "+-~>";
    text_addf(out, "%c", signs[difference->change]);
    if (difference->old)
        day_say(difference->old, out);
    if (difference->old && difference->new)
        text_add(out, " -> ");
    if (difference->new)
        day_say(difference->new, out);
    text_add(out, "\n");
}

static void trial_say(struct trial *trial)
{
    char date[DATE_SIZE];
    struct list differences = LIST_EMPTY;
    if (trial->new)
        listing_compare(trial->old, trial->new, trial->arena, &differences);
    for (size_t i = 0; i < differences.count; i++)
        difference_say(differences.items[i], &trial->said);
    if (trial->new)
        text_addf(&trial->said, "until %s\n", date_write(trial->new->known_until, date));
    for (size_t i = 0; i < trial->import.left.count; i++) {
        const struct left_out *left = trial->import.left.items[i];
        text_addf(&trial->said, "left %s %s: %s\n", date_write(left->from, date), left->name, left->why);
    }
    faults_print(trial->import.faults, &trial->said);
    list_free(&differences);
}

/* Lays ICS over what the file SCHOOL (NULL: none) lists. What comes of it must pass the calendar's own checks. */
static struct trial trial_run(const char *school, const char *ics, size_t size)
{
    struct trial trial = {.arena = arena_new(), .said = TEXT_EMPTY};
    struct list events = LIST_EMPTY;
    const char *folder = folder_make();
    folder_put("bank-holidays.conf", NATION);
    if (school)
        folder_put("oakfield.conf", school);
    struct faults *faults = faults_new(trial.arena);
    trial.import = (struct import){.arena = trial.arena, .source = "given.ics", .faults = faults};
    struct calendars *calendars = calendars_read(trial.arena, folder, faults);
    assert_int_equal(faults->errors, 0);
    trial.old = calendars_listing(calendars, "oakfield", trial.arena);
    ical_read(trial.arena, "given.ics", ics, size, faults, &events);
    if (!faults->errors)
        trial.new = school_import(&trial.import, &events, calendars, trial.old);
    assert_int_equal(!trial.new, faults->errors > 0);
    if (trial.new) {
        listing_write(trial.new, &trial.file);
        calendars_read_draft(trial.arena, folder, "oakfield.conf", text_string(&trial.file), trial.file.length, faults);
    }
    folder_remove();
    trial_say(&trial);
    list_free(&events);
    return trial;
}

static void trial_end(struct trial *trial)
{
    list_free(&trial->import.left);
    list_free(&trial->import.notes);
    text_free(&trial->said);
    text_free(&trial->file);
    arena_free(trial->arena);
}

static void check(const char *school, const char *ics, const char *said)
{
    struct trial trial = trial_run(school, ics, strlen(ics));
    assert_string_equal(text_string(&trial.said), said);
    trial_end(&trial);
}

static void says(const char *school, const char *ics, const char *piece)
{
    struct trial trial = trial_run(school, ics, strlen(ics));
    if (!strstr(text_string(&trial.said), piece))
        fail_msg("%s\nwanted \"%s\", was told:\n%s", ics, piece, text_string(&trial.said));
    trial_end(&trial);
}

static void a_first_year_becomes_a_calendar(void **state)
{
    (void)state;
    static const char ICS[] = CALENDAR(SUMMER SPRING AUTUMN ONE_DAY("INSET day", "20260902")
                                           ONE_DAY("Staff Training (school closed to pupils)", "20270104"));
    check(NULL, ICS,
          "+2026-09-02..2026-10-23 Autumn term 1 (autumn)\n+2026-11-02..2026-12-18 Autumn Term 2 (autumn)\n"
          "+2027-01-04..2027-03-25 Spring term (spring)\n+2027-04-12..2027-07-22 Term: summer (summer)\n"
          "+2026-09-02..2026-09-02 INSET\n+2027-01-04..2027-01-04 INSET\n"
          "until 2027-08-31\n");
    struct trial trial = trial_run(NULL, ICS, strlen(ICS));
    const char *folder = folder_make();
    folder_put("bank-holidays.conf", NATION);
    folder_put("oakfield.conf", text_string(&trial.file));
    struct calendars *calendars = calendars_read(trial.arena, folder, trial.import.faults);
    folder_remove();
    bool beyond = false;
    const char *why;
    calendar_counts(calendars, DAY_SCHOOL, "oakfield", date_from(2026, 10, 27), &beyond, &why);
    assert_string_equal(why, "half term");
    calendar_counts(calendars, DAY_SCHOOL, "oakfield", date_from(2027, 8, 31), &beyond, &why);
    assert_string_equal(why, "summer holiday");
    assert_false(beyond);
    trial_end(&trial);
}

/* Six terms a year in some authorities, three in others: their numbers alone say no season, their months do. */
static void numbered_terms_are_of_the_season_in_which_they_begin(void **state)
{
    (void)state;
    check(NULL,
          CALENDAR(WHOLE_DAYS("Term 1", "20260902", "20261024") WHOLE_DAYS("Term 2", "20261102", "20261219")
                       WHOLE_DAYS("Term 3", "20270104", "20270213") WHOLE_DAYS("Term 5", "20270412", "20270529") WHOLE_DAYS("School Term 6", "20270607", "20270722")
                           WHOLE_DAYS("Term 7", "20270607", "20270722")),
          "+2026-09-02..2026-10-23 Term 1 (autumn)\n+2026-11-02..2026-12-18 Term 2 (autumn)\n"
          "+2027-01-04..2027-02-12 Term 3 (spring)\n+2027-04-12..2027-05-28 Term 5 (summer)\n+2027-06-07..2027-07-21 School Term 6 (summer)\n"
          "until 2027-08-31\n"
          "left 2027-06-07 Term 7: it names no season\n");
}

static void what_is_no_term_is_left_out(void **state)
{
    (void)state;
    check(NULL,
          CALENDAR(AUTUMN WHOLE_DAYS("Autumn half-term", "20261026", "20261031") ONE_DAY("Spring term begins", "20270104")
                       WHOLE_DAYS("Christmas break", "20261219", "20270104") ONE_DAY("Harvest festival", "20260925")
                           WHOLE_DAYS("Autumn and spring term clubs", "20260902", "20270326")
                               WHOLE_DAYS("Long term plans", "20270104", "20270213") WHOLE_DAYS("Midterm: autumn walks", "20260928", "20261003")
                                   ONE_DAY("Insetting the hedge", "20260928")
                                   ONE_EVENT("DTSTART;VALUE=DATE:20260928\r\n")
                                       ONE_EVENT("SUMMARY:INSET\r\nDTSTART;VALUE=DATE:20260929\r\nSTATUS:CANCELLED\r\n")
                                           WHOLE_DAYS("INSET weeks", "20260902", "20261024")
                                               ONE_DAY("INSET", "20261027") ONE_DAY("INSET", "20260905")
                                                   ONE_DAY("INSET", "20260904") ONE_DAY("Training: INSET", "20260904")),
          "+2026-09-02..2026-10-23 Autumn term 1 (autumn)\n+2026-11-02..2026-12-18 Autumn Term 2 (autumn)\n"
          "+2026-09-04..2026-09-04 INSET\n"
          "until 2026-12-18\n"
          "left 2027-01-04 Spring term begins: one day: a term has its first and its last day\n"
          "left 2026-09-25 Harvest festival: no term, INSET day or closure\n"
          "left 2026-09-02 Autumn and spring term clubs: it names more than one season\n"
          "left 2027-01-04 Long term plans: it names no season\n"
          "left 2026-09-28 Midterm: autumn walks: no term, INSET day or closure\n"
          "left 2026-09-28 Insetting the hedge: no term, INSET day or closure\n"
          "left 2026-09-28 : no term, INSET day or closure\n"
          "left 2026-09-29 INSET: it is cancelled\n"
          "left 2026-09-02 INSET weeks: it lasts more than 31 days\n"
          "left 2026-10-26 Autumn half-term: a holiday: its days are no school days anyway\n"
          "left 2026-12-19 Christmas break: a holiday: its days are no school days anyway\n"
          "left 2026-10-27 INSET: no school day anyway (outside the terms)\n"
          "left 2026-09-05 INSET: no school day anyway (Saturday)\n"
          "left 2026-09-04 Training: INSET: the day is listed already\n");
}

/* Whole terms, with their holidays inside them: those days have no session. */
static void a_holiday_inside_a_term_takes_its_days_away(void **state)
{
    (void)state;
    check(NULL,
          CALENDAR(WHOLE_DAYS("Autumn term", "20260901", "20261219") WHOLE_DAYS("Half term", "20261024", "20261031")
                       WHOLE_DAYS("Christmas holidays", "20261218", "20270104")
                           WHOLE_DAYS("A very long holiday", "20261102", "20261204")),
          "+2026-09-01..2026-12-18 Autumn term (autumn)\n"
          "+2026-10-26..2026-10-26 Half term\n+2026-10-27..2026-10-27 Half term\n+2026-10-28..2026-10-28 Half term\n"
          "+2026-10-29..2026-10-29 Half term\n+2026-10-30..2026-10-30 Half term\n"
          "until 2026-12-18\n"
          "left 2026-12-18 Christmas holidays: a holiday: its days are no school days anyway\n" /* the term's last is one */
          "left 2026-11-02 A very long holiday: it lasts more than 31 days\n");
    says(NULL, CALENDAR(WHOLE_DAYS("Half term", "20261024", "20261031")), "it has no term, INSET day or closure");
}

static void only_the_seasons_that_it_lists_are_replaced(void **state)
{
    (void)state;
    check(SCHOOL, CALENDAR(AUTUMN SPRING SUMMER ONE_DAY("INSET", "20260902") ONE_DAY("Closed: polling day", "20270506")),
          ">2026-09-01..2026-12-18 autumn (autumn) -> 2026-09-02..2026-10-23 Autumn term 1 (autumn)\n"
          "+2026-11-02..2026-12-18 Autumn Term 2 (autumn)\n"
          "+2027-01-04..2027-03-25 Spring term (spring)\n+2027-04-12..2027-07-22 Term: summer (summer)\n"
          "-2026-09-01..2026-09-01 INSET\n+2026-09-02..2026-09-02 INSET\n-2026-10-30..2026-10-30 INSET\n"
          "-2026-10-26..2026-10-26 boiler\n+2027-05-06..2027-05-06 Closed: polling day\n"
          "until 2027-08-31\n");
}

/* No INSET day in the file: those that are school days still stay. */
static void inset_days_stay_where_it_has_none(void **state)
{
    (void)state;
    check(SCHOOL, CALENDAR(WHOLE_DAYS("Autumn term", "20260901", "20261219")),
          "~2026-09-01..2026-12-18 autumn (autumn) -> 2026-09-01..2026-12-18 Autumn term (autumn)\nuntil 2026-12-18\n");
    check(SCHOOL, CALENDAR(ONE_DAY("Closed: snow", "20260303")),
          "~2026-03-03..2026-03-03 snow -> 2026-03-03..2026-03-03 Closed: snow\nuntil 2026-12-18\n");
    check(SCHOOL, CALENDAR(ONE_DAY("INSET", "20260303")),
          "-2026-01-05..2026-01-05 INSET\n+2026-03-03..2026-03-03 INSET\n-2026-03-03..2026-03-03 snow\n"
          "until 2026-12-18\n");
}

static void the_end_never_goes_back(void **state)
{
    (void)state;
    char school[2048];
    strcat(strcpy(school, "known_until = \"2027-01-03\";\n"), SCHOOL);
    says(school, CALENDAR(WHOLE_DAYS("Autumn term", "20260901", "20261219")), "until 2027-01-03\n");
    says(school, CALENDAR(SPRING), "until 2027-03-25\n");
    says(school, CALENDAR(SPRING SUMMER), "until 2027-08-31\n");
}

static void times_are_taken_by_their_day_in_london(void **state)
{
    (void)state;
#define INSET_AT(times) CALENDAR(AUTUMN ONE_EVENT("SUMMARY:INSET\r\n" times))
    /* 23:30 UTC is the next day in summer, the same day in winter. */
    says(NULL, INSET_AT("DTSTART:20260902T233000Z\r\nDTEND:20260902T234500Z\r\n"), "+2026-09-03..2026-09-03 INSET\n");
    says(NULL, INSET_AT("DTSTART:20261104T233000Z\r\nDTEND:20261104T234500Z\r\n"), "+2026-11-04..2026-11-04 INSET\n");
    says(NULL, INSET_AT("DTSTART;TZID=Europe/London:20260902T233000\r\n"), "+2026-09-02..2026-09-02 INSET\n");
    says(NULL, INSET_AT("DTSTART;TZID=GMT Standard Time:20260902T233000\r\n"), "+2026-09-02..2026-09-02 INSET\n");
    says(NULL, INSET_AT("DTSTART:20260902T233000\r\nDTEND:20260903T000000\r\n"), "+2026-09-02..2026-09-02 INSET\n");
    says(NULL, INSET_AT("DTSTART;TZID=America/New_York:20260902T200000\r\n"), "+2026-09-03..2026-09-03 INSET\n");
    says(NULL, INSET_AT("DTSTART;VALUE=DATE:20260903\r\nDURATION:P2D\r\n"),
         "+2026-09-03..2026-09-03 INSET\n+2026-09-04..2026-09-04 INSET\n");
    says(NULL, INSET_AT("DTSTART:20260903\r\nDTEND:20260903\r\n"), "+2026-09-03..2026-09-03 INSET\n");
    says(NULL, INSET_AT("DTSTART;TZID=Mars/Base:20260902T233000\r\n"), "event 3 (INSET): its time zone is not known");
#undef INSET_AT
}

static void lines_may_be_folded(void **state)
{
    (void)state;
    says(NULL, CALENDAR("BEG\r\n IN:VEVENT\r\nSUMMARY:Aut\n umn te\r\n\trm\\, first\r\nDTSTART;VALUE=DATE:20260902\r\n"
                        "DTEND;VALUE=DATE:20261024\r\nEND:VEVENT\r\n"),
         "+2026-09-02..2026-10-23 Autumn term, first (autumn)\n");
}

static void what_is_wrong_is_told_with_what_to_do(void **state)
{
    (void)state;
#define EVENT(lines) CALENDAR(ONE_EVENT("SUMMARY:Autumn term\r\n" lines))
    static const char *const CASES[][2] = {
        {"", "it is no iCalendar file"},
        {"hello\n", "it is no iCalendar file"},
        {"BEGIN:VEVENT\nEND:VEVENT\n", "it does not begin with BEGIN:VCALENDAR"},
        {"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "it is cut short"},
        {"BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR\n", "its BEGIN and END lines do not match"},
        {"BEGIN:VCALENDAR\nX-A:\xff\nEND:VCALENDAR\n", "given.ics:2: error: it is not UTF-8"},
        {CALENDAR(""), "it has no term, INSET day or closure among 0 events"},
        {CALENDAR(ONE_DAY("Harvest festival", "20260925")), "it has no term, INSET day or closure among 1 events"},
        {EVENT("DTSTART;VALUE=DATE:20260902\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"), "event 1 (Autumn term): it repeats"},
        {EVENT("DTSTART;VALUE=DATE:20260902\r\nRRULE:FREQ=FORTNIGHTLY\r\n"), "event 1 (Autumn term): its DTSTART is missing, or one"},
        {EVENT("DTSTART;VALUE=DATE:20260902\r\nRDATE;VALUE=DATE:20260909\r\n"), "it repeats"},
        {EVENT("DTSTART;VALUE=DATE:20260902\r\nRECURRENCE-ID;VALUE=DATE:20260909\r\n"), "it repeats"},
        {EVENT(""), "its DTSTART is missing"},
        {EVENT("DTSTART:soon\r\n"), "its DTSTART is missing"},
        {EVENT("DTSTART;VALUE=DATE:20260931\r\n"), "there is no such day"},
        {EVENT("DTSTART:20260902T256100\r\n"), "error:"},
        {EVENT("DTSTART;VALUE=DATE:20260902\r\nDTEND;VALUE=DATE:20260901\r\n"), "it ends before it begins"},
    };
#undef EVENT
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        says(NULL, CASES[i][0], CASES[i][1]);
    struct trial trial = trial_run(NULL, "BEGIN:VCALENDAR\n\0\n", 18);
    assert_non_null(strstr(text_string(&trial.said), "given.ics:2: error: it holds a NUL byte"));
    trial_end(&trial);
}

/* The library walks what lies in one another by recursion. */
static void sizes_have_limits(void **state)
{
    (void)state;
    struct text ics = TEXT_EMPTY;
    for (int i = 0; i <= ICAL_DEPTH_MAX; i++)
        text_add(&ics, "BEGIN:VCALENDAR\n");
    for (int i = 0; i <= ICAL_DEPTH_MAX; i++)
        text_add(&ics, "END:VCALENDAR\n");
    says(NULL, text_string(&ics), "its BEGIN and END lines do not match");
    text_clear(&ics);
    text_add(&ics, "BEGIN:VCALENDAR\n");
    for (int i = 0; i < ICAL_DEPTH_MAX; i++)
        text_add(&ics, "BEGIN;X=Y:VEVENT\n");
    says(NULL, text_string(&ics), "its BEGIN and END lines do not match");
    text_clear(&ics);
    text_add(&ics, "BEGIN:VCALENDAR\n");
    for (int i = 0; i <= ICAL_EVENTS_MAX; i++)
        text_add(&ics, "BEGIN:VEVENT\nDTSTART:20260902\nEND:VEVENT\n");
    text_add(&ics, "END:VCALENDAR\n");
    says(NULL, text_string(&ics), "it has more than 5000 events");
    while (ics.length <= ICAL_SIZE_MAX)
        text_add(&ics, "X-A:BBBBBBBBBBBBBBBBBBBBBBBBBBBB\n");
    says(NULL, text_string(&ics), "it is larger than 1 MiB");
    text_free(&ics);
}

/* Terms that overlap are taken as they stand; the calendar's own check refuses them. */
static void what_the_calendar_refuses_is_refused(void **state)
{
    (void)state;
    says(NULL, CALENDAR(AUTUMN WHOLE_DAYS("Autumn term extra", "20261210", "20270104")),
         "which is not after the end of \"Autumn Term 2\"");
    says(NULL, CALENDAR(AUTUMN SUMMER), "more than 100 days after the end of \"Autumn Term 2\"");
    says(NULL, CALENDAR(WHOLE_DAYS("Autumn term", "20260905", "20261219")), "is no working day (Saturday)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_year_becomes_a_calendar),
        cmocka_unit_test(numbered_terms_are_of_the_season_in_which_they_begin),
        cmocka_unit_test(what_is_no_term_is_left_out),
        cmocka_unit_test(a_holiday_inside_a_term_takes_its_days_away),
        cmocka_unit_test(only_the_seasons_that_it_lists_are_replaced),
        cmocka_unit_test(inset_days_stay_where_it_has_none),
        cmocka_unit_test(the_end_never_goes_back),
        cmocka_unit_test(times_are_taken_by_their_day_in_london),
        cmocka_unit_test(lines_may_be_folded),
        cmocka_unit_test(what_is_wrong_is_told_with_what_to_do),
        cmocka_unit_test(sizes_have_limits),
        cmocka_unit_test(what_the_calendar_refuses_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
