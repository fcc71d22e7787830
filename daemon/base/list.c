#include "base/list.h"

#include "base/mem.h"

#include <string.h>

void list_add(struct list *list, void *item)
{
    if (list->count == list->room) {
        list->room = list->room ? list->room * 2 : 8;
        list->items = mem_resize(list->items, list->room, sizeof *list->items);
    }
    list->items[list->count++] = item;
}

void list_remove(struct list *list, size_t index)
{
    if (index >= list->count)
        return;
    list->count--;
    memmove(list->items + index, list->items + index + 1, (list->count - index) * sizeof *list->items);
}

void list_clear(struct list *list)
{
    list->count = 0;
}

void list_free(struct list *list)
{
    mem_free(list->items);
    *list = LIST_EMPTY;
}

void list_release(void *list)
{
    list_free(list);
}
