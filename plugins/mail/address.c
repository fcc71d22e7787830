/* What may be an address: the part of RFC 5321 that real mailboxes use, and no more.
 *
 * Headers and SMTP commands are lines; whatever could end one, or start a second recipient, is refused here. */
#include "message.h"

#include <stdio.h>
#include <string.h>

enum { ADDRESS_LIMIT = 254, LOCAL_LIMIT = 64, LABEL_LIMIT = 63 };

static bool no(char *fault, size_t size, const char *text)
{
    if (fault)
        snprintf(fault, size, "%s", text);
    return false;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5322 dot-atom. */
static bool local_ok(const char *local, size_t length)
{
    if (length == 0 || length > LOCAL_LIMIT || local[0] == '.' || local[length - 1] == '.')
        return false;
    for (size_t i = 0; i < length; i++) {
        if (local[i] == '.' ? local[i + 1] == '.' : !is_letter_or_digit(local[i]) && !strchr("!#$%&'*+-/=?^_`{|}~", local[i]))
            return false;
    }
    return true;
}

static bool domain_ok(const char *domain)
{
    for (const char *label = domain;;) {
        size_t length = strcspn(label, ".");
        if (length == 0 || length > LABEL_LIMIT || label[0] == '-' || label[length - 1] == '-')
            return false;
        for (size_t i = 0; i < length; i++)
            if (!is_letter_or_digit(label[i]) && label[i] != '-')
                return false;
        if (!label[length])
            return true;
        label += length + 1;
    }
}

bool mail_address_ok(const char *address, char *fault, size_t size)
{
    for (const char *c = address; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return no(fault, size, "the address holds a space or a control byte");
    for (const char *c = address; *c; c++)
        if ((unsigned char)*c > 0x7f)
            return no(fault, size, "the address is not plain ASCII: write a domain with accents in its xn-- form");
    const char *at = strchr(address, '@');
    if (!at)
        return no(fault, size, "the address has no '@'");
    if (strlen(address) > ADDRESS_LIMIT)
        return no(fault, size, "the address is over 254 characters");
    if (!local_ok(address, (size_t)(at - address)) || !domain_ok(at + 1))
        return no(fault, size, "the address is not one plain name@domain");
    return true;
}
