/* What the routes serve by themselves; each is a `serve` of the table in routes.c. */
#ifndef SENDD_HTTP_ROUTES_H
#define SENDD_HTTP_ROUTES_H

#include "http/request.h"

void status_serve(struct request *request);
void workflows_serve(struct request *request);
void definition_serve(struct request *request);
void cases_serve(struct request *request);
void case_serve(struct request *request);
void case_history_serve(struct request *request);
void tasks_serve(struct request *request);
void deadlines_serve(struct request *request);
void outbox_serve(struct request *request);
void outbox_row_serve(struct request *request);
void plugins_serve(struct request *request);
void import_serve(struct request *request);
void audit_serve(struct request *request);
void reload_serve(struct request *request);

#endif
