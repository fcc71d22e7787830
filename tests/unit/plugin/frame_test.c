#include "plugin/frame.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void frame_put(struct text *out, const char *json)
{
    size_t size = strlen(json);
    unsigned char head[4] = {0, (unsigned char)(size >> 16), (unsigned char)(size >> 8), (unsigned char)size};
    text_add_n(out, head, sizeof head);
    text_add_n(out, json, size);
}

static void a_frame_is_length_then_json(void **state)
{
    (void)state;
    json_t *message = json_pack("{s:s}", "a", "é");
    struct text out = TEXT_EMPTY;
    assert_int_equal(frame_add(&out, message, NULL), 0);
    assert_int_equal(out.length, 4 + 10);
    assert_memory_equal(out.bytes, "\0\0\0\x0a{\"a\":\"\xc3\xa9\"}", 14);
    json_decref(message);
    text_free(&out);
}

/* Three frames, cut in two at every byte: the same three come out. */
static void frames_survive_every_split(void **state)
{
    (void)state;
    struct text whole = TEXT_EMPTY;
    frame_put(&whole, "{\"type\":\"ready\"}");
    frame_put(&whole, "{}");
    frame_put(&whole, "{\"type\":\"outcome\",\"outbox\":7}");
    for (size_t cut = 0; cut <= whole.length; cut++) {
        struct text buffer = TEXT_EMPTY;
        size_t found = 0;
        for (int half = 0; half < 2; half++) {
            size_t from = half ? cut : 0, to = half ? whole.length : cut;
            text_add_n(&buffer, whole.bytes + from, to - from);
            json_t *message;
            int taken;
            while ((taken = frame_take(&buffer, &message, NULL)) == 1) {
                found++;
                if (found == 3)
                    assert_int_equal(json_number(message, "outbox", 0), 7);
                json_decref(message);
            }
            assert_int_equal(taken, 0);
        }
        assert_int_equal(found, 3);
        assert_int_equal(buffer.length, 0);
        text_free(&buffer);
    }
    text_free(&whole);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } cases[] = {
        {"\x00\x10\x00\x01", 4},          /* one byte over the limit, told by the length alone */
        {"\xff\xff\xff\xff", 4},          /* 4 GiB */
        {"HTTP/1.1 200 OK", 15},          /* another protocol: 1,213,486,160 bytes */
        {"\0\0\0\0", 4},                  /* no JSON at all */
        {"\0\0\0\2[]", 6},                /* JSON, but no object */
        {"\0\0\0\5{\"a\":", 9},           /* cut off */
        {"\0\0\0\4{}{}", 8},              /* two values */
        {"\0\0\0\x0d{\"a\":1,\"a\":2}", 17}, /* a key twice */
        {"\0\0\0\x09{\"a\":\"\xff\"}", 13},  /* not UTF-8 */
        {"\0\0\0\x0e{\"a\":\"\\u0000\"}", 18}, /* a NUL would cut the text short */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text buffer = TEXT_EMPTY;
        text_add_n(&buffer, cases[i].bytes, cases[i].size);
        json_t *message;
        struct error error = ERROR_NONE;
        assert_true(frame_take(&buffer, &message, &error) < 0);
        assert_null(message);
        assert_int_not_equal(error.text[0], 0);
        text_free(&buffer);
    }
}

static json_t *message_of(size_t letters)
{
    char *bytes = mem_alloc(letters + 1);
    memset(bytes, 'x', letters);
    json_t *message = json_pack("{s:s}", "a", bytes);
    mem_free(bytes);
    return message;
}

static void the_limit_is_exact_on_both_sides(void **state)
{
    (void)state;
    struct text out = TEXT_EMPTY;
    json_t *message = message_of(FRAME_LIMIT - 8), *back;
    assert_int_equal(frame_add(&out, message, NULL), 0);
    assert_int_equal(frame_take(&out, &back, NULL), 1);
    assert_true(json_equal(message, back));
    json_decref(message);
    json_decref(back);
    message = message_of(FRAME_LIMIT - 7);
    assert_int_equal(frame_add(&out, message, NULL), SENDD_ELIMIT);
    assert_int_equal(out.length, 0);
    json_decref(message);
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_frame_is_length_then_json),
        cmocka_unit_test(frames_survive_every_split),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(the_limit_is_exact_on_both_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
