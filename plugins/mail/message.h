/* One RFC 5322 message, built by libgmime; shared by the plugins that speak mail. */
#ifndef SENDD_PLUGINS_MAIL_MESSAGE_H
#define SENDD_PLUGINS_MAIL_MESSAGE_H

#include <sendd/plugin.h>

#include <stdbool.h>

/* Once, before anything else here. */
void mail_begin(void);

/* Whether ADDRESS is one plain local@domain and nothing else: no name, no comment, no quotes, no second recipient. FAULT
 * (may be NULL) gets what is wrong with it. Never holds the address itself: it is personal. */
bool mail_address_ok(const char *address, char *fault, size_t size);

/* Whom a message is from. */
struct mail_sender {
    const char *address; /* checked with mail_address_ok */
    const char *name;    /* shown beside it; "" for none */
    const char *domain;  /* right of the '@' in Message-ID */
};

/* Whether NAME may stand in a header: UTF-8 without control bytes. */
bool mail_line_ok(const char *name);

/* DELIVERY as a message, lines ended by CR LF (CRLF) or LF; NULL and FAULT when it can never be one. *LENGTH bytes, free
 * with mail_free. */
char *mail_build(const struct sendd_delivery *delivery, const struct mail_sender *sender, bool crlf, size_t *length,
                 char *fault, size_t size);
void mail_free(char *message);

#endif
