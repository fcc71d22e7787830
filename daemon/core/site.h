/* One loaded configuration: everything the files say, checked as a whole, immutable, shared by reference
 * count. */
#ifndef SENDD_CORE_SITE_H
#define SENDD_CORE_SITE_H

#include "message/message.h"
#include "plugin/supervisor.h"
#include "workflow/definition.h"

struct site_school {
    const char *id, *name;
    const char *authority; /* LA code, "820" */
};

struct site_role {
    const char *id; /* "senco" */
    const char *title;
    const char *address; /* where this role's notices go; NULL: tasks only */
    const char *channel;
};

struct site_channel {
    const char *name;     /* "email": what contacts and roles name */
    const char *instance; /* the plugin instance that carries it */
};

struct site {
    struct arena *arena;   /* owns everything below */
    int users;             /* reference count: site_hold, site_drop (loop only) */
    const char *folder;    /* the conf folder */
    const char *host_name; /* for Message-IDs and links: "sendd.oakfield.example" */
    const char *link;      /* base of links in messages: "https://.../case/" */
    const char *store_path, *socket_path;
    int wake_hour, wake_minute; /* warnings and notices go out from here, London wall time */
    int64_t attempts;           /* of one message before it is dead */
    const int64_t *backoff;     /* seconds to wait after the 1st, 2nd, ... failed attempt; the last repeats */
    size_t backoffs;            /* at least 1 */
    struct calendars *calendars;
    struct rulebook *rules;
    struct templates *templates;
    struct list definitions; /* of struct definition *, newest version of each id first */
    struct list schools;     /* of struct site_school * */
    struct list roles;       /* of struct site_role * */
    struct list channels;    /* of struct site_channel * */
    struct list plugins;     /* of struct plugin_config * */
    struct list resend; /* of const char *: instances whose messages of unknown fate are sent again unasked */
    struct list registers; /* of struct reg *, see records/register.h */
};

/* The schema of sendd.conf. */
extern const struct conf_schema site_schema;

/* Reads FOLDER/sendd.conf and all that it names. NULL when FAULTS has errors; finds all it can. */
struct site *site_read(const char *folder, struct faults *faults);
/* The same for the check: with warnings too, as things are on TODAY. What sound files deserve is told even when
 * others have faults. */
struct site *site_read_advised(const char *folder, struct date today, struct faults *faults);
struct site *site_hold(struct site *site);
void site_drop(struct site *site);

/* Compiles the workflow file PATH against SITE, as if it were one of the folder's; NULL when FAULTS has errors. Lives in
 * ARENA; not one of SITE's definitions. */
struct definition *site_compile(const struct site *site, struct arena *arena, const char *path,
                                struct faults *faults);

/* Whether SITE has the plugin instance NAME. */
bool site_has_instance(const struct site *site, const char *name);
/* The instance that carries CHANNEL, or NULL. */
const char *site_instance(const struct site *site, const char *channel);
const struct site_role *site_role_find(const struct site *site, const char *id);

/* What the site has for a workflow to name; its lists live in ARENA. */
struct definition_context site_context(const struct site *site, struct arena *arena);
/* The version of WORKFLOW with which cases of DAY begin (DATE_NONE: its newest), or NULL. */
struct definition *site_definition(const struct site *site, const char *workflow, struct date day);
const struct site_school *site_school_find(const struct site *site,
                                           const char *id); /* NULL id: the only one */

#endif
