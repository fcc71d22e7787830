/* The socket, libmicrohttpd on the daemon's loop, and a request's life. */
#define _GNU_SOURCE
#include "http/request.h"

#include "base/log.h"
#include "base/mem.h"

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BODY_LIMIT = 64 * 1024, CONNECTIONS = 256, IDLE_SECONDS = 60, KEY_LIMIT = 128 };

/* --- the socket --- */

static int address_fill(const char *path, struct sockaddr_un *address, struct error *error)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address->sun_path) {
        error_set(error, SENDD_EINVALID, "the socket path %s is longer than %zu bytes", path,
                  sizeof address->sun_path - 1);
        return error_hint(error, "choose a shorter path for `socket` in sendd.conf or --socket");
    }
    memcpy(address->sun_path, path, strlen(path) + 1);
    return 0;
}

/* A socket file that nobody listens on is left from a kill: it may go. */
static int socket_clear(const char *path, const struct sockaddr_un *address, struct error *error)
{
    struct stat status;
    if (lstat(path, &status))
        return 0;
    if (!S_ISSOCK(status.st_mode)) {
        error_set(error, SENDD_EINVALID, "%s is there already and is not a socket", path);
        return error_hint(error, "move it away, or choose another path for the socket");
    }
    int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int live = probe >= 0 && connect(probe, (const struct sockaddr *)address, sizeof *address) == 0;
    if (probe >= 0)
        close(probe);
    if (live) {
        error_set(error, SENDD_EINVALID, "another sendd is serving %s", path);
        return error_hint(error, "stop it first, or choose another socket and another store");
    }
    unlink(path);
    return 0;
}

static int socket_open(const char *path, int *out, struct error *error)
{
    struct sockaddr_un address;
    int code = address_fill(path, &address, error);
    if (!code)
        code = socket_clear(path, &address, error);
    if (code)
        return code;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) || chmod(path, 0660) ||
        listen(fd, 128)) {
        error_set(error, SENDD_EIO, "the socket %s can't be opened: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return error_hint(error, "its folder must exist and belong to the user that sendd runs as");
    }
    *out = fd;
    return 0;
}

/* --- a request's life --- */

static const char *peer_name(struct request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct ucred peer;
    socklen_t size = sizeof peer;
    if (!info || getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
        return "user:unknown";
    struct passwd *entry = getpwuid(peer.uid);
    return entry ? arena_printf(request->arena, "user:%s", entry->pw_name)
                 : arena_printf(request->arena, "user:%u", (unsigned)peer.uid);
}

static struct request *request_new(struct http *http, struct MHD_Connection *connection)
{
    struct request *request = mem_alloc(sizeof *request);
    request->http = http;
    request->connection = connection;
    request->arena = arena_new();
    request->by = peer_name(request);
    request->limit = BODY_LIMIT;
    return request;
}

static void request_free(struct request *request)
{
    if (request->answered)
        request->http->answers--;
    json_decref(request->arguments);
    text_free(&request->body);
    free(request->answer);
    arena_free(request->arena);
    mem_free(request);
}

static void refuse(struct request *request, int code, const char *text, const char *hint)
{
    struct error error = ERROR_NONE;
    error_set(&error, code, "%s", text);
    error_hint(&error, "%s", hint);
    request_fail(request, &error);
}

static void route_refuse(struct request *request, const char *method)
{
    if (request->allow)
        refuse(request, SENDD_ENOTFOUND,
               arena_printf(request->arena, "this path of the API has no method %.20s", method),
               arena_printf(request->arena, "it has %s", request->allow));
    else
        refuse(request, SENDD_ENOTFOUND, "there is no such path in the API", "docs/api.md lists them all");
}

static void request_route(struct request *request, const char *method, const char *url)
{
    int status = 0;
    request->route = route_find(method, url, request, &status);
    if (!request->route) {
        route_refuse(request, method);
        request->status = status;
    } else if (request->route->limit) {
        request->limit = request->route->limit;
    }
    request->key = arena_copy(request->arena, MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND,
                                                                          "Idempotency-Key"));
    if (request->key && (!*request->key || strlen(request->key) > KEY_LIMIT))
        refuse(request, SENDD_EINVALID, "the Idempotency-Key must have 1 to 128 characters", "use a UUID");
}

static void body_take(struct request *request, const char *bytes, size_t size)
{
    if (request->body.length + size > request->limit) {
        request->too_large = true;
        text_free(&request->body);
    }
    if (!request->too_large && !request->answered)
        text_add_n(&request->body, bytes, size);
}

/* Ids are numbers in the store; case references never consist of digits only. */
static json_t *part_json(const char *part)
{
    if (strlen(part) > 18 || strspn(part, "0123456789") != strlen(part))
        return json_string(part);
    return json_integer(strtoll(part, NULL, 10));
}

static void request_begin(struct request *request)
{
    struct error error = ERROR_NONE;
    if (request->too_large) {
        refuse(request, SENDD_ELIMIT, "the request body is too large", "send less in one request");
        return;
    }
    if (!request->body.length)
        request->arguments = json_object();
    else if (json_read(request->body.bytes, request->body.length, "the request body", &request->arguments, &error)) {
        request_fail(request, &error);
        return;
    }
    if (!json_is_object(request->arguments)) {
        refuse(request, SENDD_EINVALID, "the request body must be a JSON object", "write {\"name\": value}");
        return;
    }
    const struct route *route = request->route;
    if (route->part)
        json_object_set_new(request->arguments, route->part, part_json(request->parts[0]));
    if (route->serve)
        route->serve(request);
    else
        request_command(request, route->command);
}

static enum MHD_Result request_send(struct request *request)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(strlen(request->answer), request->answer, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    if (request->allow && request->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, request->allow);
    if (request->http->draining)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    enum MHD_Result result =
        MHD_queue_response(request->connection, (unsigned)request->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result access_handle(void *context, struct MHD_Connection *connection, const char *url,
                                     const char *method, const char *version, const char *bytes, size_t *size,
                                     void **slot)
{
    (void)version;
    struct request *request = *slot;
    if (!request) {
        *slot = request = request_new(context, connection);
        request_route(request, method, url);
        return MHD_YES;
    }
    if (*size) {
        body_take(request, bytes, *size);
        *size = 0;
        return MHD_YES;
    }
    if (!request->answered && request->http->draining)
        request_refuse_stopping(request);
    if (!request->answered) {
        request->suspended = true;
        MHD_suspend_connection(connection);
        request_begin(request);
        return MHD_YES;
    }
    return request_send(request);
}

static void access_done(void *context, struct MHD_Connection *connection, void **slot,
                        enum MHD_RequestTerminationCode how)
{
    (void)context, (void)connection, (void)how;
    if (*slot)
        request_free(*slot);
    *slot = NULL;
}

/* --- the loop --- */

static void end_tell(void *context)
{
    struct http *http = context;
    void (*ended)(void *context) = http->ended;
    http->ended = NULL;
    if (ended)
        ended(http->ended_context);
}

static void http_turn(struct http *http)
{
    MHD_run(http->daemon);
    MHD_UNSIGNED_LONG_LONG wait;
    if (MHD_get_timeout(http->daemon, &wait) == MHD_YES)
        env_timer_after(http->timer, MILLIS((int64_t)wait));
    if (!http->answers)
        end_tell(http);
}

static void daemon_ready(void *context, int events)
{
    (void)events;
    http_turn(context);
}

static void daemon_timed(void *context)
{
    http_turn(context);
}

/* What the library has to say: of peers that vanish, mostly. */
__attribute__((format(printf, 2, 0))) static void library_said(void *context, const char *format, va_list arguments)
{
    (void)context;
    char text[512];
    vsnprintf(text, sizeof text, format, arguments);
    text[strcspn(text, "\n")] = '\0';
    log_debug("http-said", "the HTTP library says", "TEXT", text);
}

static int daemon_start(struct http *http, struct error *error)
{
    http->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, NULL, NULL,
                                    access_handle, http, MHD_OPTION_EXTERNAL_LOGGER, library_said, NULL,
                                    MHD_OPTION_LISTEN_SOCKET, http->listener,
                                    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
                                    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
                                    MHD_OPTION_NOTIFY_COMPLETED, access_done, http, MHD_OPTION_END);
    if (!http->daemon)
        return error_set(error, SENDD_EIO, "the HTTP server on %s does not start", http->socket_path);
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    http->timer = env_timer_new(http->env, daemon_timed, http);
    http->watch = env_watch_new(http->env, info->epoll_fd, daemon_ready, http);
    env_watch_want(http->watch, ENV_READABLE);
    return 0;
}

int http_start(struct env *env, struct core *core, const struct http_options *options, struct http **out,
               struct error *error)
{
    struct http *http = mem_alloc(sizeof *http);
    http->env = env;
    http->core = core;
    http->options = *options;
    http->socket_path = mem_copy(options->socket_path);
    http->listener = -1;
    int code = socket_open(http->socket_path, &http->listener, error);
    if (!code)
        code = daemon_start(http, error);
    if (code) {
        if (http->listener >= 0)
            close(http->listener);
        mem_free(http->socket_path);
        mem_free(http);
        return code;
    }
    log_info("http-listening", "the API is served on a unix socket", "SOCKET", http->socket_path);
    *out = http;
    return 0;
}

void http_drain(struct http *http)
{
    http->draining = true;
    http_turn(http); /* who has connected already hears an answer */
    MHD_socket listener = MHD_quiesce_daemon(http->daemon);
    if (listener != MHD_INVALID_SOCKET) {
        close(listener);
        http->listener = -1;
        unlink(http->socket_path);
    }
    http_turn(http);
}

void http_end(struct http *http, duration grace, void (*ended)(void *context), void *context)
{
    http->ended = ended;
    http->ended_context = context;
    http->grace = env_timer_new(http->env, end_tell, http);
    env_timer_after(http->grace, grace);
    http_turn(http);
}

void http_free(struct http *http)
{
    if (!http)
        return;
    env_watch_free(http->watch);
    env_timer_free(http->timer);
    env_timer_free(http->grace);
    MHD_stop_daemon(http->daemon);
    if (http->listener >= 0)
        unlink(http->socket_path);
    mem_free(http->socket_path);
    mem_free(http);
}
