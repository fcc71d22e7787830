/* libical, asked for the least: which events there are, what they are called, and on which days. Time zones that a file
 * defines itself are not asked: their rules could keep the library busy for ever. */
#include "calendar/ical.h"

#include "calendar/listing.h"
#include "config/clean.h"

#include <libical/ical.h>
#include <string.h>
#include <strings.h>

enum { FAULTS_MOST = 20 };

struct reading {
    struct arena *arena;
    const char *source;
    struct faults *faults;
    struct list *out;
    size_t number;       /* of the event, from 1 */
    const char *summary; /* of the event, as faults name it */
};

static void event_fault(struct reading *reading, const char *what, const char *hint)
{
    error_hint(fault_add(reading->faults, reading->source, 0, "event %zu (%s): %s", reading->number,
                         *reading->summary ? reading->summary : "no summary", what),
               "%s", hint);
}

/* --- the text, before the library sees it --- */

static const char EXPORT[] = "export the calendar again, whole, as iCalendar (.ics)";

static bool text_fault(struct reading *reading, int line, const char *what)
{
    error_hint(fault_add(reading->faults, reading->source, line, "%s", what), "%s", EXPORT);
    return false;
}

/* A line that begins with a space or tab goes on with the one before. */
static void unfold(const char *bytes, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++) {
        bool folded = bytes[i] == '\n' && i + 1 < size && (bytes[i + 1] == ' ' || bytes[i + 1] == '\t');
        if (folded)
            i++;
        else if (bytes[i] != '\r')
            text_add_char(out, bytes[i]);
    }
}

/* A parameter may stand between the name and the colon. */
static bool line_is(const char *line, const char *name)
{
    size_t length = strlen(name);
    return !strncasecmp(line, name, length) && (line[length] == ':' || line[length] == ';');
}

/* Every BEGIN has its END, in one VCALENDAR after another, and none lies too deep: the library walks them by recursion. */
static bool nesting_check(struct reading *reading, const char *text)
{
    int depth = 0;
    bool calendar = false;
    for (const char *line = text; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL) {
        if (line_is(line, "BEGIN")) {
            if (!depth && strncasecmp(line, "BEGIN:VCALENDAR", 15))
                return text_fault(reading, 0, "it does not begin with BEGIN:VCALENDAR");
            calendar = true;
            depth++;
        } else if (line_is(line, "END")) {
            depth--;
        }
        if (depth < 0 || depth > ICAL_DEPTH_MAX)
            return text_fault(reading, 0, "its BEGIN and END lines do not match");
    }
    if (!calendar)
        return text_fault(reading, 0, "it is no iCalendar file: there is no BEGIN:VCALENDAR");
    return !depth || text_fault(reading, 0, "it is cut short: a BEGIN has no END");
}

static bool text_check(struct reading *reading, const char *bytes, size_t size)
{
    int line;
    if (size > ICAL_SIZE_MAX)
        return text_fault(reading, 0, "it is larger than 1 MiB");
    size_t at = utf8_check(bytes, size, &line);
    return at == size || text_fault(reading, line, bytes[at] ? "it is not UTF-8" : "it holds a NUL byte");
}

/* --- times --- */

/* What a person in London calls it; Outlook's name among them. */
static bool zone_is_london(const char *zone)
{
    return strcasestr(zone, "London") || strstr(zone, "GMT Standard Time");
}

/* The instant of TIME, which PROPERTY says; a whole day's is its 00:00 in London. False after a fault. */
static bool time_read(struct reading *reading, icalproperty *property, struct icaltimetype time, instant *out)
{
    struct date date = icaltime_is_null_time(time) ? DATE_NONE : date_from(time.year, time.month, time.day);
    if (!date_is(date) ||
        (!time.is_date && (time.hour < 0 || time.hour > 23 || time.minute < 0 || time.minute > 59))) {
        event_fault(reading, "there is no such day or time as its DTSTART or DTEND says", "correct it in the calendar");
        return false;
    }
    icalparameter *parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    const char *zone = parameter ? icalparameter_get_tzid(parameter) : NULL;
    icaltimezone *found = icaltime_is_utc(time) ? icaltimezone_get_utc_timezone()
                          : zone                ? icaltimezone_get_builtin_timezone(zone)
                                                : NULL;
    if (time.is_date || (!icaltime_is_utc(time) && (!zone || zone_is_london(zone)))) {
        *out = london_instant(date, time.is_date ? 0 : time.hour, time.is_date ? 0 : time.minute);
        return true;
    }
    if (found)
        *out = SECONDS(icaltime_as_timet_with_zone(time, found));
    else
        event_fault(reading, "its time zone is not known", "write it as an event of whole days");
    return found != NULL;
}

static bool end_read(struct reading *reading, icalcomponent *event, icalproperty *start, instant from, instant *out)
{
    icalproperty *end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    icalproperty *lasts = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
    struct icaltimetype begins = icalproperty_get_dtstart(start);
    if (end)
        return time_read(reading, end, icalproperty_get_dtend(end), out);
    if (lasts)
        return time_read(reading, start, icaltime_add(begins, icalproperty_get_duration(lasts)), out);
    *out = from;
    return true;
}

/* --- events --- */

/* The library drops a line that it can't read, and leaves a note of it. */
static bool lines_dropped(icalcomponent *event)
{
    static const char *const NEEDED[] = {"RRULE", "RDATE", "DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS"};
    for (icalproperty *note = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY); note;
         note = icalcomponent_get_next_property(event, ICAL_XLICERROR_PROPERTY)) {
        const char *said = icalproperty_get_xlicerror(note);
        for (size_t i = 0; said && i < sizeof NEEDED / sizeof *NEEDED; i++)
            if (strstr(said, NEEDED[i]))
                return true;
    }
    return false;
}

static bool event_repeats(icalcomponent *event)
{
    return icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) ||
           icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY) ||
           icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
}

static void event_read(struct reading *reading, icalcomponent *event)
{
    icalproperty *start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    const char *summary = icalcomponent_get_summary(event);
    instant from, to;
    reading->number++;
    reading->summary = listed_name(reading->arena, summary ? summary : "");
    if (event_repeats(event)) {
        event_fault(reading, "it repeats (RRULE, RDATE or RECURRENCE-ID), and only single events are taken",
                    "write each day or term as an event of its own");
        return;
    }
    if (!start || lines_dropped(event)) {
        event_fault(reading, "its DTSTART is missing, or one of its lines can't be read", EXPORT);
        return;
    }
    if (!time_read(reading, start, icalproperty_get_dtstart(start), &from) ||
        !end_read(reading, event, start, from, &to))
        return;
    if (to < from) {
        event_fault(reading, "it ends before it begins", "correct it in the calendar");
        return;
    }
    struct ical_event *read = arena_alloc(reading->arena, sizeof *read);
    /* An end is exclusive: that of a whole day is the next day's 00:00. */
    *read = (struct ical_event){reading->summary, london_date(from), london_date(to > from ? to - SECONDS(1) : from),
                                icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED};
    list_add(reading->out, read);
}

static void calendar_read(struct reading *reading, icalcomponent *calendar)
{
    size_t errors = reading->faults->errors;
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        if (reading->number == ICAL_EVENTS_MAX) {
            text_fault(reading, 0, "it has more than 5000 events");
            return;
        }
        event_read(reading, event);
        if (reading->faults->errors >= errors + FAULTS_MOST)
            return;
    }
}

/* Several VCALENDARs lie below a component that the library adds. */
static void root_read(struct reading *reading, icalcomponent *root)
{
    if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) {
        calendar_read(reading, root);
        return;
    }
    for (icalcomponent *calendar = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT); calendar;
         calendar = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
        calendar_read(reading, calendar);
}

void ical_read(struct arena *arena, const char *source, const char *bytes, size_t size, struct faults *faults,
               struct list *out)
{
    struct reading reading = {.arena = arena, .source = source, .faults = faults, .out = out};
    if (!text_check(&reading, bytes, size))
        return;
    struct text text = TEXT_EMPTY;
    unfold(bytes, size, &text);
    if (nesting_check(&reading, text_string(&text))) {
        icalerror_set_errors_are_fatal(0);
        icalcomponent *root = icalparser_parse_string(text_string(&text));
        if (root)
            root_read(&reading, root);
        else
            text_fault(&reading, 0, "it can't be read as iCalendar");
        if (root)
            icalcomponent_free(root);
        icalmemory_free_ring();
    }
    text_free(&text);
}
