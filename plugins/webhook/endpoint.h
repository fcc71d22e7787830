/* Where a hook may go. */
#ifndef SENDD_PLUGINS_WEBHOOK_ENDPOINT_H
#define SENDD_PLUGINS_WEBHOOK_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

struct endpoint {
    char url[2048];
    bool allowed_inside; /* its host:port is on the admin's list */
    bool here_only;      /* http://, which goes to this machine only; whether it does is for the connection to see */
};

/* Checks URL. ALLOW: the admin's "host:port host:port", or "". HTTP_EVERYWHERE: http:// is not only for this machine. False:
 * FAULT says why; it never holds the URL, which may hold a token. */
bool endpoint_read(const char *url, const char *allow, bool http_everywhere, struct endpoint *out, char *fault,
                   size_t size);

#endif
