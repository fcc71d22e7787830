/* Where the words of a file stop making sense: the likely cause, and what to write instead. */
#ifndef SENDD_CONFIG_BLAME_H
#define SENDD_CONFIG_BLAME_H

#include "config/lex.h"
#include "config/scan.h"

/* An open bracket; lives on the stack of the scan. */
struct bracket {
    char open; /* { [ ( */
    int line;
};

enum want { WANT_NAME, WANT_ASSIGN, WANT_VALUE, WANT_SEPARATOR };

struct scanner {
    struct arena *arena;
    const char *name;
    struct faults *faults;
    char *text;
    struct lexer lexer;
    struct token token;   /* the one in hand */
    struct token last;    /* the one before it */
    struct token value;   /* the last plain value; kind TOKEN_END: none */
    struct token suspect; /* the first string that seems to have swallowed what follows it; TOKEN_END: none */
    int depth;
    size_t faulty;      /* faults reported */
    struct error spare; /* takes the faults past CONF_FAULTS_MAX */
    int *lines;         /* grown with mem_resize */
    size_t count, room;
};

/* Reports the syntax fault at the token in hand; INSIDE is the innermost open bracket, NULL at the top. */
void scan_blame(struct scanner *scanner, enum want want, const struct bracket *inside);
/* Reports a fault with the line quoted; returns the error for its hint. */
struct error *scan_fault(struct scanner *scanner, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
char bracket_partner(char open);

#endif
