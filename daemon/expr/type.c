#include "expr/type.h"

#include <string.h>

const struct type type_nothing = {.kind = VALUE_ANY};

const struct type *type_basic(enum value_type kind)
{
    static const struct type basic[] = {
        {.kind = VALUE_NULL},   {.kind = VALUE_BOOL},      {.kind = VALUE_INT},      {.kind = VALUE_UINT},
        {.kind = VALUE_DOUBLE}, {.kind = VALUE_STRING},    {.kind = VALUE_BYTES},    {.kind = VALUE_DATE},
        {.kind = VALUE_PERIOD}, {.kind = VALUE_TIMESTAMP}, {.kind = VALUE_DURATION}, {.kind = VALUE_TYPE},
        {.kind = VALUE_LIST},   {.kind = VALUE_MAP},       {.kind = VALUE_ANY},
    };
    return &basic[kind];
}

const struct type *type_list(struct arena *arena, const struct type *item)
{
    struct type *type = arena_alloc(arena, sizeof *type);
    *type = (struct type){.kind = VALUE_LIST, .item = item};
    return type;
}

const struct type *type_map(struct arena *arena, const struct type *key, const struct type *item)
{
    struct type *type = arena_alloc(arena, sizeof *type);
    *type = (struct type){.kind = VALUE_MAP, .key = key, .item = item};
    return type;
}

const struct type *type_item(const struct type *type)
{
    return type->item ? type->item : type_basic(VALUE_ANY);
}

const struct type *type_key(const struct type *type)
{
    return type->key ? type->key : type_basic(VALUE_ANY);
}

bool type_fits(const struct type *given, const struct type *wanted)
{
    if (given->kind == VALUE_ANY || wanted->kind == VALUE_ANY)
        return true;
    if (given->kind != wanted->kind)
        return false;
    if (given->kind != VALUE_LIST && given->kind != VALUE_MAP)
        return true;
    return type_fits(type_key(given), type_key(wanted)) && type_fits(type_item(given), type_item(wanted));
}

bool type_comparable(const struct type *a, const struct type *b)
{
    if (a->kind == VALUE_ANY || b->kind == VALUE_ANY || a->kind == VALUE_NULL || b->kind == VALUE_NULL)
        return true;
    if (kind_is_number(a->kind) && kind_is_number(b->kind))
        return true;
    if (a->kind != b->kind)
        return false;
    if (a->kind != VALUE_LIST && a->kind != VALUE_MAP)
        return true;
    return type_comparable(type_key(a), type_key(b)) && type_comparable(type_item(a), type_item(b));
}

const struct type *type_join(struct arena *arena, const struct type *a, const struct type *b)
{
    if (a == b || b == &type_nothing)
        return a;
    if (a == &type_nothing)
        return b;
    if (a->kind != b->kind)
        return type_basic(VALUE_ANY);
    if (a->kind == VALUE_LIST)
        return type_list(arena, type_join(arena, type_item(a), type_item(b)));
    if (a->kind == VALUE_MAP)
        return type_map(arena, type_join(arena, type_key(a), type_key(b)),
                        type_join(arena, type_item(a), type_item(b)));
    return a;
}

bool kind_ordered(enum value_type a, enum value_type b)
{
    if (kind_is_number(a) && kind_is_number(b))
        return true;
    return a == b && a != VALUE_NULL && a != VALUE_TYPE && a != VALUE_LIST && a != VALUE_MAP &&
           a != VALUE_ANY;
}

bool kind_is_number(enum value_type kind)
{
    return kind == VALUE_INT || kind == VALUE_UINT || kind == VALUE_DOUBLE;
}

static const struct {
    const char *name, *title;
} kinds[] = {
    [VALUE_NULL] = {"null_type", "null"},
    [VALUE_BOOL] = {"bool", "true or false (bool)"},
    [VALUE_INT] = {"int", "a whole number (int)"},
    [VALUE_UINT] = {"uint", "an unsigned number (uint)"},
    [VALUE_DOUBLE] = {"double", "a number (double)"},
    [VALUE_STRING] = {"string", "a string"},
    [VALUE_BYTES] = {"bytes", "bytes"},
    [VALUE_DATE] = {"date", "a date"},
    [VALUE_PERIOD] = {"period", "a length of time"},
    [VALUE_TIMESTAMP] = {"google.protobuf.Timestamp", "a timestamp"},
    [VALUE_DURATION] = {"google.protobuf.Duration", "a duration"},
    [VALUE_TYPE] = {"type", "a type"},
    [VALUE_LIST] = {"list", "a list"},
    [VALUE_MAP] = {"map", "a map"},
    [VALUE_ANY] = {"dyn", "any value"},
};

const char *kind_title(enum value_type kind)
{
    return kinds[kind].title;
}

const char *kind_name(enum value_type kind)
{
    return kinds[kind].name;
}

enum value_type kind_named(const char *name)
{
    enum value_type kind = VALUE_NULL;
    while (kind < VALUE_ANY && strcmp(kinds[kind].name, name) != 0)
        kind++;
    return kind;
}

static void name_write(const struct type *type, struct text *out)
{
    text_add(out, kinds[type->kind].name);
    if (type->kind != VALUE_LIST && type->kind != VALUE_MAP)
        return;
    text_add_char(out, '<');
    if (type->kind == VALUE_MAP) {
        name_write(type_key(type), out);
        text_add(out, ", ");
    }
    name_write(type_item(type), out);
    text_add_char(out, '>');
}

const char *type_name(const struct type *type, struct arena *arena)
{
    struct text name = TEXT_EMPTY;
    name_write(type, &name);
    const char *copy = arena_copy(arena, text_string(&name));
    text_free(&name);
    return copy;
}
