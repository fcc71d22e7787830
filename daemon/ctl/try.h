/* A trial: one case in memory on a virtual clock, for `sendctl try`. Shared by the try_*.c files. */
#ifndef SENDD_CTL_TRY_H
#define SENDD_CTL_TRY_H

#include "core/site.h"
#include "ctl/ctl.h"
#include "workflow/scenario.h"

struct trial {
    struct ctl *ctl;
    const struct site *site;
    const struct definition *definition;
    struct arena *arena; /* emptied after each command */
    struct stage *stage;
    struct stage_case *root;
    const char *name, *school, *subject;
    bool over; /* quit */
    bool bad;  /* the last command could not be read: nothing was done */
    /* What came since the last line; arrays, never NULL between trial_begin and trial_end. */
    json_t *log, *sent, *notices, *moved, *errors;
    json_t *help; /* what the command asked to be told; NULL: nothing */
};

/* try_case.c: starts the case with FIELDS at AT; gives step's code. */
int trial_begin(struct trial *trial, instant at, json_t *fields, struct error *error);
void trial_end(struct trial *trial);
/* Takes one event, with DATA (stolen, may be NULL), for the case or, with TASK, for that task. */
void trial_event(struct trial *trial, const char *event, const char *task, json_t *data,
                 struct date happened);
void trial_advance(struct trial *trial, const char *length);
void trial_error(struct trial *trial, const struct error *error);
void trial_forget(struct trial *trial); /* what came since the last line */
/* The open task NAME of the case, or NULL. */
const struct task *trial_task(const struct trial *trial, const char *name);

/* try_read.c: does what LINE says. False: there was nothing in it. */
bool trial_read(struct trial *trial, const char *line);

/* try_json.c: writes the line for the present. */
void trial_json(const struct trial *trial);
json_t *trial_states(const struct stage_case *actor, bool atomic); /* new reference */
/* {"event", "title", "values"} of what the case would take now; VALUES as definition_fields, or absent. New
 * reference. */
json_t *trial_takes(const struct trial *trial);
/* {"due": ISO or date, "what", "kind", "case"} of all that is due, soonest first. New reference. */
json_t *trial_due(const struct trial *trial);

/* try_screen.c: the same for a person. */
void trial_screen(const struct trial *trial);

#endif
