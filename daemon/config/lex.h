/* The words of a libconfig file, with their lines: the scan reads them before the library does. */
#ifndef SENDD_CONFIG_LEX_H
#define SENDD_CONFIG_LEX_H

#include <stdbool.h>
#include <stddef.h>

enum token_kind {
    TOKEN_END,
    TOKEN_NAME,   /* also a bare word where a value should stand */
    TOKEN_ASSIGN, /* = or : */
    TOKEN_STRING,
    TOKEN_INT,
    TOKEN_INT64, /* with L */
    TOKEN_FLOAT,
    TOKEN_BOOL,
    TOKEN_OPEN,  /* { [ ( */
    TOKEN_CLOSE, /* } ] ) */
    TOKEN_COMMA,
    TOKEN_SEMICOLON,
    TOKEN_BAD /* the lexer's cause and advice say why */
};

struct token {
    enum token_kind kind;
    const char *start; /* points into the text; a string's start is its opening quote */
    size_t length;
    int line;     /* of its first byte */
    int end_line; /* of its last byte: differs for a string over several lines */
};

struct lexer {
    const char *at, *end;
    int line;
    int nested_comment; /* line of a comment opened inside a comment, or 0 */
    char cause[200];    /* of a TOKEN_BAD: what is wrong */
    char advice[300];   /* of a TOKEN_BAD: what to write instead */
};

/* TEXT must stay valid; it is UTF-8 without NULs. */
void lexer_start(struct lexer *lexer, const char *text, size_t size);
struct token lexer_next(struct lexer *lexer);

#endif
