/* example: appends one line a message to a file. Copy this folder to begin a plugin of your own; docs/plugins.md goes
 * through it line by line. */
#include <sendd/plugin.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct sendd_option example_options[] = {
    {"file", SENDD_OPTION_STRING, 1, NULL, "The file to append to; made when it is not there."},
    {0},
};

struct example {
    int fd;
};

static int example_open(const struct sendd_host *host, void **state, char *fault, size_t size)
{
    const char *file = host->option(host, "file");
    struct example *example = calloc(1, sizeof *example);
    if (!example)
        return -1;
    example->fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (example->fd < 0) {
        snprintf(fault, size, "file %s does not open: %s", file, strerror(errno));
        free(example);
        return -1;
    }
    *state = example;
    return 0;
}

static void example_deliver(void *state, const struct sendd_delivery *delivery, struct sendd_outcome *outcome)
{
    const struct example *example = state;
    /* The key is the same at every attempt: whoever reads the file can see a repeat. */
    int length = dprintf(example->fd, "%lld %s %s %s\n", (long long)delivery->now, delivery->key, delivery->event,
                         delivery->reference);
    if (length > 0 && fsync(example->fd) == 0)
        outcome->kind = SENDD_DELIVERED; /* it came as SENDD_RETRY */
    else
        snprintf(outcome->detail, sizeof outcome->detail, "cannot write: %s", strerror(errno));
}

static void example_close(void *state)
{
    struct example *example = state;
    close(example->fd);
    free(example);
}

static const struct sendd_plugin example_plugin = {
    .version = SENDD_PLUGIN_VERSION,
    .name = "example",
    .purpose = "Appends one line a message to a file.",
    .options = example_options,
    .open = example_open,
    .deliver = example_deliver,
    .close = example_close,
};
SENDD_PLUGIN(example_plugin);
