/* As many keep-alive connections to the daemon's unix socket as commands in flight, in one poll loop. */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER = 16384 };

struct connection {
    int fd;
    size_t filled;
    int64_t began;
    char answer[ANSWER];
};

static int64_t ticks(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof address))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static void event_send(struct connection *connection, int cases, int number)
{
    static const char body[] = "{\"event\":\"go\"}";
    char request[512];
    int size = snprintf(
        request, sizeof request,
        "POST /v1/cases/BEN-2026-%04d/events HTTP/1.1\r\nHost: sendd\r\nContent-Type: application/json\r\n"
        "Idempotency-Key: %08x-%016llx\r\nContent-Length: %zu\r\n\r\n%s",
        number % cases + 1, (unsigned)getpid(), (unsigned long long)ticks() << 20 | (unsigned)number,
        sizeof body - 1, body);
    connection->filled = 0;
    connection->began = ticks();
    must(write(connection->fd, request, (size_t)size) != size, NULL, "writing to the daemon");
}

/* True when the whole answer is there. */
static bool answer_read(struct connection *connection)
{
    ssize_t size =
        read(connection->fd, connection->answer + connection->filled, ANSWER - 1 - connection->filled);
    must(size <= 0, NULL, "the daemon closed a connection");
    connection->filled += (size_t)size;
    connection->answer[connection->filled] = '\0';
    const char *end = strstr(connection->answer, "\r\n\r\n");
    const char *length = strcasestr(connection->answer, "content-length:");
    if (!end || !length || length > end)
        return false;
    return connection->filled >= (size_t)(end + 4 - connection->answer) + strtoul(length + 15, NULL, 10);
}

json_t *client_status(const struct place *place)
{
    static const char request[] = "GET /v1/status HTTP/1.1\r\nHost: sendd\r\nConnection: close\r\n\r\n";
    char answer[ANSWER] = "";
    size_t filled = 0;
    int fd = connect_to(place->socket);
    if (fd < 0)
        return NULL;
    ssize_t got = write(fd, request, sizeof request - 1);
    while (got > 0 && filled < sizeof answer - 1) {
        got = read(fd, answer + filled, sizeof answer - 1 - filled);
        filled += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    const char *body = strstr(answer, "\r\n\r\n");
    return body && !strncmp(answer, "HTTP/1.1 200", 12) ? json_loads(body, 0, NULL) : NULL;
}

void client_events(const struct place *place, int pid, int cases, int count, int flight, struct figures *out)
{
    struct connection *connections = mem_alloc((size_t)flight * sizeof *connections);
    struct pollfd *polls = mem_alloc((size_t)flight * sizeof *polls);
    int sent = 0, answered = 0;
    json_t *before = client_status(place);
    double cpu = cpu_seconds(pid);
    int64_t began = ticks();
    for (int i = 0; i < flight; i++) {
        connections[i].fd = connect_to(place->socket);
        must(connections[i].fd < 0, NULL, "connecting");
        polls[i] = (struct pollfd){connections[i].fd, POLLIN, 0};
        event_send(&connections[i], cases, sent++);
    }
    while (answered < count) {
        poll(polls, (nfds_t)flight, -1);
        for (int i = 0; i < flight; i++) {
            if (!polls[i].revents || !answer_read(&connections[i]))
                continue;
            if (strncmp(connections[i].answer, "HTTP/1.1 200", 12) != 0) {
                fprintf(stderr, "bench: %s\n", connections[i].answer);
                exit(1);
            }
            figures_add(out, ticks() - connections[i].began);
            answered++;
            if (sent < count)
                event_send(&connections[i], cases, sent++);
        }
    }
    out->seconds = (double)(ticks() - began) / 1e6;
    out->cpu = cpu_seconds(pid) - cpu;
    json_t *after = client_status(place);
    json_decref(out->sizes);
    out->sizes = sizes_between(json_object_get(before, "core"), json_object_get(after, "core"));
    json_decref(before);
    json_decref(after);
    for (int i = 0; i < flight; i++)
        close(connections[i].fd);
    mem_free(connections);
    mem_free(polls);
}
