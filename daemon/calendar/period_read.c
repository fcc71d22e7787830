/* Reads the wording of a length, word by word. */
#include "calendar/period.h"
#include "calendar/words.h"

#include <ctype.h>
#include <string.h>

enum { GAPS_MOST = 8 };

static const char FORMS[] =
    "write it as, for example, \"6 weeks\", \"15 days beginning with\", \"2 months\", "
    "\"10 working days\", \"15 school days beginning with\", \"2 weeks before\", "
    "\"before 15 February\", \"end of autumn term\", \"earlier of 20 school days and 60 working days\"";

/* --- N units --- */

static bool unit_read(struct words *words, enum period_unit *unit)
{
    static const char *const NOUNS[] = {
        [UNIT_DAY] = "day", [UNIT_WEEK] = "week", [UNIT_MONTH] = "month", [UNIT_YEAR] = "year"};
    *unit = UNIT_DAY;
    if (words_take(words, "calendar"))
        return words_take_noun(words, "day");
    *unit = UNIT_WORKING_DAY;
    if (words_take(words, "working"))
        return words_take_noun(words, "day");
    *unit = UNIT_SCHOOL_DAY;
    if (words_take(words, "school"))
        return words_take_noun(words, "day");
    *unit = UNIT_HOUR;
    if (words_take_noun(words, "hour"))
        return true;
    for (*unit = UNIT_DAY; *unit <= UNIT_YEAR; (*unit)++)
        if (words_take_noun(words, NOUNS[*unit]))
            return true;
    return false;
}

/* --- the day counted from --- */

/* Small letters, digits and hyphens, and no word of the wording's own. */
static bool word_is_name(const char *word)
{
    static const char *const OWN[] = {"and", "then", "not", "of", "or", "the", "that", NULL};
    for (size_t i = 0; OWN[i]; i++)
        if (string_equal(word, OWN[i]))
            return false;
    return islower((unsigned char)*word) && word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

/* A name, if one comes: without one the first anchor is meant. */
static void anchor_read(struct words *words, struct period *period)
{
    if (words->left == 0 || !word_is_name(*words->at))
        return;
    period->anchor = *words->at++;
    words->left--;
}

/* --- N units from there --- */

static bool clear_read(struct words *words, struct period *period)
{
    if (!unit_read(words, &period->unit) || period->unit == UNIT_MONTH || period->unit == UNIT_YEAR ||
        period->unit == UNIT_HOUR)
        return false;
    period->form = words_take(words, "before") ? PERIOD_CLEAR_BACK : PERIOD_CLEAR;
    if (period->form == PERIOD_CLEAR && !words_take(words, "after"))
        return false;
    anchor_read(words, period);
    return true;
}

static bool month_read(struct words *words, int *month)
{
    static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    for (*month = 1; *month <= 12; (*month)++)
        if (words_take(words, MONTHS[*month - 1]))
            return true;
    return false;
}

static int month_days(int month)
{
    return month == 2 ? 29 : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* MONTH, or D MONTH to D MONTH. Gives what it took back when neither comes. */
static bool gap_read(struct words *words, struct period_gap *gap)
{
    struct words before = *words;
    *gap = (struct period_gap){.from_day = 1};
    if (month_read(words, &gap->from_month)) {
        gap->to_month = gap->from_month;
        gap->to_day = month_days(gap->to_month);
        return true;
    }
    bool read = words_take_number(words, &gap->from_day) && month_read(words, &gap->from_month) &&
                words_take(words, "to") && words_take_number(words, &gap->to_day) &&
                month_read(words, &gap->to_month) && gap->from_day <= month_days(gap->from_month) &&
                gap->to_day <= month_days(gap->to_month);
    if (!read)
        *words = before;
    return read;
}

static bool gaps_read(struct words *words, struct period *period)
{
    period->gaps = arena_alloc(words->arena, GAPS_MOST * sizeof *period->gaps);
    if (!gap_read(words, &period->gaps[period->gap_count++]))
        return false;
    while (period->gap_count < GAPS_MOST) {
        struct words before = *words;
        if (!words_take(words, "and") || !gap_read(words, &period->gaps[period->gap_count])) {
            *words = before; /* it may join another alternative */
            return true;
        }
        period->gap_count++;
    }
    return true;
}

/* How it counts, and from where. */
static void form_read(struct words *words, struct period *period)
{
    period->form = PERIOD_AFTER;
    if (words_take_two(words, "beginning", "with") || words_take_two(words, "starting", "with"))
        period->form = PERIOD_BEGINNING;
    else if (words_take(words, "before"))
        period->form = PERIOD_BACK;
    else if (!words_take(words, "after") && !words_take(words, "from") && !words_take(words, "of"))
        return;
    anchor_read(words, period);
}

static bool count_read(struct words *words, struct period *period)
{
    if (!words_take_number(words, &period->count))
        return false;
    if (words_take(words, "clear"))
        return clear_read(words, period);
    if (!unit_read(words, &period->unit))
        return false;
    bool gaps = period->unit == UNIT_WORKING_DAY && words_take_two(words, "not", "counting");
    if (gaps && !gaps_read(words, period))
        return false;
    form_read(words, period);
    return period->unit != UNIT_HOUR || period->form == PERIOD_AFTER;
}

/* --- a day of the year --- */

static bool named_read(struct words *words, struct period *period, enum period_form form)
{
    period->form = form;
    bool next = words_take_two(words, "the", "next");
    if (!words_take_number(words, &period->day) || !month_read(words, &period->month))
        return false;
    if (words_take(words, "of"))
        period->that_year = words_take_two(words, "that", "year");
    if (next && period->that_year)
        return false;
    return date_is(date_from(2001, period->month, period->day)); /* a day that every year has */
}

/* After "end of" or "start of". */
static bool term_read(struct words *words, struct period *period, bool start)
{
    words_take(words, "the");
    period->form = start ? PERIOD_TERM_START : PERIOD_TERM_END;
    if (words_take(words, "term"))
        return true;
    period->form = PERIOD_SEASON_END;
    for (size_t i = 0; !start && i < SEASONS_COUNT; i++)
        if (words_take(words, calendar_seasons[i])) {
            period->season = calendar_seasons[i];
            return words_take(words, "term");
        }
    return false;
}

/* After "the": 1st Thursday of October, last Friday of June, next listed day. */
static bool day_read(struct words *words, struct period *period)
{
    static const char *const ORDINALS[] = {"1st", "2nd", "3rd", "4th", "last"};
    period->form = PERIOD_LISTED;
    if (words_take_two(words, "next", "listed"))
        return words_take(words, "day");
    period->form = PERIOD_WEEKDAY;
    for (int i = 0; i < 5 && period->count == 0; i++)
        if (words_take(words, ORDINALS[i]))
            period->count = i + 1;
    for (enum weekday day = MONDAY; day <= SUNDAY && period->weekday == 0; day++)
        if (words_take(words, weekday_name(day)))
            period->weekday = day;
    return period->count > 0 && period->weekday != 0 && words_take(words, "of") && month_read(words, &period->month);
}

/* --- earlier of, later of, then --- */

static bool on_read(struct words *words, struct period *period)
{
    period->form = PERIOD_ON;
    if (words_take_two(words, "the", "day"))
        return true;
    anchor_read(words, period);
    return period->anchor != NULL;
}

static bool single_read(struct words *words, struct period *period)
{
    if (words_take(words, "on"))
        return on_read(words, period);
    if (words_take(words, "before"))
        return named_read(words, period, PERIOD_BEFORE_DAY);
    if (words_take(words, "by"))
        return named_read(words, period, PERIOD_BY_DAY);
    if (words_take_two(words, "end", "of"))
        return term_read(words, period, false);
    if (words_take_two(words, "start", "of"))
        return term_read(words, period, true);
    return words_take(words, "the") ? day_read(words, period) : count_read(words, period);
}

static struct period *part_add(struct words *words, struct period *period)
{
    if (!period->parts)
        period->parts = arena_alloc(words->arena, WORDS_MOST * sizeof *period->parts);
    return period->parts[period->parts_count++] = arena_alloc(words->arena, sizeof **period->parts);
}

/* A part knows its own words. */
static bool part_read(struct words *words, struct period *part, bool (*read)(struct words *, struct period *))
{
    char **first = words->at;
    if (!read(words, part))
        return false;
    part->text = words_join(words->arena, first, (size_t)(words->at - first));
    return true;
}

static bool parts_read(struct words *words, struct period *period, enum period_form form)
{
    period->form = form;
    do {
        if (!part_read(words, part_add(words, period), single_read))
            return false;
    } while ((!words_next(words, 1, "then") && words_take(words, ",")) || words_take(words, "and"));
    return period->parts_count >= 2;
}

static bool step_read(struct words *words, struct period *period)
{
    if (words_take_two(words, "earlier", "of"))
        return parts_read(words, period, PERIOD_EARLIER);
    if (words_take_two(words, "later", "of"))
        return parts_read(words, period, PERIOD_LATER);
    return single_read(words, period);
}

static bool names_anchor(const struct period *period)
{
    static const char *const NONE[] = {NULL};
    return period_anchor_unknown(period, NONE) != NULL;
}

/* What comes after "then" is counted from there, and so names no day of its own. */
static bool period_parse(struct words *words, struct period *period)
{
    const char *text = period->text;
    bool read = part_read(words, period, step_read);
    if (read && words_take_two(words, ",", "then")) {
        struct period first = *period;
        *period = (struct period){.text = text, .form = PERIOD_THEN};
        *part_add(words, period) = first;
        do {
            struct period *step = part_add(words, period);
            read = part_read(words, step, step_read) && !names_anchor(step);
        } while (read && words_take_two(words, ",", "then"));
    }
    period->text = text;
    return read && words->left == 0;
}

int period_read(const char *text, struct arena *arena, struct period **out, struct error *error)
{
    char *split[WORDS_MOST];
    struct words words = {split, words_split(arena, text, split), arena};
    struct period *period = arena_alloc(arena, sizeof *period);
    period->text = arena_copy(arena, text);
    *out = period;
    if (period_parse(&words, period))
        return 0;
    if (words.left > 0)
        error_set(error, SENDD_EINVALID, "\"%.80s\" is no length of time: \"%.40s\" is not expected there",
                  text, *words.at);
    else
        error_set(error, SENDD_EINVALID, "\"%.80s\" is no length of time", text);
    error_hint(error, "%s", FORMS);
    return SENDD_EINVALID;
}
