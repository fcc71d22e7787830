/* The CEL of a document in the data model "cel": its names become ours, all else stays. */
#ifndef SENDD_EXCHANGE_CEL_NAMES_H
#define SENDD_EXCHANGE_CEL_NAMES_H

#include "exchange/js.h"

/* A declared datum D becomes fields.D, _event event, _name and _sessionid case.workflow and case.reference. What
 * follows a dot, stands in quotes, or is called stays; so do fields, event and case. */
int cel_names(struct arena *arena, const char *source, const struct js_scope *scope, const char **out, struct error *error);

#endif
