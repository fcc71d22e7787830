/* Private to the import: one <scxml> on its way into a workflow's tree. */
#ifndef SENDD_EXCHANGE_IMPORT_H
#define SENDD_EXCHANGE_IMPORT_H

#include "exchange/js.h"
#include "exchange/notation.h"
#include "exchange/scxml.h"
#include "exchange/xml.h"

enum data_model { DATA_NULL, DATA_JS, DATA_CEL };

/* The document, or an inline child of it. */
struct session {
    struct arena *arena;
    const char *file;
    struct faults *faults;
    xmlNode *root;
    enum data_model model;
    bool own;               /* written by our export: its expressions are ours, word for word */
    const char *id;         /* of the workflow */
    const char *name;       /* CEL for _name */
    json_t *fields;         /* id of every datum, foreach item and index -> its field */
    json_t *tops;           /* ids of the data at the top: what invoke may set */
    json_t *loose;          /* fields of foreach that no <data> declares */
    json_t *states;         /* id of every state -> whether it is a history */
    json_t *sends;          /* ids of <send> */
    json_t *children;       /* inline children so far */
    json_t *taken;          /* their ids */
    unsigned named;         /* the last number that made one of these ids unique */
    unsigned generated;     /* states that have got an id */
};

/* Adds a fault at NODE: "<name> " and the rest. */
void refuse(struct session *session, const xmlNode *node, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A new object that remembers NODE's line. */
json_t *tree_object(const xmlNode *node);
/* Sets KEY to the string VALUE, unless it is NULL. */
void tree_set(json_t *object, const char *key, const char *value);
/* Sets KEY to LIST (stolen), unless it is empty. */
void tree_list(json_t *object, const char *key, json_t *list);
/* The words of the attribute NAME as a list; NULL: it is not there. */
json_t *tree_words(struct session *session, xmlNode *node, const char *name);
/* NODE's children and attributes in our own namespace, put back where they came from. */
void tree_restore(struct session *session, xmlNode *node, json_t *object);

/* --- import_form.c --- */
/* Refuses elements, attributes and text that have no place where they stand, in NODE and all inside it; an inline child
 * is its own session's. */
void form_check(struct session *session, xmlNode *node);

/* --- import_names.c --- */
void names_gather(struct session *session);
/* The field that LOCATION of NODE names; NULL after a fault. */
const char *names_field(struct session *session, xmlNode *node, const char *location);
const char *names_state(const xmlNode *node); /* of a state element: its id, given or generated */

/* --- import_value.c --- */
/* The attribute NAME of NODE, an expression, in CEL; NULL when it is not there, and after a fault. */
const char *value_expr(struct session *session, xmlNode *node, const char *name);
/* The same as a condition. */
const char *value_condition(struct session *session, xmlNode *node, const char *name);
/* The text inside NODE as a CEL literal: JSON, else a string with its blanks made one; NULL after a fault. */
const char *value_inline(struct session *session, xmlNode *node);
/* NODE's attribute NAME, or the string literal in its attribute NAMEexpr; *EXPR: the CEL of the latter when it is none. */
const char *value_either(struct session *session, xmlNode *node, const char *name, const char *name_expr,
                         const char **expr);

/* --- import_data.c --- */
/* The fields of a <datamodel> inside NODE, as a map; NULL: none. */
json_t *data_fields(struct session *session, xmlNode *node);
/* NODE's namelist, <param>s and <content> as DATA (values) or VALUE (one expression) of OBJECT. */
void data_payload(struct session *session, xmlNode *node, json_t *object, const char *data, const char *value);

/* --- import_action.c --- */
/* The executable content of NODE. */
json_t *action_block(struct session *session, xmlNode *node);
/* What all the handlers NAME (onentry, onexit) of STATE do. */
json_t *action_handlers(struct session *session, xmlNode *state, const char *name);

/* --- import_send.c --- */
json_t *send_action(struct session *session, xmlNode *node);
json_t *cancel_action(struct session *session, xmlNode *node);

/* --- import_invoke.c --- */
json_t *invoke_child(struct session *session, xmlNode *node);

/* --- import_state.c --- */
/* Fills BODY with what NODE, a <scxml> or a state, has inside. */
void state_inside(struct session *session, xmlNode *node, json_t *body);

/* --- import.c --- */
/* Reads ROOT, a <scxml>, into a workflow's body (a child's when PARENT is given); NULL after a fault. */
json_t *session_read(struct session *session, const struct session *parent, xmlNode *root);


#endif
