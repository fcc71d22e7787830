/* The one hard question of mail is what became of it when the connection breaks. SMTP hands responsibility over with the
 * reply to the final dot. So this listens to libcurl's record of the talk: while the text is not all written, a
 * failure is "retry"; after that, only the server's reply says "delivered", and without one the truth is "unknown".
 *
 * A reply's words may hold the recipient's address: only its codes are passed on. */
#include "smtp.h"

#include "plugins/net/guard.h"
#include "reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct talk {
    const struct smtp_letter *letter;
    size_t given;        /* bytes of the letter that libcurl took */
    size_t written;      /* bytes of it that went into the connection */
    char verb[10];       /* the last command sent; "" before the first: the greeting is awaited */
    bool over;           /* we said QUIT: what comes now is about the connection, not the letter */
    bool is_final;       /* the last reply came after all was written: it is the one that counts */
    int code;            /* the last whole reply; 0: none yet */
    char enhanced[12];   /* its "5.1.1", or "" */
    struct net_guard guard;
};

static size_t letter_read(char *buffer, size_t size, size_t count, void *context)
{
    struct talk *talk = context;
    size_t left = talk->letter->length - talk->given, most = size * count;
    size_t take = left < most ? left : most;
    memcpy(buffer, talk->letter->bytes + talk->given, take);
    talk->given += take;
    return take;
}

/* Whether the final dot may be on its way. libcurl may hold back the last line end, to send it with the dot. */
static bool is_written(const struct talk *talk)
{
    return talk->written + 2 >= talk->letter->length;
}

static void verb_heard(struct talk *talk, const char *line, size_t length)
{
    /* What follows AUTH is the sign-in itself, not a verb. */
    if (strcmp(talk->verb, "AUTH") == 0 && talk->code >= 300 && talk->code < 400)
        return;
    talk->over = talk->over || (length >= 4 && memcmp(line, "QUIT", 4) == 0);
    if (talk->over)
        return;
    size_t end = 0;
    while (end < length && end < sizeof talk->verb - 1 && line[end] >= 'A' && line[end] <= 'Z')
        end++;
    memcpy(talk->verb, line, end);
    talk->verb[end] = '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "250 2.1.0 words" or, when the reply goes on, "250-words". */
static void reply_heard(struct talk *talk, const char *line, size_t length)
{
    if (talk->over || length < 3 || !is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]) ||
        (length > 3 && line[3] == '-'))
        return;
    talk->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    talk->is_final = is_written(talk);
    size_t end = 0;
    while (4 + end < length && end < sizeof talk->enhanced - 1 && (is_digit(line[4 + end]) || line[4 + end] == '.'))
        end++;
    bool enhanced = end >= 5 && line[4] == line[0] && line[5] == '.'; /* RFC 3463 */
    memcpy(talk->enhanced, line + 4, enhanced ? end : 0);
    talk->enhanced[enhanced ? end : 0] = '\0';
}

static int talk_heard(CURL *curl, curl_infotype type, char *bytes, size_t length, void *context)
{
    (void)curl;
    struct talk *talk = context;
    if (type == CURLINFO_HEADER_OUT && talk)
        verb_heard(talk, bytes, length);
    if (type == CURLINFO_HEADER_IN && talk)
        reply_heard(talk, bytes, length);
    if (type == CURLINFO_DATA_OUT && talk)
        talk->written += length;
    return 0;
}

/* The option that has nowhere else to go: libcurl takes our name from the URL's path. */
static void set_url(CURL *curl, const struct smtp_server *server)
{
    char url[600];
    const char *open = strchr(server->host, ':') ? "[" : "", *end = *open ? "]" : "";
    snprintf(url, sizeof url, "%s://%s%s%s:%ld/%s", server->tls == SMTP_IMPLICIT ? "smtps" : "smtp", open,
             server->host, end, server->port, server->hello ? server->hello : "");
    curl_easy_setopt(curl, CURLOPT_URL, url);
}

CURL *smtp_new(const struct smtp_server *server)
{
    CURL *curl = curl_easy_init();
    if (!curl)
        return NULL;
    set_url(curl, server);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* not what the environment says */
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, talk_heard);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, letter_read);
    curl_easy_setopt(curl, CURLOPT_MAXAGE_CONN, 30L);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, server->tls == SMTP_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (server->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, net_guard_socket);
    if (server->user) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, server->user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD, server->password);
    }
    return curl;
}

/* A wrong password, or whatever else every message would meet, must not turn a school's post into dead letters. */
static bool is_for_good(const struct talk *talk)
{
    return talk->code / 100 == 5 && !reply_is_about_us(talk->is_final ? "." : talk->verb, talk->code, talk->enhanced);
}

static void say_reply(const struct talk *talk, struct sendd_outcome *outcome)
{
    const char *where = talk->is_final ? "end of the message" : *talk->verb ? talk->verb : "greeting";
    snprintf(outcome->detail, sizeof outcome->detail, "%d%s%s at %s", talk->code, *talk->enhanced ? " " : "",
             talk->enhanced, where);
}

static void say_failure(const struct talk *talk, const struct smtp_server *server, CURLcode status,
                        struct sendd_outcome *outcome)
{
    outcome->kind = SENDD_RETRY;
    if (net_guard_refused(&talk->guard))
        snprintf(outcome->detail, sizeof outcome->detail,
                 "tls = \"none\" is for a server on this machine only, and %s is elsewhere: nothing was sent", server->host);
    else if (status == CURLE_PEER_FAILED_VERIFICATION)
        snprintf(outcome->detail, sizeof outcome->detail,
                 "the certificate of %s does not check (wrong name, expired, or not signed by a known authority): "
                 "nothing was sent", server->host);
    else if (status == CURLE_USE_SSL_FAILED)
        snprintf(outcome->detail, sizeof outcome->detail, "%s does not offer TLS: nothing was sent", server->host);
    else
        snprintf(outcome->detail, sizeof outcome->detail, "%s, after %s", curl_easy_strerror(status),
                 *talk->verb ? talk->verb : "connecting");
}

static void judge(const struct talk *talk, const struct smtp_server *server, CURLcode status,
                  struct sendd_outcome *outcome)
{
    int class = talk->code / 100;
    bool answered = is_written(talk) ? talk->is_final : class >= 4;
    if (answered && class == 2 && talk->is_final) {
        outcome->kind = SENDD_DELIVERED;
        say_reply(talk, outcome);
    } else if (answered && (class == 4 || class == 5)) {
        outcome->kind = is_for_good(talk) ? SENDD_REJECTED : SENDD_RETRY;
        say_reply(talk, outcome);
    } else if (is_written(talk)) {
        outcome->kind = SENDD_UNKNOWN;
        snprintf(outcome->detail, sizeof outcome->detail, "the whole message was handed over, but no answer came: %s",
                 status == CURLE_OK ? "an unknown reply" : curl_easy_strerror(status));
    } else {
        say_failure(talk, server, status, outcome);
    }
}

static CURLcode attempt(CURL *curl, const struct smtp_server *server, const struct smtp_letter *letter, long limit,
                        struct talk *talk)
{
    /* With tls = "none" nothing may leave this machine, whatever the name resolves to. */
    *talk = (struct talk){.letter = letter, .guard = {.here_only = server->tls == SMTP_NONE, .inside = true}};
    struct curl_slist *to = curl_slist_append(NULL, letter->to);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, talk);
    curl_easy_setopt(curl, CURLOPT_READDATA, talk);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &talk->guard);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, letter->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)letter->length);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, limit);
    CURLcode status = to ? curl_easy_perform(curl) : CURLE_OUT_OF_MEMORY;
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
    return status;
}

void smtp_send(CURL *curl, const struct smtp_server *server, const struct smtp_letter *letter,
               struct sendd_outcome *outcome)
{
    struct talk talk;
    long connections = 0;
    curl_off_t taken = 0; /* microseconds */
    CURLcode status = attempt(curl, server, letter, letter->limit, &talk);
    curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connections);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &taken);
    long left = letter->limit - (long)(taken / 1000);
    /* A kept connection that the server closed meanwhile is no reason to wait: nothing was handed over yet. */
    if (connections == 0 && status != CURLE_OK && talk.given == 0 && (talk.code < 400 || talk.code == 421) && left > 0) {
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
        status = attempt(curl, server, letter, left, &talk);
        curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 0L);
    }
    judge(&talk, server, status, outcome);
    /* The record points into this call; what is said when the connection closes later is of no interest. */
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, NULL);
}
