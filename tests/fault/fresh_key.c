/* The kill tests' second control: sendd's own objects, linked so that each attempt to deliver has a key of its own, so that
 * no receiver can tell a repeat from a new message. See answer_early.c. */
#include "plugin/supervisor.h"

#include <sodium.h>

int __real_plugin_deliver(struct plugins *plugins, const char *instance, const struct delivery *delivery,
                          struct error *error);
int __wrap_plugin_deliver(struct plugins *plugins, const char *instance, const struct delivery *delivery,
                          struct error *error);

int __wrap_plugin_deliver(struct plugins *plugins, const char *instance, const struct delivery *delivery,
                          struct error *error)
{
    unsigned char random[16];
    char key[2 * sizeof random + 1];
    struct delivery fresh = *delivery;
    randombytes_buf(random, sizeof random);
    if (delivery->attempt > 1) /* the first one is right: only a repeat shows it */
        fresh.key = sodium_bin2hex(key, sizeof key, random, sizeof random);
    return __real_plugin_deliver(plugins, instance, &fresh, error);
}
