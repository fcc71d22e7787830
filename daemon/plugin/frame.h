/* One frame between daemon and plugin host: four bytes of length (big-endian), then that many bytes of JSON.
 *
 * Daemon to host:
 *   {"type":"open", "module", "folder", "options":{}, "secrets":{name: path}, "memory": MiB}   first, once
 *   {"type":"deliver", "outbox", "key", "attempt", "address", "subject", "body", "reference", "event",
 *    "intended", "now", "timeout"}                    times in unix seconds, the timeout in seconds
 *   {"type":"close"}                                   last; the host then ends
 * Host to daemon:
 *   {"type":"ready", "name", "purpose"} or {"type":"fault", "text"}     the answer to open
 *   {"type":"outcome", "outbox", "kind", "detail", "reference", "retry_after"}   kind: "delivered", "accepted",
 *    "retry", "rejected" or "unknown"; one for each deliver
 *   {"type":"log", "level", "line"} */
#ifndef SENDD_PLUGIN_FRAME_H
#define SENDD_PLUGIN_FRAME_H

#include "base/json.h"

enum { FRAME_LIMIT = 1024 * 1024 }; /* bytes of JSON; a longer frame is nonsense and ends the connection */

/* Appends MESSAGE, a JSON object, as a frame. ELIMIT when it is too long: then OUT is as it was. */
int frame_add(struct text *out, const json_t *message, struct error *error);
/* Takes one frame off the front of BUFFER. 1: *OUT is a new reference to an object; 0: not all of it is there yet;
 * else an error, and BUFFER is as it was. */
int frame_take(struct text *buffer, json_t **out, struct error *error);

#endif
