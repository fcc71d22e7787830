/* Private to the export: writing XML. */
#ifndef SENDD_EXCHANGE_EXPORT_H
#define SENDD_EXCHANGE_EXPORT_H

#include "base/json.h"

struct xml_writer {
    struct text *out;
    int depth;
    bool open; /* the start tag of the innermost element still takes attributes */
    const json_t *children; /* of the workflow that is written, when each stands inline; else NULL */
};

void write_open(struct xml_writer *writer, const char *name);
void write_attribute(struct xml_writer *writer, const char *name, const char *value); /* NULL: none */
void write_close(struct xml_writer *writer, const char *name);
/* <sendd:KEY>JSON of VALUE</sendd:KEY> */
void write_ours(struct xml_writer *writer, const char *key, const json_t *value);
/* Every member of OBJECT that is not among HANDLED (NULL-terminated) and says more than its default. */
void write_rest(struct xml_writer *writer, const json_t *object, const char *const *handled);
/* The strings of LIST with a space between them as the attribute NAME; nothing when there are none. */
void write_words(struct xml_writer *writer, const char *name, const json_t *list);

/* --- export_action.c --- */
void export_block(struct xml_writer *writer, const char *element, const json_t *actions); /* nothing when there are none */
/* The same for entry and exit, which may be several handlers. */
void export_handlers(struct xml_writer *writer, const char *element, const json_t *actions);
void export_actions(struct xml_writer *writer, const json_t *actions);
/* PAIRS as <param>s; NAMES: what some of them are called, or NULL. VALUE as <content>, unless it is NULL. */
void export_params(struct xml_writer *writer, const json_t *pairs, const json_t *names, const char *value);

/* --- export.c --- */
void export_body(struct xml_writer *writer, const json_t *body);

#endif
