/* The parts of the notation that have a file of their own. Private to the schema's files. */
#ifndef SENDD_WORKFLOW_SCHEMA_H
#define SENDD_WORKFLOW_SCHEMA_H

#include "workflow/definition.h"

/* schema_value.c: a typed value; a declared event */
extern const struct conf_schema workflow_value_schema, workflow_declared_schema;
/* schema_action.c: one action, also those inside others */
extern const struct conf_schema workflow_action_schema;
/* schema_duty.c: what has a date */
extern const struct conf_schema workflow_deadline_schema, workflow_timer_schema, workflow_task_schema;

#endif
