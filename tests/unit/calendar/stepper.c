#include "stepper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MOST = (STEPPER_YEAR_LAST - STEPPER_YEAR_FIRST + 1) * 366 };

static struct stepper_day days[DAYS_MOST];
static int day_count;

static int length_of(int year, int month)
{
    static const int LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return LENGTHS[month - 1] + (month == 2 && leap);
}

static void days_make(void)
{
    int weekday = 6; /* 1 January 1994 was a Saturday */
    day_count = 0;
    for (int year = STEPPER_YEAR_FIRST; year <= STEPPER_YEAR_LAST; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= length_of(year, month); day++) {
                bool last = day == length_of(year, month);
                days[day_count++] =
                    (struct stepper_day){year, month, day, weekday, last, weekday <= 5, false};
                weekday = weekday == 7 ? 1 : weekday + 1;
            }
}

int stepper_find(int year, int month, int day)
{
    for (int i = 0; i < day_count; i++)
        if (days[i].year == year && days[i].month == month && days[i].day == day)
            return i;
    abort();
}

const struct stepper_day *stepper_at(int place)
{
    if (place < 0 || place >= day_count)
        abort();
    return &days[place];
}

/* The place of the first date after KEY in LINE, or -1. */
static int date_in(const char *line, const char *key)
{
    const char *at = strstr(line, key);
    int year, month, day;
    if (!at || sscanf(at + strlen(key), "%d-%d-%d", &year, &month, &day) != 3)
        return -1;
    return stepper_find(year, month, day);
}

static void inset_line(char *line)
{
    for (char *at = strstr(line, "\"20"); at; at = strstr(at + 4, "\"20"))
        days[date_in(at, "\"")].school = false;
}

static void each_line(const char *path, void (*visit)(char *line))
{
    FILE *file = fopen(path, "r");
    char line[400];
    if (!file)
        abort();
    while (fgets(line, sizeof line, file))
        if (line[0] != '#' && !strstr(line, "known_"))
            visit(line);
    fclose(file);
}

static void holiday_line(char *line)
{
    int place = date_in(line, "date = \"");
    if (place >= 0)
        days[place].working = false;
}

static void school_line(char *line)
{
    int from = date_in(line, "from = \""), to = date_in(line, "to = \"");
    if (from < 0) {
        inset_line(line);
        return;
    }
    for (int i = from; i <= to; i++)
        days[i].school = days[i].working;
}

void stepper_build(const char *holidays, const char *school)
{
    days_make();
    each_line(holidays, holiday_line);
    each_line(school, school_line);
}
