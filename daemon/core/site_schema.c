#include "core/site.h"

static const struct conf_key school_keys[] = {
    {"id", CONF_STRING, .required = true,
     .help = "The school's short name; its term dates are in calendars/ID.conf.", .example = "\"oakfield\""},
    {"name", CONF_STRING, .required = true, .help = "The school's name as people write it."},
    {"authority", CONF_STRING, .required = true,
     .help = "The local authority's three-digit code; its record is authority/CODE.", .example = "\"820\""},
    {0},
};
static const struct conf_schema school_schema = {"school", "One school this daemon serves.", school_keys};

static const struct conf_key role_keys[] = {
    {"title", CONF_STRING, .required = true, .help = "The role as people say it.", .example = "\"SENCo\""},
    {"address", CONF_STRING, .help = "Where this role's notices go. Without it the role gets tasks only."},
    {"channel", CONF_STRING, .fallback = "\"email\"",
     .help = "The channel that carries this role's notices."},
    {0},
};
static const struct conf_schema role_schema = {
    "role", "Who does the tasks; workflows name roles, never people.", role_keys};

static const char *const unknown_choices[] = {"ask", "resend", NULL};

static const struct conf_key plugin_keys[] = {
    {"name", CONF_STRING, .required = true, .help = "The instance's name; channels refer to it."},
    {"module", CONF_STRING, .required = true, .help = "The plugin to load.", .example = "\"email\""},
    {"options", CONF_NESTED, .help = "The plugin's own settings; see the plugin's page."},
    {"secrets", CONF_NESTED,
     .help = "Name of a secret and the path of the file that holds it, readable by sendd only.",
     .example = "{ password = \"/etc/sendd/secrets/smtp-password\"; }"},
    {"timeout", CONF_INT, .fallback = "30", .minimum = 1, .maximum = 600,
     .help = "Seconds one delivery may take."},
    {"memory", CONF_INT, .fallback = "256", .minimum = 16, .maximum = 4096,
     .help = "MiB of address space the plugin's process may use."},
    {"parallel", CONF_INT, .fallback = "4", .minimum = 1, .maximum = 64,
     .help = "Deliveries under way at once."},
    {"unknown", CONF_STRING, .fallback = "\"ask\"", .choices = unknown_choices,
     .help = "What to do when a message may or may not have arrived: wait for a person, or send it again."},
    {0},
};
static const struct conf_schema plugin_schema = {
    "plugin", "One plugin instance: a process that delivers messages.", plugin_keys};

static const struct conf_key site_keys[] = {
    {"schools", CONF_GROUPS, .required = true, .of = &school_schema,
     .help = "The schools this daemon serves."},
    {"roles", CONF_MAP, .required = true, .of = &role_schema,
     .help = "The roles that tasks and notices name."},
    {"channels", CONF_MAP, .required = true,
     .help = "Which plugin instance carries which channel; contacts and roles name channels.",
     .example = "{ email = \"school-mail\"; }"},
    {"plugins", CONF_GROUPS, .required = true, .of = &plugin_schema, .help = "The plugin instances."},
    {"wake", CONF_STRING, .fallback = "\"08:00\"", .help = "When warnings and notices go out, London time."},
    {"store", CONF_STRING, .fallback = "\"/var/lib/sendd/sendd.db\"", .help = "The store's file."},
    {"socket", CONF_STRING, .fallback = "\"/run/sendd/sendd.sock\"", .help = "The socket sendctl speaks to."},
    {"host_name", CONF_STRING, .fallback = "\"localhost\"", .help = "This server's name, for Message-IDs."},
    {"link", CONF_STRING, .fallback = "\"https://localhost/case/\"",
     .help = "What comes before a case's reference in the links of messages."},
    {"attempts", CONF_INT, .fallback = "10", .minimum = 1, .maximum = 1000,
     .help = "Attempts to deliver a message before it waits for a person."},
    {"backoff", CONF_STRINGS,
     .fallback = "[\"5 seconds\", \"5 minutes\", \"30 minutes\", \"2 hours\", \"5 hours\", \"10 hours\", "
                 "\"14 hours\", \"20 hours\", \"24 hours\"]",
     .help = "How long to wait after the first, second, ... failed attempt; the last is repeated. "
             "A tenth more at random keeps messages from coming back all at once."},
    {"plugin_host", CONF_STRING, .help = "The plugin host program, when it is not the installed one."},
    {"plugin_folder", CONF_STRING,
     .help = "Where plugins lie, when not in the installed folder; folders separated "
             "by colons."},
    {0},
};
const struct conf_schema site_schema = {"sendd", "The site: its schools, roles, channels and plugins.",
                                        site_keys};
