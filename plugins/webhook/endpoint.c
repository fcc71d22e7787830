#include "endpoint.h"

#include "plugins/net/inside.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool no(char *fault, size_t size, const char *text)
{
    snprintf(fault, size, "%s", text);
    return false;
}

/* Whether "HOST:PORT" is a word of ALLOW. */
static bool is_listed(const char *allow, const char *host, const char *port)
{
    char want[300];
    int length = snprintf(want, sizeof want, "%s:%s", host, port);
    if (length < 0 || (size_t)length >= sizeof want)
        return false;
    for (const char *word = allow + strspn(allow, " ,"); *word; word += strspn(word, " ,")) {
        size_t size = strcspn(word, " ,");
        if (size == (size_t)length && strncasecmp(word, want, size) == 0)
            return true;
        word += size;
    }
    return false;
}

static bool parts_ok(const char *scheme, const char *host, const char *port, const char *user, const char *allow,
                     bool http_everywhere, struct endpoint *out, char *fault, size_t size)
{
    bool https = strcmp(scheme, "https") == 0;
    if (!https && strcmp(scheme, "http") != 0)
        return no(fault, size, "the endpoint is no https:// address");
    if (user)
        return no(fault, size, "the endpoint's address holds a user name: the receiver should check the signature instead");
    out->here_only = !https && !http_everywhere;
    if (out->here_only && !name_is_here(host))
        return no(fault, size, "the endpoint is http://, which is only for this machine: use https://");
    out->allowed_inside = is_listed(allow, host, port);
    return true;
}

bool endpoint_read(const char *url, const char *allow, bool http_everywhere, struct endpoint *out, char *fault,
                   size_t size)
{
    char *scheme = NULL, *host = NULL, *port = NULL, *user = NULL;
    CURLU *parsed = curl_url();
    bool good = parsed && strlen(url) < sizeof out->url &&
                curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                curl_url_get(parsed, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                (curl_url_get(parsed, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK || true);
    if (good)
        curl_url_get(parsed, CURLUPART_USER, &user, 0);
    good = good ? parts_ok(scheme, host, port ? port : "", user, allow, http_everywhere, out, fault, size)
                : no(fault, size, "the endpoint is not a usable address: write https://host/path");
    if (good)
        snprintf(out->url, sizeof out->url, "%s", url);
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_free(user);
    curl_url_cleanup(parsed);
    return good;
}
