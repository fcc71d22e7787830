/* Every start of 2000 to 2050, every length up to a bound, every form: the daemon's sums against the
 * day-stepping calendar of stepper.c. Wrong counters of the kinds that people really write must be caught by
 * the same grid. */
#include "calendar/period.h"
#include "folder.h"
#include "stepper.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { LENGTH_MOST = 45 };

typedef struct date (*counter)(const struct period *, const struct calendars *, const char *, struct date,
                               bool *);

static struct arena *arena;
static struct calendars *calendars;

struct form {
    const char *words; /* "working days beginning with", after the number */
    enum period_unit unit;
    int longest;
    int first_year, last_year;           /* of the starts */
    int (*oracle)(int start, int count); /* the place where the period ends */
};

/* --- the oracles: places among all days, one step at a time --- */

static bool counts_day(int place)
{
    (void)place;
    return true;
}

static bool counts_working(int place)
{
    return stepper_at(place)->working;
}

static bool counts_school(int place)
{
    return stepper_at(place)->school;
}

/* Steps on from START until COUNT days that COUNTS have gone by; START itself is looked at when INCLUSIVE. */
static int step_count(int start, int count, int step, bool inclusive, bool (*counts)(int))
{
    int at = start;
    int seen = inclusive && counts(at) ? 1 : 0;
    while (seen < count) {
        at += step;
        if (counts(at))
            seen++;
    }
    return at;
}

#define COUNTED(name, counts)                                                                                \
    static int name##_after(int start, int count)                                                            \
    {                                                                                                        \
        return step_count(start, count, 1, false, counts);                                                   \
    }                                                                                                        \
    static int name##_beginning(int start, int count)                                                        \
    {                                                                                                        \
        return step_count(start, count, 1, true, counts);                                                    \
    }                                                                                                        \
    static int name##_before(int start, int count)                                                           \
    {                                                                                                        \
        return step_count(start, count, -1, false, counts);                                                  \
    }                                                                                                        \
    static int name##_clear_after(int start, int count)                                                      \
    {                                                                                                        \
        return step_count(start, count, 1, false, counts) + 1;                                               \
    }                                                                                                        \
    static int name##_clear_before(int start, int count)                                                     \
    {                                                                                                        \
        return step_count(start, count, -1, false, counts) - 1;                                              \
    }

COUNTED(day, counts_day)
COUNTED(working, counts_working)
COUNTED(school, counts_school)

static int week_after(int start, int count)
{
    int at = start;
    for (int weeks = 0; weeks < count; weeks++)
        do
            at++;
        while (stepper_at(at)->weekday != stepper_at(start)->weekday);
    return at;
}

static int week_beginning(int start, int count)
{
    return week_after(start, count) - 1;
}

static int week_before(int start, int count)
{
    int at = start;
    for (int weeks = 0; weeks < count; weeks++)
        do
            at--;
        while (stepper_at(at)->weekday != stepper_at(start)->weekday);
    return at;
}

/* Walks to the first day of the COUNTth month after START's (before, when STEP is -1: to its last). */
static int month_walk(int start, int count, int step)
{
    int at = start;
    for (int months = 0; months < count; at += step)
        months += stepper_at(at)->month != stepper_at(at + step)->month;
    return at;
}

/* Within a month from its first day: the day numbered DAY, or the last when there is none. */
static int month_day(int first, int day)
{
    int at = first;
    while (stepper_at(at)->day != day && !stepper_at(at)->last_of_month)
        at++;
    return at;
}

static int month_after(int start, int count)
{
    return month_day(month_walk(start, count, 1), stepper_at(start)->day);
}

static int month_beginning(int start, int count)
{
    int at = month_after(start, count);
    return stepper_at(at)->day == stepper_at(start)->day ? at - 1 : at;
}

static int month_before(int start, int count)
{
    int at = month_walk(start, count, -1);
    while (stepper_at(at)->day > stepper_at(start)->day)
        at--;
    return at;
}

static int year_after(int start, int count)
{
    return month_after(start, 12 * count);
}

static int year_beginning(int start, int count)
{
    return month_beginning(start, 12 * count);
}

static const struct form FORMS[] = {
    {"days", UNIT_DAY, LENGTH_MOST, 2000, 2050, day_after},
    {"days beginning with", UNIT_DAY, LENGTH_MOST, 2000, 2050, day_beginning},
    {"days before", UNIT_DAY, LENGTH_MOST, 2000, 2050, day_before},
    {"clear days after", UNIT_DAY, 30, 2000, 2050, day_clear_after},
    {"clear days before", UNIT_DAY, 30, 2000, 2050, day_clear_before},
    {"weeks of", UNIT_WEEK, 20, 2000, 2050, week_after},
    {"weeks starting with", UNIT_WEEK, 20, 2000, 2050, week_beginning},
    {"weeks before", UNIT_WEEK, 20, 2000, 2050, week_before},
    {"months after", UNIT_MONTH, 13, 2000, 2050, month_after},
    {"months beginning with", UNIT_MONTH, 13, 2000, 2050, month_beginning},
    {"months before", UNIT_MONTH, 13, 2000, 2050, month_before},
    {"years", UNIT_YEAR, 3, 2000, 2050, year_after},
    {"years starting with", UNIT_YEAR, 3, 2000, 2050, year_beginning},
    {"working days", UNIT_WORKING_DAY, 20, 2000, 2050, working_after},
    {"working days beginning with", UNIT_WORKING_DAY, 20, 2000, 2050, working_beginning},
    {"working days before", UNIT_WORKING_DAY, 20, 2000, 2050, working_before},
    {"clear working days after", UNIT_WORKING_DAY, 12, 2000, 2050, working_clear_after},
    {"clear working days before", UNIT_WORKING_DAY, 12, 2000, 2050, working_clear_before},
    {"school days", UNIT_SCHOOL_DAY, 40, 2026, 2027, school_after},
    {"school days beginning with", UNIT_SCHOOL_DAY, 40, 2026, 2027, school_beginning},
    {"school days before", UNIT_SCHOOL_DAY, 40, 2026, 2027, school_before},
    {"clear school days after", UNIT_SCHOOL_DAY, 40, 2026, 2027, school_clear_after},
    {"clear school days before", UNIT_SCHOOL_DAY, 40, 2026, 2027, school_clear_before},
};

/* --- the grid --- */

struct tally {
    long cases, wrong;
    char first[160]; /* the first case that differs */
};

static struct date date_of(int place)
{
    const struct stepper_day *day = stepper_at(place);
    return date_from(day->year, day->month, day->day);
}

static void tally_wrong(struct tally *tally, const struct period *period, struct date anchor,
                        struct date given, struct date wanted)
{
    char from[DATE_SIZE], got[DATE_SIZE], want[DATE_SIZE];
    if (tally->wrong++ == 0)
        snprintf(tally->first, sizeof tally->first, "\"%s\" from %s: counted %s, stepped %s", period->text,
                 date_write(anchor, from), date_write(given, got), date_write(wanted, want));
}

static struct tally grid(const struct form *form, counter count, int first_year, int last_year)
{
    struct tally tally = {0};
    int from = stepper_find(first_year, 1, 1), to = stepper_find(last_year, 12, 31);
    int32_t offset = date_of(from).day - from; /* both count days, from different starts */
    for (int length = 1; length <= form->longest; length++) {
        char text[64];
        struct period *period;
        snprintf(text, sizeof text, "%d %s", length, form->words);
        assert_int_equal(period_read(text, arena, &period, NULL), 0);
        for (int start = from; start <= to; start++, tally.cases++) {
            bool beyond = false;
            struct date anchor = {start + offset};
            struct date given = count(period, calendars, "oakfield", anchor, &beyond);
            if (given.day - offset != form->oracle(start, length))
                tally_wrong(&tally, period, anchor, given, date_of(form->oracle(start, length)));
        }
    }
    return tally;
}

static void every_length_from_every_day_ends_where_stepping_ends(void **state)
{
    (void)state;
    long cases = 0;
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        struct tally tally = grid(&FORMS[i], period_end, FORMS[i].first_year, FORMS[i].last_year);
        if (tally.wrong)
            fail_msg("%ld of %ld wrong, first: %s", tally.wrong, tally.cases, tally.first);
        cases += tally.cases;
    }
    print_message("%ld cases agree\n", cases);
    assert_true(cases > 5000000);
}

/* --- negative control: counters with one slip each --- */

static struct date slip_inclusive(const struct period *period, const struct calendars *all,
                                  const char *school, struct date anchor, bool *beyond)
{
    struct period slipped = *period; /* "beginning with" read as "after" */
    slipped.form = period->form == PERIOD_BEGINNING ? PERIOD_AFTER : period->form;
    return period_end(&slipped, all, school, anchor, beyond);
}

static struct date slip_iterated(const struct period *period, const struct calendars *all, const char *school,
                                 struct date anchor, bool *beyond)
{
    if (period->unit != UNIT_MONTH || period->form != PERIOD_AFTER)
        return period_end(period, all, school, anchor, beyond);
    for (int i = 0; i < period->count; i++) /* months added to the result, not to the anchor */
        anchor = date_add_months(anchor, 1);
    return anchor;
}

static struct date slip_day_before(const struct period *period, const struct calendars *all,
                                   const char *school, struct date anchor, bool *beyond)
{
    if (period->form != PERIOD_BEGINNING || period->unit != UNIT_MONTH)
        return period_end(period, all, school, anchor, beyond);
    return date_add_days(date_add_months(anchor, period->count), -1); /* a further day off at a short month */
}

static struct date slip_no_holidays(const struct period *period, const struct calendars *all,
                                    const char *school, struct date anchor, bool *beyond)
{
    if (period->unit != UNIT_WORKING_DAY || period->form != PERIOD_AFTER)
        return period_end(period, all, school, anchor, beyond);
    for (int left = period->count; left > 0;) {
        anchor = date_add_days(anchor, 1);
        left -= date_weekday(anchor) <= FRIDAY;
    }
    return anchor;
}

static struct date slip_school_works(const struct period *period, const struct calendars *all,
                                     const char *school, struct date anchor, bool *beyond)
{
    struct period slipped = *period; /* working days counted for school days */
    slipped.unit = period->unit == UNIT_SCHOOL_DAY ? UNIT_WORKING_DAY : period->unit;
    return period_end(&slipped, all, school, anchor, beyond);
}

static void the_grid_catches_wrong_counters(void **state)
{
    (void)state;
    static const struct {
        counter count;
        const char *form;
    } SLIPS[] = {{slip_inclusive, "days beginning with"},
                 {slip_iterated, "months after"},
                 {slip_day_before, "months beginning with"},
                 {slip_no_holidays, "working days"},
                 {slip_school_works, "school days"}};
    for (size_t i = 0; i < sizeof SLIPS / sizeof *SLIPS; i++) {
        long wrong = 0;
        for (size_t f = 0; f < sizeof FORMS / sizeof *FORMS; f++)
            if (string_equal(FORMS[f].words, SLIPS[i].form))
                wrong += grid(&FORMS[f], SLIPS[i].count, 2026, 2027).wrong;
        if (wrong == 0)
            fail_msg("the wrong counter %zu was not caught", i);
    }
}

/* --- the tribunal's roll, day by day --- */

static int roll_stepped(int start)
{
    int at = start;
    const struct stepper_day *day = stepper_at(start);
    bool august = day->month == 8;
    bool christmas = (day->month == 12 && day->day >= 25) || (day->month == 1 && day->day == 1);
    while (august && stepper_at(at)->month == 8)
        at++;
    while (christmas && !(stepper_at(at)->month == 1 && stepper_at(at)->day > 1))
        at++;
    while (!stepper_at(at)->working)
        at++;
    return at;
}

static void the_tribunal_rolls_as_its_rule_says(void **state)
{
    (void)state;
    for (int start = stepper_find(2000, 1, 1); start <= stepper_find(2050, 12, 31); start++) {
        bool beyond = false;
        const char *reason;
        struct date rolled = tribunal_roll(calendars, date_of(start), &beyond, &reason);
        assert_int_equal(rolled.day, date_of(roll_stepped(start)).day);
        assert_int_equal(!reason, rolled.day == date_of(start).day);
    }
}

static int prepare(void **state)
{
    (void)state;
    arena = arena_new();
    struct faults *faults = faults_new(arena);
    calendars = calendars_read(arena, source_path("conf/calendars"), faults);
    assert_int_equal(faults->errors, 0);
    char holidays[600];
    snprintf(holidays, sizeof holidays, "%s", source_path("conf/calendars/bank-holidays.conf"));
    stepper_build(holidays, source_path("conf/calendars/oakfield.conf"));
    return 0;
}

static int finish(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_from_every_day_ends_where_stepping_ends),
        cmocka_unit_test(the_grid_catches_wrong_counters),
        cmocka_unit_test(the_tribunal_rolls_as_its_rule_says),
    };
    return cmocka_run_group_tests(tests, prepare, finish);
}
