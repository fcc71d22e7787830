/* What people see: tables, and JSON when they ask for it. */
#include "ctl/ctl.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 12 };

int ctl_print_json(json_t *answer)
{
    json_dumpf(answer, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    putchar('\n');
    json_decref(answer);
    return CTL_OK;
}

/* Control bytes could drive the terminal: they are shown as "?". */
static char *cell_text(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    struct text out = TEXT_EMPTY;
    if (json_is_string(value)) {
        for (const char *p = json_string_value(value); *p; p++)
            text_add_char(&out, (unsigned char)*p < 0x20 || *p == 0x7f ? '?' : *p);
    } else if (json_is_boolean(value)) {
        text_add(&out, json_is_true(value) ? "yes" : "");
    } else if (json_is_array(value)) {
        size_t i;
        json_t *item;
        json_array_foreach(value, i, item) {
            text_addf(&out, "%s%s", i ? "/" : "", json_is_string(item) ? json_string_value(item) : "?");
        }
    } else if (value && !json_is_null(value)) {
        char *text = json_canonical(value);
        text_add(&out, text);
        mem_free(text);
    }
    return text_take(&out);
}

/* Columns on the screen: UTF-8 continuation bytes take none. */
static size_t cell_width(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

static void row_print(char *const *cells, const size_t *widths, size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        fputs(cells[c], stdout);
        if (c + 1 < columns) {
            for (size_t pad = cell_width(cells[c]); pad < widths[c] + 2; pad++)
                putchar(' ');
        }
    }
    putchar('\n');
}

static void cells_measure(char *const *cells, size_t *widths, size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        size_t width = cell_width(cells[c]);
        widths[c] = width > widths[c] ? width : widths[c];
    }
}

void ctl_table(const json_t *rows, const struct ctl_column *columns, const char *empty)
{
    size_t count = json_array_size(rows), width = 0, widths[COLUMNS] = {0};
    if (!count) {
        puts(empty);
        return;
    }
    while (columns[width].title && width < COLUMNS)
        width++;
    char **cells = mem_resize(NULL, (count + 1) * width, sizeof *cells);
    for (size_t c = 0; c < width; c++)
        cells[c] = mem_copy(columns[c].title);
    for (size_t r = 0; r < count; r++) {
        for (size_t c = 0; c < width; c++)
            cells[(r + 1) * width + c] = cell_text(json_array_get(rows, r), columns[c].key);
    }
    for (size_t r = 0; r <= count; r++)
        cells_measure(cells + r * width, widths, width);
    for (size_t r = 0; r <= count; r++)
        row_print(cells + r * width, widths, width);
    for (size_t i = 0; i < (count + 1) * width; i++)
        mem_free(cells[i]);
    mem_free(cells);
}

void ctl_more(const json_t *answer, const char *key)
{
    if (json_is_true(json_object_get(answer, "more")))
        fprintf(stderr, "sendctl: these %zu are not all; ask for more with --limit N (at most %s), or for fewer\n",
                json_array_size(json_object_get(answer, key)), CTL_LIST_ALL);
}

int ctl_list(json_t *answer, const char *key, const struct ctl_column *columns, const char *empty)
{
    ctl_table(json_object_get(answer, key), columns, empty);
    ctl_more(answer, key);
    json_decref(answer);
    return CTL_OK;
}
