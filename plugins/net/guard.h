/* The last word on where libcurl may connect to: the address itself, after all names, odd spellings and
 * rebinding. */
#ifndef SENDD_PLUGINS_NET_GUARD_H
#define SENDD_PLUGINS_NET_GUARD_H

#include <curl/curl.h>
#include <stdbool.h>

struct net_guard {
    bool here_only; /* this machine and no other: what goes over it is not encrypted */
    bool inside;    /* this machine and its own network are allowed */
    int refused;    /* addresses turned down */
    int opened;     /* addresses tried */
};

/* For CURLOPT_OPENSOCKETFUNCTION, with a struct net_guard as CURLOPT_OPENSOCKETDATA. */
curl_socket_t net_guard_socket(void *guard, curlsocktype purpose, struct curl_sockaddr *address);
/* Whether the guard is why there was no connection. */
bool net_guard_refused(const struct net_guard *guard);

#endif
