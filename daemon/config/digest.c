/* What files say, as one number: comments, order of keys and spacing change nothing. */
#include "config/conf.h"

#include "base/mem.h"

#include <sodium.h>
#include <string.h>

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void text_hash(crypto_generichash_state *state, const char *text)
{
    crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

const char *conf_digest(struct arena *arena, const struct list *roots)
{
    crypto_generichash_state state;
    unsigned char digest[16];
    char hex[2 * sizeof digest + 1];
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    for (size_t i = 0; i < roots->count; i++) {
        const struct conf_node *root = roots->items[i];
        json_t *json = conf_to_json(root);
        char *canonical = json_canonical(json);
        text_hash(&state, base_name(root->file));
        text_hash(&state, canonical);
        mem_free(canonical);
        json_decref(json);
    }
    crypto_generichash_final(&state, digest, sizeof digest);
    return arena_copy(arena, sodium_bin2hex(hex, sizeof hex, digest, sizeof digest));
}
