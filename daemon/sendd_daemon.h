/* The running daemon: what its main wires together, for the files that each have one part of it. */
#ifndef SENDD_SENDD_DAEMON_H
#define SENDD_SENDD_DAEMON_H

#include "core/core.h"
#include "http/http.h"
#include "sendd_options.h"

struct daemon {
    struct options options;
    struct env *env;
    struct store *store;
    struct core *core;
    struct plugins *plugins;
    struct http *http;
    struct env_timer *watchdog;
    bool stopping;
    int status; /* the exit status */
};

/* Reads and checks the configuration in FOLDER. NULL after saying on stderr what is wrong; WARNINGS are said also when it
 * can be used. */
struct site *site_from(const char *folder, bool warnings);
/* The same for what OPTIONS name, with their store and socket in place of its own. */
struct site *daemon_site(const struct options *options);

/* The supervisor of the plugins, which tells the core of outcomes and of room for more. */
void daemon_plugins_make(struct daemon *daemon);
/* How the core hands over messages: to the plugins. */
struct delivery_port daemon_delivery_port(struct daemon *daemon);
/* Instances that are new or changed start; those that are gone end after their deliveries. */
void daemon_plugins_follow(struct daemon *daemon, const struct site *site);

/* Validates all of the configuration and then swaps, or keeps the old one and says why. ANSWER (NULL: a signal asked) is
 * called once, with CONTEXT. */
void daemon_reload(void *daemon, http_reload_answer *answer, void *context);
/* The same for SIGHUP. */
void daemon_hung_up(void *daemon, int signal);

#endif
