#include "post.h"

#include "plugins/net/guard.h"

#include <stdio.h>

enum { ANSWER_LIMIT = 64 * 1024, RETRY_AFTER_MOST = 24 * 3600 };

struct call {
    struct net_guard guard;
    size_t answer; /* bytes of the answer's body so far */
};

/* A hostile receiver's answer is counted and dropped; too much of it ends the talk. */
static size_t answer_drop(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    struct call *call = context;
    call->answer += size * count;
    return call->answer > ANSWER_LIMIT ? 0 : size * count;
}

CURL *post_new(const char *ca_file)
{
    CURL *curl = curl_easy_init();
    if (!curl)
        return NULL;
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http"); /* where http may go, the endpoint has checked */
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "sendd");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_drop);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, net_guard_socket);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    /* No address is used again without being looked at: the list may differ from one endpoint to the next. */
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
    if (ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
    return curl;
}

/* Standard Webhooks: 2xx is the only success, no redirect is followed, 410 means "never again". */
static enum sendd_outcome_kind class_of(long status)
{
    if (status >= 200 && status < 300)
        return SENDD_DELIVERED;
    if (status == 301 || status == 308)
        return SENDD_REJECTED;
    if (status < 400 || status >= 500 || status == 408 || status == 425 || status == 429)
        return SENDD_RETRY;
    return SENDD_REJECTED;
}

static void judge_status(CURL *curl, long status, struct sendd_outcome *outcome)
{
    curl_off_t after = 0;
    curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &after);
    outcome->kind = class_of(status);
    if (outcome->kind == SENDD_RETRY)
        outcome->retry_after = after < 0 ? 0 : after > RETRY_AFTER_MOST ? RETRY_AFTER_MOST : after;
    const char *words = status == 410                     ? ": the receiver wants no more of these"
                        : status >= 300 && status < 400 ? ": redirects are not followed, write the final address"
                                                          : "";
    snprintf(outcome->detail, sizeof outcome->detail, "HTTP %ld%s", status, words);
}

static void judge_failure(const struct call *call, CURLcode result, struct sendd_outcome *outcome)
{
    outcome->kind = SENDD_RETRY;
    if (net_guard_refused(&call->guard)) {
        outcome->kind = SENDD_REJECTED;
        snprintf(outcome->detail, sizeof outcome->detail, "%s",
                 call->guard.inside
                     ? "the endpoint is http://, and its name leads to another machine: nothing was sent, use https://"
                     : "the endpoint is on this machine or network: if it should be, list its host:port under \"allow\"");
    } else if (result == CURLE_PEER_FAILED_VERIFICATION) {
        snprintf(outcome->detail, sizeof outcome->detail,
                 "the receiver's certificate does not check (wrong name, expired, or not signed by a known authority): "
                 "nothing was sent");
    } else {
        snprintf(outcome->detail, sizeof outcome->detail, "%s", curl_easy_strerror(result));
    }
}

void post(CURL *curl, const struct endpoint *endpoint, struct curl_slist *headers, const char *body, size_t length,
          long limit, struct sendd_outcome *outcome)
{
    struct call call = {.guard = {.here_only = endpoint->here_only, .inside = endpoint->allowed_inside}};
    long status = 0;
    curl_easy_setopt(curl, CURLOPT_URL, endpoint->url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limit);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &call);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &call.guard);
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    /* A whole status line is an answer, even when the body after it was too long or cut. */
    if (status >= 200)
        judge_status(curl, status, outcome);
    else
        judge_failure(&call, result, outcome);
}
