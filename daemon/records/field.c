#include "records/field.h"

#include "calendar/date.h"
#include "records/upn.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define VALUE_MAX 2000 /* bytes of one field */

const char *const field_type_names[] = {"string", "date",  "choice", "bool",     "int",
                                        "email",  "phone", "upn",    "postcode", NULL};

static json_t *string_read(const struct field *field, const char *cell)
{
    (void)field;
    return strlen(cell) <= VALUE_MAX ? json_string(cell) : NULL;
}

/* "3 Sep 2014", as some exports have it. */
static struct date worded_date(const char *cell)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    int day = 0, year = 0, end = 0;
    char month[4];
    if (sscanf(cell, "%2d%*1[ -]%3[A-Za-z]%*1[ -]%4d%n", &day, month, &year, &end) != 3 || cell[end])
        return DATE_NONE;
    for (int i = 0; i < 12; i++)
        if (strncasecmp(month, months + (ptrdiff_t)i * 3, 3) == 0 && strlen(month) == 3)
            return date_from(year, i + 1, day);
    return DATE_NONE;
}

static json_t *date_cell(const struct field *field, const char *cell)
{
    (void)field;
    char copy[32], written[DATE_SIZE];
    struct date date = DATE_NONE;
    snprintf(copy, sizeof copy, "%s", cell);
    /* Exports through a spreadsheet add midnight. */
    char *time = strstr(copy, " 00:00");
    if (time && strspn(time, " 0:.") == strlen(time))
        *time = '\0';
    if (strlen(cell) >= sizeof copy || date_read_loose(copy, &date, NULL))
        date = worded_date(copy);
    return date_is(date) ? json_string(date_write(date, written)) : NULL;
}

static json_t *choice_read(const struct field *field, const char *cell)
{
    for (const char *const *choice = field->of; *choice; choice++)
        if (strcasecmp(*choice, cell) == 0)
            return json_string(*choice);
    for (size_t i = 0; i < field->alias_count; i++)
        if (strcasecmp(field->aliases[i].written, cell) == 0)
            return json_string(field->aliases[i].meant);
    return NULL;
}

static json_t *bool_read(const struct field *field, const char *cell)
{
    static const char *const yes[] = {"yes", "y", "true", "t", "1"}, *const no[] = {"no", "n", "false", "f",
                                                                                    "0"};
    (void)field;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (strcasecmp(cell, yes[i]) == 0)
            return json_true();
        if (strcasecmp(cell, no[i]) == 0)
            return json_false();
    }
    return NULL;
}

static json_t *int_read(const struct field *field, const char *cell)
{
    (void)field;
    char *end;
    errno = 0;
    long long value = strtoll(cell, &end, 10);
    return errno || *end || end == cell ? NULL : json_integer(value);
}

/* What a mail server would take is not ours to say; this refuses what is surely no single address. */
static json_t *email_read(const struct field *field, const char *cell)
{
    (void)field;
    const char *at = strchr(cell, '@');
    size_t length = strlen(cell);
    if (!at || at == cell || strchr(at + 1, '@') || length > 254)
        return NULL;
    const char *domain = at + 1, *dot = strrchr(domain, '.');
    if (!dot || dot == domain || !dot[1] || strstr(domain, "..") || strpbrk(cell, " \t,;:<>()[]\"\\"))
        return NULL;
    for (const char *byte = cell; *byte; byte++)
        if ((unsigned char)*byte <= ' ' || *byte == 127)
            return NULL;
    return json_string(cell);
}

static json_t *phone_read(const struct field *field, const char *cell)
{
    (void)field;
    size_t digits = 0;
    for (const char *byte = cell; *byte; byte++) {
        if (isdigit((unsigned char)*byte))
            digits++;
        else if (!strchr("+() -.", *byte) || (*byte == '+' && byte != cell))
            return NULL;
    }
    return digits >= 7 && digits <= 15 ? json_string(cell) : NULL;
}

static json_t *upn_read(const struct field *field, const char *cell)
{
    (void)field;
    char upper[14];
    if (strlen(cell) != 13)
        return NULL;
    for (size_t i = 0; i < sizeof upper; i++)
        upper[i] = (char)toupper((unsigned char)cell[i]);
    return upn_valid(upper) ? json_string(upper) : NULL;
}

/* "EX1 1AA": an area of one or two letters and its district, then a digit and two letters; kept with one
 * space. */
static json_t *postcode_read(const struct field *field, const char *cell)
{
    (void)field;
    char all[9];
    size_t length = 0;
    for (; *cell; cell++) {
        if (*cell == ' ')
            continue;
        if (length == 7 || !isalnum((unsigned char)*cell))
            return NULL;
        all[length++] = (char)toupper((unsigned char)*cell);
    }
    all[length] = '\0';
    if (length < 5 || !isalpha((unsigned char)all[0]) || !isdigit((unsigned char)all[length - 3]) ||
        !isalpha((unsigned char)all[length - 2]) || !isalpha((unsigned char)all[length - 1]))
        return NULL;
    return json_sprintf("%.*s %s", (int)length - 3, all, all + length - 3);
}

/* How each type is read, and what to tell people who wrote something else. */
static const struct {
    json_t *(*read)(const struct field *field, const char *cell);
    const char *wanted;
} types[] = {
    [FIELD_STRING] = {string_read, "a text of at most 2,000 bytes in UTF-8"},
    [FIELD_DATE] = {date_cell, "a day that exists, written DD/MM/YYYY or YYYY-MM-DD"},
    [FIELD_CHOICE] = {choice_read, "one of the values that its register names"},
    [FIELD_BOOL] = {bool_read, "Yes or No, Y or N, True or False, 1 or 0"},
    [FIELD_INT] = {int_read, "a whole number"},
    [FIELD_EMAIL] = {email_read, "one e-mail address, such as name@example.org"},
    [FIELD_PHONE] = {phone_read, "a telephone number: digits, spaces, + ( ) - only"},
    [FIELD_UPN] = {upn_read, "a Unique Pupil Number: its check letter, then 12 digits (or 11 and a letter)"},
    [FIELD_POSTCODE] = {postcode_read, "a postcode, such as EX1 1AA"},
};

int field_read(const struct field *field, const char *cell, json_t **out, const char **wanted)
{
    *out = types[field->type].read(field, cell);
    *wanted = types[field->type].wanted;
    return *out ? 0 : SENDD_EINVALID;
}

int field_check(const struct field *field, const json_t *value, const char **wanted)
{
    *wanted = types[field->type].wanted;
    if (field->type == FIELD_BOOL)
        return json_is_boolean(value) ? 0 : SENDD_EINVALID;
    if (field->type == FIELD_INT)
        return json_is_integer(value) ? 0 : SENDD_EINVALID;
    if (!json_is_string(value))
        return SENDD_EINVALID;
    json_t *kept;
    int code = field_read(field, json_string_value(value), &kept, wanted);
    /* A kept value has one form: an API that writes DD/MM/YYYY would break every comparison. */
    if (!code && !json_equal(kept, value))
        code = SENDD_EINVALID;
    json_decref(kept);
    if (code && field->type == FIELD_DATE)
        *wanted = "a day that exists, written YYYY-MM-DD";
    return code;
}
