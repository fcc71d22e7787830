/* Which of a mail server's refusals are about us, and which about the message. */
#include "plugins/email/reply.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

struct reply {
    int code;
    const char *enhanced;
};

/* Wherever they are said. */
static const struct reply about_us[] = {
    {432, "4.7.12"}, {454, "4.7.0"},  {502, "5.5.1"},  {503, "5.5.1"},  {503, ""},       {523, "5.7.10"},
    {524, "5.7.11"}, {525, "5.7.13"}, {530, ""},       {530, "5.7.0"},  {530, "5.7.1"},  {534, "5.7.9"},
    {535, ""},       {535, "5.7.8"},  {538, "5.7.11"}, {500, "5.7.12"}, {550, "5.7.8"},  {550, "5.7.9"},
    {554, "5.7.10"}, {550, "5.7.11"}, {550, "5.7.13"}, {550, "5.7.20"}, {550, "5.7.21"}, {550, "5.7.22"},
    {550, "5.7.23"}, {550, "5.7.24"}, {550, "5.7.25"}, {550, "5.7.26"}, {550, "5.7.27"}, {553, "5.1.7"},
    {550, "5.1.8"},  {554, "5.3.2"},  {550, "5.3.5"},
};

/* At RCPT, DATA and the end of the text; 5.7.1 is said of a recipient and of a text, too. */
static const struct reply about_message[] = {
    {550, ""},       {550, "5.1.1"}, {553, "5.1.3"}, {551, "5.1.6"},  {552, "5.2.2"},
    {552, "5.3.4"},  {554, ""},      {554, "5.7.1"}, {550, "5.7.2"},  {550, "5.7.0"},
    {550, "5.7.80"}, {550, "5.7"},   {501, "5.1.3"}, {556, "5.1.10"},
};

static void check(const char *verb, const struct reply *reply, bool wanted)
{
    if (reply_is_about_us(verb, reply->code, reply->enhanced) != wanted)
        fail_msg("%d %s at \"%s\" is about %s", reply->code, reply->enhanced, verb,
                 wanted ? "us" : "the message");
}

static void what_every_message_would_meet_is_about_us(void **state)
{
    (void)state;
    static const char *const verbs[] = {"", "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "."};
    for (size_t v = 0; v < sizeof verbs / sizeof *verbs; v++)
        for (size_t i = 0; i < sizeof about_us / sizeof *about_us; i++)
            check(verbs[v], &about_us[i], true);
}

static void the_rest_depends_on_what_it_answers(void **state)
{
    (void)state;
    static const char *const early[] = {"", "EHLO", "HELO", "STARTTLS", "AUTH"}, *const late[] = {
                                                                                     "RCPT", "DATA", "."};
    for (size_t i = 0; i < sizeof about_message / sizeof *about_message; i++) {
        for (size_t v = 0; v < sizeof early / sizeof *early; v++)
            check(early[v], &about_message[i], true);
        for (size_t v = 0; v < sizeof late / sizeof *late; v++)
            check(late[v], &about_message[i], false);
    }
}

static void mail_names_us_and_the_size_of_the_message(void **state)
{
    (void)state;
    static const struct reply size[] = {{552, ""}, {552, "5.3.4"}, {554, "5.3.4"}, {550, "5.2.3"}},
                              sender[] = {
                                  {550, ""}, {550, "5.1.0"}, {553, "5.7.1"}, {554, ""}, {550, "5.7.0"}};
    for (size_t i = 0; i < sizeof size / sizeof *size; i++)
        check("MAIL", &size[i], false);
    for (size_t i = 0; i < sizeof sender / sizeof *sender; i++)
        check("MAIL", &sender[i], true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_every_message_would_meet_is_about_us),
        cmocka_unit_test(the_rest_depends_on_what_it_answers),
        cmocka_unit_test(mail_names_us_and_the_size_of_the_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
