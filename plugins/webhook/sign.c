#include "sign.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char prefix[] = "whsec_";
enum { PREFIX = sizeof prefix - 1, KEY_LEAST = 24, MAC_TEXT = 44 };

static bool key_read(const char *line, size_t length, struct sign_keys *keys, char *fault, size_t size)
{
    size_t *bytes = &keys->length[keys->count];
    const char *wrong = NULL;
    if (keys->count == SIGN_KEYS)
        wrong = "more than 4 signing secrets: leave out the oldest";
    else if (length < PREFIX || memcmp(line, prefix, PREFIX) != 0)
        wrong = "a signing secret does not begin with whsec_";
    else if (sodium_base642bin(keys->bytes[keys->count], SIGN_KEY_BYTES, line + PREFIX, length - PREFIX, NULL, bytes, NULL,
                               sodium_base64_VARIANT_ORIGINAL) != 0)
        wrong = "a signing secret is not base64 of 24 to 64 bytes after whsec_";
    else if (*bytes < KEY_LEAST)
        wrong = "a signing secret is shorter than 24 bytes";
    if (wrong)
        snprintf(fault, size, "%s", wrong);
    else
        keys->count++;
    return !wrong;
}

bool sign_keys_read(const char *text, struct sign_keys *keys, char *fault, size_t size)
{
    *keys = (struct sign_keys){0};
    while (*text) {
        size_t length = strcspn(text, "\r\n");
        if (length > 0 && !key_read(text, length, keys, fault, size))
            return false;
        text += length + strspn(text + length, "\r\n");
    }
    if (keys->count == 0)
        snprintf(fault, size, "the signing secret is empty: write whsec_ and base64 of 24 to 64 random bytes");
    return keys->count > 0;
}

void sign(const struct sign_keys *keys, const char *id, int64_t timestamp, const char *body, size_t length,
          char header[SIGN_HEADER_BYTES])
{
    char head[400], *at = header;
    int size = snprintf(head, sizeof head, "%s.%lld.", id, (long long)timestamp);
    for (size_t i = 0; i < keys->count; i++) {
        crypto_auth_hmacsha256_state state;
        unsigned char mac[crypto_auth_hmacsha256_BYTES];
        crypto_auth_hmacsha256_init(&state, keys->bytes[i], keys->length[i]);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)head, (unsigned long long)size);
        crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, length);
        crypto_auth_hmacsha256_final(&state, mac);
        at += snprintf(at, 5, "%sv1,", i ? " " : "");
        sodium_bin2base64(at, MAC_TEXT + 1, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
        at += MAC_TEXT;
    }
}
