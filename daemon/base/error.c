#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Drops a character that the buffer's end has cut in two: errors become JSON, which must be UTF-8. */
static void cut_trim(char *text, size_t room)
{
    size_t length = strlen(text), tail = 0;
    if (length + 1 < room)
        return;
    while (tail < 3 && tail < length && ((unsigned char)text[length - 1 - tail] & 0xC0) == 0x80)
        tail++;
    unsigned char first = tail < length ? (unsigned char)text[length - 1 - tail] : 0;
    size_t needed = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
    if (needed > tail)
        text[length - 1 - tail] = '\0';
}

static void __attribute__((format(printf, 5, 0))) error_fill(struct error *error, int code, const char *file, int line,
                                                             const char *format, va_list list)
{
    if (!error)
        return;
    *error = ERROR_NONE;
    error->code = code;
    error->line = line;
    snprintf(error->file, sizeof error->file, "%s", file ? file : "");
    vsnprintf(error->text, sizeof error->text, format, list);
    cut_trim(error->text, sizeof error->text);
}

int error_set(struct error *error, int code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    error_fill(error, code, NULL, 0, format, list);
    va_end(list);
    return code;
}

int error_at(struct error *error, int code, const char *file, int line, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    error_fill(error, code, file, line, format, list);
    va_end(list);
    return code;
}

int error_hint(struct error *error, const char *format, ...)
{
    if (!error)
        return SENDD_EINVALID;
    va_list list;
    va_start(list, format);
    vsnprintf(error->hint, sizeof error->hint, format, list);
    cut_trim(error->hint, sizeof error->hint);
    va_end(list);
    return error->code;
}

static void place_print(const struct error *error, struct text *out)
{
    if (!error->file[0])
        return;
    text_add(out, error->file);
    if (error->line > 0)
        text_addf(out, ":%d", error->line);
    text_add(out, ": ");
}

static void hint_print(const struct error *error, struct text *out)
{
    if (error->hint[0])
        text_addf(out, "\n    %s", error->hint);
}

void error_print(const struct error *error, struct text *out)
{
    place_print(error, out);
    text_add(out, error->text);
    hint_print(error, out);
}

const char *error_name(int code)
{
    switch (code) {
    case 0:
        return "ok";
    case SENDD_EINVALID:
        return "invalid";
    case SENDD_ENOTFOUND:
        return "not-found";
    case SENDD_ECONFLICT:
        return "conflict";
    case SENDD_EREFUSED:
        return "refused";
    case SENDD_ELIMIT:
        return "limit";
    case SENDD_EBUSY:
        return "busy";
    case SENDD_EFULL:
        return "disk-full";
    case SENDD_ECORRUPT:
        return "corrupt";
    default:
        return "io";
    }
}

struct faults *faults_new(struct arena *arena)
{
    struct faults *faults = arena_alloc(arena, sizeof *faults);
    faults->arena = arena;
    return faults;
}

static struct error *__attribute__((format(printf, 5, 0))) fault_put(struct faults *faults, const char *warning, const char *file, int line, const char *format,
                               va_list list)
{
    if (!faults->items.room)
        arena_defer(faults->arena, list_release, &faults->items);
    struct fault *fault = arena_alloc(faults->arena, sizeof *fault);
    fault->warning = warning != NULL;
    fault->name = warning;
    error_fill(&fault->error, SENDD_EINVALID, file, line, format, list);
    list_add(&faults->items, fault);
    if (!warning)
        faults->errors++;
    return &fault->error;
}

struct error *fault_add(struct faults *faults, const char *file, int line, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct error *error = fault_put(faults, NULL, file, line, format, list);
    va_end(list);
    return error;
}

struct error *fault_warn(struct faults *faults, const char *name, const char *file, int line,
                         const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct error *error = fault_put(faults, name, file, line, format, list);
    va_end(list);
    return error;
}

bool faults_blame(const struct faults *faults, const char *file)
{
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        if (!fault->warning && !strncmp(fault->error.file, file, sizeof fault->error.file - 1))
            return true;
    }
    return false;
}

static int fault_order(const void *a, const void *b)
{
    const struct error *left = &(*(const struct fault *const *)a)->error,
                       *right = &(*(const struct fault *const *)b)->error;
    int order = strcmp(left->file, right->file);
    if (!order)
        order = (left->line > right->line) - (left->line < right->line);
    return order ? order : strcmp(left->text, right->text);
}

void faults_sort(struct faults *faults)
{
    if (faults->items.count > 1)
        qsort(faults->items.items, faults->items.count, sizeof(void *), fault_order);
}

void faults_print(const struct faults *faults, struct text *out)
{
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        place_print(&fault->error, out);
        text_addf(out, "%s: %s", fault->warning ? "warning" : "error", fault->error.text);
        if (fault->warning)
            text_addf(out, " [%s]", fault->name);
        hint_print(&fault->error, out);
        text_add_char(out, '\n');
    }
}
