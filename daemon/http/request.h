/* One request on its way: from the first header byte to the answer. */
#ifndef SENDD_HTTP_REQUEST_H
#define SENDD_HTTP_REQUEST_H

#include "calendar/date.h"
#include "http/http.h"

#include <microhttpd.h>

enum { PATH_PARTS = 3 };

struct request {
    struct http *http;
    struct MHD_Connection *connection;
    struct arena *arena;            /* lives as long as the request */
    const struct route *route;      /* NULL: none matches */
    const char *allow;              /* the methods of the path, when it has others than the request's; else NULL */
    const char *parts[PATH_PARTS];  /* what the path had in place of each {} */
    const char *by;                 /* "user:NAME", from the socket's peer credentials */
    const char *key;                /* the Idempotency-Key header, or NULL */
    struct text body;
    json_t *arguments;              /* the body as an object; empty when there was none */
    size_t limit;                   /* bytes of body that are taken */
    bool too_large, suspended, answered;
    int status;                     /* HTTP, once answered */
    char *answer;                   /* JSON text, once answered */
};

/* What a path does. Exactly one of COMMAND and SERVE is set. */
struct route {
    const char *method, *path;      /* "/v1/cases/{}/events" */
    const char *command;            /* the core command it becomes; */
    const char *part;               /* with the first {} as this argument */
    void (*serve)(struct request *request);
    size_t limit;                   /* bytes of body; 0: the usual 64 KiB */
};

struct http {
    struct env *env;
    struct core *core;
    struct http_options options;
    char *socket_path;
    int listener;
    struct MHD_Daemon *daemon;
    struct env_watch *watch;
    struct env_timer *timer; /* for the connections' time-outs */
    bool draining;           /* every new request is refused, and every answer ends its connection */
    size_t answers;          /* answers that have not wholly left */
    struct env_timer *grace; /* for those, at the end; NULL: not asked for yet */
    void (*ended)(void *context);
    void *ended_context;
};

/* Finds the route of METHOD and URL and fills PARTS. NULL: *STATUS is 404, or 405 with ALLOW filled. HEAD is as GET. */
const struct route *route_find(const char *method, const char *url, struct request *request, int *status);

/* Answers REQUEST once; CODE is 0 or SENDD_E..., BODY borrowed and may be NULL with an error. On the loop. */
void request_answer(struct request *request, int code, const json_t *body);
void request_fail(struct request *request, const struct error *error);
/* Answers 503: nothing new is begun any more. */
void request_refuse_stopping(struct request *request);
/* Sets KEY to AT in London time, RFC 3339. */
void json_instant_put(json_t *object, const char *key, instant at);
/* The query's NAME, or NULL. */
const char *request_query(const struct request *request, const char *name);
enum { LIST_DEFAULT = 100, LIST_MAXIMUM = 50000 }; /* rows of one answer */
/* Where a list begins, and one row more than was asked for, so that list_cut can tell of it; request_read has refused what is
 * no number. */
int64_t request_after(const struct request *request);
int64_t request_limit(const struct request *request);
/* {NAME: LIST}, and "more": true with the rows past the limit taken off: the last ones, or with NEWEST the first. Steals
 * LIST. */
json_t *list_cut(const struct request *request, const char *name, json_t *list, bool newest);

/* Runs READ on a worker; it gives *OUT (new reference) or an error, with which REQUEST is answered. */
typedef int request_reader(struct store *store, const struct site *site, struct request *request, json_t **out,
                           struct error *error);
void request_read(struct request *request, request_reader *read);
/* Submits KIND with REQUEST's arguments. */
void request_command(struct request *request, const char *kind);

#endif
