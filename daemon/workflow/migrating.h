/* A migration in course. Private to this room. */
#ifndef SENDD_WORKFLOW_MIGRATING_H
#define SENDD_WORKFLOW_MIGRATING_H

#include "workflow/migrate.h"
#include "workflow/run.h"

struct migrating {
    const struct migrate_input *in;
    struct arena *arena;
    bool *before, *after; /* the configurations: by index of state, in the old and in the new version */
    struct kase kase;     /* the case as the new version finds it, before its duties follow */
    struct run run;
    const char *reason; /* "migrated to version 2" */
    json_t *added, *dropped, *changes;
};

/* migrate_states.c: fills AFTER and the case's states. */
int migrate_states(struct migrating *migrating, struct error *error);
/* migrate_fields.c: the case's fields; then, in the run, the first values that new ones compute. */
int migrate_fields(struct migrating *migrating, struct error *error);
void migrate_first_values(struct migrating *migrating);
/* migrate_duties.c: deadlines, timers and tasks follow, as effects of the run. */
void migrate_duties(struct migrating *migrating);
/* A line of the report; lives in its list. */
void migrate_note(struct migrating *migrating, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
