/* Which network addresses are this machine, or its own network; shared by the plugins that connect out. */
#ifndef SENDD_PLUGINS_NET_INSIDE_H
#define SENDD_PLUGINS_NET_INSIDE_H

#include <stdbool.h>
#include <sys/socket.h>

/* Whether a URL's or setting's HOST says itself that it is this machine: localhost, four numbers that begin with 127, or ::1
 * with or without brackets. "127.a.example" is a name like any other. */
bool name_is_here(const char *host);
/* 127.0.0.0/8 and ::1. */
bool address_is_loopback(const struct sockaddr *address);
/* Anything that is not a public unicast address: this machine, private and link-local networks, multicast, reserved
 * ranges, and IPv6 forms that carry such an IPv4 address. What is not IP is not public either. */
bool address_is_inside(const struct sockaddr *address);

#endif
