/* sendd-plugin-host: one plugin in a process of its own.
 *
 * Speaks plugin/frame.h on fd 3, a connected stream socket: the supervisor spawned it, or systemd did. Takes one "open",
 * then "deliver" after "deliver" in order, each answered with one "outcome", until "close" or the other end is gone.
 * It keeps no time itself: the supervisor kills a host whose plugin takes too long. */
#include "plugin/frame.h"
#include "plugin/host.h"

#include "base/mem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { HOST_FD = 3, EXIT_LOST = 1, EXIT_FAULT = 2, EXIT_NONSENSE = 3 };

struct host {
    struct text in; /* bytes that came and are not yet a whole frame */
    const struct sendd_plugin *plugin;
    void *state;       /* the plugin's */
    json_t *settings;  /* name -> text */
    struct sendd_host offer;
};

/* Frame rules ask for clean UTF-8, and logs for one line: anything else in a plugin's text becomes '?'. */
static void line_clean(char *line, size_t size)
{
    line[size - 1] = '\0';
    json_t *whole = json_string(line);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f || (!whole && (unsigned char)*c > 0x7f))
            *c = '?';
    json_decref(whole);
}

/* Sends MESSAGE (steals the reference); ends the process when nobody listens any more. */
static void host_send(json_t *message)
{
    struct text out = TEXT_EMPTY;
    struct error error = ERROR_NONE;
    if (frame_add(&out, message, &error) < 0) {
        fprintf(stderr, "sendd-plugin-host: %s\n", error.text);
        _exit(EXIT_NONSENSE);
    }
    json_decref(message);
    for (size_t done = 0; done < out.length;) {
        ssize_t count = write(HOST_FD, out.bytes + done, out.length - done);
        if (count < 0 && errno != EINTR)
            _exit(EXIT_LOST);
        done += count > 0 ? (size_t)count : 0;
    }
    text_free(&out);
}

/* The next frame (new reference), or NULL when the other end has closed. */
static json_t *host_receive(struct host *host)
{
    for (;;) {
        json_t *message;
        struct error error = ERROR_NONE;
        int taken = frame_take(&host->in, &message, &error);
        if (taken > 0)
            return message;
        if (taken < 0) {
            fprintf(stderr, "sendd-plugin-host: %s\n", error.text);
            _exit(EXIT_NONSENSE);
        }
        char bytes[16384];
        ssize_t count = read(HOST_FD, bytes, sizeof bytes);
        if (count == 0 || (count < 0 && errno != EINTR))
            return NULL;
        if (count > 0)
            text_add_n(&host->in, bytes, (size_t)count);
    }
}

static const char *host_option(const struct sendd_host *offer, const char *name)
{
    const struct host *host = offer->own;
    return json_text(host->settings, name);
}

static void host_log(const struct sendd_host *offer, int level, const char *line)
{
    (void)offer;
    char clean[1024];
    snprintf(clean, sizeof clean, "%s", line);
    line_clean(clean, sizeof clean);
    host_send(json_pack("{s:s, s:i, s:s}", "type", "log", "level", level, "line", clean));
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static int host_fault(const char *module, const struct error *error)
{
    char text[1400];
    snprintf(text, sizeof text, "%s: %s%s%s%s%s", module ? module : "plugin", error->file, *error->file ? ": " : "",
             error->text, *error->hint ? ". " : "", error->hint);
    line_clean(text, sizeof text);
    host_send(json_pack("{s:s, s:s}", "type", "fault", "text", text));
    return EXIT_FAULT;
}

/* The first frame: limits, module, settings, the plugin's own open. 0, or the exit status. */
static int host_open(struct host *host, const json_t *message)
{
    struct error error = ERROR_NONE;
    const char *module = json_text(message, "module"), *folder = json_text(message, "folder");
    if (!string_equal(json_text(message, "type"), "open") || !module || !folder) {
        error_set(&error, SENDD_EINVALID, "the first frame is no \"open\" with module and folder");
        return host_fault(module, &error);
    }
    host_limits_memory(json_number(message, "memory", 256));
    host->plugin = host_module(module, folder, &error);
    if (!host->plugin || host_settings(host->plugin->options, json_object_get(message, "options"),
                                       json_object_get(message, "secrets"), &host->settings, &error) < 0)
        return host_fault(module, &error);
    host->offer = (struct sendd_host){host_option, host_log, host};
    char fault[512] = "";
    if (host->plugin->open(&host->offer, &host->state, fault, sizeof fault) != 0) {
        line_clean(fault, sizeof fault);
        error_set(&error, SENDD_EINVALID, "%s", *fault ? fault : "the plugin does not open and does not say why");
        return host_fault(module, &error);
    }
    host_send(json_pack("{s:s, s:s, s:s}", "type", "ready", "name", or_empty(host->plugin->name), "purpose",
                        or_empty(host->plugin->purpose)));
    return 0;
}

static const char *kind_name(enum sendd_outcome_kind kind)
{
    static const char *const names[] = {"delivered", "accepted", "retry", "rejected", "unknown"};
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "unknown";
}

static void host_deliver(struct host *host, const json_t *message)
{
    struct sendd_delivery delivery = {
        .key = or_empty(json_text(message, "key")),
        .address = or_empty(json_text(message, "address")),
        .subject = or_empty(json_text(message, "subject")),
        .body = or_empty(json_text(message, "body")),
        .reference = or_empty(json_text(message, "reference")),
        .event = or_empty(json_text(message, "event")),
        .intended = json_number(message, "intended", 0),
        .now = json_number(message, "now", 0),
        .attempt = (int)json_number(message, "attempt", 1),
        .timeout = (int)json_number(message, "timeout", 30),
    };
    struct sendd_outcome outcome = {.kind = SENDD_RETRY};
    host->plugin->deliver(host->state, &delivery, &outcome);
    line_clean(outcome.detail, sizeof outcome.detail);
    line_clean(outcome.reference, sizeof outcome.reference);
    host_send(json_pack("{s:s, s:I, s:s, s:s, s:s, s:I}", "type", "outcome", "outbox",
                        json_number(message, "outbox", 0), "kind", kind_name(outcome.kind), "detail", outcome.detail,
                        "reference", outcome.reference, "retry_after", (json_int_t)outcome.retry_after));
}

/* Until "close" or the end of the connection. */
static int host_serve(struct host *host)
{
    for (json_t *message; (message = host_receive(host));) {
        const char *type = json_text(message, "type");
        bool deliver = string_equal(type, "deliver"), close = string_equal(type, "close");
        if (deliver)
            host_deliver(host, message);
        json_decref(message);
        if (close)
            return 0;
        if (!deliver)
            return EXIT_NONSENSE;
    }
    return 0;
}

int main(void)
{
    host_limits_first();
    struct host host = {0};
    json_t *first = host_receive(&host);
    if (!first)
        return EXIT_LOST;
    int status = host_open(&host, first);
    json_decref(first);
    if (status == 0) {
        status = host_serve(&host);
        if (host.plugin->close)
            host.plugin->close(host.state);
    }
    json_decref(host.settings);
    text_free(&host.in);
    return status;
}
