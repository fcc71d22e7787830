/* The words of an ECMAScript expression. */
#ifndef SENDD_EXCHANGE_JS_LEX_H
#define SENDD_EXCHANGE_JS_LEX_H

#include "base/error.h"

enum js_token { JS_TOKEN_END, JS_TOKEN_NUMBER, JS_TOKEN_STRING, JS_TOKEN_NAME, JS_TOKEN_SIGN };

struct js_lexer {
    struct arena *arena;
    const char *source, *at;
    struct error *error;
    enum js_token kind;
    const char *text; /* a name, a sign, or a string's value */
    double number;
};

/* Reads the next word into LEXER; false when there is none that ECMAScript knows: the error says so. */
bool js_next(struct js_lexer *lexer);

#endif
