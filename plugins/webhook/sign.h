/* Standard Webhooks 1.0.0, symmetric signatures: "v1," + base64(HMAC-SHA256(key, id.timestamp.body)). */
#ifndef SENDD_PLUGINS_WEBHOOK_SIGN_H
#define SENDD_PLUGINS_WEBHOOK_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SIGN_KEYS = 4,        /* one in use and those being rotated out */
    SIGN_KEY_BYTES = 64,  /* the most that the specification allows; the least is 24 */
    SIGN_HEADER_BYTES = SIGN_KEYS * 48 + 1
};

struct sign_keys {
    unsigned char bytes[SIGN_KEYS][SIGN_KEY_BYTES];
    size_t length[SIGN_KEYS];
    size_t count;
};

/* Reads TEXT: one "whsec_..." a line, the newest first. False: FAULT says what is wrong, never the secret itself. */
bool sign_keys_read(const char *text, struct sign_keys *keys, char *fault, size_t size);
/* The value of webhook-signature: one signature a key, with a space between. */
void sign(const struct sign_keys *keys, const char *id, int64_t timestamp, const char *body, size_t length,
          char header[SIGN_HEADER_BYTES]);

#endif
