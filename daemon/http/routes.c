/* Everything that can be asked over the API, as one table. */
#include "http/routes.h"

#include <string.h>

enum { IMPORT_LIMIT = 16 * 1024 * 1024 };

static const struct route routes[] = {
    {.method = "GET", .path = "/v1/status", .serve = status_serve},
    {.method = "GET", .path = "/v1/workflows", .serve = workflows_serve},
    {.method = "GET", .path = "/v1/definitions/{}", .serve = definition_serve},
    {.method = "GET", .path = "/v1/cases", .serve = cases_serve},
    {.method = "POST", .path = "/v1/cases", .command = "case.start"},
    {.method = "GET", .path = "/v1/cases/{}", .serve = case_serve},
    {.method = "GET", .path = "/v1/cases/{}/history", .serve = case_history_serve},
    {.method = "POST", .path = "/v1/cases/{}/events", .command = "case.event", .part = "case"},
    {.method = "POST", .path = "/v1/cases/{}/hold", .command = "case.hold", .part = "case"},
    {.method = "POST", .path = "/v1/cases/{}/release", .command = "case.release", .part = "case"},
    {.method = "POST", .path = "/v1/cases/{}/correct", .command = "case.correct", .part = "case"},
    {.method = "POST", .path = "/v1/cases/{}/undo", .command = "case.undo", .part = "case"},
    {.method = "POST", .path = "/v1/cases/{}/redo", .command = "case.redo", .part = "case"},
    {.method = "POST", .path = "/v1/cases/{}/migrate", .command = "case.migrate", .part = "case"},
    {.method = "GET", .path = "/v1/tasks", .serve = tasks_serve},
    {.method = "POST", .path = "/v1/tasks/{}/complete", .command = "task.complete", .part = "task"},
    {.method = "GET", .path = "/v1/deadlines", .serve = deadlines_serve},
    {.method = "GET", .path = "/v1/outbox", .serve = outbox_serve},
    {.method = "GET", .path = "/v1/outbox/{}", .serve = outbox_row_serve},
    {.method = "POST", .path = "/v1/outbox/{}/retry", .command = "outbox.retry", .part = "outbox"},
    {.method = "GET", .path = "/v1/plugins", .serve = plugins_serve},
    {.method = "POST", .path = "/v1/import", .serve = import_serve, .limit = IMPORT_LIMIT},
    {.method = "POST", .path = "/v1/audit/verify", .serve = audit_serve},
    {.method = "POST", .path = "/v1/reload", .serve = reload_serve},
    {.method = "POST", .path = "/v1/release", .command = "release"},
    {.method = "POST", .path = "/v1/clock", .command = "clock.to"},
};

/* Matches URL against PATTERN, in which each {} stands for one non-empty part without a slash. */
static bool path_matches(const char *pattern, const char *url, struct request *request)
{
    size_t parts = 0;
    while (*pattern) {
        if (!string_starts(pattern, "{}")) {
            if (*pattern++ != *url++)
                return false;
            continue;
        }
        size_t length = strcspn(url, "/");
        if (!length || parts == PATH_PARTS)
            return false;
        request->parts[parts++] = arena_copy_n(request->arena, url, length);
        url += length;
        pattern += 2;
    }
    return !*url;
}

const struct route *route_find(const char *method, const char *url, struct request *request, int *status)
{
    /* The library leaves the body away by itself. */
    const char *asked = string_equal(method, MHD_HTTP_METHOD_HEAD) ? MHD_HTTP_METHOD_GET : method;
    *status = MHD_HTTP_NOT_FOUND;
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        if (!path_matches(routes[i].path, url, request))
            continue;
        if (string_equal(routes[i].method, asked))
            return &routes[i];
        *status = MHD_HTTP_METHOD_NOT_ALLOWED;
        bool get = string_equal(routes[i].method, MHD_HTTP_METHOD_GET);
        request->allow = arena_printf(request->arena, "%s%s%s", request->allow ? request->allow : "",
                                      request->allow ? ", " : "", get ? "GET, HEAD" : routes[i].method);
    }
    return NULL;
}
