/* A CSV becomes the rows of a register: header names found, cells read by their field's type, every bad row a
 * fault with its line and without its values. */
#include "records/csv.h"
#include "records/reg.h"

#include "base/mem.h"
#include "config/clean.h"

#include <ctype.h>
#include <string.h>

#define FAULTS_MAX 100 /* of one file; then one line says that there are more */

struct import {
    const struct reg *reg;
    struct csv csv;
    struct faults *faults;
    size_t limit;                                 /* of faults->errors */
    struct error spare;                           /* takes the faults past the limit */
    const struct field *columns[CSV_COLUMNS_MAX]; /* by position; NULL: not ours */
    size_t count;
    json_t *ids;  /* id -> line */
    json_t *upns; /* UPN -> line */
    json_t *rows;
};

__attribute__((format(printf, 3, 4))) static struct error *complain(struct import *import, int line,
                                                                    const char *format, ...)
{
    char text[500];
    va_list list;
    if (import->faults->errors > import->limit)
        return &import->spare;
    if (import->faults->errors == import->limit)
        return fault_add(import->faults, import->csv.name, line, "more than %d faults; the rest is left out",
                         FAULTS_MAX);
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    return fault_add(import->faults, import->csv.name, line, "%s", text);
}

/* --- the header --- */

/* Letters and digits only, so that "E-mail address" and "Email Address" are one. */
static bool names_match(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a && (unsigned char)*a < 128 && !isalnum((unsigned char)*a))
            a++;
        while (*b && (unsigned char)*b < 128 && !isalnum((unsigned char)*b))
            b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
            return false;
        if (!*a)
            return true;
    }
}

static bool column_names(const struct field *field, const char *header)
{
    if (names_match(field->name, header) || names_match(field->label, header))
        return true;
    for (const char *const *column = field->columns; *column; column++)
        if (names_match(*column, header))
            return true;
    return false;
}

static const struct field *column_field(const struct reg *reg, const char *header)
{
    for (size_t i = 0; i < reg->count; i++)
        if (column_names(&reg->fields[i], header))
            return &reg->fields[i];
    return NULL;
}

static bool column_taken(const struct import *import, const struct field *field)
{
    for (size_t i = 0; i < import->count; i++)
        if (import->columns[i] == field)
            return true;
    return false;
}

static void missing_report(struct import *import, const struct field *field, int line)
{
    struct text names = TEXT_EMPTY;
    text_addf(&names, "\"%s\"", field->label);
    for (const char *const *column = field->columns; *column; column++)
        text_addf(&names, ", \"%s\"", *column);
    error_hint(
        complain(import, line, "the header has no column for %s", field->name),
        "Export it under one of these names: %s; or add the name it has to columns in registers/%s.conf.",
        text_string(&names), import->reg->id);
    text_free(&names);
}

static void unknown_report(struct import *import, const struct text *unknown, int line)
{
    if (unknown->length)
        error_hint(fault_warn(import->faults, "columns", import->csv.name, line, "columns that are not read: %s",
                              unknown->bytes),
                   "If one of them is wanted, add its name to columns in registers/%s.conf.",
                   import->reg->id);
}

/* A header has no dates, addresses or line ends: a row that has is a child's, or has run into one. */
static bool holds_values(const char *cell)
{
    static const struct field date = {.type = FIELD_DATE};
    const char *wanted;
    json_t *value;
    bool is_date = cell[0] && !field_read(&date, cell, &value, &wanted);
    if (is_date)
        json_decref(value);
    return is_date || strpbrk(cell, "@\r\n");
}

static bool header_read(struct import *import)
{
    struct csv_row row;
    struct text unknown = TEXT_EMPTY;
    size_t before = import->faults->errors, known = 0;
    bool values = false;
    if (!csv_row(&import->csv, &row)) {
        if (import->faults->errors == before)
            error_hint(complain(import, 1, "the file is empty"), "Export it again, with a header row.");
        return false;
    }
    for (size_t i = 0; i < row.count; i++) {
        const struct field *field = column_field(import->reg, row.cells[i]);
        if (field && column_taken(import, field))
            error_hint(complain(import, row.line, "two columns are for %s", field->name),
                       "Export only one of them.");
        if (!field && row.cells[i][0])
            text_addf(&unknown, "%s\"%.*s\"", unknown.length ? ", " : "", (int)utf8_cut(row.cells[i], 60),
                      row.cells[i]);
        known += field != NULL;
        values |= holds_values(row.cells[i]);
        import->columns[import->count++] = field;
    }
    if (values)
        error_hint(complain(import, row.line, "the first row is no header: it holds values"),
                   "The first row names the columns; each further row starts a new line.");
    if (!known || values)
        text_clear(&unknown);
    for (size_t i = 0; i < import->reg->count; i++)
        if (import->reg->fields[i].required && !column_taken(import, &import->reg->fields[i]))
            missing_report(import, &import->reg->fields[i], row.line);
    unknown_report(import, &unknown, row.line);
    text_free(&unknown);
    return import->faults->errors == before;
}

/* --- rows --- */

static void cell_refuse(struct import *import, const struct csv_row *row, const struct field *field,
                        const char *cell, const char *wanted)
{
    struct error *error = field->personal
                              ? complain(import, row->line, "the value of %s does not fit", field->label)
                              : complain(import, row->line, "\"%.*s\" does not fit %s",
                                         (int)utf8_cut(cell, 60), cell, field->label);
    if (field->type != FIELD_CHOICE) {
        error_hint(error, "It must be %s.", wanted);
        return;
    }
    struct text all = TEXT_EMPTY;
    for (const char *const *choice = field->of; *choice; choice++)
        text_addf(&all, "%s%s", all.length ? ", " : "", *choice);
    error_hint(error, "It must be one of: %s. Other ways to write them go to written in registers/%s.conf.",
               text_string(&all), import->reg->id);
    text_free(&all);
}

static void cell_take(struct import *import, const struct csv_row *row, size_t at, json_t *fields)
{
    const struct field *field = at < import->count ? import->columns[at] : NULL;
    const char *cell = row->cells[at], *wanted;
    json_t *value;
    if (!field || !cell[0])
        return;
    if (field_read(field, cell, &value, &wanted))
        cell_refuse(import, row, field, cell, wanted);
    else
        json_object_set_new(fields, field->name, value);
}

/* Cells past the header's end may only be empty: else a separator or a quote is wrong and values have moved.
 */
static bool width_check(struct import *import, const struct csv_row *row)
{
    size_t used = row->count;
    while (used > import->count && !row->cells[used - 1][0])
        used--;
    if (used <= import->count)
        return true;
    error_hint(
        complain(import, row->line, "the row has %zu cells and the header has %zu", used, import->count),
        "A cell that holds a separator must stand in double quotes.");
    return false;
}

/* "P0012", or for a key of two fields "C0007-P0012"; NULL after a fault. */
static const char *row_id(struct import *import, const struct csv_row *row, const json_t *fields)
{
    struct text id = TEXT_EMPTY;
    const char *out = NULL;
    for (size_t i = 0; i < import->reg->key_count; i++) {
        const json_t *part = json_object_get(fields, import->reg->key[i]->name);
        if (json_is_string(part))
            text_addf(&id, "%s%s", id.length ? "-" : "", json_string_value(part));
        else if (json_is_integer(part))
            text_addf(&id, "%s%" JSON_INTEGER_FORMAT, id.length ? "-" : "", json_integer_value(part));
    }
    if (record_id_valid(text_string(&id)))
        out = arena_copy(import->csv.arena, id.bytes);
    else
        error_hint(complain(import, row->line, "this row's %s makes no id", import->reg->key[0]->label),
                   "An id holds letters, digits, - . and _ only, at most 64.");
    text_free(&id);
    return out;
}

static void twice_report(struct import *import, json_t *seen, const char *value, int line, const char *what)
{
    const json_t *first = json_object_get(seen, value);
    if (first)
        error_hint(complain(import, line, "%s is the one of line %" JSON_INTEGER_FORMAT " again", what,
                            json_integer_value(first)),
                   "Correct one of the two rows, or delete one.");
    else
        json_object_set_new(seen, value, json_integer(line));
}

static void upns_check(struct import *import, const struct csv_row *row, const json_t *fields)
{
    for (size_t i = 0; i < import->reg->count; i++) {
        const struct field *field = &import->reg->fields[i];
        const char *upn = field->type == FIELD_UPN ? json_text(fields, field->name) : NULL;
        if (upn)
            twice_report(import, import->upns, upn, row->line, field->label);
    }
}

static bool required_check(struct import *import, const struct csv_row *row, const json_t *fields,
                           bool complete)
{
    bool good = true;
    for (size_t i = 0; i < import->reg->count; i++) {
        const struct field *field = &import->reg->fields[i];
        if (!field->required || json_object_get(fields, field->name))
            continue;
        good = false;
        /* A value that was there and did not fit has been reported already. */
        if (complete)
            error_hint(complain(import, row->line, "%s is empty", field->label), "Every %s must have it.",
                       import->reg->id);
    }
    return good;
}

static void row_take(struct import *import, const struct csv_row *row)
{
    if (!width_check(import, row))
        return;
    json_t *fields = json_object();
    size_t before = import->faults->errors;
    for (size_t i = 0; i < row->count; i++)
        cell_take(import, row, i, fields);
    bool good = required_check(import, row, fields, import->faults->errors == before);
    const char *id = good ? row_id(import, row, fields) : NULL;
    if (id) {
        json_t *out = json_pack("{s:s, s:O}", "id", id, "fields", fields);
        const struct field *link = import->reg->link_field;
        if (link)
            json_object_set_new(out, "link",
                                json_sprintf("%s/%s", import->reg->link, json_text(fields, link->name)));
        json_array_append_new(import->rows, out);
        twice_report(import, import->ids, id, row->line, "the id of this row");
        upns_check(import, row, fields);
    }
    json_decref(fields);
}

static json_t *absent_names(const struct import *import)
{
    json_t *names = json_array();
    for (size_t i = 0; i < import->reg->count; i++)
        if (!column_taken(import, &import->reg->fields[i]))
            json_array_append_new(names, json_string(import->reg->fields[i].name));
    return names;
}

int register_csv(const struct reg *reg, const char *file, const char *bytes, size_t size,
                 struct faults *faults, json_t **rows, json_t **absent)
{
    struct import *import = mem_alloc(sizeof *import);
    struct arena *arena = arena_new();
    struct csv_row row;
    size_t before = faults->errors;
    *rows = NULL;
    *import = (struct import){.reg = reg, .faults = faults, .limit = before + FAULTS_MAX};
    import->ids = json_object();
    import->upns = json_object();
    import->rows = json_array();
    if (csv_open(&import->csv, arena, file, bytes, size, faults) && header_read(import))
        while (csv_row(&import->csv, &row))
            row_take(import, &row);
    if (faults->errors == before)
        *rows = json_incref(import->rows);
    *absent = absent_names(import);
    json_decref(import->ids);
    json_decref(import->upns);
    json_decref(import->rows);
    arena_free(arena);
    mem_free(import);
    return *rows ? 0 : SENDD_EINVALID;
}
