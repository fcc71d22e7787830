/* A question as a person types it: "ehcna.decision from 2026-09-01", "2026-09-01 + 6 weeks". */
#include "rules/rulebook.h"

#include <ctype.h>
#include <string.h>

enum { ASK_LONGEST = 400, OTHERS_MOST = 8 };

static int ask_wrong(const char *question, struct error *error)
{
    error_set(error, SENDD_EINVALID, "\"%.120s\" is no question about a date", question);
    error_hint(error, "ask for example \"ehcna.decision from 2026-09-01\", \"2026-09-01 + 6 weeks\", "
                      "\"15 days beginning with 2026-09-01\" or \"10 working days from 2026-12-20\"");
    return SENDD_EINVALID;
}

/* --- days --- */

static bool looks_like_date(const char *word)
{
    return isdigit((unsigned char)word[0]) && isdigit((unsigned char)word[1]) && strspn(word, "0123456789") >= 4 &&
           word[strspn(word, "0123456789")] == '-';
}

/* The hour that the clocks skip in spring is no time at all. */
static int clocks_show(instant at, const char *word, struct error *error)
{
    struct text text = TEXT_EMPTY;
    london_write(at, &text);
    bool same = string_starts(text_string(&text), word);
    text_free(&text);
    if (same)
        return 0;
    error_set(error, SENDD_EINVALID, "there was no %.60s in London: the clocks were put forward over it", word);
    return error_hint(error, "say what the clocks showed, an hour later, or give an offset: %.60s:00+00:00", word);
}

/* YYYY-MM-DD, or with the time of day when *AT is wanted: YYYY-MM-DDTHH:MM[...]. */
static int day_read(const char *word, struct arena *arena, struct date *date, instant *at, struct error *error)
{
    const char *t = strchr(word, 'T');
    if (!t || !at)
        return date_read(word, date, error);
    size_t length = strlen(word);
    bool bare = length == sizeof "2026-09-18T08:00" - 1;
    int code = date_read(arena_copy_n(arena, word, (size_t)(t - word)), date, error);
    if (code || !bare)
        return code ? code : london_read(word, at, error);
    int hour = (t[1] - '0') * 10 + t[2] - '0', minute = (t[4] - '0') * 10 + t[5] - '0';
    if (strspn(t + 1, "0123456789") != 2 || t[3] != ':' || strspn(t + 4, "0123456789") != 2 || hour > 23 || minute > 59)
        return error_set(error, SENDD_EINVALID, "\"%.60s\" has no time of day such as 14:30", word);
    *at = london_instant(*date, hour, minute);
    return clocks_show(*at, word, error);
}

/* --- lengths --- */

/* A length without a rule behind it. */
static int length_ask(const struct calendars *calendars, const char *length, const struct rule_query *query,
                      struct arena *arena, struct ruling *out, struct error *error)
{
    static const char *const NONE[] = {NULL};
    struct reading *reading = arena_alloc(arena, sizeof *reading);
    reading->authority = reading->basis = reading->name = "";
    int code = period_read(length, arena, &reading->period, error);
    if (code)
        return code;
    if (period_anchor_unknown(reading->period, NONE) || period_needs_list(reading->period))
        return error_set(error, SENDD_EINVALID, "\"%.120s\" says more than a length: only a rule can", length);
    struct rule_version version = {.readings = reading, .reading_count = 1, .source = "", .basis = ""};
    const struct ask ask = {NULL, calendars, NULL, &version, query};
    code = school_check(&version, length, calendars, query->school, error);
    return code ? code : ruling_make(&ask, arena, out, error);
}

/* "2026-09-01 + 6 weeks", "2026-09-01 - 2 weeks". Returns the length asked for, or NULL. */
static const char *sum_split(const char *question, struct arena *arena, const char **day)
{
    const char *space = strchr(question, ' ');
    if (!space || !looks_like_date(question))
        return NULL;
    *day = arena_copy_n(arena, question, (size_t)(space - question));
    if (string_starts(space, " + "))
        return arena_copy(arena, space + 3);
    return string_starts(space, " - ") ? arena_printf(arena, "%s before", space + 3) : NULL;
}

/* --- rules --- */

/* "... and NAME=DATE ...", "... NAME=DATE": takes the last of them off QUESTION. 0: one was taken; ENOTFOUND: there is
 * none. */
static int other_take(char *question, struct arena *arena, struct rule_anchor *other, struct error *error)
{
    char *space = strrchr(question, ' ');
    char *equals = space ? strchr(space, '=') : NULL;
    if (!equals)
        return SENDD_ENOTFOUND;
    *equals = '\0';
    other->name = arena_copy(arena, space + 1);
    int code = date_read(equals + 1, &other->date, error);
    *space = '\0';
    if (string_ends(question, " and"))
        question[strlen(question) - strlen(" and")] = '\0';
    if (string_ends(question, ","))
        question[strlen(question) - 1] = '\0';
    return code;
}

static int others_take(char *question, struct arena *arena, struct rule_query *query, struct error *error)
{
    struct rule_anchor *others = arena_alloc(arena, OTHERS_MOST * sizeof *others);
    query->others = others;
    for (;;) {
        struct rule_anchor other;
        int code = other_take(question, arena, &other, error);
        if (code == SENDD_ENOTFOUND)
            return 0;
        if (code)
            return code;
        if (query->other_count == OTHERS_MOST)
            return error_set(error, SENDD_EINVALID, "more than %d named dates are given", OTHERS_MOST);
        others[query->other_count++] = other;
    }
}

/* Splits "HEAD [from] DAY" in place; NULL when there is no day. */
static const char *day_split(char *question)
{
    char *space = strrchr(question, ' ');
    if (!space || !looks_like_date(space + 1))
        return NULL;
    *space = '\0';
    if (string_ends(question, " from"))
        question[strlen(question) - strlen(" from")] = '\0';
    return space + 1;
}

/* TEXT with single spaces and none at its ends. */
static char *question_tidy(const char *text, struct arena *arena)
{
    char *tidy = arena_alloc(arena, strlen(text) + 2), *end = tidy;
    for (; *text; text++) {
        if (*text != ' ' || (end > tidy && end[-1] != ' '))
            *end++ = *text;
    }
    if (end > tidy && end[-1] == ' ')
        end--;
    *end = '\0';
    return tidy;
}

int rule_ask(const struct rulebook *book, const struct calendars *calendars, const char *question, const char *school,
             const char *authority, struct arena *arena, struct ruling *out, struct error *error)
{
    struct rule_query query = {.school = school, .authority = authority, .lenient = true};
    const char *day;
    if (strlen(question) > ASK_LONGEST)
        return ask_wrong(question, error);
    char *tidy = question_tidy(question, arena);
    const char *whole = arena_copy(arena, tidy), *length = sum_split(tidy, arena, &day);
    int code = length ? 0 : others_take(tidy, arena, &query, error);
    if (!length && !code)
        day = day_split(tidy);
    if (code)
        return code;
    if (!day)
        return ask_wrong(whole, error);
    code = day_read(day, arena, &query.anchor, &query.at, error);
    if (code)
        return code;
    if (length || strchr(tidy, ' '))
        return length_ask(calendars, length ? length : tidy, &query, arena, out, error);
    query.rule = tidy;
    return rule_apply(book, calendars, &query, arena, out, error);
}
