#include "base/log.h"

#include "base/list.h"
#include "base/mem.h"
#include "base/text.h"
#include "config.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
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

static void stderr_write(enum log_level level, const char *id, const char *sentence, const struct log_field *given,
                         size_t count)
{
    struct text line = TEXT_EMPTY;
    text_addf(&line, "<%d> %s: %s", (int)level, id, sentence);
    for (size_t i = 0; i < count; i++) {
        text_addf(&line, " %s=", given[i].key);
        value_add(&line, given[i].value);
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

/* The variable is inherited: it speaks of our stderr only when it names that very file, as systemd.exec(5) says. */
static bool stderr_is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    unsigned long long device, inode;
    struct stat status;
    char rest;
    return stream && sscanf(stream, "%llu:%llu%c", &device, &inode, &rest) == 2 && !fstat(STDERR_FILENO, &status) &&
           status.st_dev == device && status.st_ino == inode;
}

static void journal_write(enum log_level level, const char *id, const char *sentence, const struct log_field *given,
                          size_t count)
{
    struct list fields = LIST_EMPTY;
    char priority[2] = {(char)('0' + (int)level), '\0'};
    field_add(&fields, "PRIORITY", priority);
    field_add(&fields, "SENDD_MSG", id);
    field_add(&fields, "MESSAGE", sentence);
    for (size_t i = 0; i < count; i++)
        field_add(&fields, given[i].key, given[i].value);
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

void log_fields(enum log_level level, const char *id, const char *sentence, const struct log_field *fields,
                size_t count)
{
    if (level > threshold)
        return;
#ifdef HAVE_LIBSYSTEMD
    if (stderr_is_journal()) {
        journal_write(level, id, sentence, fields, count);
        return;
    }
#endif
    stderr_write(level, id, sentence, fields, count);
}

size_t log_fields_take(struct log_field *fields, va_list pairs)
{
    size_t count = 0;
    for (const char *key; (key = va_arg(pairs, const char *)); count++) {
        assert(count < LOG_FIELDS);
        fields[count] = (struct log_field){key, va_arg(pairs, const char *)};
    }
    return count;
}

void log_line(enum log_level level, const char *id, const char *sentence, ...)
{
    struct log_field fields[LOG_FIELDS];
    va_list pairs;
    va_start(pairs, sentence);
    size_t count = log_fields_take(fields, pairs);
    va_end(pairs);
    log_fields(level, id, sentence, fields, count);
}
