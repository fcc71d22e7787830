/* Notify's markup, taken apart once: text, ((name)) and ((flag??text)). */
#ifndef SENDD_MESSAGE_MARKUP_H
#define SENDD_MESSAGE_MARKUP_H

#include "base/error.h"

struct part {
    const char *text; /* what stands there, or what a true flag shows; NULL for a plain ((name)) */
    const char *name; /* NULL for text */
    struct part *next;
};

struct markup {
    struct part *first;
    const char *fault; /* NULL, or what is wrong with it */
    const char *hint;  /* what to write */
    bool stray;        /* "))" stands somewhere without its "((" */
};

/* Takes SOURCE apart; what it finds lives in ARENA. */
struct markup markup_read(struct arena *arena, const char *source);

#endif
