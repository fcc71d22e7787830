/* CSV as office programs write it (RFC 4180 and its relatives), row by row with lines. */
#ifndef SENDD_RECORDS_CSV_H
#define SENDD_RECORDS_CSV_H

#include "base/error.h"

#define CSV_SIZE_MAX    (10 * 1024 * 1024) /* bytes of a file */
#define CSV_ROWS_MAX    50000
#define CSV_COLUMNS_MAX 300

struct csv {
    struct arena *arena; /* of the decoded text and the cells */
    const char *name;    /* of the file, for faults */
    struct faults *faults;
    char *at; /* in the decoded text; cells are cut out of it in place */
    int line;
    char separator; /* , ; or a tab, as the first line has it */
    size_t rows;
};

struct csv_row {
    char **cells; /* UTF-8, blanks around them cut; in the arena */
    size_t count;
    int line; /* the row's first line in the file */
};

/* False when the file can't be read at all: the faults say why. CP1252 is taken with a warning. */
bool csv_open(struct csv *csv, struct arena *arena, const char *name, const char *bytes, size_t size,
              struct faults *faults);
/* The next row that is not blank; false at the end, or after a fault that makes the rest unreadable. */
bool csv_row(struct csv *csv, struct csv_row *row);

#endif
