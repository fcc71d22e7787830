/* One SMTP submission by libcurl, watched closely enough to say what became of it. */
#ifndef SENDD_PLUGINS_EMAIL_SMTP_H
#define SENDD_PLUGINS_EMAIL_SMTP_H

#include <sendd/plugin.h>

#include <curl/curl.h>
#include <stdbool.h>

enum smtp_tls { SMTP_STARTTLS, SMTP_IMPLICIT, SMTP_NONE };

/* Where mail is handed in; the strings live as long as the plugin. */
struct smtp_server {
    const char *host;
    long port;
    enum smtp_tls tls;
    const char *ca_file;  /* NULL: the system's */
    const char *user;     /* NULL: no sign-in */
    const char *password;
    const char *hello;    /* what we call ourselves; NULL: libcurl's choice */
};

struct smtp_letter {
    const char *from, *to; /* the envelope */
    const char *bytes;     /* lines end with CR LF */
    size_t length;
    long limit;            /* milliseconds for all of it */
};

/* NULL: no memory. */
CURL *smtp_new(const struct smtp_server *server);
/* Fills OUTCOME. CURL keeps the connection for the next letter. */
void smtp_send(CURL *curl, const struct smtp_server *server, const struct smtp_letter *letter,
               struct sendd_outcome *outcome);

#endif
