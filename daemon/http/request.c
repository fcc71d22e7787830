#include "http/request.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>

static int http_status(int code)
{
    switch (code) {
    case 0:
        return MHD_HTTP_OK;
    case SENDD_EINVALID:
        return MHD_HTTP_BAD_REQUEST;
    case SENDD_ENOTFOUND:
        return MHD_HTTP_NOT_FOUND;
    case SENDD_ECONFLICT:
        return MHD_HTTP_CONFLICT;
    case SENDD_EREFUSED:
        return MHD_HTTP_FORBIDDEN;
    case SENDD_ELIMIT:
        return MHD_HTTP_CONTENT_TOO_LARGE;
    case SENDD_EBUSY:
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    case SENDD_EFULL:
        return MHD_HTTP_INSUFFICIENT_STORAGE;
    default:
        return MHD_HTTP_INTERNAL_SERVER_ERROR;
    }
}

void request_answer(struct request *request, int code, const json_t *body)
{
    if (request->answered)
        return;
    request->answered = true;
    request->http->answers++;
    request->status = http_status(code);
    if (body) {
        request->answer = json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY);
    } else {
        struct error error = ERROR_NONE;
        error_set(&error, code, "the daemon answered only: %s", error_name(code));
        json_t *fault = code ? json_error(&error) : json_object();
        request->answer = json_dumps(fault, JSON_COMPACT);
        json_decref(fault);
    }
    if (request->suspended) {
        request->suspended = false;
        MHD_resume_connection(request->connection);
        env_timer_after(request->http->timer, 0); /* without a thread of its own the library wakes nobody */
    }
}

void request_fail(struct request *request, const struct error *error)
{
    json_t *body = json_error(error);
    request_answer(request, error->code ? error->code : SENDD_EIO, body);
    json_decref(body);
}

void request_refuse_stopping(struct request *request)
{
    struct error error = ERROR_NONE;
    error_set(&error, SENDD_EBUSY, "the daemon is stopping; nothing was done");
    error_hint(&error, "ask again when it is back");
    request_fail(request, &error);
}

const char *request_query(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

static bool query_number(const struct request *request, const char *name, int64_t least, int64_t most, int64_t *out)
{
    const char *text = request_query(request, name);
    char *end;
    if (!text)
        return true;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return *text && !*end && !errno && *out >= least && *out <= most;
}

int64_t request_after(const struct request *request)
{
    int64_t after = 0;
    query_number(request, "after", 0, INT64_MAX, &after);
    return after;
}

static int64_t limit_of(const struct request *request)
{
    int64_t limit = LIST_DEFAULT;
    query_number(request, "limit", 1, LIST_MAXIMUM, &limit);
    return limit;
}

int64_t request_limit(const struct request *request)
{
    return limit_of(request) + 1;
}

json_t *list_cut(const struct request *request, const char *name, json_t *list, bool newest)
{
    size_t limit = (size_t)limit_of(request), count = json_array_size(list);
    if (count > limit)
        json_array_remove(list, newest ? 0 : limit);
    json_t *out = json_pack("{s:o}", name, list);
    if (count > limit)
        json_object_set_new(out, "more", json_true());
    return out;
}

/* A number that is none must not be taken for another: the answer would look whole. */
static int numbers_check(const struct request *request, struct error *error)
{
    int64_t number;
    if (!query_number(request, "after", 0, INT64_MAX, &number))
        return error_set(error, SENDD_EINVALID, "after must be a number, 0 or more");
    if (!query_number(request, "limit", 1, LIST_MAXIMUM, &number))
        return error_set(error, SENDD_EINVALID, "limit must be a number from 1 to %d", LIST_MAXIMUM);
    return 0;
}

void json_instant_put(json_t *object, const char *key, instant at)
{
    struct text text = TEXT_EMPTY;
    london_write(at, &text);
    json_object_set_new(object, key, json_string(text_string(&text)));
    text_free(&text);
}

/* A read on its way through a worker. */
struct reading {
    struct request *request;
    request_reader *read;
    json_t *out;
    struct error error;
};

static int reading_run(struct store *store, const struct site *site, void *context)
{
    struct reading *reading = context;
    return reading->read(store, site, reading->request, &reading->out, &reading->error);
}

static void reading_done(void *context, int code)
{
    struct reading *reading = context;
    if (!code && reading->out)
        request_answer(reading->request, 0, reading->out);
    else if (reading->error.code)
        request_fail(reading->request, &reading->error);
    else if (code == SENDD_EBUSY)
        request_refuse_stopping(reading->request);
    else
        request_answer(reading->request, code ? code : SENDD_EIO, NULL);
    json_decref(reading->out);
    mem_free(reading);
}

void request_read(struct request *request, request_reader *read)
{
    struct error error = ERROR_NONE;
    if (numbers_check(request, &error)) {
        request_fail(request, &error);
        return;
    }
    struct reading *reading = mem_alloc(sizeof *reading);
    reading->request = request;
    reading->read = read;
    core_read(request->http->core, reading_run, reading_done, reading);
}

static void command_answered(void *context, int code, const json_t *body)
{
    request_answer(context, code, body);
}

void request_command(struct request *request, const char *kind)
{
    struct command command = {
        .kind = kind,
        .arguments = request->arguments,
        .key = request->key,
        .by = request->by,
        .answer = command_answered,
        .context = request,
    };
    struct error error = ERROR_NONE;
    if (core_submit(request->http->core, &command, &error))
        request_fail(request, &error);
}
