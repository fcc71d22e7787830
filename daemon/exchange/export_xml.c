#include "exchange/export.h"

#include "base/mem.h"

#include <string.h>

/* QUOTED: inside an attribute, where a quote would end it and a break would become a space. */
static void escape(struct text *out, const char *string, bool quoted)
{
    for (; *string; string++)
        switch (*string) {
        case '&':
            text_add(out, "&amp;");
            break;
        case '<':
            text_add(out, "&lt;");
            break;
        case '>':
            text_add(out, "&gt;");
            break;
        case '"':
            text_add(out, quoted ? "&quot;" : "\"");
            break;
        case '\n':
        case '\t':
        case '\r':
            text_addf(out, "&#%d;", *string);
            break;
        default: /* XML has no way to write another control character */
            if ((unsigned char)*string < 32)
                text_add(out, "\xEF\xBF\xBD");
            else
                text_add_char(out, *string);
        }
}

static void finish_tag(struct xml_writer *writer)
{
    if (writer->open)
        text_add(writer->out, ">\n");
    writer->open = false;
}

void write_open(struct xml_writer *writer, const char *name)
{
    finish_tag(writer);
    text_addf(writer->out, "%*s<%s", 2 * writer->depth++, "", name);
    writer->open = true;
}

void write_attribute(struct xml_writer *writer, const char *name, const char *value)
{
    if (!value)
        return;
    text_addf(writer->out, " %s=\"", name);
    escape(writer->out, value, true);
    text_add_char(writer->out, '"');
}

void write_close(struct xml_writer *writer, const char *name)
{
    writer->depth--;
    if (writer->open)
        text_add(writer->out, "/>\n");
    else
        text_addf(writer->out, "%*s</%s>\n", 2 * writer->depth, "", name);
    writer->open = false;
}

/* The order of a map's names is part of what it says. */
void write_ours(struct xml_writer *writer, const char *key, const json_t *value)
{
    finish_tag(writer);
    char *json = json_ordered(value);
    text_addf(writer->out, "%*s<sendd:%s>", 2 * writer->depth, "", key);
    escape(writer->out, json, false);
    text_addf(writer->out, "</sendd:%s>\n", key);
    mem_free(json);
}

void write_rest(struct xml_writer *writer, const json_t *object, const char *const *handled)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        bool done = json_is_false(value);
        for (const char *const *name = handled; *name && !done; name++)
            done = string_equal(*name, key);
        if (!done)
            write_ours(writer, key, value);
    }
}

void write_words(struct xml_writer *writer, const char *name, const json_t *list)
{
    struct text words = TEXT_EMPTY;
    size_t i;
    json_t *word;
    json_array_foreach(list, i, word)
        text_addf(&words, "%s%s", i ? " " : "", json_string_value(word));
    if (words.length)
        write_attribute(writer, name, text_string(&words));
    text_free(&words);
}
