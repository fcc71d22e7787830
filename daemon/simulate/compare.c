#include "simulate/compare.h"

#include "simulate/facts.h"

#include <stdlib.h>
#include <string.h>

static int name_order(const struct fact *a, const struct fact *b)
{
    int order = strcmp(a->kind, b->kind);
    if (!order)
        order = strcmp(a->kase, b->kase);
    if (!order)
        order = strcmp(a->what, b->what);
    return order ? order : strcmp(a->to, b->to);
}

static int fact_order(const void *left, const void *right)
{
    const struct fact *a = *(struct fact *const *)left, *b = *(struct fact *const *)right;
    int order = name_order(a, b);
    if (!order)
        order = strcmp(a->value, b->value);
    if (!order)
        order = strcmp(a->detail, b->detail);
    return order ? order : strcmp(a->text, b->text);
}

static void facts_sort(struct list *facts)
{
    if (facts->count > 1)
        qsort(facts->items, facts->count, sizeof *facts->items, fact_order);
}

static void difference_add(json_t *out, const struct fact *before, const struct fact *after)
{
    const struct fact *one = after ? after : before;
    json_array_append_new(out,
                          json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s, s:b}", "day", one->day, "kind",
                                    one->kind, "case", one->kase, "what", one->what, "to", one->to, "before",
                                    before ? before->value : NULL, "after", after ? after->value : NULL, "detail",
                                    one->detail, "reads", before && after && !strcmp(before->value, after->value)));
}

/* Takes what is alike on both sides away; the same value with another text is told at once. */
static void alike_drop(json_t *out, struct list *before, struct list *after)
{
    size_t i = 0, j = 0;
    while (i < before->count && j < after->count) {
        const struct fact *a = before->items[i], *b = after->items[j];
        int order = strcmp(a->value, b->value);
        if (!order) {
            if (strcmp(a->text, b->text) != 0)
                difference_add(out, a, b);
            list_remove(before, i);
            list_remove(after, j);
        } else if (order < 0) {
            i++;
        } else {
            j++;
        }
    }
}

static void group_compare(json_t *out, struct list *before, struct list *after)
{
    alike_drop(out, before, after);
    size_t most = before->count > after->count ? before->count : after->count;
    for (size_t i = 0; i < most; i++)
        difference_add(out, i < before->count ? before->items[i] : NULL, i < after->count ? after->items[i] : NULL);
    list_clear(before);
    list_clear(after);
}

/* Moves those at *INDEX that are named as NAME to GROUP. */
static void group_take(const struct list *facts, size_t *index, const struct fact *name, struct list *group)
{
    while (*index < facts->count && !name_order(facts->items[*index], name))
        list_add(group, facts->items[(*index)++]);
}

static int difference_order(const void *left, const void *right)
{
    static const char *const keys[] = {"day", "kind", "case", "what", "to", "before", "after"};
    const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *x = json_text(a, keys[i]), *y = json_text(b, keys[i]);
        int order = strcmp(x ? x : "", y ? y : "");
        if (order)
            return order;
    }
    return 0;
}

static json_t *by_day(json_t *differences)
{
    struct list rows = LIST_EMPTY;
    json_t *sorted = json_array(), *row;
    size_t i;
    json_array_foreach(differences, i, row)
        list_add(&rows, row);
    if (rows.count > 1)
        qsort(rows.items, rows.count, sizeof *rows.items, difference_order);
    for (i = 0; i < rows.count; i++)
        json_array_append(sorted, rows.items[i]);
    list_free(&rows);
    json_decref(differences);
    return sorted;
}

json_t *facts_compare(struct list *before, struct list *after)
{
    json_t *out = json_array();
    struct list old = LIST_EMPTY, new = LIST_EMPTY;
    facts_sort(before);
    facts_sort(after);
    for (size_t i = 0, j = 0; i < before->count || j < after->count;) {
        const struct fact *a = i < before->count ? before->items[i] : NULL;
        const struct fact *b = j < after->count ? after->items[j] : NULL;
        const struct fact *name = !a ? b : !b ? a : name_order(a, b) <= 0 ? a : b;
        group_take(before, &i, name, &old);
        group_take(after, &j, name, &new);
        group_compare(out, &old, &new);
    }
    list_free(&old);
    list_free(&new);
    return by_day(out);
}
