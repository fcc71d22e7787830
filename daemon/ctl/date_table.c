/* A file of questions about dates, answered row by row. */
#include "ctl/ctl.h"
#include "ctl/law.h"
#include "records/csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A cell in quotes where CSV needs them. */
static void cell_print(const char *text, char end)
{
    if (!strpbrk(text, ",\"\r\n")) {
        printf("%s%c", text, end);
        return;
    }
    putchar('"');
    for (; *text; text++)
        printf(*text == '"' ? "\"\"" : "%c", *text);
    printf("\"%c", end);
}

static void ruling_row(const struct ruling *ruling)
{
    char date[DATE_SIZE];
    struct text time = TEXT_EMPTY;
    if (ruling->time != INSTANT_NEVER)
        london_write(ruling->time, &time);
    printf("%.16s,", time.length ? text_string(&time) : date_write(ruling->due, date));
    printf("%s,", date_write(ruling->earliest, date));
    printf("%s,%s,", date_write(ruling->workday, date), ruling->provisional ? "true" : "false");
    cell_print(ruling->warning ? ruling->warning : "", '\n');
    text_free(&time);
}

/* RULING NULL: ERROR says why there is none. ROWS NULL: as CSV. */
static void answer_put(json_t *rows, const char *question, const struct ruling *ruling, const struct error *error)
{
    if (rows && ruling) {
        json_array_append_new(rows, json_pack("{s:s, s:o}", "ask", question, "ruling", ruling_json(ruling)));
    } else if (rows) {
        json_array_append_new(rows, json_pack("{s:s, s:s}", "ask", question, "error", error->text));
    } else {
        cell_print(question, ',');
        if (ruling) {
            ruling_row(ruling);
        } else {
            printf(",,,,");
            cell_print(error->text, '\n');
        }
    }
}

/* What one row comes to, as an exit code; what it takes is given back at its end. */
static int row_answer(const struct law *law, json_t *rows, const char *question, const char *school, const char *authority)
{
    struct arena *arena = arena_new();
    struct ruling ruling;
    struct error error = ERROR_NONE;
    int code = rule_ask(law->rules, law->calendars, question, law_school(law, school), authority, arena, &ruling, &error);
    answer_put(rows, question, code ? NULL : &ruling, &error);
    bool warned = !code && ruling.warning;
    arena_free(arena);
    return code ? CTL_FAILED : warned ? CTL_WARNINGS : CTL_OK;
}

static int column_find(const struct csv_row *head, const char *name)
{
    for (size_t i = 0; i < head->count; i++)
        if (string_equal(head->cells[i], name))
            return (int)i;
    return -1;
}

static const char *cell(const struct csv_row *row, int column)
{
    const char *text = column >= 0 && (size_t)column < row->count ? row->cells[column] : NULL;
    return text && text[0] ? text : NULL;
}

/* A row that fails outweighs one that is warned of. */
static int rows_answer(struct csv *csv, const struct law *law, json_t *rows, const char *school, const char *authority)
{
    struct csv_row row;
    int code = CTL_OK;
    int ask = csv_row(csv, &row) ? column_find(&row, "ask") : -1, school_column = ask < 0 ? -1 : column_find(&row, "school");
    if (ask < 0)
        return ctl_say("name the columns in its first line, such as ask,school", "%s has no column \"ask\"", csv->name);
    if (!rows)
        puts("ask,due,earliest,practical,provisional,error");
    while (csv_row(csv, &row)) {
        const char *question = cell(&row, ask), *own = cell(&row, school_column);
        int one = row_answer(law, rows, question ? question : "", own ? own : school, authority);
        if (one == CTL_FAILED || code == CTL_OK)
            code = one;
    }
    return code;
}

int law_table(struct ctl *ctl, const struct law *law, const char *path, const char *school, const char *authority)
{
    struct text bytes = TEXT_EMPTY;
    struct faults *faults = faults_new(ctl->arena);
    struct csv csv;
    json_t *rows = ctl->json ? json_array() : NULL;
    int code = CTL_FAILED, fault = ctl_file_read(path, CSV_SIZE_MAX, &bytes);
    if (fault)
        ctl_say(NULL, "%s can't be read: %s", path, strerror(fault));
    else if (csv_open(&csv, ctl->arena, path, text_string(&bytes), bytes.length, faults))
        code = rows_answer(&csv, law, rows, school, authority);
    if (json_array_size(rows) > 0)
        ctl_print_json(json_pack("{s:O}", "answers", rows));
    json_decref(rows);
    if (faults->items.count > 0)
        ctl_faults(ctl, faults);
    text_free(&bytes);
    return faults->errors ? CTL_FAILED : code;
}
