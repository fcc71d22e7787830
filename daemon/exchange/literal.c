#include "exchange/literal.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

void literal_string(const char *text, struct text *out)
{
    static const char plain[] = "\n\t\r", letters[] = "ntr";
    text_add_char(out, '\'');
    for (; *text; text++) {
        const char *found = strchr(plain, *text);
        if (*text == '\'' || *text == '\\')
            text_addf(out, "\\%c", *text);
        else if (found)
            text_addf(out, "\\%c", letters[found - plain]);
        else if ((unsigned char)*text < 32 || *text == 127)
            text_addf(out, "\\x%02x", (unsigned char)*text);
        else
            text_add_char(out, *text);
    }
    text_add_char(out, '\'');
}

bool literal_whole(double number)
{
    const double most = 9007199254740991.0;
    return number >= -most && number <= most && (double)(long long)number == number;
}

static void number(double value, struct text *out)
{
    if (literal_whole(value)) {
        text_addf(out, "%lld", (long long)value);
        return;
    }
    char buffer[40];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(buffer, sizeof buffer, "%.*g", digits, value);
        double back = 0;
        if (sscanf(buffer, "%lf", &back) == 1 && !(back < value) && !(back > value))
            break;
    }
    /* A CEL double has a point or an exponent. */
    text_addf(out, "%s%s", buffer, strpbrk(buffer, ".e") ? "" : ".0");
}

void literal_value(const json_t *value, struct text *out)
{
    size_t i;
    json_t *item;
    const char *key, *comma = "";
    switch (json_typeof(value)) {
    case JSON_STRING:
        literal_string(json_string_value(value), out);
        break;
    case JSON_INTEGER:
        text_addf(out, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        number(json_real_value(value), out);
        break;
    case JSON_ARRAY:
        text_add_char(out, '[');
        json_array_foreach(value, i, item) {
            text_add(out, i ? ", " : "");
            literal_value(item, out);
        }
        text_add_char(out, ']');
        break;
    case JSON_OBJECT:
        text_add_char(out, '{');
        json_object_foreach((json_t *)value, key, item) {
            text_add(out, comma);
            literal_string(key, out);
            text_add(out, ": ");
            literal_value(item, out);
            comma = ", ";
        }
        text_add_char(out, '}');
        break;
    default:
        text_add(out, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null");
    }
}
