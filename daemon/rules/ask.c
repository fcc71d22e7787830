/* A question as a person types it: "ehcna.decision from 2026-09-01", "2026-09-01 + 6 weeks". */
#include "rules/rulebook.h"

#include <string.h>

enum { ASK_LONGEST = 200 };

static int ask_wrong(const char *question, struct error *error)
{
    error_set(error, SENDD_EINVALID, "\"%.120s\" is no question about a date", question);
    error_hint(error, "ask for example \"ehcna.decision from 2026-09-01\", \"2026-09-01 + 6 weeks\", "
                      "\"15 days beginning with 2026-09-01\" or \"10 working days from 2026-12-20\"");
    return SENDD_EINVALID;
}

/* A length without a rule behind it. */
static int length_ask(const struct calendars *calendars, const char *length, struct date anchor,
                      const char *school, struct arena *arena, struct ruling *out, struct error *error)
{
    struct reading *reading = arena_alloc(arena, sizeof *reading);
    reading->authority = "";
    int code = period_read(length, arena, &reading->period, error);
    if (code)
        return code;
    struct rule_version version = {.readings = reading, .reading_count = 1, .source = "", .basis = ""};
    code = school_check(&version, length, calendars, school, error);
    return code ? code : ruling_make(NULL, &version, calendars, school, anchor, arena, out, error);
}

/* "2026-09-01 + 6 weeks", "2026-09-01 - 2 weeks". Returns the length asked for, or NULL. */
static const char *sum_split(const char *question, struct arena *arena, struct date *anchor)
{
    char day[DATE_SIZE] = "";
    strncat(day, question, DATE_SIZE - 1);
    if (date_read(day, anchor, NULL))
        return NULL;
    const char *rest = question + strlen(day);
    if (string_starts(rest, " + "))
        return arena_copy(arena, rest + 3);
    return string_starts(rest, " - ") ? arena_printf(arena, "%s before", rest + 3) : NULL;
}

/* "... DATE": what stands before the date, without a final "from"; NULL when there is no date. */
static const char *tail_split(const char *question, struct arena *arena, struct date *anchor)
{
    const char *space = strrchr(question, ' ');
    if (!space || date_read(space + 1, anchor, NULL))
        return NULL;
    size_t length = (size_t)(space - question);
    char *head = arena_copy_n(arena, question, length);
    if (string_ends(head, " from"))
        head[length - strlen(" from")] = '\0';
    return head;
}

/* QUESTION with single spaces and none at its ends. */
static const char *question_tidy(const char *question, struct arena *arena)
{
    char *tidy = arena_alloc(arena, strlen(question) + 2), *end = tidy;
    for (; *question; question++)
        if (*question != ' ' || (end > tidy && end[-1] != ' '))
            *end++ = *question;
    if (end > tidy && end[-1] == ' ')
        end--;
    *end = '\0';
    return tidy;
}

int rule_ask(const struct rulebook *book, const struct calendars *calendars, const char *question,
             const char *school, struct arena *arena, struct ruling *out, struct error *error)
{
    struct date anchor;
    if (strlen(question) > ASK_LONGEST)
        return ask_wrong(question, error);
    const char *tidy = question_tidy(question, arena);
    const char *length = sum_split(tidy, arena, &anchor);
    if (length)
        return length_ask(calendars, length, anchor, school, arena, out, error);
    const char *head = tail_split(tidy, arena, &anchor);
    if (!head)
        return ask_wrong(tidy, error);
    if (strchr(head, ' '))
        return length_ask(calendars, head, anchor, school, arena, out, error);
    return rule_apply(book, calendars, head, anchor, school, arena, out, error);
}
