/* A workflow as a picture: text for Graphviz or Mermaid, made of its canonical tree. */
#ifndef SENDD_EXCHANGE_GRAPH_H
#define SENDD_EXCHANGE_GRAPH_H

#include "base/json.h"

/* Appends the picture of CANONICAL (definition_canonical, parsed). ACTIVE: ids of the states to mark, NULL-terminated;
 * NULL: none. The same workflow gives the same bytes. */
void graph_dot(const json_t *canonical, const char *const *active, struct text *out);
void graph_mermaid(const json_t *canonical, const char *const *active, struct text *out);

#endif
