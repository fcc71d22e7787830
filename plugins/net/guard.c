#include "guard.h"

#include "inside.h"

#include <sys/socket.h>

curl_socket_t net_guard_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    (void)purpose;
    struct net_guard *guard = context;
    if ((guard->here_only && !address_is_loopback(&address->addr)) ||
        (!guard->inside && address_is_inside(&address->addr))) {
        guard->refused++;
        return CURL_SOCKET_BAD;
    }
    guard->opened++;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool net_guard_refused(const struct net_guard *guard)
{
    return guard->refused > 0 && guard->opened == 0;
}
