/* email: hands each message to a mail server, over TLS whose certificate is checked. */
#include <sendd/plugin.h>

#include "plugins/mail/message.h"
#include "plugins/net/inside.h"
#include "smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct email {
    struct smtp_server server;
    struct mail_sender sender;
    const char *bounce; /* whom the mail system tells of failures */
    bool verp;          /* with the key in it */
    CURL *curl;
};

static const struct sendd_option email_options[] = {
    {"server", SENDD_OPTION_STRING, 1, NULL, "The mail server's name, as its certificate has it."},
    {"port", SENDD_OPTION_INT, 0, "587", "465 speaks TLS from the start, any other turns it on with STARTTLS."},
    {"tls", SENDD_OPTION_STRING, 0, "required",
     "\"required\", \"implicit\" (from the start, on another port than 465), or \"none\" (only to this machine)."},
    {"ca_file", SENDD_OPTION_STRING, 0, NULL, "Certificates to trust instead of the system's, as a PEM file."},
    {"user", SENDD_OPTION_STRING, 0, NULL, "Who signs in; needs the secret \"password\"."},
    {"password", SENDD_OPTION_SECRET, 0, NULL, "A file with the password of \"user\", mode 0600."},
    {"from", SENDD_OPTION_STRING, 1, NULL, "The sender's address."},
    {"from_name", SENDD_OPTION_STRING, 0, "", "The sender's name, shown beside the address."},
    {"bounce", SENDD_OPTION_STRING, 0, NULL, "Where bounces go; without it, to \"from\"."},
    {"verp", SENDD_OPTION_BOOL, 0, "false", "Put the message's key into the bounce address: bounce+KEY@domain."},
    {"hello", SENDD_OPTION_STRING, 0, NULL, "What to call this machine to the mail server."},
    {0},
};

static int no(char *fault, size_t size, const char *text)
{
    snprintf(fault, size, "%s", text);
    return -1;
}

/* A host name or an IP address and nothing that could be more of a URL. */
static bool name_ok(const char *name)
{
    return *name && strlen(name) < 254 &&
           strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:") == strlen(name);
}

static int tls_read(struct smtp_server *server, const char *tls, char *fault, size_t size)
{
    if (strcmp(tls, "required") == 0)
        server->tls = server->port == 465 ? SMTP_IMPLICIT : SMTP_STARTTLS;
    else if (strcmp(tls, "implicit") == 0)
        server->tls = SMTP_IMPLICIT;
    else if (strcmp(tls, "none") == 0)
        server->tls = SMTP_NONE;
    else
        return no(fault, size, "tls must be \"required\", \"implicit\" or \"none\"");
    if (server->tls == SMTP_NONE && !name_is_here(server->host))
        return no(fault, size, "tls = \"none\" is only for a server on this machine: leave tls out, or name localhost");
    return 0;
}

static int server_read(const struct sendd_host *host, struct smtp_server *server, char *fault, size_t size)
{
    server->host = host->option(host, "server");
    server->port = strtol(host->option(host, "port"), NULL, 10);
    server->ca_file = host->option(host, "ca_file");
    server->user = host->option(host, "user");
    server->password = host->option(host, "password");
    server->hello = host->option(host, "hello");
    if (!name_ok(server->host) || (server->hello && !name_ok(server->hello)))
        return no(fault, size, "server and hello must be a plain host name or address");
    if (server->port < 1 || server->port > 65535)
        return no(fault, size, "port must be 1 to 65535");
    if (!server->user != !server->password)
        return no(fault, size, "user and the secret password go together: one is missing");
    return tls_read(server, host->option(host, "tls"), fault, size);
}

static int sender_read(const struct sendd_host *host, struct email *email, char *fault, size_t size)
{
    const char *from = host->option(host, "from"), *bounce = host->option(host, "bounce");
    email->bounce = bounce ? bounce : from;
    email->verp = strcmp(host->option(host, "verp"), "true") == 0;
    if (!mail_address_ok(from, fault, size) || !mail_address_ok(email->bounce, fault, size))
        return -1;
    email->sender = (struct mail_sender){from, host->option(host, "from_name"), strchr(from, '@') + 1};
    return mail_line_ok(email->sender.name) ? 0 : no(fault, size, "from_name must be one line of UTF-8 text");
}

static int email_open(const struct sendd_host *host, void **state, char *fault, size_t size)
{
    struct email *email = calloc(1, sizeof *email);
    if (!email)
        return no(fault, size, "no memory");
    if (server_read(host, &email->server, fault, size) != 0 || sender_read(host, email, fault, size) != 0) {
        free(email);
        return -1;
    }
    mail_begin();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    email->curl = smtp_new(&email->server);
    *state = email;
    return email->curl ? 0 : no(fault, size, "libcurl does not start");
}

/* bounce@school.example -> bounce+KEY@school.example (RFC 5321 lets a local part have 64 bytes). */
static void envelope_from(const struct email *email, const char *key, char *out, size_t size)
{
    const char *at = strchr(email->bounce, '@');
    size_t local = (size_t)(at - email->bounce);
    if (email->verp && local + 1 + strlen(key) <= 64)
        snprintf(out, size, "%.*s+%s%s", (int)local, email->bounce, key, at);
    else
        snprintf(out, size, "%s", email->bounce);
}

static void email_deliver(void *state, const struct sendd_delivery *delivery, struct sendd_outcome *outcome)
{
    const struct email *email = state;
    char from[400];
    struct smtp_letter letter = {.from = from, .to = delivery->address};
    char *bytes = mail_build(delivery, &email->sender, true, &letter.length, outcome->detail, sizeof outcome->detail);
    if (!bytes) {
        outcome->kind = SENDD_REJECTED;
        return;
    }
    envelope_from(email, delivery->key, from, sizeof from);
    letter.bytes = bytes;
    letter.limit = delivery->timeout * 850L; /* to be done, and say how, before the supervisor's patience ends */
    smtp_send(email->curl, &email->server, &letter, outcome);
    mail_free(bytes);
}

static void email_close(void *state)
{
    struct email *email = state;
    curl_easy_cleanup(email->curl);
    free(email);
}

static const struct sendd_plugin email_plugin = {
    .version = SENDD_PLUGIN_VERSION,
    .name = "email",
    .purpose = "Hands each message to a mail server over verified TLS.",
    .options = email_options,
    .open = email_open,
    .deliver = email_deliver,
    .close = email_close,
};
SENDD_PLUGIN(email_plugin);
