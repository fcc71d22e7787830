/* The API: JSON over HTTP on a unix socket, on the daemon's own loop.
 *
 * Every path begins with /v1/. A request becomes one command or one read of the core and is suspended until that
 * answers, so a slow commit costs no thread. Bodies are JSON only, with limits before any allocation. Errors are
 * {"error": {"code", "text", "hint"}}: code is base/error.h's name, text never holds personal data. */
#ifndef SENDD_HTTP_HTTP_H
#define SENDD_HTTP_HTTP_H

#include "core/core.h"

struct http;

/* How a reload is asked for: ANSWER is called once, on the loop. CODE: 0; EINVALID: the old configuration stays and
 * REPORT says why; EBUSY: nothing was looked at. REPORT is text for people, faults and warnings with file:line. RESTART:
 * the settings, NULL-terminated, whose change waits for a restart; or NULL. */
typedef void http_reload_answer(void *context, int code, const char *report, const char *const *restart);

struct http_options {
    const char *socket_path; /* the socket file; a stale one is replaced, a live one is an error */
    const char *version;     /* of the daemon, for /v1/status */
    struct plugins *plugins; /* for /v1/plugins; NULL: none */
    void (*reload)(void *context, http_reload_answer *answer, void *answer_context);
    void *reload_context;
};

/* Opens the socket (mode 0660) and serves it. */
int http_start(struct env *env, struct core *core, const struct http_options *options, struct http **out,
               struct error *error);
/* Takes no new connection. From now on every new request is answered 503 with code "busy", and every answer says
 * that its connection closes. What waits already is answered as the core finishes or refuses it. */
void http_drain(struct http *http);
/* Calls ENDED when the last answers have left, or after GRACE: a peer that does not read holds up nothing. Call once
 * the core has drained: no request waits any more. */
void http_end(struct http *http, duration grace, void (*ended)(void *context), void *context);
/* Closes everything. */
void http_free(struct http *http);

#endif
