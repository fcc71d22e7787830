/* A libconfig file becomes a checked tree: every key known, typed, defaulted, and traceable to its file and line.
 *
 * Each kind of file has ONE declarative schema table. From it come the checks, the defaults, the did-you-mean, and
 * the reference page of that kind. libconfig's silences (integers that wrap, comments that swallow the rest) are caught by a
 * scan before the library sees the file. */
#ifndef SENDD_CONFIG_CONF_H
#define SENDD_CONFIG_CONF_H

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum conf_type {
    CONF_STRING,
    CONF_INT,     /* int64 within minimum..maximum */
    CONF_BOOL,
    CONF_SCALAR,  /* a string, integer, float or boolean: a literal whose type another key decides */
    CONF_STRINGS, /* one string, or an array/list of strings; the tree always holds a list */
    CONF_GROUP,   /* { ... } described by OF */
    CONF_GROUPS,  /* ( {...}, {...} ): a list of groups described by OF; one bare group is taken as a list of one */
    CONF_MAP,     /* { name = ...; } with free names; each value is a group of OF, or with OF NULL a CONF_SCALAR */
    CONF_NESTED   /* a CONF_MAP of CONF_SCALARs in which a value may also be a group of them, with free names: one level */
};

struct conf_schema;

struct conf_key {
    const char *name; /* NULL ends the table */
    enum conf_type type;
    bool required; /* and, for a string, not empty */
    const char *fallback;         /* default in libconfig text, e.g. "08:00" or "4"; NULL: absent when not given */
    const struct conf_schema *of; /* for CONF_GROUP, CONF_GROUPS, CONF_MAP; may point back for recursion */
    const char *const *choices;   /* NULL-terminated list of allowed strings, or NULL */
    int64_t minimum, maximum;     /* for CONF_INT; both 0: no bounds */
    const char *help;             /* one sentence for the reference page */
    const char *example;          /* libconfig text for the reference page; may be NULL */
};

struct conf_schema {
    const char *name;    /* e.g. "workflow" */
    const char *purpose; /* one or two sentences for the reference page */
    const struct conf_key *keys;
};

enum conf_kind { CONF_NODE_STRING, CONF_NODE_INT, CONF_NODE_FLOAT, CONF_NODE_BOOL, CONF_NODE_GROUP, CONF_NODE_LIST };

/* One node of a checked tree; lives in the arena it was read into. */
struct conf_node {
    const char *name; /* the key; NULL for list items and the root */
    const char *file; /* where it was written; for a defaulted key the group's place */
    int line;
    bool defaulted; /* from the schema's fallback, not from the file */
    enum conf_kind kind;
    const char *string; /* CONF_NODE_STRING */
    int64_t integer;    /* CONF_NODE_INT; 0 or 1 for CONF_NODE_BOOL */
    double number;      /* CONF_NODE_FLOAT */
    struct conf_node **items;
    size_t count;
    const struct conf_node *parent; /* NULL at the root */
    bool map; /* a CONF_MAP, CONF_NESTED or a group in one: its names are the author's, and their order is kept */
};

/* Reads one file. Every fault goes to FAULTS (of syntax faults only the first). Returns the root, or NULL when
 * the file could not be parsed at all; with faults->errors > 0 the tree is only good for finding more faults. */
struct conf_node *conf_read(struct arena *arena, const char *path, const struct conf_schema *schema,
                            struct faults *faults);
/* The same from memory; NAME stands for the file in errors. */
struct conf_node *conf_read_text(struct arena *arena, const char *name, const char *bytes, size_t size,
                                 const struct conf_schema *schema, struct faults *faults);
/* Every *.conf of FOLDER in name order (bytewise), not its sub-folders, hidden files or editors' backups; a missing
 * folder is a fault unless OPTIONAL. Appends the roots to OUT. */
void conf_read_folder(struct arena *arena, const char *folder, bool optional, const struct conf_schema *schema,
                      struct faults *faults, struct list *out);

/* The child called KEY, or NULL. */
const struct conf_node *conf_get(const struct conf_node *group, const char *key);
const char *conf_string(const struct conf_node *group, const char *key); /* NULL when absent */
int64_t conf_int(const struct conf_node *group, const char *key);        /* 0 when absent */
bool conf_bool(const struct conf_node *group, const char *key);          /* false when absent */
/* The items under KEY (CONF_STRINGS, CONF_GROUPS, CONF_MAP, CONF_NESTED) and how many; NULL and 0 when absent. */
struct conf_node *const *conf_items(const struct conf_node *group, const char *key, size_t *count);

/* Adds an error, or a warning of the kind NAME (see struct fault), at NODE's file and line. */
struct error *conf_fault(struct faults *faults, const struct conf_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
struct error *conf_warn(struct faults *faults, const struct conf_node *node, const char *name,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The nearest of CANDIDATES (NULL-terminated) to WORD by edit distance, or NULL when none is near. */
const char *conf_suggest(const char *word, const char *const *candidates);

/* The tree without places, comments or order of keys (that of a map's names is kept: fields are bound in it), defaults
 * filled in; a new reference. Its compact dump, in the order that it has, is what a case is pinned to. conf_from_json is its inverse: the tree has FILE "NAME" and line 0. */
json_t *conf_to_json(const struct conf_node *root);
struct conf_node *conf_from_json(struct arena *arena, const char *name, const json_t *value,
                                 const struct conf_schema *schema, struct faults *faults);

/* What the files of ROOTS say, as 32 hex digits: equal for files that differ only in comments, spacing or the order of
 * keys. Lives in ARENA. */
const char *conf_digest(struct arena *arena, const struct list *roots);

/* Appends the reference page of SCHEMA in Markdown: every key, its type, default, meaning, example. */
void conf_reference(const struct conf_schema *schema, struct text *out);

#endif
