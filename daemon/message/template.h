/* One template as it was read, for the files of this room. */
#ifndef SENDD_MESSAGE_TEMPLATE_H
#define SENDD_MESSAGE_TEMPLATE_H

#include "message/markup.h"
#include "message/message.h"

enum {
    SUBJECT_LIMIT = 200, /* bytes before values are put in */
    BODY_LIMIT = 20000
};

struct template
{
    const char *id;
    const struct conf_node *node; /* where it was written */
    struct part *subject, *body;
    const char **names; /* that both use, each once, NULL-terminated */
};

/* NULL when there is none. */
const struct template *template_find(const struct templates *templates, const char *id);

#endif
