#include "records/csv.h"

#include "base/text.h"
#include "config/clean.h"

#include <string.h>

/* What CP1252 has where Latin-1 has control codes (0x80 to 0x9F); 0 is unused and kept as U+FFFD. */
static const unsigned short cp1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static char *utf8_put(char *to, unsigned code)
{
    if (code < 0x80) {
        *to++ = (char)code;
    } else if (code < 0x800) {
        *to++ = (char)(0xC0 | code >> 6);
        *to++ = (char)(0x80 | (code & 0x3F));
    } else {
        *to++ = (char)(0xE0 | code >> 12);
        *to++ = (char)(0x80 | (code >> 6 & 0x3F));
        *to++ = (char)(0x80 | (code & 0x3F));
    }
    return to;
}

static char *cp1252_decode(struct arena *arena, const char *bytes, size_t size)
{
    char *out = arena_alloc(arena, size * 3 + 1), *to = out;
    for (size_t i = 0; i < size; i++) {
        unsigned code = (unsigned char)bytes[i];
        if (code >= 0x80 && code < 0xA0)
            code = cp1252[code - 0x80] ? cp1252[code - 0x80] : 0xFFFD;
        to = utf8_put(to, code);
    }
    *to = '\0';
    return out;
}

static char *text_decode(struct csv *csv, const char *bytes, size_t size)
{
    int line;
    size_t good = utf8_check(bytes, size, &line);
    if (good == size)
        return arena_copy_n(csv->arena, bytes, size);
    error_hint(fault_warn(csv->faults, "encoding", csv->name, line, "the file is not in UTF-8; it is read as CP1252"),
               "Look at accented names in the dry run; if they are wrong, export as \"CSV UTF-8\".");
    return cp1252_decode(csv->arena, bytes, size);
}

/* The mark that stands most often in the first line, outside of quotes. */
static char separator_find(const char *text)
{
    size_t counts[3] = {0};
    bool quoted = false;
    for (; *text && (quoted || *text != '\n'); text++) {
        quoted ^= *text == '"';
        counts[0] += !quoted && *text == ',';
        counts[1] += !quoted && *text == ';';
        counts[2] += !quoted && *text == '\t';
    }
    if (counts[0] >= counts[1] && counts[0] >= counts[2])
        return ',';
    return counts[1] >= counts[2] ? ';' : '\t';
}

static bool refuse(struct csv *csv, int line, const char *text, const char *hint)
{
    error_hint(fault_add(csv->faults, csv->name, line, "%s", text), "%s", hint);
    return false;
}

bool csv_open(struct csv *csv, struct arena *arena, const char *name, const char *bytes, size_t size,
              struct faults *faults)
{
    *csv = (struct csv){.arena = arena, .name = name, .faults = faults, .line = 1};
    if (size > CSV_SIZE_MAX)
        return refuse(csv, 0, "the file is over 10 MiB", "Export fewer columns, or split it.");
    if (size >= 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        return refuse(csv, 0, "this is a spreadsheet, not CSV",
                      "Save it as \"CSV UTF-8 (comma delimited)\".");
    if (size >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
        return refuse(csv, 1, "the file is in UTF-16", "Save it as \"CSV UTF-8\".");
    if (memchr(bytes, '\0', size))
        return refuse(csv, 0, "the file holds NUL bytes",
                      "This is no CSV: check that it is the right file, whole.");
    text_mark_skip(&bytes, &size);
    csv->at = text_decode(csv, bytes, size);
    csv->separator = separator_find(csv->at);
    /* Some exports say so themselves, for one spreadsheet program. */
    if (string_starts(csv->at, "sep=") && csv->at[4] && strchr("\r\n", csv->at[5])) {
        csv->separator = csv->at[4];
        csv->at += 5 + strspn(csv->at + 5, "\r\n");
        csv->line++;
    }
    return true;
}

static char *trimmed(char *cell, char *end)
{
    while (end > cell && strchr(" \t\r\n", end[-1]))
        end--;
    *end = '\0';
    return cell + strspn(cell, " \t\r\n");
}

/* A cell in quotes; a quote within is doubled. Leaves csv->at behind it. NULL when the quotes never end. */
static char *quoted_read(struct csv *csv)
{
    char *start = ++csv->at, *to = start;
    int line = csv->line;
    for (; *csv->at; csv->at++) {
        if (*csv->at == '"' && *++csv->at != '"')
            return trimmed(start, to);
        if (*csv->at == '\n')
            csv->line++;
        if (*csv->at != '\r')
            *to++ = *csv->at;
    }
    refuse(csv, line, "a quote is opened in this row and never closed", "Write a \" at the end of the cell.");
    return NULL;
}

static bool cell_ends(const struct csv *csv)
{
    return !*csv->at || *csv->at == csv->separator || *csv->at == '\n' ||
           (*csv->at == '\r' && csv->at[1] == '\n');
}

/* Steps over what ends a cell: true when another follows in the row. */
static bool cell_step(struct csv *csv)
{
    bool more = *csv->at == csv->separator && *csv->at;
    if (*csv->at == '\r')
        csv->at++;
    if (*csv->at) {
        if (*csv->at == '\n')
            csv->line++;
        csv->at++;
    }
    return more;
}

static char *bare_read(struct csv *csv)
{
    char *start = csv->at;
    while (!cell_ends(csv))
        csv->at++;
    return start;
}

/* One cell; *MORE when another follows in the row. */
static char *cell_read(struct csv *csv, bool *more)
{
    csv->at += strspn(csv->at, csv->separator == '\t' ? " " : " \t");
    if (*csv->at != '"') {
        char *start = bare_read(csv), *end = csv->at;
        *more = cell_step(csv);
        return trimmed(start, end);
    }
    char *cell = quoted_read(csv);
    if (!cell)
        return NULL;
    csv->at += strspn(csv->at, " ");
    if (!cell_ends(csv)) {
        refuse(csv, csv->line, "text follows a closing quote",
               "Double the quotes inside a quoted cell: \"the \"\"best\"\" one\".");
        return NULL;
    }
    *more = cell_step(csv);
    return cell;
}

static bool row_fill(struct csv *csv, struct csv_row *row, char **cells)
{
    bool more = true;
    *row = (struct csv_row){.line = csv->line};
    while (more) {
        if (row->count == CSV_COLUMNS_MAX)
            return refuse(csv, row->line, "the row has more than 300 columns", "Export fewer columns.");
        char *cell = cell_read(csv, &more);
        if (!cell)
            return false;
        cells[row->count++] = cell;
    }
    row->cells = arena_alloc(csv->arena, row->count * sizeof *cells);
    memcpy(row->cells, cells, row->count * sizeof *cells);
    return true;
}

static bool row_blank(const struct csv_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->cells[i][0])
            return false;
    return true;
}

bool csv_row(struct csv *csv, struct csv_row *row)
{
    char *cells[CSV_COLUMNS_MAX];
    while (*csv->at) {
        if (!row_fill(csv, row, cells))
            return false;
        if (row_blank(row))
            continue;
        if (csv->rows++ == CSV_ROWS_MAX)
            return refuse(csv, row->line, "the file has more than 50,000 rows", "Split it.");
        return true;
    }
    return false;
}
