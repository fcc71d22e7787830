#include "base/log.h"

#include "base/list.h"
#include "base/mem.h"
#include "base/text.h"
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/uio.h>
#ifdef HAVE_LIBSYSTEMD
#include <systemd/sd-journal.h>
#endif

static enum log_level threshold = LOG_LEVEL_INFO;

void log_threshold(enum log_level level)
{
    threshold = level;
}

/* Control bytes would let a value forge a second line. */
static void value_add(struct text *out, const char *value)
{
    for (const unsigned char *p = (const unsigned char *)(value ? value : "-"); *p; p++) {
        if (*p < 0x20 || *p == 0x7f)
            text_addf(out, "\\x%02x", *p);
        else
            text_add_char(out, (char)*p);
    }
}

static void stderr_write(enum log_level level, const char *id, const char *sentence, va_list pairs)
{
    struct text line = TEXT_EMPTY;
    text_addf(&line, "<%d> %s: %s", (int)level, id, sentence);
    for (const char *key; (key = va_arg(pairs, const char *));) {
        text_addf(&line, " %s=", key);
        value_add(&line, va_arg(pairs, const char *));
    }
    text_add_char(&line, '\n');
    fwrite(line.bytes, 1, line.length, stderr); /* one write, so that lines of several processes do not mix */
    text_free(&line);
}

#ifdef HAVE_LIBSYSTEMD
static void field_add(struct list *fields, const char *key, const char *value)
{
    struct text *field = mem_alloc(sizeof *field);
    text_addf(field, "%s=", key);
    value_add(field, value);
    list_add(fields, field);
}

static void journal_write(enum log_level level, const char *id, const char *sentence, va_list pairs)
{
    struct list fields = LIST_EMPTY;
    char priority[2] = {(char)('0' + (int)level), '\0'};
    field_add(&fields, "PRIORITY", priority);
    field_add(&fields, "SENDD_MSG", id);
    field_add(&fields, "MESSAGE", sentence);
    for (const char *key; (key = va_arg(pairs, const char *));)
        field_add(&fields, key, va_arg(pairs, const char *));
    struct iovec *vector = mem_resize(NULL, fields.count, sizeof *vector);
    for (size_t i = 0; i < fields.count; i++) {
        struct text *field = fields.items[i];
        vector[i] = (struct iovec){field->bytes, field->length};
    }
    sd_journal_sendv(vector, (int)fields.count);
    for (size_t i = 0; i < fields.count; i++) {
        text_free(fields.items[i]);
        mem_free(fields.items[i]);
    }
    mem_free(vector);
    list_free(&fields);
}
#endif

void log_line(enum log_level level, const char *id, const char *sentence, ...)
{
    if (level > threshold)
        return;
    va_list pairs;
    va_start(pairs, sentence);
#ifdef HAVE_LIBSYSTEMD
    if (getenv("JOURNAL_STREAM"))
        journal_write(level, id, sentence, pairs);
    else
#endif
        stderr_write(level, id, sentence, pairs);
    va_end(pairs);
}
