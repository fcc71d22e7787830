#include "plugins/net/inside.h"
#include "plugins/webhook/sign.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const char vector_secret[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static const char vector_body[] = "{\"test\": 2432232314}";
static const char vector_signature[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

static void sign_vector(const char *secret, char header[SIGN_HEADER_BYTES])
{
    struct sign_keys keys;
    char fault[128];
    assert_true(sign_keys_read(secret, &keys, fault, sizeof fault));
    sign(&keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, vector_body, sizeof vector_body - 1, header);
}

static void the_public_vector_is_met(void **state)
{
    (void)state;
    char header[SIGN_HEADER_BYTES];
    sign_vector(vector_secret, header);
    assert_string_equal(header, vector_signature);
}

static void each_secret_signs_while_rotating(void **state)
{
    (void)state;
    char header[SIGN_HEADER_BYTES];
    sign_vector("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n\n"
                "whsec_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\nwhsec_CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC", header);
    assert_int_equal(strlen(header), SIGN_HEADER_BYTES - 1 - 1);
    assert_memory_equal(header + 48, vector_signature, 47);
    assert_int_equal(header[47], ' ');
}

static void what_is_no_secret_is_refused_without_repeating_it(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "\n\n", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_MfKQ9r8GKYq",
                                      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", " whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sign_keys keys;
        char fault[128] = "";
        assert_false(sign_keys_read(bad[i], &keys, fault, sizeof fault));
        assert_int_not_equal(fault[0], 0);
        assert_null(strstr(fault, "MfKQ"));
    }
    struct sign_keys keys;
    char fault[128], five[256] = "";
    for (int i = 0; i < 5; i++)
        strcat(strcat(five, vector_secret), "\n");
    assert_false(sign_keys_read(five, &keys, fault, sizeof fault));
}

static bool inside(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return address_is_inside((const struct sockaddr *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return address_is_inside((const struct sockaddr *)&v6);
}

static void inside_addresses_are_known_in_all_forms(void **state)
{
    (void)state;
    static const char *const yes[] = {
        "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.168.0.1", "198.18.0.1", "198.19.255.255",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fdff::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "2002:0a00:0001::1",
        "2002:7f00:1::", "2001::1", "2001:1ff::1"};
    static const char *const no[] = {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
                                     "128.0.0.1", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255",
                                     "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
                                     "2a00:1450::1", "64:ff9b::1.1.1.1", "2002:0101:0101::1", "2001:4860::8888"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (!inside(yes[i]))
            fail_msg("%s is inside", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (inside(no[i]))
            fail_msg("%s is outside", no[i]);
    struct sockaddr other = {.sa_family = AF_UNIX};
    assert_true(address_is_inside(&other));
    assert_false(address_is_loopback(&other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_public_vector_is_met),
        cmocka_unit_test(each_secret_signs_while_rotating),
        cmocka_unit_test(what_is_no_secret_is_refused_without_repeating_it),
        cmocka_unit_test(inside_addresses_are_known_in_all_forms),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
