#include "env/seam.h"

#include "base/mem.h"

static bool before(const struct env_timer *a, const struct env_timer *b)
{
    return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void put(struct timer_heap *heap, size_t place, struct env_timer *timer)
{
    heap->items[place] = timer;
    timer->place = place;
}

static void sift_up(struct timer_heap *heap, size_t place, struct env_timer *timer)
{
    while (place > 0 && before(timer, heap->items[(place - 1) / 2])) {
        put(heap, place, heap->items[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    put(heap, place, timer);
}

static void sift_down(struct timer_heap *heap, size_t place, struct env_timer *timer)
{
    for (size_t child; (child = 2 * place + 1) < heap->count; place = child) {
        if (child + 1 < heap->count && before(heap->items[child + 1], heap->items[child]))
            child++;
        if (!before(heap->items[child], timer))
            break;
        put(heap, place, heap->items[child]);
    }
    put(heap, place, timer);
}

void heap_add(struct timer_heap *heap, struct env_timer *timer)
{
    if (heap->count == heap->room) {
        heap->room = heap->room ? 2 * heap->room : 16;
        heap->items = mem_resize(heap->items, heap->room, sizeof *heap->items);
    }
    timer->heap = heap;
    sift_up(heap, heap->count++, timer);
}

void heap_remove(struct env_timer *timer)
{
    struct timer_heap *heap = timer->heap;
    if (!heap)
        return;
    struct env_timer *last = heap->items[--heap->count];
    size_t place = timer->place;
    timer->heap = NULL;
    if (last == timer)
        return;
    if (place > 0 && before(last, heap->items[(place - 1) / 2]))
        sift_up(heap, place, last);
    else
        sift_down(heap, place, last);
}

void heap_free(struct timer_heap *heap)
{
    mem_free(heap->items);
    *heap = (struct timer_heap){0};
}

instant heap_first(const struct timer_heap *heap)
{
    return heap->count ? heap->items[0]->due : INSTANT_NEVER;
}
