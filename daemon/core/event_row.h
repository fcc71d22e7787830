/* An event as the history keeps it: enough to do it again. */
#ifndef SENDD_CORE_EVENT_ROW_H
#define SENDD_CORE_EVENT_ROW_H

#include "workflow/case.h"

/* New reference: {"event", "happened", "by"}, and where there are any "data", "timer", "task", "sendid",
 * "origin", "invokeid", "type". */
json_t *event_row(const struct event *event);
/* The other way round; strings are ARENA's, the data is BODY's. False: BODY tells of no event. */
bool event_row_read(const json_t *body, instant at, struct arena *arena, struct event *out);

#endif
