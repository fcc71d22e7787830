#include "core/site_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void school_load(struct site *site, const struct conf_node *node, struct faults *faults)
{
    struct site_school *school = arena_alloc(site->arena, sizeof *school);
    school->id = conf_string(node, "id");
    school->name = conf_string(node, "name");
    school->authority = conf_string(node, "authority");
    if (!school->id)
        return;
    if (site_school_find(site, school->id))
        error_hint(conf_fault(faults, node, "there are two schools with id \"%s\"", school->id),
                   "give each school an id of its own");
    list_add(&site->schools, school);
}

static void role_load(struct site *site, const struct conf_node *node)
{
    struct site_role *role = arena_alloc(site->arena, sizeof *role);
    role->id = node->name;
    role->title = conf_string(node, "title");
    role->address = conf_string(node, "address");
    role->channel = conf_string(node, "channel");
    list_add(&site->roles, role);
}

static void channel_load(struct site *site, const struct conf_node *node, struct faults *faults)
{
    if (node->kind != CONF_NODE_STRING) {
        error_hint(conf_fault(faults, node, "channel \"%s\" must name a plugin instance", node->name),
                   "write %s = \"school-mail\";", node->name);
        return;
    }
    struct site_channel *channel = arena_alloc(site->arena, sizeof *channel);
    channel->name = node->name;
    channel->instance = node->string;
    list_add(&site->channels, channel);
}

/* As the plugin host takes them: a group of settings is an object in the object. */
static json_t *settings_json(struct site *site, const struct conf_node *plugin, const char *key)
{
    const struct conf_node *settings = conf_get(plugin, key);
    return json_keep(site->arena, settings ? conf_to_json(settings) : json_object());
}

static void plugin_load(struct site *site, const struct conf_node *node, const struct conf_node *root,
                        struct faults *faults)
{
    struct plugin_config *plugin = arena_alloc(site->arena, sizeof *plugin);
    plugin->name = conf_string(node, "name");
    plugin->module = conf_string(node, "module");
    const char *host = conf_string(root, "plugin_host"), *folder = conf_string(root, "plugin_folder");
    plugin->host = host ? host : SENDD_HOST_PROGRAM;
    plugin->folder = folder ? folder : SENDD_PLUGIN_FOLDER;
    plugin->options = settings_json(site, node, "options");
    plugin->secrets = settings_json(site, node, "secrets");
    plugin->timeout = conf_int(node, "timeout");
    plugin->memory = conf_int(node, "memory");
    plugin->parallel = conf_int(node, "parallel");
    if (!plugin->name)
        return;
    if (site_has_instance(site, plugin->name))
        error_hint(conf_fault(faults, node, "there are two plugin instances called \"%s\"", plugin->name),
                   "give each instance a name of its own");
    list_add(&site->plugins, plugin);
    if (string_equal(conf_string(node, "unknown"), "resend"))
        list_add(&site->resend, arena_copy(site->arena, plugin->name));
}

/* "HH:MM". */
static void wake_load(struct site *site, const struct conf_node *root, struct faults *faults)
{
    const char *wake = conf_string(root, "wake");
    char rest;
    if (!wake)
        return;
    if (strlen(wake) == 5 && sscanf(wake, "%2d:%2d%c", &site->wake_hour, &site->wake_minute, &rest) == 2 &&
        site->wake_hour >= 0 && site->wake_hour < 24 && site->wake_minute >= 0 && site->wake_minute < 60)
        return;
    error_hint(conf_fault(faults, conf_get(root, "wake"), "\"%s\" is not a time of day", wake),
               "write hours and minutes: wake = \"08:00\";");
}

/* "5 minutes" in seconds; 0: not a length of time. */
static int64_t seconds_read(const char *string)
{
    static const struct {
        const char *unit;
        int64_t seconds;
    } units[] = {{"second", 1}, {"minute", 60}, {"hour", 3600}};
    char *end;
    long number = strtol(string, &end, 10);
    if (end == string || *end != ' ' || number < 1 || number > 86400)
        return 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t length = strlen(units[i].unit);
        if (!strncmp(end + 1, units[i].unit, length) &&
            (!end[length + 1] || string_equal(end + length + 1, "s")))
            return number * units[i].seconds;
    }
    return 0;
}

static void backoff_load(struct site *site, const struct conf_node *root, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "backoff", &count);
    int64_t *backoff = arena_alloc(site->arena, (count + 1) * sizeof *backoff);
    for (size_t i = 0; i < count; i++) {
        backoff[i] = seconds_read(items[i]->string ? items[i]->string : "");
        if (backoff[i] < 1 || backoff[i] > 86400)
            error_hint(conf_fault(faults, items[i], "\"%s\" is not a time to wait of at most a day",
                                  items[i]->string ? items[i]->string : ""),
                       "write \"30 seconds\", \"5 minutes\" or \"2 hours\"");
    }
    if (!count)
        backoff[0] = 60;
    site->backoff = backoff;
    site->backoffs = count ? count : 1;
}

void site_load(struct site *site, const struct conf_node *root, struct faults *faults)
{
    site->host_name = conf_string(root, "host_name");
    site->link = conf_string(root, "link");
    site->store_path = conf_string(root, "store");
    site->socket_path = conf_string(root, "socket");
    site->attempts = conf_int(root, "attempts");
    wake_load(site, root, faults);
    backoff_load(site, root, faults);
    size_t count;
    struct conf_node *const *items = conf_items(root, "schools", &count);
    for (size_t i = 0; i < count; i++)
        school_load(site, items[i], faults);
    items = conf_items(root, "roles", &count);
    for (size_t i = 0; i < count; i++)
        role_load(site, items[i]);
    items = conf_items(root, "channels", &count);
    for (size_t i = 0; i < count; i++)
        channel_load(site, items[i], faults);
    items = conf_items(root, "plugins", &count);
    for (size_t i = 0; i < count; i++)
        plugin_load(site, items[i], root, faults);
}

/* --- what names what --- */

/* The names of what LIST holds: each item begins with a const char * of its name. NULL-terminated. */
static const char *const *names_of(const struct site *site, const struct list *list)
{
    const char **names = arena_alloc(site->arena, (list->count + 1) * sizeof *names);
    for (size_t i = 0; i < list->count; i++)
        memcpy(&names[i], list->items[i], sizeof names[i]);
    return names;
}

static void name_check(struct faults *faults, const struct conf_node *node, const char *what,
                       const char *name, const char *const *known)
{
    for (size_t i = 0; known[i]; i++) {
        if (string_equal(known[i], name))
            return;
    }
    struct error *error = conf_fault(faults, node, "there is no %s \"%s\"", what, name);
    const char *near = conf_suggest(name, known);
    if (near)
        error_hint(error, "did you mean \"%s\"?", near);
    else if (known[0])
        error_hint(error, "there is \"%s\"", known[0]);
}

static void roles_check(const struct site *site, const struct conf_node *root, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "roles", &count);
    for (size_t i = 0; i < count; i++) {
        const char *channel = conf_string(items[i], "channel");
        if (channel && conf_string(items[i], "address"))
            name_check(faults, items[i], "channel", channel, names_of(site, &site->channels));
    }
}

static void schools_check(const struct site *site, const struct conf_node *root, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "schools", &count);
    for (size_t i = 0; i < count && site->calendars; i++) {
        const char *id = conf_string(items[i], "id");
        if (id && !calendar_has_school(site->calendars, id))
            error_hint(conf_fault(faults, items[i], "school \"%s\" has no term dates", id),
                       "add calendars/%s.conf with its terms and INSET days", id);
    }
}

void site_check(const struct site *site, const struct conf_node *root, bool calendars, struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(root, "channels", &count);
    for (size_t i = 0; i < count; i++) {
        if (items[i]->kind == CONF_NODE_STRING)
            name_check(faults, items[i], "plugin instance", items[i]->string, names_of(site, &site->plugins));
    }
    roles_check(site, root, faults);
    if (calendars)
        schools_check(site, root, faults);
}
