#include "reply.h"

#include <stddef.h>
#include <string.h>

/* The first row that fits decides; without one, what answers RCPT, DATA or the text is about the message. */
static const struct row {
    const char *verb;   /* NULL: any */
    int code;           /* 0: any */
    const char *detail; /* of the enhanced code, without its class; NULL: any */
    bool about_us;
} rows[] = {
    /* The size that MAIL announces is the message's. */
    {"MAIL", 552, NULL, false}, /* RFC 1870 6.1: over the fixed limit */
    {"MAIL", 0, "2.3", false},  /* RFC 3463 3.3: too long for the mailbox */
    {"MAIL", 0, "3.4", false},  /* RFC 3463 3.4: too big for the system */
    /* All else in MAIL is the sender's address and who may use it: RFC 5321 3.3. */
    {"MAIL", 0, NULL, true},
    {NULL, 432, NULL, true}, /* RFC 4954 6: a password transition is needed */
    {NULL, 454, NULL, true}, /* RFC 4954 6, RFC 3207 4: sign-in, or TLS, does not work just now */
    {NULL, 502, NULL, true}, /* RFC 5321 4.2.2: command not implemented */
    {NULL, 503, NULL, true}, /* RFC 5321 4.2.2: bad sequence of commands, such as no sign-in before */
    {NULL, 523, NULL, true}, /* RFC 5248: encryption needed */
    {NULL, 524, NULL, true}, /* RFC 5248: that way of signing in needs encryption */
    {NULL, 525, NULL, true}, /* RFC 5248: the account is disabled */
    {NULL, 530, NULL, true}, /* RFC 4954 6: sign-in required; RFC 3207 4: TLS required */
    {NULL, 534, NULL, true}, /* RFC 4954 6: the way of signing in is too weak */
    {NULL, 535, NULL, true}, /* RFC 4954 6: the password is wrong */
    {NULL, 538, NULL, true}, /* RFC 4954 6: that way of signing in needs encryption */
    {NULL, 0, "1.7", true},  /* RFC 3463 3.2: bad sender's mailbox address */
    {NULL, 0, "1.8", true},  /* RFC 3463 3.2: bad sender's system address */
    {NULL, 0, "3.2", true},  /* RFC 3463 3.4: the system takes no mail now */
    {NULL, 0, "3.5", true},  /* RFC 3463 3.4: the system is set up wrongly */
    {NULL, 0, "7.8", true},  /* RFC 4954 6: the password is wrong */
    {NULL, 0, "7.9", true},  /* RFC 4954 6: the way of signing in is too weak */
    {NULL, 0, "7.10", true}, /* RFC 5248: encryption needed */
    {NULL, 0, "7.11", true}, /* RFC 4954 6: that way of signing in needs encryption */
    {NULL, 0, "7.12", true}, /* RFC 4954 6: a password transition is needed */
    {NULL, 0, "7.13", true}, /* RFC 5248: the account is disabled */
    {NULL, 0, "7.20", true}, /* RFC 7372 3.1: no DKIM signature that passes */
    {NULL, 0, "7.21", true}, /* RFC 7372 3.1: none that is acceptable */
    {NULL, 0, "7.22", true}, /* RFC 7372 3.1: none of the author's domain */
    {NULL, 0, "7.23", true}, /* RFC 7372 3.2: SPF says no */
    {NULL, 0, "7.24", true}, /* RFC 7372 3.2: SPF can't be read */
    {NULL, 0, "7.25", true}, /* RFC 7372 3.3: our address has no name */
    {NULL, 0, "7.26", true}, /* RFC 7372 3.4: several of these */
    {NULL, 0, "7.27", true}, /* RFC 7505 4.2: the sender's domain takes no mail */
};

static bool row_fits(const struct row *row, const char *verb, int code, const char *detail)
{
    return (!row->verb || strcmp(row->verb, verb) == 0) && (!row->code || row->code == code) &&
           (!row->detail || strcmp(row->detail, detail) == 0);
}

bool reply_is_about_us(const char *verb, int code, const char *enhanced)
{
    const char *detail = *enhanced ? enhanced + 2 : "";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (row_fits(&rows[i], verb, code, detail))
            return rows[i].about_us;
    return strcmp(verb, "RCPT") != 0 && strcmp(verb, "DATA") != 0 && strcmp(verb, ".") != 0;
}
