/* webhook: posts each message as a CloudEvent, signed as Standard Webhooks says. */
#include <sendd/plugin.h>

#include "endpoint.h"
#include "post.h"
#include "sign.h"

#include <jansson.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct webhook {
    const struct sendd_host *host;
    const char *source, *type_prefix, *allow;
    bool include_text, http_everywhere;
    CURL *curl;
};

static const struct sendd_option webhook_options[] = {
    {"endpoint.*", SENDD_OPTION_STRING, 0, NULL, "Addresses by name: a message to \"la\" goes to endpoint.la."},
    {"allow", SENDD_OPTION_STRING, 0, "", "host:port of receivers on this machine or network, with spaces between."},
    {"allow_http", SENDD_OPTION_BOOL, 0, "false", "Allow http:// to other machines: anyone on the way can read along."},
    {"include_text", SENDD_OPTION_BOOL, 0, "false", "Send subject and text as well, not only the reference."},
    {"source", SENDD_OPTION_STRING, 0, "urn:sendd", "The CloudEvents source: a URI that names this school's sendd."},
    {"type_prefix", SENDD_OPTION_STRING, 0, "org.sendd", "What the CloudEvents type begins with."},
    {"ca_file", SENDD_OPTION_STRING, 0, NULL, "Certificates to trust instead of the system's, as a PEM file."},
    {"secret", SENDD_OPTION_SECRET, 0, NULL, "A file with whsec_... a line, the newest first, mode 0600."},
    {"secret.*", SENDD_OPTION_SECRET, 0, NULL, "The same for one endpoint, by its name."},
    {0},
};

static bool is_true(const struct sendd_host *host, const char *option)
{
    return strcmp(host->option(host, option), "true") == 0;
}

/* The secret of endpoint NAME, else the one for all. False: there is none, or it is not one. */
static bool keys_of(const struct sendd_host *host, const char *name, struct sign_keys *keys, char *fault, size_t size)
{
    char option[160];
    snprintf(option, sizeof option, "secret.%s", name);
    const char *text = host->option(host, option);
    text = text ? text : host->option(host, "secret");
    if (text)
        return sign_keys_read(text, keys, fault, size);
    snprintf(fault, size, "there is no secret to sign with: name a file with whsec_... as the secret \"secret\"");
    return false;
}

static int webhook_open(const struct sendd_host *host, void **state, char *fault, size_t size)
{
    struct sign_keys keys = {0};
    bool good = !host->option(host, "secret") || keys_of(host, "", &keys, fault, size);
    sodium_memzero(&keys, sizeof keys);
    struct webhook *webhook = good && sodium_init() >= 0 ? calloc(1, sizeof *webhook) : NULL;
    if (!webhook)
        return -1; /* said why, or there is no memory to say it */
    curl_global_init(CURL_GLOBAL_DEFAULT);
    *webhook = (struct webhook){host, host->option(host, "source"), host->option(host, "type_prefix"),
                                host->option(host, "allow"), is_true(host, "include_text"), is_true(host, "allow_http"),
                                post_new(host->option(host, "ca_file"))};
    *state = webhook;
    return webhook->curl ? 0 : -1;
}

/* CloudEvents 1.0, structured. Thin: who may read about the case asks for it by its reference, over the API. The same
 * bytes at every attempt. */
static char *body_of(const struct webhook *webhook, const struct sendd_delivery *delivery)
{
    char when[32];
    time_t intended = (time_t)delivery->intended;
    struct tm parts;
    gmtime_r(&intended, &parts);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &parts);
    json_t *data = json_pack("{s:s, s:s}", "reference", delivery->reference, "event", delivery->event);
    if (data && webhook->include_text) {
        json_object_set_new(data, "subject", json_string(delivery->subject));
        json_object_set_new(data, "text", json_string(delivery->body));
    }
    json_t *event = json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:o}", "specversion", "1.0", "id", delivery->key,
                              "source", webhook->source, "type",
                              json_sprintf("%s.%s", webhook->type_prefix, delivery->event), "time", when, "subject",
                              delivery->reference, "datacontenttype", "application/json", "data", data);
    char *body = event ? json_dumps(event, JSON_COMPACT) : NULL;
    json_decref(event);
    return body;
}

static struct curl_slist *header_add(struct curl_slist *list, const char *name, const char *value)
{
    char line[SIGN_HEADER_BYTES + 400];
    snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(list, line);
    return longer ? longer : list;
}

/* The time is that of this attempt: receivers refuse what is over five minutes old. */
static struct curl_slist *headers_of(const struct sendd_delivery *delivery, const struct sign_keys *keys, const char *body)
{
    char signature[SIGN_HEADER_BYTES], when[24];
    sign(keys, delivery->key, delivery->now, body, strlen(body), signature);
    snprintf(when, sizeof when, "%lld", (long long)delivery->now);
    struct curl_slist *list = header_add(NULL, "Content-Type", "application/cloudevents+json; charset=utf-8");
    list = header_add(list, "webhook-id", delivery->key);
    list = header_add(list, "webhook-timestamp", when);
    list = header_add(list, "webhook-signature", signature);
    return curl_slist_append(list, "Expect:"); /* no waiting for "100 Continue" */
}

/* The key becomes a header; a '.' in it would make the signed text ambiguous. */
static bool key_ok(const char *key)
{
    size_t length = strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    return length > 0 && length <= 255 && !key[length];
}

/* The address is a URL, or the name of one. */
static bool endpoint_find(const struct webhook *webhook, const char *address, struct endpoint *endpoint, char *fault,
                          size_t size)
{
    char option[160];
    snprintf(option, sizeof option, "endpoint.%s", address);
    const char *url = strstr(address, "://") ? address : webhook->host->option(webhook->host, option);
    if (url)
        return endpoint_read(url, webhook->allow, webhook->http_everywhere, endpoint, fault, size);
    snprintf(fault, size, "there is no endpoint of that name: name it in the group \"endpoint\" of the options");
    return false;
}

static void webhook_deliver(void *state, const struct sendd_delivery *delivery, struct sendd_outcome *outcome)
{
    const struct webhook *webhook = state;
    struct endpoint endpoint;
    struct sign_keys keys = {0};
    char *body = NULL;
    outcome->kind = SENDD_REJECTED;
    if (!key_ok(delivery->key))
        snprintf(outcome->detail, sizeof outcome->detail, "the key is not letters, digits, '-' and '_'");
    else if (endpoint_find(webhook, delivery->address, &endpoint, outcome->detail, sizeof outcome->detail) &&
             keys_of(webhook->host, delivery->address, &keys, outcome->detail, sizeof outcome->detail))
        body = body_of(webhook, delivery);
    if (body) {
        struct curl_slist *headers = headers_of(delivery, &keys, body);
        post(webhook->curl, &endpoint, headers, body, strlen(body), delivery->timeout * 850L, outcome);
        curl_slist_free_all(headers);
    }
    sodium_memzero(&keys, sizeof keys);
    free(body);
}

static void webhook_close(void *state)
{
    struct webhook *webhook = state;
    curl_easy_cleanup(webhook->curl);
    free(webhook);
}

static const struct sendd_plugin webhook_plugin = {
    .version = SENDD_PLUGIN_VERSION,
    .name = "webhook",
    .purpose = "Posts each message as a signed CloudEvent.",
    .options = webhook_options,
    .open = webhook_open,
    .deliver = webhook_deliver,
    .close = webhook_close,
};
SENDD_PLUGIN(webhook_plugin);
