/* Civil dates: whole days of the proleptic Gregorian calendar, never seconds. */
#ifndef SENDD_CALENDAR_DATE_H
#define SENDD_CALENDAR_DATE_H

#include "base/error.h"
#include "base/instant.h"
#include "base/json.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* A day. A struct, so that it is never mixed up with a count of days. */
struct date {
    int32_t day; /* days since 1970-01-01; DATE_NONE.day means no date */
};

#define DATE_NONE ((struct date){INT32_MIN})

enum weekday { MONDAY = 1, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

bool date_is(struct date date); /* not DATE_NONE */
/* DATE_NONE when there is no such day (year 1583..9999). */
struct date date_from(int year, int month, int day);
void date_split(struct date date, int *year, int *month, int *day);
enum weekday date_weekday(struct date date);
/* DATE_NONE when the result is outside the years 1583..9999; so too date_add_months. */
struct date date_add_days(struct date date, int days);
/* Adds calendar months; a day that the month lacks becomes its last day: 31 Jan + 1 = 28 Feb. Always add to the
 * anchor, never to a result. */
struct date date_add_months(struct date date, int months);
int date_compare(struct date a, struct date b); /* <0, 0, >0 */

/* Reads YYYY-MM-DD exactly. */
int date_read(const char *string, struct date *out, struct error *error);
/* Reads YYYY-MM-DD or DD/MM/YYYY, as MIS exports write it. */
int date_read_loose(const char *string, struct date *out, struct error *error);
enum { DATE_SIZE = 11 };
/* Writes YYYY-MM-DD; "" for DATE_NONE. Returns BUFFER. */
char *date_write(struct date date, char buffer[DATE_SIZE]);
json_t *date_json(struct date date); /* what date_write writes; new reference */
const char *weekday_name(enum weekday weekday); /* "Monday" */
/* "Friday 18 September 2026". */
void date_write_long(struct date date, struct text *out);

/* --- Europe/London --- */
/* 00:00 local on DATE, plus HOUR and MINUTE of local wall time. In the spring gap the hour that does not exist
 * becomes the one after; in the autumn overlap the first of the two is taken. HOUR may be 24: the day's end. Before 1996
 * the present dates of summer time are applied. */
instant london_instant(struct date date, int hour, int minute);
struct date london_date(instant at); /* the civil date in London at AT */
/* Appends "2026-09-18T08:00:00+01:00". */
void london_write(instant at, struct text *out);
/* Reads RFC 3339 with offset or Z, or a bare date (00:00 London). */
int london_read(const char *string, instant *out, struct error *error);

#endif
