/* Macros look like functions, but read a name or an expression where a function takes a value. */
#include "expr/parse.h"

#include <string.h>

/* has(x.y): the one macro that is not a method. */
struct node *parse_has(struct parser *parser, size_t offset, const struct list *arguments)
{
    struct node *path = arguments->count == 1 ? arguments->items[0] : NULL;
    if (path && path->kind == NODE_SELECT)
        return node_new(parser, NODE_HAS, offset, &path, 1);
    source_fault(parser->source, offset, "has() takes one name with a dot in it");
    source_hint(parser->source, "write has(fields.outcome)");
    return NULL;
}

static const struct fold_name {
    const char *name;
    enum fold_kind fold;
    size_t one[2]; /* fewest and most arguments with one variable; 0: it takes two always */
    size_t two[2]; /* the same with two; 0: it takes one always */
} folds[] = {
    {"all", FOLD_ALL, {2, 2}, {3, 3}},
    {"exists", FOLD_EXISTS, {2, 2}, {3, 3}},
    {"exists_one", FOLD_EXISTS_ONE, {2, 2}, {3, 3}},
    {"existsOne", FOLD_EXISTS_ONE, {2, 2}, {3, 3}},
    {"filter", FOLD_FILTER, {2, 2}, {0, 0}},
    {"map", FOLD_MAP, {2, 3}, {0, 0}},
    {"transformList", FOLD_MAP, {0, 0}, {3, 4}},
    {"transformMap", FOLD_MAP_MAP, {0, 0}, {3, 4}},
};

static const struct fold_name *name_find(const char *name)
{
    for (size_t i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        if (strcmp(name, folds[i].name) == 0)
            return &folds[i];
    }
    return NULL;
}

bool fold_find(const char *name, enum fold_kind *fold)
{
    const struct fold_name *found = name_find(name);
    if (found)
        *fold = found->fold;
    return found != NULL;
}

static bool count_fits(const size_t range[2], size_t count)
{
    return range[0] && count >= range[0] && count <= range[1];
}

static struct node *fold_fault(struct parser *parser, const struct fold_name *fold, size_t offset)
{
    bool one = fold->one[0] != 0;
    source_fault(parser->source, offset, "%s() takes %s and what to do with %s", fold->name,
                 one ? "a new name" : "two new names", one ? "it" : "them");
    source_hint(parser->source,
                one ? "write list.%s(item, item > 3)" : "write list.%s(index, item, item * index)",
                fold->name);
    return NULL;
}

struct node *parse_fold(struct parser *parser, enum fold_kind fold, const char *name, size_t offset,
                        struct node *range, const struct list *arguments)
{
    const struct fold_name *known = name_find(name);
    bool two = count_fits(known->two, arguments->count),
         one = !two && count_fits(known->one, arguments->count);
    size_t variables = two ? 2 : 1, count = arguments->count;
    if (!one && !two)
        return fold_fault(parser, known, offset);
    for (size_t i = 0; i < variables; i++) {
        const struct node *variable = arguments->items[i];
        if (variable->kind != NODE_NAME || variable->rooted)
            return fold_fault(parser, known, offset);
    }
    struct node *items[3] = {range, arguments->items[variables], NULL};
    if (count - variables == 2)
        items[2] = arguments->items[variables + 1];
    struct node *node = node_new(parser, NODE_FOLD, offset, items, count - variables + 1);
    if (!node)
        return NULL;
    node->fold = fold;
    node->name = ((const struct node *)arguments->items[0])->name;
    node->second = two ? ((const struct node *)arguments->items[1])->name : NULL;
    return node;
}
