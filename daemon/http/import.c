/* An import: the CSV is read and compared on a worker; a dry run answers with the difference, a real one becomes one
 * command. */
#include "http/routes.h"

#include "records/register.h"

#include <sodium.h>
#include <string.h>

/* Base64, because a MIS may export CP1252, which JSON can't carry. Lives in the request's arena. */
static char *csv_bytes(struct request *request, size_t *size)
{
    const char *text = json_text(request->arguments, "csv");
    if (!text)
        return NULL;
    size_t length = strlen(text);
    char *bytes = arena_alloc(request->arena, length + 1);
    if (sodium_base642bin((unsigned char *)bytes, length + 1, text, length, "\r\n", size, NULL,
                          sodium_base64_VARIANT_ORIGINAL))
        return NULL;
    return bytes;
}

/* What the file's reader, and the comparison with what is on record, would have a person look at. */
static json_t *warnings_of(const struct faults *faults)
{
    json_t *list = json_array();
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        struct text text = TEXT_EMPTY;
        error_print(&fault->error, &text);
        json_array_append_new(list, json_string(text_string(&text)));
        text_free(&text);
    }
    return list;
}

/* With the rows go "absent" and "warnings" into REQUEST's arguments. */
static int rows_read(const struct reg *reg, struct request *request, json_t **rows, struct error *error)
{
    const char *file = json_text(request->arguments, "file");
    size_t size;
    char *csv = csv_bytes(request, &size);
    if (!csv)
        return error_set(error, SENDD_EINVALID, "the import lacks `csv`, the file's bytes in base64");
    struct faults *faults = faults_new(request->arena);
    json_t *absent;
    int code = register_csv(reg, file ? file : "the CSV", csv, size, faults, rows, &absent);
    json_object_set_new(request->arguments, "absent", absent);
    json_object_set_new(request->arguments, "warnings", warnings_of(faults));
    if (!code && !faults->errors)
        return 0;
    struct text report = TEXT_EMPTY;
    faults_print(faults, &report);
    error_set(error, SENDD_EINVALID, "the CSV has %zu faults; nothing was imported", faults->errors);
    error_hint(error, "correct the file, or the columns in conf/registers, and import again");
    json_object_set_new(request->arguments, "report", json_string(text_string(&report)));
    text_free(&report);
    return error->code;
}

static json_t *answer_make(const struct reg *reg, const char *school, struct request *request, const json_t *existing,
                           json_t *rows)
{
    json_t *warnings = json_object_get(request->arguments, "warnings");
    register_keep_all(json_object_get(request->arguments, "absent"), existing, rows, warnings);
    register_upns(reg, existing, rows, warnings);
    return json_pack("{s:s, s:s, s:o, s:O, s:O}", "register", register_id(reg), "school", school, "diff",
                     register_diff(reg, existing, rows, true), "rows", rows, "warnings", warnings);
}

static int import_read(struct store *store, const struct site *site, struct request *request, json_t **out,
                       struct error *error)
{
    const char *id = json_text(request->arguments, "register");
    const struct reg *reg = id ? register_find(&site->registers, id) : NULL;
    if (!reg)
        return error_set(error, SENDD_ENOTFOUND, "there is no register `%s`", id ? id : "");
    const struct site_school *school = site_school_find(site, json_text(request->arguments, "school"));
    if (!school)
        return error_set(error, SENDD_EINVALID, "the import must name one of the site's schools");
    json_t *rows = NULL, *existing = NULL;
    int code = rows_read(reg, request, &rows, error);
    if (!code)
        code = store_record_list(store, school->id, id, NULL, &existing, error);
    if (!code)
        *out = answer_make(reg, school->id, request, existing, rows);
    json_decref(existing);
    json_decref(rows);
    return code;
}

/* What a worker made of the CSV; the loop decides what becomes of it. */
struct import {
    struct request *request;
    json_t *out;
    struct error error;
};

static int import_run(struct store *store, const struct site *site, void *context)
{
    struct import *import = context;
    return import_read(store, site, import->request, &import->out, &import->error);
}

static void import_failed(struct import *import, int code)
{
    struct request *request = import->request;
    if (!import->error.code)
        error_set(&import->error, code, "the import failed");
    json_t *body = json_error(&import->error);
    json_t *report = json_object_get(request->arguments, "report");
    if (report)
        json_object_set(body, "report", report);
    request_answer(request, import->error.code, body);
    json_decref(body);
}

static void import_apply(struct request *request, json_t *read)
{
    json_object_set(request->arguments, "rows", json_object_get(read, "rows"));
    json_object_set(request->arguments, "school", json_object_get(read, "school"));
    json_object_set_new(request->arguments, "source",
                        json_incref(json_object_get(request->arguments, "file")));
    json_object_del(request->arguments, "csv");
    request_command(request, "import");
}

static void import_done(void *context, int code)
{
    struct import *import = context;
    if (code) {
        import_failed(import, code);
    } else if (json_is_true(json_object_get(import->request->arguments, "dry_run"))) {
        json_object_del(import->out, "rows");
        json_object_set_new(import->out, "dry_run", json_true());
        request_answer(import->request, 0, import->out);
    } else {
        import_apply(import->request, import->out);
    }
    json_decref(import->out);
}

void import_serve(struct request *request)
{
    struct import *import = arena_alloc(request->arena, sizeof *import);
    import->request = request;
    core_read(request->http->core, import_run, import_done, import);
}
