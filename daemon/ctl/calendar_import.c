/* Bank holidays from GOV.UK, or a school's terms from iCalendar, laid over the configuration's. */
#include "ctl/calendar_report.h"
#include "ctl/verbs.h"

#include "calendar/calendar.h"
#include "config/scan.h"
#include "env/env.h"

#include <stdio.h>
#include <string.h>

enum { SOURCE_LIMIT = 1024 * 1024, SCHOOL_ID_MAX = 64 };

static const char NATION[] = "bank-holidays", DIVISION[] = "england-and-wales";

struct request {
    struct ctl *ctl;
    const char *source, *school, *division; /* SCHOOL NULL: the nation's */
    bool write;
    const char *folder, *name, *path; /* of the calendars; of the file in it; both together */
    struct calendars *calendars;
    struct import import;
};

/* --- the command line --- */

/* It becomes a file's name. */
static bool id_is_plain(const char *id)
{
    size_t length = strlen(id);
    return length && length <= SCHOOL_ID_MAX && id[0] != '-' && !string_equal(id, NATION) &&
           strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == length;
}

static int request_read(struct request *request, int argc, char **argv)
{
    const struct ctl_option options[] = {{"write", NULL, &request->write},
                                         {"division", &request->division, NULL},
                                         {"school", &request->school, NULL},
                                         {0}};
    argc = ctl_parse(argc, argv, options);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 1)
        return ctl_usage(&verb_calendar_import, "one file is needed");
    request->source = argv[0];
    if (!request->school && string_ends(argv[0], ".ics"))
        return ctl_usage(&verb_calendar_import, "whose terms are they? Add --school ID");
    if (request->school && request->division)
        return ctl_usage(&verb_calendar_import, "--division is for bank holidays, --school for terms");
    if (request->school && !id_is_plain(request->school))
        return ctl_usage(&verb_calendar_import, "`%s` is no school's id; sendd.conf lists them", request->school);
    struct arena *arena = request->ctl->arena;
    request->folder = arena_printf(arena, "%s/calendars", request->ctl->conf);
    request->name = arena_printf(arena, "%s.conf", request->school ? request->school : NATION);
    request->path = arena_printf(arena, "%s/%s", request->folder, request->name);
    return CTL_OK;
}

/* --- what there is, and what the file makes of it --- */

static void source_read(struct request *request, struct text *out)
{
    int fault = ctl_file_read(request->source, SOURCE_LIMIT, out);
    if (fault)
        fault_add(request->import.faults, request->source, 0, "it can't be read: %s", strerror(fault));
}

static struct listing *school_listing(struct request *request, const struct text *bytes, struct listing *old)
{
    struct list events = LIST_EMPTY;
    struct import *import = &request->import;
    size_t errors = import->faults->errors;
    if (!old->title)
        old->title = request->school;
    ical_read(import->arena, import->source, text_string(bytes), bytes->length, import->faults, &events);
    struct listing *new =
        import->faults->errors == errors ? school_import(import, &events, request->calendars, old) : NULL;
    list_free(&events);
    return new;
}

static struct listing *listing_make(struct request *request, const struct text *bytes, struct listing *old)
{
    return request->school ? school_listing(request, bytes, old)
                           : holidays_import(&request->import, text_string(bytes), bytes->length,
                                             request->division ? request->division : DIVISION, old);
}

/* --- the new file --- */

static void written_line(struct text *out)
{
    struct env *env = env_real_new(INSTANT_NEVER);
    text_add(out, LISTING_WRITTEN);
    london_write(env_now(env), out);
    env_real_free(env);
    text_add(out, ".\n");
}

static void file_compose(struct request *request, const struct listing *new, struct text *out)
{
    struct text present = TEXT_EMPTY;
    ctl_file_read(request->path, CONF_SIZE_MAX, &present);
    listing_preamble(text_string(&present), out);
    text_free(&present);
    written_line(out);
    listing_write(new, out);
}

/* The new file must be as good as any: the calendars are read as they would be with it. */
static bool file_check(struct request *request, const struct text *file)
{
    struct faults *faults = request->import.faults;
    size_t errors = faults->errors;
    calendars_read_draft(request->ctl->arena, request->folder, request->name, text_string(file), file->length, faults);
    if (faults->errors == errors)
        return true;
    fault_add(faults, request->source, 0, "with this file the calendars would have the faults that are told here; "
                                          "nothing was written");
    return false;
}

static int file_write(struct request *request, const struct text *file, struct calendar_report *report)
{
    struct error error = ERROR_NONE;
    report->kept = report->old->days.count > 0;
    if (ctl_file_replace(request->ctl, request->path, file, &error)) {
        error_hint(fault_add(request->import.faults, error.file, 0, "%s", error.text), "%s", error.hint);
        return CTL_FAILED;
    }
    report->written = true;
    return CTL_OK;
}

/* --- the verb --- */

static int report_make(struct request *request, struct calendar_report *report)
{
    struct text file = TEXT_EMPTY;
    int code = CTL_OK;
    listing_compare(report->old, report->new, request->ctl->arena, &report->differences);
    if (calendar_report_differs(report)) {
        file_compose(request, report->new, &file);
        code = !file_check(request, &file) ? CTL_FAILED
               : request->write            ? file_write(request, &file, report)
                                           : CTL_WARNINGS;
    }
    text_free(&file);
    if (code != CTL_FAILED)
        calendar_report_print(request->ctl, report);
    return code;
}

static int import_run(struct request *request)
{
    struct arena *arena = request->ctl->arena;
    struct faults *faults = request->import.faults;
    struct text bytes = TEXT_EMPTY;
    struct calendar_report report = {.path = request->path, .import = &request->import};
    int code = CTL_FAILED;
    request->calendars = calendars_read(arena, request->folder, faults);
    if (!faults->errors)
        source_read(request, &bytes);
    if (!faults->errors) {
        struct listing *old = calendars_listing(request->calendars, request->school, arena);
        report.old = old;
        report.new = listing_make(request, &bytes, old);
    }
    if (report.new)
        code = report_make(request, &report);
    text_free(&bytes);
    list_free(&report.differences);
    return code;
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    struct request request = {.ctl = ctl};
    int code = request_read(&request, argc, argv);
    if (code)
        return code;
    request.import =
        (struct import){.arena = ctl->arena, .source = request.source, .faults = faults_new(ctl->arena)};
    code = import_run(&request);
    if (code == CTL_FAILED)
        ctl_faults(ctl, request.import.faults);
    list_free(&request.import.left);
    list_free(&request.import.notes);
    return code;
}

const struct verb verb_calendar_import = {
    "calendar import", "FILE.json [--division DIVISION] [--write] | FILE.ics --school ID [--write]",
    "bank holidays from GOV.UK, or a school's terms: shows what differs; --write takes it over", run};
