/* Where plugins may connect to: what a name says, what an address is, and that post() lets the address
 * decide. */
#include "plugins/net/guard.h"
#include "plugins/net/inside.h"
#include "plugins/webhook/post.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void only_literal_loopback_is_here(void **state)
{
    (void)state;
    static const char *const here[] = {"localhost", "LocalHost", "127.0.0.1", "127.255.255.254",
                                       "127.1.2.3", "::1",       "[::1]",     "[0:0:0:0:0:0:0:1]"};
    static const char *const elsewhere[] = {"127.anything.example",
                                            "127.0.0.1.example",
                                            "127.0.0.1.",
                                            "127.1",
                                            "127.",
                                            "127.0.0.256",
                                            "127.0.0.01.2",
                                            "128.0.0.1",
                                            "10.0.0.1",
                                            "",
                                            "[",
                                            "[]",
                                            "[::2]",
                                            "::",
                                            "[::ffff:127.0.0.1]",
                                            "[127.0.0.1]",
                                            "[localhost]",
                                            "localhost.",
                                            "localhost.example",
                                            "a.localhost",
                                            "[::1",
                                            "::1]",
                                            "[::1%1]",
                                            "[1111:2222:3333:4444:5555:6666:7777:8888:9999:1]"};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        if (!name_is_here(here[i]))
            fail_msg("%s is this machine", here[i]);
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (name_is_here(elsewhere[i]))
            fail_msg("%s is not this machine", elsewhere[i]);
}

/* Whether GUARD makes a socket for the address TEXT. */
static bool opens(struct net_guard *guard, const char *text)
{
    struct sockaddr_in ipv4 = {.sin_family = AF_INET};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};
    bool six = inet_pton(AF_INET, text, &ipv4.sin_addr) != 1;
    if (six)
        assert_int_equal(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1);
    /* The member "addr" has room for the smaller of the two only. */
    _Alignas(struct curl_sockaddr) char room[sizeof(struct curl_sockaddr) + sizeof ipv6];
    struct curl_sockaddr *address = (struct curl_sockaddr *)(void *)room;
    *address = (struct curl_sockaddr){.family = six ? AF_INET6 : AF_INET, .socktype = SOCK_STREAM};
    memcpy(room + offsetof(struct curl_sockaddr, addr), six ? (void *)&ipv6 : (void *)&ipv4,
           six ? sizeof ipv6 : sizeof ipv4);
    curl_socket_t socket = net_guard_socket(guard, CURLSOCKTYPE_IPCXN, address);
    if (socket == CURL_SOCKET_BAD)
        return false;
    close(socket);
    return true;
}

static void the_address_decides(void **state)
{
    (void)state;
    static const struct {
        struct net_guard guard;
        const char *address;
        bool open;
    } cases[] = {
        {{.here_only = true, .inside = true}, "127.0.0.1", true},
        {{.here_only = true, .inside = true}, "::1", true},
        {{.here_only = true, .inside = true}, "10.0.0.1", false},
        {{.here_only = true, .inside = true}, "1.1.1.1", false},
        {{.here_only = true, .inside = true}, "2606::1", false},
        {{.here_only = true, .inside = true}, "::", false},
        {{.here_only = true, .inside = true}, "::ffff:127.0.0.1", false},
        {{.here_only = true}, "127.0.0.1", false},
        {{.here_only = true}, "1.1.1.1", false},
        {{.inside = true}, "127.0.0.1", true},
        {{.inside = true}, "10.0.0.1", true},
        {{.inside = true}, "1.1.1.1", true},
        {{0}, "127.0.0.1", false},
        {{0}, "10.0.0.1", false},
        {{0}, "1.1.1.1", true},
        {{0}, "fe80::1", false},
        {{0}, "2606::1", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct net_guard guard = cases[i].guard;
        if (opens(&guard, cases[i].address) != cases[i].open)
            fail_msg("case %zu: %s", i, cases[i].address);
        assert_true(net_guard_refused(&guard) == !cases[i].open);
    }
    /* One address of two was tried: that it failed is not the guard's doing. */
    struct net_guard guard = {0};
    opens(&guard, "10.0.0.1");
    opens(&guard, "1.1.1.1");
    assert_false(net_guard_refused(&guard));
}

/* As if localhost led elsewhere: the address is one for documentation, and no socket is made for it. */
static void http_goes_nowhere_but_here(void **state)
{
    (void)state;
    struct endpoint endpoint = {.url = "http://192.0.2.1:9/", .allowed_inside = true, .here_only = true};
    struct sendd_outcome outcome = {.kind = SENDD_RETRY};
    CURL *curl = post_new(NULL);
    post(curl, &endpoint, NULL, "{}", 2, 500, &outcome);
    assert_int_equal(outcome.kind, SENDD_REJECTED);
    assert_non_null(strstr(outcome.detail, "leads to another machine"));
    char fault[200];
    assert_true(endpoint_read("http://localhost:9/", "localhost:9", false, &endpoint, fault, sizeof fault));
    assert_true(endpoint.here_only && endpoint.allowed_inside);
    assert_true(endpoint_read("http://a.example/", "", true, &endpoint, fault, sizeof fault));
    assert_false(endpoint.here_only);
    assert_true(endpoint_read("https://localhost:9/", "", false, &endpoint, fault, sizeof fault));
    assert_false(endpoint.here_only || endpoint.allowed_inside);
    assert_false(endpoint_read("http://127.a.example/", "", false, &endpoint, fault, sizeof fault));
    curl_easy_cleanup(curl);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_literal_loopback_is_here),
        cmocka_unit_test(the_address_decides),
        cmocka_unit_test(http_goes_nowhere_but_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
