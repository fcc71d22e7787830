/* Conversions into strings, bytes and dates. Their errors never quote the value: it may be about a child. */
#include "expr/functions.h"
#include "expr/moment.h"
#include "expr/wording.h"

#include <string.h>

/* Gives what TEXT holds, and frees it. */
static bool give_text(struct run *run, struct text *text, struct value *out)
{
    size_t length = text->length;
    *out = value_string(arena_copy_n(run_arena(run), text_string(text), length), length);
    text_free(text);
    return true;
}

bool int_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    struct text text = TEXT_EMPTY;
    text_addf(&text, "%lld", (long long)arguments[0].integer);
    return give_text(run, &text, out);
}

bool uint_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    struct text text = TEXT_EMPTY;
    text_addf(&text, "%llu", (unsigned long long)arguments[0].natural);
    return give_text(run, &text, out);
}

bool double_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    struct text text = TEXT_EMPTY;
    double_write(arguments[0].number, &text);
    return give_text(run, &text, out);
}

bool bool_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = arguments[0].boolean ? value_string("true", 4) : value_string("false", 5);
    return true;
}

bool date_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    char buffer[DATE_SIZE];
    struct text text = TEXT_EMPTY;
    text_add(&text, date_write(arguments[0].date, buffer));
    return give_text(run, &text, out);
}

bool timestamp_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    struct text text = TEXT_EMPTY;
    moment_write(arguments[0].moment, &text);
    return give_text(run, &text, out);
}

bool duration_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    struct text text = TEXT_EMPTY;
    duration_write(arguments[0].nanos, &text);
    return give_text(run, &text, out);
}

bool string_to_bytes(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_bytes(arguments[0].string.bytes, arguments[0].string.length);
    return true;
}

bool bytes_to_string(struct run *run, const struct value *arguments, struct value *out)
{
    const char *bytes = arguments[0].string.bytes;
    size_t length = arguments[0].string.length;
    if (!run_pay(run, length / 8))
        return false;
    for (size_t i = 0; i < length;) {
        size_t one = utf8_length(bytes + i, length - i);
        if (one == 0)
            return run_fail(run, "these bytes are not UTF-8", NULL);
        i += one;
    }
    *out = value_string(bytes, length);
    return true;
}

bool string_to_date(struct run *run, const struct value *arguments, struct value *out)
{
    struct date date;
    bool whole = strlen(arguments[0].string.bytes) == arguments[0].string.length;
    if (!whole || date_read(arguments[0].string.bytes, &date, NULL) != 0)
        return run_fail(run, "this string is not a date that exists",
                        "write it as YYYY-MM-DD: date('2026-09-01')");
    *out = value_date(date);
    return true;
}

bool string_to_timestamp(struct run *run, const struct value *arguments, struct value *out)
{
    struct moment moment;
    if (!moment_read(arguments[0].string.bytes, arguments[0].string.length, &moment))
        return run_fail(run, "this string is not a time of the years 1 to 9999",
                        "write it with its offset: timestamp('2026-09-01T08:30:00+01:00')");
    *out = value_moment(moment);
    return true;
}

bool string_to_duration(struct run *run, const struct value *arguments, struct value *out)
{
    int64_t nanos;
    if (!duration_read(arguments[0].string.bytes, arguments[0].string.length, &nanos))
        return run_fail(run, "this string is not a duration of at most 292 years",
                        "write it with units from h to ns: duration('1h30m'), duration('1.5s')");
    *out = value_duration(nanos);
    return true;
}
