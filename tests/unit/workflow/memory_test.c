/* A case that is stepped on and on takes no growing memory: bytes are counted, not guessed from the process's size. */
#include "ring.h"

#include <malloc.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static const char *const events[] = {"next", "count", NULL};

static size_t bytes_now(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void open_ring(struct ring *ring)
{
    const char *source = getenv("SENDD_SRC");
    struct text path = TEXT_EMPTY;
    text_addf(&path, "%s/tests/bench/step.conf", source ? source : ".");
    bool fine = ring_open(ring, text_string(&path));
    text_free(&path);
    assert_true(fine);
}

static void a_hundred_thousand_steps_take_as_much_as_three_hundred(void **state)
{
    (void)state;
    struct ring ring;
    open_ring(&ring);
    assert_true(ring_steps(&ring, events, 300)); /* ten times round: every state has been entered */
    size_t before = bytes_now();
    if (before == 0) {
        ring_close(&ring);
        skip(); /* a sanitizer has its own malloc, which does not count */
    }
    for (int i = 0; i < 10; i++) {
        assert_true(ring_steps(&ring, events, 9990)); /* whole rounds */
        assert_int_equal(bytes_now(), before);
    }
    /* The control: steps whose arena is not given back. */
    struct arena *kept = ring.step;
    ring.step = arena_new();
    for (int i = 0; i < 100; i++) {
        arena_alloc(kept, 1000);
        assert_true(ring_steps(&ring, events, 30));
    }
    assert_true(bytes_now() > before + 100000);
    arena_free(kept);
    ring_close(&ring);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hundred_thousand_steps_take_as_much_as_three_hundred),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
