/* The raw tree: what a file or a JSON value says, before a schema has looked at it. */
#ifndef SENDD_CONFIG_TREE_H
#define SENDD_CONFIG_TREE_H

#include "config/conf.h"

/* Arrays and lists are CONF_NODE_LIST; nothing is defaulted. NULL when the text can't be parsed. */
struct conf_node *conf_parse(struct arena *arena, const char *name, const char *bytes, size_t size,
                             struct faults *faults);
/* The checked tree of RAW: known keys only, of the right types, defaults filled in. */
struct conf_node *conf_check(struct arena *arena, const struct conf_node *raw,
                             const struct conf_schema *schema, struct faults *faults);
/* The schema's fallback of KEY as a raw node, or NULL when it has none (or, by a programmer's error, a faulty
 * one). */
struct conf_node *conf_fallback(struct arena *arena, const struct conf_key *key);
/* "a string", "a list", ... */
const char *conf_kind_name(enum conf_kind kind);

#endif
