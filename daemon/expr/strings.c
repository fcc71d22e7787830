/* Functions of strings and bytes, and those that lists share with them. */
#include "expr/functions.h"

#include <string.h>

bool string_add(struct run *run, const struct value *arguments, struct value *out)
{
    const struct value *a = &arguments[0], *b = &arguments[1];
    size_t length = a->string.length + b->string.length;
    if (!run_pay(run, length / 8))
        return false;
    char *bytes = arena_alloc(run_arena(run), length + 1);
    memcpy(bytes, a->string.bytes, a->string.length);
    memcpy(bytes + a->string.length, b->string.bytes, b->string.length);
    *out = (struct value){.kind = a->kind, .string = {bytes, length}};
    return true;
}

bool list_join(struct run *run, const struct value *arguments, struct value *out)
{
    size_t first = arguments[0].many.count, count = first + arguments[1].many.count;
    if (!run_pay(run, count * 4))
        return false;
    struct value *items = arena_alloc(run_arena(run), (count + 1) * sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = i < first ? value_item(&arguments[0], i) : value_item(&arguments[1], i - first);
    *out = value_many(VALUE_LIST, items, count);
    return true;
}

bool string_size(struct run *run, const struct value *arguments, struct value *out)
{
    if (!run_pay(run, arguments[0].string.length / 8))
        return false;
    *out = value_int((int64_t)utf8_count(arguments[0].string.bytes, arguments[0].string.length));
    return true;
}

bool bytes_size(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_int((int64_t)arguments[0].string.length);
    return true;
}

bool many_size(struct run *run, const struct value *arguments, struct value *out)
{
    (void)run;
    *out = value_int((int64_t)arguments[0].many.count);
    return true;
}

bool string_starts_with(struct run *run, const struct value *arguments, struct value *out)
{
    size_t length = arguments[1].string.length;
    if (!run_pay(run, length / 8))
        return false;
    *out = value_bool(length <= arguments[0].string.length &&
                      memcmp(arguments[0].string.bytes, arguments[1].string.bytes, length) == 0);
    return true;
}

bool string_ends_with(struct run *run, const struct value *arguments, struct value *out)
{
    size_t whole = arguments[0].string.length, length = arguments[1].string.length;
    if (!run_pay(run, length / 8))
        return false;
    *out = value_bool(length <= whole && memcmp(arguments[0].string.bytes + whole - length,
                                                arguments[1].string.bytes, length) == 0);
    return true;
}

bool string_contains(struct run *run, const struct value *arguments, struct value *out)
{
    if (!run_pay(run, (arguments[0].string.length + arguments[1].string.length) / 8))
        return false;
    *out = value_bool(arguments[1].string.length == 0 ||
                      memmem(arguments[0].string.bytes, arguments[0].string.length, arguments[1].string.bytes,
                             arguments[1].string.length) != NULL);
    return true;
}
