#include "plugin/frame.h"

#include "base/mem.h"

#include <stdint.h>
#include <string.h>

enum { LENGTH_BYTES = 4 };

int frame_add(struct text *out, const json_t *message, struct error *error)
{
    size_t size = json_dumpb(message, NULL, 0, JSON_COMPACT);
    if (size == 0)
        return error_set(error, SENDD_EINVALID, "a frame must be a JSON object");
    if (size > FRAME_LIMIT)
        return error_set(error, SENDD_ELIMIT, "a frame of %zu bytes is over the limit of %d", size, FRAME_LIMIT);
    unsigned char head[LENGTH_BYTES] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16),
                                        (unsigned char)(size >> 8), (unsigned char)size};
    char *body = mem_alloc(size);
    json_dumpb(message, body, size, JSON_COMPACT);
    text_add_n(out, head, sizeof head);
    text_add_n(out, body, size);
    mem_free(body);
    return 0;
}

int frame_take(struct text *buffer, json_t **out, struct error *error)
{
    *out = NULL;
    if (buffer->length < LENGTH_BYTES)
        return 0;
    const unsigned char *head = (const unsigned char *)buffer->bytes;
    size_t size = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (size > FRAME_LIMIT)
        return error_set(error, SENDD_ELIMIT, "a frame announces %zu bytes, the limit is %d", size, FRAME_LIMIT);
    if (buffer->length < LENGTH_BYTES + size)
        return 0;
    int status = json_read(buffer->bytes + LENGTH_BYTES, size, "the frame", out, error);
    if (status == 0 && !json_is_object(*out)) {
        json_decref(*out);
        *out = NULL;
        status = error_set(error, SENDD_EINVALID, "the frame is not a JSON object");
    }
    if (status < 0)
        return status;
    buffer->length -= LENGTH_BYTES + size;
    memmove(buffer->bytes, buffer->bytes + LENGTH_BYTES + size, buffer->length + 1);
    return 1;
}
