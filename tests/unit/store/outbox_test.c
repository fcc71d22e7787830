/* Lanes: in order per case and recipient, and nothing that is dead, held or unknown holds the next one back.
 * Random traffic is compared with a model that sorts a list. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

static struct outbox message(struct fixture *f, int64_t kase, const char *recipient, enum outbox_state state)
{
    static unsigned made;
    return (struct outbox){.kase = kase,
                           .school = "oakfield",
                           .key = arena_printf(f->arena, "%032x", ++made),
                           .notice = "notice.requested",
                           .recipient = recipient,
                           .instance = "mail",
                           .address = "a@example.org",
                           .subject = "A case",
                           .body = "There is news.",
                           .state = state,
                           .intended = START,
                           .next_try = START};
}

static int64_t put(struct fixture *f, int64_t kase, const char *recipient, enum outbox_state state)
{
    struct outbox row = message(f, kase, recipient, state);
    OK(f, store_outbox_put(f->store, &row, &f->error));
    return row.id;
}

static enum outbox_state state_of(struct fixture *f, int64_t id)
{
    struct outbox row;
    OK(f, store_outbox_get(f->store, id, f->arena, &row, &f->error));
    return row.state;
}

static void outcome(struct fixture *f, int64_t id, const char *kind, enum outbox_state state)
{
    OK(f, store_outbox_outcome(f->store, id, kind, "250 Ok", NULL, state, START, START, &f->error));
}

static void gives_back_what_was_put(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    OK(f, store_begin(f->store, &f->error));
    struct outbox in = message(f, kase->id, "contact/C0001", OUTBOX_READY), out;
    OK(f, store_outbox_put(f->store, &in, &f->error));
    OK(f, store_outbox_outcome(f->store, in.id, "accepted", "taken in", "REF-7", OUTBOX_ACCEPTED, START,
                               START, &f->error));
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_outbox_get(f->store, in.id, f->arena, &out, &f->error));
    assert_string_equal(in.key, out.key);
    assert_string_equal("PLAN-2026-0001", out.reference);
    assert_string_equal("oakfield", out.school);
    assert_string_equal("There is news.", out.body);
    assert_string_equal("REF-7", out.result);
    assert_string_equal("taken in", out.detail);
    assert_int_equal(1, out.attempts);
    json_t *attempts;
    OK(f, store_outbox_attempts(f->store, in.id, &attempts, &f->error));
    assert_int_equal(1, json_array_size(attempts));
    assert_string_equal("accepted", json_text(json_array_get(attempts, 0), "kind"));
    assert_string_equal("2026-09-01T01:00:00+01:00", json_text(json_array_get(attempts, 0), "at"));
    json_decref(attempts);
    assert_int_equal(SENDD_ENOTFOUND, store_outbox_get(f->store, 999, f->arena, &out, &f->error));
    fixture_free(f);
}

static void keeps_a_lane_in_order(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    OK(f, store_begin(f->store, &f->error));
    int64_t first = put(f, 7, "contact/C0001", OUTBOX_READY),
            second = put(f, 7, "contact/C0001", OUTBOX_READY);
    int64_t third = put(f, 7, "contact/C0001", OUTBOX_READY),
            other = put(f, 7, "contact/C0002", OUTBOX_READY);
    assert_int_equal(OUTBOX_READY, state_of(f, first));
    assert_int_equal(OUTBOX_WAITING, state_of(f, second));
    assert_int_equal(OUTBOX_READY, state_of(f, other));
    outcome(f, first, "retry", OUTBOX_READY);
    assert_int_equal(OUTBOX_WAITING, state_of(f, second));
    outcome(f, first, "unknown", OUTBOX_UNKNOWN);
    assert_int_equal(OUTBOX_READY, state_of(f, second));
    OK(f, store_outbox_retry(f->store, first, START, &f->error));
    assert_int_equal(OUTBOX_WAITING, state_of(f, first));
    outcome(f, second, "rejected", OUTBOX_DEAD);
    assert_int_equal(OUTBOX_READY, state_of(f, third)); /* before the first, which went behind */
    outcome(f, third, "delivered", OUTBOX_DELIVERED);
    assert_int_equal(OUTBOX_READY, state_of(f, first));
    OK(f, store_commit(f->store, &f->error));
    fixture_free(f);
}

static void refuses_what_makes_no_sense(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    OK(f, store_begin(f->store, &f->error));
    int64_t first = put(f, 7, "contact/C0001", OUTBOX_READY),
            second = put(f, 7, "contact/C0001", OUTBOX_READY);
    assert_int_equal(SENDD_ECONFLICT, store_outbox_retry(f->store, first, START, &f->error));
    assert_int_equal(SENDD_ECONFLICT, store_outbox_outcome(f->store, second, "delivered", NULL, NULL,
                                                           OUTBOX_DELIVERED, START, START, &f->error));
    assert_int_equal(SENDD_ENOTFOUND, store_outbox_retry(f->store, 4711, START, &f->error));
    struct outbox row = message(f, 7, "contact/C0001", OUTBOX_READY);
    row.key = "short";
    assert_int_equal(SENDD_EINVALID, store_outbox_put(f->store, &row, &f->error));
    row = message(f, 7, "contact/C0001", OUTBOX_DEAD);
    assert_int_equal(SENDD_EINVALID, store_outbox_put(f->store, &row, &f->error));
    row = message(f, 7, "contact/C0001", OUTBOX_READY);
    row.school = "nowhere";
    assert_int_equal(SENDD_EINVALID, store_outbox_put(f->store, &row, &f->error));
    assert_int_equal(-1, outbox_state_from("lost"));
    assert_int_equal(OUTBOX_HELD, outbox_state_from(outbox_state_name(OUTBOX_HELD)));
    store_rollback(f->store);
    fixture_free(f);
}

static void hands_out_what_is_due(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct list due = LIST_EMPTY, instances = LIST_EMPTY;
    int64_t ids[5];
    OK(f, store_begin(f->store, &f->error));
    for (int i = 0; i < 5; i++) {
        struct outbox row = message(f, i + 1, "contact/C0001", OUTBOX_READY);
        row.next_try = START + SECONDS(10 - i);
        if (i == 4)
            row.instance = "web";
        OK(f, store_outbox_put(f->store, &row, &f->error));
        ids[i] = row.id;
    }
    OK(f, store_commit(f->store, &f->error));
    OK(f, store_outbox_instances(f->store, f->arena, &instances, &f->error));
    assert_int_equal(2, instances.count);
    assert_string_equal("mail", instances.items[0]);
    assert_string_equal("web", instances.items[1]);
    OK(f, store_outbox_due(f->store, "mail", START + SECONDS(9), (int64_t[]){ids[2]}, 1, 10, f->arena, &due,
                           &f->error));
    assert_int_equal(2, due.count); /* ids[3] at 7 s, ids[1] at 9 s; ids[2] is under way */
    assert_int_equal(ids[3], ((struct outbox *)due.items[0])->id);
    assert_int_equal(ids[1], ((struct outbox *)due.items[1])->id);
    struct next_due next;
    OK(f, store_next_due(f->store, START + SECONDS(9), &next, &f->error));
    assert_int_equal(START + SECONDS(10), next.outbox);
    OK(f, store_next_due(f->store, START + SECONDS(10), &next, &f->error));
    assert_true(next.outbox == INSTANT_NEVER);
    list_free(&due);
    list_free(&instances);
    fixture_free(f);
}

static void lists_for_people(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    struct kase *kase = fixture_case(f, "PLAN-2026-0001", "pupil/P0001");
    OK(f, store_begin(f->store, &f->error));
    put(f, kase->id, "contact/C0001", OUTBOX_READY);
    put(f, kase->id, "contact/C0001", OUTBOX_HELD);
    put(f, 0, "authority/820", OUTBOX_READY);
    OK(f, store_commit(f->store, &f->error));
    static const struct {
        int state;
        const char *school, *reference;
        int64_t after;
        size_t rows;
    } cases[] = {
        {-1, NULL, NULL, 0, 3},
        {-1, NULL, NULL, 1, 2},
        {-1, "elmbank", NULL, 0, 0},
        {OUTBOX_HELD, NULL, NULL, 0, 1},
        {OUTBOX_READY, NULL, NULL, 0, 2},
        {-1, NULL, "PLAN-2026-0001", 0, 2},
        {OUTBOX_HELD, "oakfield", "PLAN-2026-0001", 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outbox_filter filter = {.state = cases[i].state,
                                       .school = cases[i].school,
                                       .reference = cases[i].reference,
                                       .after = cases[i].after,
                                       .limit = 100};
        json_t *list;
        OK(f, store_outbox_list(f->store, &filter, &list, &f->error));
        assert_int_equal(cases[i].rows, json_array_size(list));
        json_decref(list);
    }
    struct outbox_filter filter = {.state = -1, .reference = "PLAN-2026-9999", .limit = 100};
    json_t *list;
    assert_int_equal(SENDD_ENOTFOUND, store_outbox_list(f->store, &filter, &list, &f->error));
    fixture_free(f);
}

/* --- the model --- */

enum { MESSAGES = 400, LANES = 5 };
struct model {
    struct {
        int64_t id, turn;
        int lane;
        enum outbox_state state; /* READY for any that is in its lane */
    } rows[MESSAGES];
    int count;
    int64_t turn;
};

static enum outbox_state model_state(const struct model *model, int which)
{
    enum outbox_state state = model->rows[which].state;
    for (int i = 0; state == OUTBOX_READY && i < model->count; i++) {
        if (model->rows[i].lane == model->rows[which].lane && model->rows[i].state == OUTBOX_READY &&
            model->rows[i].turn < model->rows[which].turn)
            return OUTBOX_WAITING;
    }
    return state;
}

static void model_compare(struct fixture *f, const struct model *model)
{
    for (int i = 0; i < model->count; i++)
        assert_int_equal(model_state(model, i), state_of(f, model->rows[i].id));
}

static void model_put(struct fixture *f, struct model *model, uint64_t *seed)
{
    char recipient[16];
    int lane = (int)fixture_random(seed, LANES);
    enum outbox_state state = fixture_random(seed, 8) ? OUTBOX_READY : OUTBOX_HELD;
    snprintf(recipient, sizeof recipient, "contact/C%d", lane % 2);
    if (model->count == MESSAGES)
        return;
    model->rows[model->count].id = put(f, lane / 2, recipient, state);
    model->rows[model->count].turn = ++model->turn;
    model->rows[model->count].lane = lane;
    model->rows[model->count++].state = state;
}

static void model_act(struct fixture *f, struct model *model, uint64_t *seed)
{
    static const enum outbox_state ends[] = {OUTBOX_DELIVERED, OUTBOX_ACCEPTED, OUTBOX_DEAD,
                                             OUTBOX_UNKNOWN,   OUTBOX_HELD,     OUTBOX_READY};
    int which = (int)fixture_random(seed, (uint32_t)model->count);
    enum outbox_state state = model_state(model, which);
    if (state == OUTBOX_READY) {
        enum outbox_state end = ends[fixture_random(seed, 6)];
        outcome(f, model->rows[which].id, "some", end);
        model->rows[which].state = end;
    } else if (state >= OUTBOX_DEAD) {
        OK(f, store_outbox_retry(f->store, model->rows[which].id, START, &f->error));
        model->rows[which].state = OUTBOX_READY;
        model->rows[which].turn = ++model->turn;
    }
}

static void follows_the_model(void **state)
{
    (void)state;
    struct fixture *f = fixture_new();
    static struct model model, before;
    uint64_t seed = 20260901;
    for (int round = 0; round < 150; round++) {
        before = model;
        OK(f, store_begin(f->store, &f->error));
        for (int i = 0; i < 8; i++) {
            if (!model.count || fixture_random(&seed, 3) == 0)
                model_put(f, &model, &seed);
            else
                model_act(f, &model, &seed);
        }
        if (fixture_random(&seed, 6)) {
            OK(f, store_commit(f->store, &f->error));
        } else {
            store_rollback(f->store);
            model = before;
        }
        model_compare(f, &model);
        arena_reset(f->arena);
    }
    assert_true(model.count > 300);
    assert_int_equal(fixture_number(f, "SELECT outbox_waiting FROM counts"),
                     fixture_number(f, "SELECT count(*) FROM outbox WHERE state = 0"));
    fixture_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_was_put),
        cmocka_unit_test(keeps_a_lane_in_order),
        cmocka_unit_test(refuses_what_makes_no_sense),
        cmocka_unit_test(hands_out_what_is_due),
        cmocka_unit_test(lists_for_people),
        cmocka_unit_test(follows_the_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
