/* Templates in GOV.UK Notify's markup become the text that is sent: ((name)), ((flag??shown when true)). */
#ifndef SENDD_MESSAGE_MESSAGE_H
#define SENDD_MESSAGE_MESSAGE_H

#include "config/conf.h"

struct templates; /* every template of a site; immutable once read */

/* The schema of conf/templates/NAME.conf (one file may hold several templates). */
extern const struct conf_schema templates_schema;

struct templates *templates_read(struct arena *arena, const char *folder, struct faults *faults);
const char *const *templates_ids(const struct templates *templates); /* NULL-terminated */
bool templates_has(const struct templates *templates, const char *id);
/* The names TEMPLATE uses, NULL-terminated, for the checks; NULL when there is no such template. */
const char *const *template_names(const struct templates *templates, const char *id);

/* Where TEMPLATE is written; NULL when there is no such template. */
const struct conf_node *template_place(const struct templates *templates, const char *id);

struct message {
    const char *subject; /* one line, no CR or LF */
    const char *body;    /* the rendered text: Notify's Markdown, plain text to read */
    const char
        *missing; /* NULL, or the names that had no value, ", " between: then the message must be held */
};

/* Renders with VALUES (an object of strings, numbers, booleans, dates as YYYY-MM-DD written out long). A name
 * without a value leaves "((name))" in place and is listed in missing. ENOTFOUND: no such template. */
int message_render(const struct templates *templates, const char *id, const json_t *values,
                   struct arena *arena, struct message *out, struct error *error);

#endif
