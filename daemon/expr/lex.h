/* Source text becomes tokens, with literals already decoded. */
#ifndef SENDD_EXPR_LEX_H
#define SENDD_EXPR_LEX_H

#include "expr/source.h"

enum token_kind {
    TOKEN_END,
    TOKEN_INT,  /* magnitude; the sign is an operator */
    TOKEN_UINT, /* magnitude */
    TOKEN_DOUBLE,
    TOKEN_STRING,
    TOKEN_BYTES,
    TOKEN_NAME,   /* keywords and reserved words too */
    TOKEN_QUOTED, /* `name` after a dot */
    TOKEN_SIGN    /* an operator or bracket; its text tells which */
};

struct token {
    enum token_kind kind;
    size_t offset;
    const char *text;   /* a name, a sign, or the bytes of a string or of bytes, NUL-terminated */
    size_t length;      /* of text */
    uint64_t magnitude; /* TOKEN_INT, TOKEN_UINT */
    double number;      /* TOKEN_DOUBLE */
};

struct lexer {
    const struct source *source;
    size_t at;
};

/* Reads the next token; false and a fault when there is none. */
bool lex_next(struct lexer *lexer, struct token *out);
bool token_is(const struct token *token, const char *sign);

/* The pieces, in files of their own. A number or string starts at lexer->at. */
bool lex_number(struct lexer *lexer, struct token *out);
bool lex_string(struct lexer *lexer, struct token *out);
/* Whether a string or bytes literal, with or without its prefixes, starts here. */
bool lex_string_starts(const struct lexer *lexer);

#endif
