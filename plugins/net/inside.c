#include "inside.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* IANA's special-purpose IPv4 ranges that are not reached over the internet, and multicast. */
static bool ipv4_is_inside(uint32_t address)
{
    static const struct {
        uint32_t start;
        int bits;
    } ranges[] = {
        {0x00000000, 8},  /* "this network" */
        {0x0a000000, 8},  /* private */
        {0x64400000, 10}, /* shared by carriers */
        {0x7f000000, 8},  /* loopback */
        {0xa9fe0000, 16}, /* link-local, cloud metadata */
        {0xac100000, 12}, /* private */
        {0xc0000000, 24}, /* protocol assignments */
        {0xc0000200, 24}, /* documentation */
        {0xc0586300, 24}, /* 6to4 relays */
        {0xc0a80000, 16}, /* private */
        {0xc6120000, 15}, /* benchmarks */
        {0xc6336400, 24}, /* documentation */
        {0xcb007100, 24}, /* documentation */
        {0xe0000000, 3},  /* multicast, reserved, broadcast */
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if ((address ^ ranges[i].start) >> (32 - ranges[i].bits) == 0)
            return true;
    return false;
}

static uint32_t ipv4_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool ipv6_is_inside(const unsigned char *bytes)
{
    static const unsigned char nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    if (memcmp(bytes, nat64, sizeof nat64) == 0)
        return ipv4_is_inside(ipv4_at(bytes + 12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) /* 6to4 */
        return ipv4_is_inside(ipv4_at(bytes + 2));
    if ((bytes[0] & 0xe0) != 0x20) /* 2000::/3 is all there is of public unicast; ::ffff:a.b.c.d is not in it */
        return true;
    return bytes[0] == 0x20 && bytes[1] == 0x01 && (bytes[2] & 0xfe) == 0; /* Teredo and other protocol assignments */
}

bool address_is_inside(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ipv4_is_inside(ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return ipv6_is_inside(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    return true;
}

bool name_is_here(const char *host)
{
    char bare[INET6_ADDRSTRLEN];
    struct in_addr ipv4;
    struct in6_addr ipv6;
    size_t length = strlen(host);
    bool brackets = length > 2 && host[0] == '[' && host[length - 1] == ']';
    length -= brackets ? 2 : 0;
    if (length >= sizeof bare)
        return false;
    memcpy(bare, host + brackets, length);
    bare[length] = '\0';
    if (inet_pton(AF_INET6, bare, &ipv6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&ipv6);
    if (brackets)
        return false;
    return strcasecmp(bare, "localhost") == 0 || (inet_pton(AF_INET, bare, &ipv4) == 1 && ntohl(ipv4.s_addr) >> 24 == 127);
}

bool address_is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr) >> 24 == 127;
    return address->sa_family == AF_INET6 &&
           IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
}
