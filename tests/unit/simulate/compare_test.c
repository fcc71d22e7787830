/* Two runs' facts: what is matched with what, and what is said about the rest. */
#include "simulate/compare.h"
#include "simulate/facts.h"
#include "simulate/simulate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* "KIND CASE WHAT VALUE[=TEXT]" each, ended by NULL. */
static void facts_fill(struct arena *arena, const char *const *lines, struct list *out)
{
    for (; *lines; lines++) {
        char kind[16], kase[16], what[16], value[16], text[16] = "";
        assert_true(sscanf(*lines, "%15s %15s %15s %15[^=]=%15s", kind, kase, what, value, text) >= 4);
        struct fact *fact = arena_alloc(arena, sizeof *fact);
        *fact = (struct fact){arena_copy(arena, kind),
                              arena_copy(arena, kase),
                              arena_copy(arena, what),
                              "you",
                              arena_copy(arena, value),
                              arena_copy(arena, value),
                              "",
                              arena_copy(arena, text)};
        list_add(out, fact);
    }
}

static void differ(const char *const *before, const char *const *after, const char *wanted)
{
    struct arena *arena = arena_new();
    struct list old = LIST_EMPTY, new = LIST_EMPTY;
    struct text out = TEXT_EMPTY;
    size_t i;
    json_t *row;
    facts_fill(arena, before, &old);
    facts_fill(arena, after, &new);
    json_t *list = facts_compare(&old, &new);
    json_array_foreach(list, i, row) {
        const char *a = json_text(row, "before"), *b = json_text(row, "after");
        text_addf(&out, "%s %s %s %s>%s%s\n", json_text(row, "kind"), json_text(row, "case"), json_text(row, "what"),
                  a ? a : "-", b ? b : "-", json_is_true(json_object_get(row, "reads")) ? " reads" : "");
    }
    assert_string_equal(text_string(&out), wanted);
    json_decref(list);
    text_free(&out);
    list_free(&old);
    list_free(&new);
    arena_free(arena);
}

#define FACTS(...) ((const char *const[]){__VA_ARGS__, NULL})
static const char *const none[] = {NULL};

static void what_is_alike_is_not_told(void **context)
{
    (void)context;
    differ(none, none, "");
    differ(FACTS("date A d 2026-01-02", "message A t 2026-01-03=x"),
           FACTS("message A t 2026-01-03=x", "date A d 2026-01-02"), "");
}

static void one_that_moved_is_told_once(void **context)
{
    (void)context;
    differ(FACTS("date A d 2026-01-02"), FACTS("date A d 2026-01-05"), "date A d 2026-01-02>2026-01-05\n");
    differ(FACTS("date A d 2026-01-02"), FACTS("date A e 2026-01-02"),
           "date A d 2026-01-02>-\ndate A e ->2026-01-02\n");
    differ(FACTS("date A d 2026-01-02"), FACTS("date B d 2026-01-02"),
           "date A d 2026-01-02>-\ndate B d ->2026-01-02\n");
    differ(FACTS("date A d 2026-01-02"), FACTS("overdue A d 2026-01-02"),
           "date A d 2026-01-02>-\noverdue A d ->2026-01-02\n");
}

static void one_more_does_not_shift_the_others(void **context)
{
    (void)context;
    differ(FACTS("message A t 2026-01-10", "message A t 2026-01-20"),
           FACTS("message A t 2026-01-05", "message A t 2026-01-10", "message A t 2026-01-20"),
           "message A t ->2026-01-05\n");
    differ(FACTS("message A t 2026-01-10", "message A t 2026-01-20"), FACTS("message A t 2026-01-20"),
           "message A t 2026-01-10>-\n");
    differ(FACTS("message A t 2026-01-10", "message A t 2026-01-20"),
           FACTS("message A t 2026-01-11", "message A t 2026-01-20"), "message A t 2026-01-10>2026-01-11\n");
}

static void a_message_that_reads_differently_is_told(void **context)
{
    (void)context;
    differ(FACTS("message A t 2026-01-10=x"), FACTS("message A t 2026-01-10=y"),
           "message A t 2026-01-10>2026-01-10 reads\n");
}

static void the_differences_are_in_the_order_of_their_days(void **context)
{
    (void)context;
    differ(FACTS("date B d 2026-03-01"), FACTS("date A d 2026-02-01", "overdue A d 2026-01-01"),
           "overdue A d ->2026-01-01\ndate A d ->2026-02-01\ndate B d 2026-03-01>-\n");
}

static void a_report_says_it_in_words(void **context)
{
    (void)context;
    struct text out = TEXT_EMPTY;
    json_t *side =
        json_pack("{s:i, s:i, s:i, s:i, s:i}", "cases", 1, "messages", 2, "held", 0, "overdue", 0, "stops", 0);
    json_t *result =
        json_pack("{s:s, s:s, s:s, s:O, s:o, s:[], s:[{s:s, s:s, s:s, s:s, s:s, s:n, s:s, s:s, s:b}]}", "from",
                  "2026-01-01", "to", "2026-02-01", "store", "x.db", "before", side, "after", side, "weeks",
                  "differences", "day", "2026-01-05", "kind", "message", "case", "SEN-1", "what", "invite", "to",
                  "contact/C1", "before", "after", "2026-01-05", "detail", "", "reads", 0);
    simulation_print(result, &out);
    assert_non_null(strstr(text_string(&out), "a copy of x.db, from 2026-01-01 to 2026-02-01"));
    assert_non_null(strstr(text_string(&out),
                           "\n2026-01-05\n  SEN-1: invite to contact/C1 goes on 2026-01-05, before it did not\n"));
    text_free(&out);
    json_decref(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_alike_is_not_told),
        cmocka_unit_test(one_that_moved_is_told_once),
        cmocka_unit_test(one_more_does_not_shift_the_others),
        cmocka_unit_test(a_message_that_reads_differently_is_told),
        cmocka_unit_test(the_differences_are_in_the_order_of_their_days),
        cmocka_unit_test(a_report_says_it_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
