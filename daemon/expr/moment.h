/* Timestamps and durations as text, and a timestamp's place on a calendar with a zone. */
#ifndef SENDD_EXPR_MOMENT_H
#define SENDD_EXPR_MOMENT_H

#include "expr/value.h"

/* First and last second of the years 1 to 9999. */
#define MOMENT_FIRST INT64_C(-62135596800)
#define MOMENT_LAST  INT64_C(253402300799)

/* A wall clock's reading. */
struct wall {
    int64_t year;
    int month, day;  /* from 1 */
    int weekday;     /* 0 is Sunday */
    int day_of_year; /* from 0 */
    int hour, minute, second;
    int32_t nanos;
};

/* What a clock OFFSET seconds ahead of UTC shows at MOMENT. */
struct wall moment_wall(struct moment moment, int offset);
/* The days from 1970-01-01 to a day of the proleptic Gregorian calendar; MONTH and DAY from 1. */
int64_t civil_days(int64_t year, int month, int day);

/* Reads RFC 3339, "2026-09-01T08:30:00.5+01:00"; false when TEXT is none or outside the years 1 to 9999. */
bool moment_read(const char *text, size_t length, struct moment *out);
/* Appends "2026-09-01T07:30:00.5Z". */
void moment_write(struct moment moment, struct text *out);
/* Reads "1h30m", "-1.5s", "0"; units h m s ms us ns. False when TEXT is none or does not fit into
 * nanoseconds. */
bool duration_read(const char *text, size_t length, int64_t *nanos);
/* Appends the seconds: "5400s", "-1.5s". */
void duration_write(int64_t nanos, struct text *out);

#endif
