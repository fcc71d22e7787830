/* Reads the wording of a length, word by word. */
#include "calendar/period.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MOST = 32, COUNT_MOST = 5000 };

static const char FORMS[] =
    "write it as, for example, \"6 weeks\", \"15 days beginning with\", \"2 months\", "
    "\"10 working days\", \"15 school days beginning with\", \"2 weeks before\", "
    "\"before 15 February\", \"end of autumn term\", \"earlier of 20 school days and 60 working days\"";

/* The words still to be read. */
struct words {
    char **at;
    size_t left;
    struct arena *arena;
};

static bool words_take(struct words *words, const char *word)
{
    if (words->left == 0 || !string_equal(*words->at, word))
        return false;
    words->at++;
    words->left--;
    return true;
}

/* Takes FIRST and SECOND when both are next. */
static bool words_take_two(struct words *words, const char *first, const char *second)
{
    if (words->left < 2 || !string_equal(words->at[1], second))
        return false;
    return words_take(words, first) && words_take(words, second);
}

static bool words_take_number(struct words *words, int *out)
{
    if (words->left == 0)
        return false;
    char *end;
    long value = isdigit((unsigned char)**words->at) ? strtol(*words->at, &end, 10) : 0;
    if (value < 1 || value > COUNT_MOST || *end)
        return false;
    *out = (int)value;
    words->at++;
    words->left--;
    return true;
}

/* Takes WORD or its plural. */
static bool words_take_noun(struct words *words, const char *word)
{
    char plural[16] = "";
    strcat(strcpy(plural, word), "s");
    return words_take(words, word) || words_take(words, plural);
}

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
    for (*unit = UNIT_DAY; *unit <= UNIT_YEAR; (*unit)++)
        if (words_take_noun(words, NOUNS[*unit]))
            return true;
    return false;
}

static bool clear_read(struct words *words, struct period *period)
{
    if (!unit_read(words, &period->unit) || period->unit == UNIT_MONTH || period->unit == UNIT_YEAR)
        return false;
    period->form = words_take(words, "before") ? PERIOD_CLEAR_BACK : PERIOD_CLEAR;
    return period->form == PERIOD_CLEAR_BACK || words_take(words, "after");
}

static bool count_read(struct words *words, struct period *period)
{
    if (!words_take_number(words, &period->count))
        return false;
    if (words_take(words, "clear"))
        return clear_read(words, period);
    if (!unit_read(words, &period->unit))
        return false;
    period->form = PERIOD_AFTER;
    if (words_take_two(words, "beginning", "with") || words_take_two(words, "starting", "with"))
        period->form = PERIOD_BEGINNING;
    else if (words_take(words, "before"))
        period->form = PERIOD_BACK;
    else if (!words_take(words, "after"))
        words_take(words, "of");
    return true;
}

/* --- a day of the year --- */

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

static bool season_read(struct words *words, struct period *period)
{
    static const char *const SEASONS[] = {"autumn", "spring", "summer"};
    period->form = PERIOD_SEASON_END;
    words_take(words, "the");
    for (size_t i = 0; i < sizeof SEASONS / sizeof *SEASONS; i++)
        if (words_take(words, SEASONS[i])) {
            period->season = SEASONS[i];
            return words_take(words, "term");
        }
    return false;
}

/* --- earlier of, later of --- */

static bool single_read(struct words *words, struct period *period)
{
    period->form = PERIOD_ON;
    if (words_take_two(words, "on", "the"))
        return words_take(words, "day");
    if (words_take(words, "before"))
        return named_read(words, period, PERIOD_BEFORE_DAY);
    if (words_take(words, "by"))
        return named_read(words, period, PERIOD_BY_DAY);
    if (words_take_two(words, "end", "of"))
        return season_read(words, period);
    return count_read(words, period);
}

static bool parts_read(struct words *words, struct period *period, enum period_form form)
{
    period->form = form;
    period->parts = arena_alloc(words->arena, WORDS_MOST * sizeof *period->parts);
    do {
        struct period *part = arena_alloc(words->arena, sizeof *part);
        if (!single_read(words, part))
            return false;
        period->parts[period->parts_count++] = part;
    } while (words_take(words, ",") || words_take(words, "and"));
    return period->parts_count >= 2;
}

static bool period_parse(struct words *words, struct period *period)
{
    bool read;
    if (words_take_two(words, "earlier", "of"))
        read = parts_read(words, period, PERIOD_EARLIER);
    else if (words_take_two(words, "later", "of"))
        read = parts_read(words, period, PERIOD_LATER);
    else
        read = single_read(words, period);
    return read && words->left == 0;
}

/* Splits a copy of TEXT at spaces; a comma is a word of its own. */
static size_t words_split(struct arena *arena, const char *text, char *words[WORDS_MOST])
{
    size_t count = 0;
    while (*text && count < WORDS_MOST) {
        size_t length = *text == ',' ? 1 : strcspn(text, " ,");
        if (length > 0)
            words[count++] = arena_copy_n(arena, text, length);
        text += length > 0 ? length : 1;
    }
    return *text ? 0 : count;
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
