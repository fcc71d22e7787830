/* A plugin that behaves as badly as its address says. Only for tests of the supervisor. */
#include <sendd/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct sendd_option bad_options[] = {
    {"open", SENDD_OPTION_STRING, 0, "well", "How to open: well, fault, crash, hang or silent."},
    {"number", SENDD_OPTION_INT, 0, "5", "A number."},
    {"flag", SENDD_OPTION_BOOL, 0, "false", "A flag."},
    {"group.*", SENDD_OPTION_STRING, 0, NULL, "Names of the admin's choice."},
    {"password", SENDD_OPTION_SECRET, 0, NULL, "A secret."},
    {"token.*", SENDD_OPTION_SECRET, 0, NULL, "Secrets of the admin's choice."},
    {0},
};

static const struct sendd_host *bad_host;

static int bad_open(const struct sendd_host *host, void **state, char *fault, size_t size)
{
    (void)state;
    const char *how = host->option(host, "open");
    bad_host = host;
    snprintf(fault, size, "it was told to fail");
    if (strcmp(how, "crash") == 0)
        abort();
    while (strcmp(how, "hang") == 0)
        pause();
    return strcmp(how, "fault") == 0 ? -1 : 0;
}

static void say(const char *json)
{
    size_t size = strlen(json);
    unsigned char head[4] = {0, 0, (unsigned char)(size >> 8), (unsigned char)size};
    if (write(3, head, sizeof head) < 0 || write(3, json, size) < 0)
        _exit(1);
}

static void leak(void)
{
    for (;;) {
        char *more = malloc(1 << 20);
        if (!more)
            abort();
        memset(more, 1, 1 << 20);
    }
}

static void flood(void)
{
    char line[1000];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    bad_host->log(bad_host, 7, line);
}

static void orphan(void)
{
    if (fork() == 0) { /* holds fd 3 open, so that the connection does not end with the host */
        sleep(1);
        _exit(0);
    }
    abort();
}

/* What it starts has more to do than itself. */
static void family(void)
{
    if (fork() == 0) {
        for (int fd = 0; fd < 4; fd++)
            close(fd);
        sleep(120);
        _exit(0);
    }
    abort();
}

/* Ways that need no answer from the host afterwards. */
static void misbehave(const char *how, const char *key)
{
    char json[160];
    if (strcmp(how, "crash") == 0)
        abort();
    if (strcmp(how, "exit") == 0)
        _exit(0);
    while (strcmp(how, "hang") == 0)
        pause();
    if (strcmp(how, "leak") == 0)
        leak();
    if (strcmp(how, "orphan") == 0)
        orphan();
    if (strcmp(how, "family") == 0)
        family();
    if (strcmp(how, "steal") == 0)
        close(3);
    if (strcmp(how, "huge") == 0 && write(3, "\xff\xff\xff\xff", 4) < 0)
        _exit(1);
    if (strcmp(how, "text") == 0 && write(3, "hello there, this is plain text\n", 32) < 0)
        _exit(1);
    while (strcmp(how, "flood") == 0)
        flood();
    if (strcmp(how, "wrong") == 0)
        say("{\"type\":\"outcome\",\"outbox\":999999999,\"kind\":\"delivered\"}");
    if (strcmp(how, "kind") == 0 || strcmp(how, "twice") == 0) {
        snprintf(json, sizeof json, "{\"type\":\"outcome\",\"outbox\":%s,\"kind\":\"%s\"}", key,
                 strcmp(how, "kind") == 0 ? "perhaps" : "delivered");
        say(json);
    }
    if (strcmp(how, "again") == 0)
        say("{\"type\":\"ready\"}");
}

static void bad_deliver(void *state, const struct sendd_delivery *delivery, struct sendd_outcome *outcome)
{
    (void)state;
    misbehave(delivery->address, delivery->key);
    if (strcmp(delivery->address, "slow") == 0)
        usleep(200 * 1000);
    outcome->kind = SENDD_DELIVERED;
    if (strcmp(delivery->address, "accept") == 0) {
        outcome->kind = SENDD_ACCEPTED;
        snprintf(outcome->reference, sizeof outcome->reference, "R-1");
    }
    if (strcmp(delivery->address, "reject") == 0)
        outcome->kind = SENDD_REJECTED;
    if (strcmp(delivery->address, "unknown") == 0)
        outcome->kind = SENDD_UNKNOWN;
    if (strcmp(delivery->address, "later") == 0) {
        outcome->kind = SENDD_RETRY;
        outcome->retry_after = INT64_MAX;
    }
    const char *shown = bad_host->option(bad_host, delivery->subject);
    snprintf(outcome->detail, sizeof outcome->detail, "%s", shown ? shown : "line\none \xff");
}

static const struct sendd_plugin bad_plugin = {
    .version = SENDD_PLUGIN_VERSION,
    .name = "bad",
    .purpose = "Misbehaves.",
    .options = bad_options,
    .open = bad_open,
    .deliver = bad_deliver,
};
SENDD_PLUGIN(bad_plugin);
