/* One request to the daemon over its unix socket. */
#include "ctl/ctl.h"

#include "base/mem.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { KEY_BYTES = 16, ANSWER_LIMIT = 64 * 1024 * 1024 };

const char *ctl_quote(struct ctl *ctl, const char *part)
{
    struct text out = TEXT_EMPTY;
    for (const unsigned char *p = (const unsigned char *)part; *p; p++) {
        if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("-_.~", *p))
            text_add_char(&out, (char)*p);
        else
            text_addf(&out, "%%%02X", *p);
    }
    const char *copy = arena_copy(ctl->arena, text_string(&out));
    text_free(&out);
    return copy;
}

const char *ctl_path(struct ctl *ctl, const char *path, ...)
{
    struct text out = TEXT_EMPTY;
    text_add(&out, path);
    char join = '?';
    va_list pairs;
    va_start(pairs, path);
    for (const char *name; (name = va_arg(pairs, const char *));) {
        const char *value = va_arg(pairs, const char *);
        if (!value)
            continue;
        text_addf(&out, "%c%s=%s", join, name, ctl_quote(ctl, value));
        join = '&';
    }
    va_end(pairs);
    const char *copy = arena_copy(ctl->arena, text_string(&out));
    text_free(&out);
    return copy;
}

static size_t answer_take(char *bytes, size_t size, size_t count, void *context)
{
    struct text *answer = context;
    if (answer->length + size * count > ANSWER_LIMIT)
        return 0;
    text_add_n(answer, bytes, size * count);
    return size * count;
}

static const char *key_new(struct ctl *ctl)
{
    unsigned char bytes[KEY_BYTES];
    char *hex = arena_alloc(ctl->arena, 2 * KEY_BYTES + 1);
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(hex, 2 * KEY_BYTES + 1, bytes, sizeof bytes);
    return hex;
}

struct exchange {
    const char *method, *url, *body, *key;
    struct text answer;
    long status;
};

static CURLcode exchange_run(struct ctl *ctl, struct exchange *exchange)
{
    CURL *curl = curl_easy_init();
    if (!curl)
        return CURLE_FAILED_INIT;
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    headers = curl_slist_append(headers, arena_printf(ctl->arena, "Idempotency-Key: %s", exchange->key));
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, ctl->socket);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_URL, exchange->url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, answer_take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange->answer);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, exchange->method);
    if (exchange->body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(exchange->body));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, exchange->body);
    }
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return result;
}

static int exit_of(long status)
{
    switch (status) {
    case 409:
    case 403:
        return CTL_REFUSED;
    case 503:
        return CTL_UNREACHABLE;
    default:
        return CTL_FAILED;
    }
}

/* The daemon's own words: {"error": {"text", "hint"}}, and an import's or a reload's "report". */
static int answer_refused(struct ctl *ctl, long status, json_t *answer)
{
    if (ctl->json) {
        if (ctl->about)
            json_object_set_new(answer, "case", json_string(ctl->about));
        ctl_print_json(answer);
        return exit_of(status);
    }
    const json_t *error = json_object_get(answer, "error");
    const char *text = json_text(error, "text"), *hint = json_text(error, "hint"), *file = json_text(error, "file");
    const char *report = json_text(answer, "report");
    if (report && *report)
        fputs(report, stderr);
    fputs("sendctl: ", stderr);
    if (ctl->about)
        fprintf(stderr, "%s: ", ctl->about);
    if (file)
        fprintf(stderr, "%s:%d: ", file, (int)json_number(error, "line", 0));
    fprintf(stderr, "%s\n", text ? text : "the daemon refused without a reason");
    if (hint)
        fprintf(stderr, "    %s\n", hint);
    json_decref(answer);
    return exit_of(status);
}

static int unreachable(struct ctl *ctl, CURLcode result)
{
    ctl_say("start it with `systemctl start sendd`, or name its socket with --socket or $SENDD_SOCKET",
            "no daemon answers on %s (%s)", ctl->socket, curl_easy_strerror(result));
    return CTL_UNREACHABLE;
}

int ctl_call(struct ctl *ctl, const char *method, const char *path, json_t *body, json_t **answer)
{
    struct exchange exchange = {.method = method, .url = arena_printf(ctl->arena, "http://sendd%s", path)};
    char *text = body ? json_canonical(body) : NULL;
    json_decref(body);
    exchange.body = text;
    exchange.key = ctl->key ? ctl->key : key_new(ctl);
    CURLcode result = exchange_run(ctl, &exchange);
    if (result == CURLE_GOT_NOTHING || result == CURLE_RECV_ERROR) { /* the key makes a second try safe */
        text_clear(&exchange.answer);
        result = exchange_run(ctl, &exchange);
    }
    mem_free(text);
    struct error error = ERROR_NONE;
    int code = CTL_OK;
    *answer = NULL;
    if (result != CURLE_OK)
        code = unreachable(ctl, result);
    else if (json_read(text_string(&exchange.answer), exchange.answer.length, "the daemon's answer", answer, &error))
        code = ctl_fail(&error);
    else if (exchange.status < 200 || exchange.status > 299)
        code = answer_refused(ctl, exchange.status, *answer);
    text_free(&exchange.answer);
    return code;
}
