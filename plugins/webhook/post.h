/* One POST, and what its answer means. */
#ifndef SENDD_PLUGINS_WEBHOOK_POST_H
#define SENDD_PLUGINS_WEBHOOK_POST_H

#include <sendd/plugin.h>

#include "endpoint.h"

#include <curl/curl.h>

/* NULL: no memory. CA_FILE: NULL for the system's. */
CURL *post_new(const char *ca_file);
/* Posts BODY with HEADERS; LIMIT in milliseconds. Fills OUTCOME. */
void post(CURL *curl, const struct endpoint *endpoint, struct curl_slist *headers, const char *body, size_t length,
          long limit, struct sendd_outcome *outcome);

#endif
