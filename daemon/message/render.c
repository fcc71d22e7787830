/* A template and its values become text. What comes from a value is never looked at for markup again. */
#include "message/template.h"

#include "calendar/date.h"

#include <string.h>
#include <strings.h>

struct rendering {
    const json_t *values;
    struct text out;
    struct text missing; /* names, ", " between */
    bool one_line;       /* the subject */
};

static bool is_ascii_control(unsigned char byte)
{
    return byte < 0x20 || byte == 0x7F;
}

/* How many bytes at AT are a character that no message needs: C1 controls, line separators, and the ones that
 * turn the direction of writing, with which a text can be made to read otherwise than it is. */
static size_t hidden_length(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;
    if (byte[0] == 0xC2 && byte[1] >= 0x80 && byte[1] <= 0x9F)
        return 2;
    bool marks = byte[0] == 0xE2 && byte[1] == 0x80 &&
                 ((byte[2] >= 0xA8 && byte[2] <= 0xAE) || byte[2] == 0x8E || byte[2] == 0x8F);
    bool isolates = byte[0] == 0xE2 && byte[1] == 0x81 && byte[2] >= 0xA6 && byte[2] <= 0xA9;
    return marks || isolates ? 3 : 0;
}

/* Appends LENGTH bytes of UTF-8 without control characters; line ends stay in the body and become spaces in a
 * subject. */
static void add_clean(struct rendering *rendering, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        size_t hidden = hidden_length(bytes + i);
        if (hidden) {
            i += hidden;
            continue;
        }
        char byte = bytes[i++];
        if (byte == '\n' || byte == '\t')
            text_add_char(&rendering->out, rendering->one_line ? ' ' : byte);
        else if (!is_ascii_control((unsigned char)byte))
            text_add_char(&rendering->out, byte);
    }
}

static void add_string(struct rendering *rendering, const char *string, size_t length)
{
    struct date date;
    if (length == DATE_SIZE - 1 && date_read(string, &date, NULL) == 0)
        date_write_long(date, &rendering->out);
    else
        add_clean(rendering, string, length);
}

static void add_scalar(struct rendering *rendering, const json_t *value)
{
    if (json_is_string(value))
        add_string(rendering, json_string_value(value), json_string_length(value));
    else if (json_is_integer(value))
        text_addf(&rendering->out, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        text_addf(&rendering->out, "%.10g", json_real_value(value));
    else if (json_is_boolean(value))
        text_add(&rendering->out, json_is_true(value) ? "yes" : "no");
}

/* Bullets of their own in the body, commas in a subject: as Notify does. */
static void add_list(struct rendering *rendering, const json_t *list)
{
    size_t count = json_array_size(list);
    if (!rendering->one_line)
        text_add(&rendering->out, "\n\n");
    for (size_t i = 0; i < count; i++) {
        if (rendering->one_line)
            text_add(&rendering->out, i == 0 ? "" : i + 1 == count ? " and " : ", ");
        else
            text_add(&rendering->out, "* ");
        add_scalar(rendering, json_array_get(list, i));
        if (!rendering->one_line)
            text_add(&rendering->out, "\n");
    }
}

static bool has_value(const json_t *value)
{
    if (json_is_string(value))
        return json_string_length(value) > 0;
    if (json_is_array(value))
        return json_array_size(value) > 0;
    return json_is_number(value) || json_is_boolean(value);
}

/* Notify's words for yes. */
static bool is_true(const json_t *value)
{
    static const char *const words[] = {"yes", "y", "true", "t", "1", "include", "show", NULL};
    if (json_is_integer(value))
        return json_integer_value(value) == 1;
    for (size_t i = 0; json_is_string(value) && words[i]; i++) {
        if (strcasecmp(json_string_value(value), words[i]) == 0)
            return true;
    }
    return json_is_true(value);
}

static void miss(struct rendering *rendering, const char *name)
{
    const char *known = text_string(&rendering->missing);
    size_t length = strlen(name);
    for (const char *at = known; *at; at += strcspn(at, ","), at += strspn(at, ", ")) {
        if (strcspn(at, ",") == length && strncmp(at, name, length) == 0)
            return;
    }
    text_addf(&rendering->missing, "%s%s", *known ? ", " : "", name);
}

static void add_part(struct rendering *rendering, const struct part *part)
{
    const json_t *value = part->name ? json_object_get(rendering->values, part->name) : NULL;
    if (!part->name) {
        add_clean(rendering, part->text, strlen(part->text));
    } else if (part->text) { /* a field without a value is a flag that is not set; a name nobody knows is a
                                mistake */
        if (!value) {
            miss(rendering, part->name);
            text_addf(&rendering->out, "((%s??%s))", part->name, part->text);
        } else if (is_true(value)) {
            add_clean(rendering, part->text, strlen(part->text));
        }
    } else if (!has_value(value)) {
        miss(rendering, part->name);
        text_addf(&rendering->out, "((%s))", part->name);
    } else if (json_is_array(value)) {
        add_list(rendering, value);
    } else {
        add_scalar(rendering, value);
    }
}

static const char *render_all(struct rendering *rendering, const struct part *part, bool one_line,
                              struct arena *arena)
{
    text_clear(&rendering->out);
    rendering->one_line = one_line;
    for (; part; part = part->next)
        add_part(rendering, part);
    return arena_copy(arena, text_string(&rendering->out));
}

int message_render(const struct templates *templates, const char *id, const json_t *values,
                   struct arena *arena, struct message *out, struct error *error)
{
    const struct template *template = template_find(templates, id);
    if (!template)
        return error_set(error, SENDD_ENOTFOUND, "there is no template \"%s\"", id);
    struct rendering rendering = {.values = values};
    out->subject = render_all(&rendering, template->subject, true, arena);
    out->body = render_all(&rendering, template->body, false, arena);
    out->missing = rendering.missing.length ? arena_copy(arena, text_string(&rendering.missing)) : NULL;
    text_free(&rendering.out);
    text_free(&rendering.missing);
    return 0;
}
