/* One case on a desk: a definition from text, events by hand, and all that comes of them as short lines. */
#ifndef TEST_DESK_H
#define TEST_DESK_H

#include "base/text.h"
#include "workflow/step.h"

struct desk {
    struct arena *arena;
    struct faults *faults;
    struct definition *definition; /* NULL when it has faults */
    struct kase *kase;
    struct facts facts;
    instant now;
    enum step_unmatched keep;
    struct step_output out; /* of the last event */
    struct error error;     /* of the last event */
    int code;
    struct text seen; /* the last thing asked for as text */
};

/* BODY is what stands between "workflow = {" and "};" after a head that every workflow needs. */
void desk_open(struct desk *desk, const char *body);
void desk_close(struct desk *desk);
void desk_at(struct desk *desk, const char *date, int hour);
/* DATA: JSON with ' for ", or NULL. Happened today. Returns the active atomic states, "a+b". */
const char *desk_start(struct desk *desk, const char *data);
const char *desk_event(struct desk *desk, const char *name, const char *data);
const char *desk_event_on(struct desk *desk, const char *name, const char *data, const char *happened);
/* Fires the first armed timer that is due until DATE, 12:00; "" when none is left. */
const char *desk_fire(struct desk *desk, const char *date);
/* Any event as it is; it must outlive the desk's case. */
const char *desk_give(struct desk *desk, const struct event *event);
const char *desk_states(struct desk *desk);  /* the active atomic states */
const char *desk_effects(struct desk *desk); /* one a line */
const char *desk_path(struct desk *desk);
const char *desk_field(struct desk *desk, const char *name); /* canonical JSON */
const char *desk_faults(struct desk *desk);
const char *desk_errors(struct desk *desk);

#endif
