/* Good files, broken thousands of ways from one seed: nothing crashes, nothing is refused without a word, and
 * the library never meets a file that the scan let through and it then refuses. */
#include "config/conf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MUTANTS 40000

static const struct conf_schema group_schema;
static const struct conf_key group_keys[] = {
    {.name = "id", .type = CONF_STRING},
    {.name = "entry", .type = CONF_STRINGS},
    {.name = "version", .type = CONF_INT, .fallback = "1", .minimum = 0, .maximum = 100},
    {.name = "final", .type = CONF_BOOL, .fallback = "false"},
    {.name = "to", .type = CONF_SCALAR},
    {.name = "values", .type = CONF_MAP},
    {.name = "groups", .type = CONF_MAP, .of = &group_schema},
    {.name = "one", .type = CONF_GROUP, .of = &group_schema},
    {.name = "states", .type = CONF_GROUPS, .of = &group_schema},
    {0},
};
static const struct conf_schema group_schema = {"group", "Anything.", group_keys};

static const char *const good[] = {
    ("# a workflow\none = {\n  id = \"ehc\"; version = 3;\n  groups = { a = { id = \"date\"; }; b = { id = "
     "\"x\"; }; };\n"
     "  states = (\n    { id = \"deciding\"; entry = [\"a\", \"b\"];\n      states = ( { id = \"s\"; final = "
     "true; } ); },\n"
     "    { id = \"done\"; final = true; }\n  );\n};\n"),
    ("// values\nvalues = { a = 1; b = 5000000000L; c = -1.5e3; d = true; e = \"text \\\"quoted\\\" \\x41\"; "
     "f = 0x1F; };\n"
     "/* a comment\n   of two lines */\nid = \"many\n lines\n\"; to = .5;\nentry = \"one\" \"two\";\n"),
    ("states = ( { id = \"\xC3\xA9t\xC3\xA9\"; }, { to = (); } );\nentry = ( \"a\", \"b\", \"c\" );\none : { "
     "version = 0, final = FALSE };\n"),
};

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static size_t pick(uint64_t *seed, size_t below)
{
    return below ? (size_t)(random_next(seed) % below) : 0;
}

static void mutate(struct text *text, uint64_t *seed)
{
    static const char marks[] = "{}[]()=:;,\"'\\/*#@\n\r\t x9L.-+eE\x01\xC3\xFF_";
    char piece[16];
    size_t at = pick(seed, text->length), span = 1 + pick(seed, 12);
    if (!text->length)
        return;
    if (span > text->length - at)
        span = text->length - at;
    switch (pick(seed, 6)) {
    case 0:
        text->bytes[at] = marks[pick(seed, sizeof marks)];
        break;
    case 1:
        memmove(text->bytes + at, text->bytes + at + span, text->length - at - span);
        text->length -= span;
        break;
    case 2:
        memcpy(piece, text->bytes + at, span);
        text_add_n(text, piece, span);
        break;
    case 3:
        text->length = at;
        break;
    case 4:
        memcpy(piece, text->bytes + at, span);
        memcpy(text->bytes + pick(seed, text->length - span + 1), piece, span);
        break;
    default:
        text->bytes[at] = (char)random_next(seed);
    }
}

/* A file read into a tree becomes JSON and the same tree again. */
static void tree_prove(struct conf_node *root, struct arena *arena)
{
    struct faults *faults = faults_new(arena);
    json_t *first = conf_to_json(root);
    struct conf_node *back = conf_from_json(arena, "again", first, &group_schema, faults);
    assert_non_null(back);
    assert_int_equal(faults->errors, 0);
    json_t *second = conf_to_json(back);
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
}

struct tally {
    size_t clean, faulty, refused, missed;
};

static void mutant_read(const struct text *text, struct tally *tally)
{
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    /* An exact copy: a read past its end is a read of foreign memory, which a sanitizer sees. */
    char *bytes = mem_alloc(text->length + 1);
    memcpy(bytes, text_string(text), text->length);
    struct conf_node *root = conf_read_text(arena, "mutant", bytes, text->length, &group_schema, faults);
    mem_free(bytes);
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct error *error = &((struct fault *)faults->items.items[i])->error;
        tally->missed += strncmp(error->text, "syntax error", 12) == 0;
        /* Every fault can be answered as JSON. */
        json_t *shown = json_pack("[s, s]", error->text, error->hint);
        assert_non_null(shown);
        json_decref(shown);
        assert_true(error->hint[0] || strstr(error->text, "more than"));
    }
    if (!root) {
        assert_true(faults->errors > 0);
        tally->refused++;
    } else if (faults->errors) {
        tally->faulty++;
    } else {
        tree_prove(root, arena);
        tally->clean++;
    }
    arena_free(arena);
}

static void mutants_never_crash_or_pass_unseen(void **state)
{
    (void)state;
    uint64_t seed = 20260901;
    struct tally tally = {0};
    for (size_t i = 0; i < MUTANTS; i++) {
        struct text text = TEXT_EMPTY;
        text_add(&text, good[i % (sizeof good / sizeof *good)]);
        for (size_t hits = pick(&seed, 4) ? 1 : 3; hits; hits--)
            mutate(&text, &seed);
        mutant_read(&text, &tally);
        text_free(&text);
    }
    print_message("%zu clean, %zu with faults, %zu refused, %zu refused by the library only\n", tally.clean,
                  tally.faulty, tally.refused, tally.missed);
    assert_int_equal(tally.missed, 0);
    /* The mutations reach every way through. */
    assert_true(tally.clean > MUTANTS / 30 && tally.faulty > MUTANTS / 50 && tally.refused > MUTANTS / 4);
}

static void good_files_are_good(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct arena *arena = arena_new();
        struct faults *faults = faults_new(arena);
        struct text printed = TEXT_EMPTY;
        conf_read_text(arena, "good", good[i], strlen(good[i]), &group_schema, faults);
        faults_print(faults, &printed);
        /* The third has one fault, on purpose: a list where one value belongs. */
        assert_int_equal(faults->errors, i == 2);
        text_free(&printed);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files_are_good),
        cmocka_unit_test(mutants_never_crash_or_pass_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
