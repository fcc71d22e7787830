/* The parser's parts, for its own files only. All give NULL or false after a fault. */
#ifndef SENDD_EXPR_PARSE_H
#define SENDD_EXPR_PARSE_H

#include "expr/lex.h"
#include "expr/syntax.h"

struct parser {
    const struct source *source;
    struct lexer lexer;
    struct token token; /* the next one, not yet taken */
    unsigned nesting;
};

/* --- parse.c --- */
bool advance(struct parser *parser);
/* Takes SIGN or faults. */
bool expect(struct parser *parser, const char *sign);
/* Faults because WANTED does not stand here. */
void unexpected(struct parser *parser, const char *wanted);
/* NULL and a fault when the tree gets too deep. ITEMS are copied; NULL ones mean a fault below. */
struct node *node_new(struct parser *parser, enum node_kind kind, size_t offset, struct node *const *items,
                      size_t count);
struct node *node_call(struct parser *parser, const char *name, size_t offset, struct node *const *items,
                       size_t count);
struct node *node_literal(struct parser *parser, size_t offset, struct value value);
/* A whole expression, up to what cannot be part of it. */
struct node *parse_whole(struct parser *parser);

/* --- parse_primary.c --- */
/* A name, a literal, a bracket, with the members and indexes behind it. NEGATIVE: a minus stands right before
 * it and belongs to an int literal. */
struct node *parse_operand(struct parser *parser, size_t offset, bool negative);

/* --- parse_macro.c --- */
struct node *parse_has(struct parser *parser, size_t offset, const struct list *arguments);
/* Whether NAME is a macro of lists and maps, and which. */
bool fold_find(const char *name, enum fold_kind *fold);
/* range.all(x, condition) and its kin. */
struct node *parse_fold(struct parser *parser, enum fold_kind fold, const char *name, size_t offset,
                        struct node *range, const struct list *arguments);

#endif
