/* Names, members and indexes: what the scope says of them. */
#include "expr/check.h"

#include <string.h>

static bool name_unknown(struct checker *checker, const struct node *node, const struct scope_name *parent)
{
    const char *near = scope_suggest(checker->scope, parent, node->name);
    const char *names = scope_names(checker->scope, parent, checker->source->arena);
    source_fault(checker->source, node->offset, "there is no \"%s\"%s%s%s", node->name,
                 parent ? " in \"" : "", parent ? parent->path : "", parent ? "\"" : "");
    if (near)
        return source_hint(checker->source, "did you mean \"%s\"?", near);
    if (node->kind == NODE_NAME && !*names)
        return source_hint(checker->source, "no names are known here; a string needs quotes: '%s'",
                           node->name);
    if (node->kind == NODE_NAME)
        return source_hint(checker->source, "known here: %s; a string needs quotes: '%s'", names, node->name);
    return source_hint(checker->source, "known there: %s", *names ? names : "nothing");
}

/* A macro's own variable of this name, the innermost first. */
static bool find_variable(const struct checker *checker, struct node *node)
{
    for (size_t i = node->rooted ? 0 : checker->variable_count; i-- > 0;) {
        if (strcmp(checker->variables[i].name, node->name) != 0)
            continue;
        node->kind = NODE_VARIABLE;
        node->slot = i;
        node->type = checker->variables[i].type;
        return true;
    }
    return false;
}

/* Names of types are values: int, list, google.protobuf.Timestamp. */
static bool find_type(struct checker *checker, struct node *node)
{
    const char *path = node_path(node, checker->source->arena);
    enum value_type kind = path ? kind_named(path) : VALUE_ANY;
    if (kind == VALUE_ANY)
        return false;
    node->kind = NODE_LITERAL;
    node->count = 0;
    node->literal = value_type(kind);
    node->type = type_basic(VALUE_TYPE);
    return true;
}

bool check_name(struct checker *checker, struct node *node)
{
    if (find_variable(checker, node))
        return true;
    node->declared = scope_find(checker->scope, NULL, node->name);
    if (!node->declared)
        return find_type(checker, node) || name_unknown(checker, node, NULL);
    node->type = type_basic(node->declared->type);
    return true;
}

/* Whether the whole path before NODE is of names that nothing declares: then it may be a type's name. */
static bool is_bare_path(const struct checker *checker, const struct node *node)
{
    while (node->kind == NODE_SELECT)
        node = node->items[0];
    if (node->kind != NODE_NAME || scope_find(checker->scope, NULL, node->name))
        return false;
    for (size_t i = 0; i < checker->variable_count; i++) {
        if (strcmp(checker->variables[i].name, node->name) == 0)
            return false;
    }
    return true;
}

/* Whether only its declared members are there; it may have none. */
static bool is_closed(const struct scope_name *name)
{
    return !name->open && name->type == VALUE_MAP;
}

bool check_select(struct checker *checker, struct node *node)
{
    struct node *target = node->items[0];
    if (is_bare_path(checker, target) && find_type(checker, node))
        return true;
    if (!check_node(checker, target))
        return false;
    node->type = target->type->kind == VALUE_MAP ? type_item(target->type) : type_basic(VALUE_ANY);
    const struct scope_name *parent = target->declared;
    node->declared = parent ? scope_find(checker->scope, parent, node->name) : NULL;
    if (node->declared)
        node->type = type_basic(node->declared->type);
    if (parent && !node->declared && is_closed(parent))
        return name_unknown(checker, node, parent);
    if (type_fits(target->type, type_basic(VALUE_MAP)))
        return true;
    return source_fault(checker->source, node->offset, "%s has no members, so \".%s\" means nothing",
                        kind_title(target->type->kind), node->name);
}

/* fields['outcome'] is fields.outcome, with its type. */
bool check_index(struct checker *checker, struct node *node)
{
    struct node *target = node->items[0], *key = node->items[1];
    if (!check_node(checker, target) || !check_node(checker, key))
        return false;
    node->type = type_item(target->type);
    bool path = target->declared && is_closed(target->declared) && key->kind == NODE_LITERAL && key->literal.kind == VALUE_STRING;
    if (path) {
        node->kind = NODE_SELECT;
        node->name = key->literal.string.bytes;
        node->count = 1;
        return check_select(checker, node);
    }
    enum value_type kind = target->type->kind;
    if (kind != VALUE_MAP && kind != VALUE_LIST && kind != VALUE_ANY)
        return source_fault(checker->source, node->offset,
                            "only a list or a map can be indexed, and this is %s", kind_title(kind));
    bool number = kind_is_number(key->type->kind) || key->type->kind == VALUE_ANY;
    if (kind == VALUE_LIST && !number)
        return source_fault(checker->source, key->offset, "a list is indexed by a whole number, not by %s",
                            kind_title(key->type->kind));
    if (kind == VALUE_MAP && !type_comparable(key->type, type_key(target->type)))
        return source_fault(checker->source, key->offset, "the keys of this map are %s, and never %s",
                            kind_title(type_key(target->type)->kind), kind_title(key->type->kind));
    return true;
}
