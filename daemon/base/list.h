/* The one list: a growing array of pointers. It owns the array, never what the pointers point to. */
#ifndef SENDD_BASE_LIST_H
#define SENDD_BASE_LIST_H

#include <stddef.h>

struct list {
    void **items; /* NULL while empty */
    size_t count;
    size_t room;
};

#define LIST_EMPTY ((struct list){NULL, 0, 0})

void list_add(struct list *list, void *item);
/* Removes the item at INDEX, keeping the order of the others. */
void list_remove(struct list *list, size_t index);
void list_clear(struct list *list); /* count 0, memory kept */
void list_free(struct list *list);
void list_release(void *list); /* the same, for arena_defer */

#endif
