#include "message.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

void mail_begin(void)
{
    g_mime_init();
}

bool mail_line_ok(const char *name)
{
    for (const char *c = name; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return false;
    return g_utf8_validate(name, -1, NULL);
}

/* A key is ours, but it becomes part of a header and of a file's name. */
static bool key_ok(const char *key)
{
    return *key && strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(key);
}

static bool delivery_ok(const struct sendd_delivery *delivery, char *fault, size_t size)
{
    if (!mail_address_ok(delivery->address, fault, size))
        return false;
    const char *wrong = !key_ok(delivery->key)                             ? "the key is not letters, digits, '-' and '_'"
                        : !mail_line_ok(delivery->subject)                 ? "the subject is not one line of UTF-8 text"
                        : !g_utf8_validate(delivery->body, -1, NULL)       ? "the body is not UTF-8 text"
                                                                           : NULL;
    if (wrong)
        snprintf(fault, size, "%s", wrong);
    return !wrong;
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text > 0x7f)
            return false;
    return true;
}

/* 7bit when the text is plain and no line comes near the 998 bytes that RFC 5321 allows, else quoted-printable: 8bit would
 * need the whole way to offer 8BITMIME. */
static GMimeContentEncoding encoding_of(const char *body)
{
    size_t longest = 0;
    for (const char *line = body; *line;) {
        size_t length = strcspn(line, "\n");
        longest = length > longest ? length : longest;
        line += length + (line[length] == '\n');
    }
    return is_ascii(body) && longest < 900 && !strchr(body, '\r') ? GMIME_CONTENT_ENCODING_7BIT
                                                                  : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

/* Not a GMimeTextPart: that one picks the smallest old charset that fits. */
static GMimeObject *text_part(const char *body)
{
    GMimePart *part = g_mime_part_new_with_type("text", "plain");
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(body, strlen(body));
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_part_set_content_encoding(part, encoding_of(body));
    g_object_unref(content);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

static void header_add(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_append_header(GMIME_OBJECT(message), name, value, "utf-8");
}

static GMimeMessage *message_new(const struct sendd_delivery *delivery, const struct mail_sender *sender)
{
    GMimeMessage *message = g_mime_message_new(FALSE);
    char attempt[16];
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, *sender->name ? sender->name : NULL, sender->address);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, delivery->address);
    g_mime_message_set_subject(message, delivery->subject, "utf-8");
    GDateTime *date = g_date_time_new_from_unix_utc(delivery->now);
    if (date) {
        g_mime_message_set_date(message, date);
        g_date_time_unref(date);
    }
    char *id = g_strdup_printf("%s@%s", delivery->key, sender->domain);
    g_mime_message_set_message_id(message, id);
    g_free(id);
    header_add(message, "Auto-Submitted", "auto-generated"); /* RFC 3834: no holiday notes in answer */
    snprintf(attempt, sizeof attempt, "%d", delivery->attempt);
    header_add(message, "X-Sendd-Attempt", attempt);
    GMimeObject *part = text_part(delivery->body);
    g_mime_message_set_mime_part(message, part);
    g_object_unref(part);
    return message;
}

char *mail_build(const struct sendd_delivery *delivery, const struct mail_sender *sender, bool crlf, size_t *length,
                 char *fault, size_t size)
{
    if (!delivery_ok(delivery, fault, size))
        return NULL;
    GMimeMessage *message = message_new(delivery, sender);
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, crlf ? GMIME_NEWLINE_FORMAT_DOS : GMIME_NEWLINE_FORMAT_UNIX);
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    *length = bytes->len;
    char *text = (char *)g_byte_array_free(bytes, FALSE);
    g_object_unref(stream);
    g_mime_format_options_free(format);
    g_object_unref(message);
    return text;
}

void mail_free(char *message)
{
    g_free(message);
}
