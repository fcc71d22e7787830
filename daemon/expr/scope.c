#include "expr/scope.h"

#include "config/conf.h"

#include <string.h>

struct expr_scope {
    struct arena *arena;
    struct scope_name *first;
    bool loose;
};

struct expr_scope *expr_scope_new(struct arena *arena)
{
    struct expr_scope *scope = arena_alloc(arena, sizeof *scope);
    scope->arena = arena;
    return scope;
}

void expr_scope_loosen(struct expr_scope *scope)
{
    scope->loose = true;
}

bool scope_is_loose(const struct expr_scope *scope)
{
    return scope->loose;
}

/* The name in the chain at *CHAIN, added at its end when it is new. */
static struct scope_name *name_take(struct expr_scope *scope, struct scope_name **chain, const char *path,
                                    size_t length, const char *name)
{
    for (; *chain; chain = &(*chain)->next) {
        if (strcmp((*chain)->name, name) == 0)
            return *chain;
    }
    struct scope_name *added = arena_alloc(scope->arena, sizeof *added);
    added->name = name;
    added->path = arena_copy_n(scope->arena, path, length);
    added->type = VALUE_MAP;
    *chain = added;
    return added;
}

/* The name at the end of PATH, made with those before it. */
static struct scope_name *path_take(struct expr_scope *scope, const char *path)
{
    struct scope_name **chain = &scope->first, *name = NULL;
    for (const char *step = path; step;) {
        size_t length = strcspn(step, ".");
        const char *word = arena_copy_n(scope->arena, step, length);
        name = name_take(scope, chain, path, (size_t)(step - path) + length, word);
        chain = &name->members;
        step = step[length] ? step + length + 1 : NULL;
    }
    return name;
}

void expr_scope_add(struct expr_scope *scope, const char *path, enum value_type type)
{
    struct scope_name *name = path_take(scope, path);
    name->type = type;
    name->open = type == VALUE_ANY || type == VALUE_MAP;
}

void expr_scope_close(struct expr_scope *scope, const char *path)
{
    struct scope_name *name = path_take(scope, path);
    name->type = VALUE_MAP;
    name->open = false;
}

static const struct scope_name *chain_of(const struct expr_scope *scope, const struct scope_name *parent)
{
    return parent ? parent->members : scope->first;
}

const struct scope_name *scope_find(const struct expr_scope *scope, const struct scope_name *parent,
                                    const char *name)
{
    const struct scope_name *at = chain_of(scope, parent);
    while (at && strcmp(at->name, name) != 0)
        at = at->next;
    return at;
}

const char *scope_suggest(const struct expr_scope *scope, const struct scope_name *parent, const char *word)
{
    struct list names = LIST_EMPTY;
    const char *found = NULL;
    for (const struct scope_name *at = chain_of(scope, parent); at; at = at->next)
        list_add(&names, (void *)(uintptr_t)at->name);
    list_add(&names, NULL);
    const char *near = conf_suggest(word, (const char *const *)names.items);
    if (near)
        found = scope_find(scope, parent, near)->path;
    list_free(&names);
    if (parent)
        return found;
    /* "outcome" alone: the prefix was forgotten */
    for (const struct scope_name *at = scope->first; at; at = at->next) {
        const struct scope_name *member = scope_find(scope, at, word);
        if (member)
            return member->path;
    }
    return found;
}

const char *scope_names(const struct expr_scope *scope, const struct scope_name *parent, struct arena *arena)
{
    struct text names = TEXT_EMPTY;
    size_t count = 0;
    for (const struct scope_name *at = chain_of(scope, parent); at; at = at->next, count++) {
        if (count == 12) {
            text_add(&names, ", ...");
            break;
        }
        text_addf(&names, "%s%s", count ? ", " : "", at->name);
    }
    const char *copy = arena_copy(arena, text_string(&names));
    text_free(&names);
    return copy;
}
