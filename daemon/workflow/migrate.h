/* Moving a case to another version of its workflow. Pure, as a step is: no I/O, no clock, no global.
 *
 * No handler runs, nothing is sent and no transition is taken: the case stands in the new version as if it
 * had always been there. Its dated duties follow: a deadline that the new states have too is derived again
 * from its anchor and keeps its row when the dates are the same, others lapse, new ones open; timers and
 * tasks of the same id stay as they are, others end or begin. */
#ifndef SENDD_WORKFLOW_MIGRATE_H
#define SENDD_WORKFLOW_MIGRATE_H

#include "workflow/step.h"

struct migrate_input {
    const struct definition *from, *to;
    const struct kase *kase; /* started, not ended */
    const json_t *map;       /* {"OLD STATE": "NEW STATE"}; NULL: by name alone */
    const struct facts *facts;
    instant now;
    int wake_hour, wake_minute;
    const struct rulebook *rules;
    const struct calendars *calendars;
    const char *by; /* who asked for it */
};

/* OUT is filled as a step fills it, but for its path. *REPORT, for people and the history, lives in ARENA:
 * {"from","to" (versions), "states": {"before","after"}, "added": [fields], "dropped": {field: value},
 * "changes": [lines]}. ECONFLICT: the case can't move, and why: a state without a counterpart (the hint names
 * where it could go), states that exclude each other, a field whose type changed. EINVALID: MAP names what is
 * not there. */
int migrate(const struct migrate_input *input, struct arena *arena, struct step_output *out, json_t **report,
            struct error *error);

#endif
