/* Whom a mail server's refusal is about: a message that is refused for what we are would be refused for
 * nothing that it is. */
#ifndef SENDD_PLUGINS_EMAIL_REPLY_H
#define SENDD_PLUGINS_EMAIL_REPLY_H

#include <stdbool.h>

/* Whether refusal CODE with ENHANCED ("5.7.8", or "" for none) is about us, our set-up or the server, so that
 * every message would meet it. VERB: the command it answers; "" the greeting, "." the end of the message. */
bool reply_is_about_us(const char *verb, int code, const char *enhanced);

#endif
