#include "expr/wording.h"

#include "base/mem.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* DIGITS with the point behind the first POINT of them; zeros fill what is missing on either side. */
static void plain_write(const char *digits, int point, struct text *out)
{
    int count = (int)strlen(digits);
    if (point <= 0)
        text_add(out, "0.");
    for (int i = point; i < 0; i++)
        text_add_char(out, '0');
    for (int i = 0; i < count || i < point; i++) {
        if (i == point && i > 0)
            text_add_char(out, '.');
        text_add_char(out, i < count ? digits[i] : '0');
    }
}

void double_write(double number, struct text *out)
{
    if (isnan(number)) {
        text_add(out, "NaN");
        return;
    }
    if (signbit(number))
        text_add_char(out, '-');
    if (isinf(number) || number == 0) {
        text_add(out, number == 0 ? "0" : "Infinity");
        return;
    }
    char buffer[40];
    for (int precision = 0; precision < 17; precision++) {
        snprintf(buffer, sizeof buffer, "%.*e", precision, fabs(number));
        if (strtod(buffer, NULL) == fabs(number))
            break;
    }
    char digits[24], *exponent = strchr(buffer, 'e');
    int point = atoi(exponent + 1) + 1, count = 0;
    for (const char *at = buffer; at < exponent; at++)
        if (*at != '.')
            digits[count++] = *at;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
    if (point > -6 && point <= 21)
        plain_write(digits, point, out);
    else
        text_addf(out, "%c%s%se%+03d", *digits, count > 1 ? "." : "", digits + 1, point - 1);
}

static void counted_write(int64_t count, const char *unit, struct text *out)
{
    if (count)
        text_addf(out, "%s%lld %s day%s", out->length ? " and " : "", (long long)count, unit,
                  count == 1 || count == -1 ? "" : "s");
}

void length_write(const struct length *length, struct text *out)
{
    struct text words = TEXT_EMPTY;
    bool back = length->months < 0 || (length->months == 0 && length->days < 0);
    bool counted = length->working || length->school;
    if (length->months)
        text_addf(&words, "%sP%lldM%lldD", back ? "-" : "", llabs(length->months),
                  (long long)(back ? -length->days : length->days));
    else if (length->days || !counted)
        text_addf(&words, "%sP%lldD", back ? "-" : "", llabs(length->days));
    counted_write(length->working, "working", &words);
    counted_write(length->school, "school", &words);
    text_add_n(out, text_string(&words), words.length);
    text_free(&words);
}

void base64_write(const char *bytes, size_t length, struct text *out)
{
    size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
    char *encoded = mem_alloc(room);
    sodium_bin2base64(encoded, room, (const unsigned char *)bytes, length, sodium_base64_VARIANT_ORIGINAL);
    text_add(out, encoded);
    mem_free(encoded);
}
