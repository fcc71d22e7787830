/* Documents broken thousands of ways from one seed, and hostile ones: nothing crashes, nothing is refused without a
 * word, and what is printed compiles. */
#include "document.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define MUTANTS 20000

static void mutate(struct text *text, uint64_t *seed)
{
    static const char *const words[] = {"<state>", "</state>", "<scxml>", "<if cond=\"1\">", "<else/>", "&amp;", "&x;", "<!--", "]]>",
                                        "<script/>", "\xC3\xA9", "id=\"s1\"", "expr=\"((1\"", "target=\"s1 s2\"", "<final/>", "<parallel/>"};
    char piece[40];
    size_t at = random_pick(seed, text->length), span = 1 + random_pick(seed, 30);
    if (!text->length)
        return;
    if (span > text->length - at)
        span = text->length - at;
    memcpy(piece, text->bytes + at, span);
    switch (random_pick(seed, 6)) {
    case 0:
        text->bytes[at] = "<>/\"'=&;![] \n-\x01\xFF"[random_pick(seed, 16)];
        break;
    case 1:
        memmove(text->bytes + at, text->bytes + at + span, text->length - at - span);
        text->length -= span;
        break;
    case 2:
        text->length = at;
        break;
    case 3:
        memcpy(text->bytes + random_pick(seed, text->length - span + 1), piece, span);
        break;
    case 4: {
        const char *word = words[random_pick(seed, sizeof words / sizeof *words)];
        struct text out = TEXT_EMPTY;
        text_add_n(&out, text->bytes, at);
        text_add(&out, word);
        text_add_n(&out, text->bytes + at, text->length - at);
        text_free(text);
        *text = out;
        break;
    }
    default:
        text->bytes[at] = (char)random_next(seed);
    }
}

/* True when BYTES are taken. Read from an exact copy: a read past its end is one of foreign memory. */
static bool taken(const char *text, size_t size)
{
    struct arena *arena = arena_new();
    char *bytes = mem_alloc(size ? size : 1);
    memcpy(bytes, text, size);
    struct imported imported = document_import(arena, bytes, size);
    mem_free(bytes);
    bool good = imported.code == 0;
    if (!good)
        assert_true(strstr(text_string(&imported.said), "chart.scxml") != NULL);
    imported_free(&imported);
    arena_free(arena);
    return good;
}

static void mutants_never_crash_or_pass_unseen(void **unused)
{
    (void)unused;
    uint64_t seed = 20261127;
    size_t clean = 0;
    for (size_t i = 0; i < MUTANTS; i++) {
        struct text text = TEXT_EMPTY;
        document_random(&seed, &text);
        for (size_t hits = random_pick(&seed, 4) ? 1 : 3; hits; hits--)
            mutate(&text, &seed);
        clean += taken(text_string(&text), text.length);
        text_free(&text);
    }
    print_message("%zu of %d mutants are still taken\n", clean, MUTANTS);
    assert_true(clean > MUTANTS / 100 && clean < MUTANTS / 2);
}

/* COUNT times PIECE between what comes before and after it. */
static bool many_taken(const char *before, const char *piece, size_t count, const char *after)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, before);
    for (size_t i = 0; i < count; i++)
        text_add(&text, piece);
    text_add(&text, after);
    bool good = taken(text_string(&text), text.length);
    text_free(&text);
    return good;
}

static void hostile_documents_are_refused(void **unused)
{
    (void)unused;
    static const char *const documents[] = {
        "", " ", "<", "<scxml/>", "not XML", "<html/>",
        /* billion laughs, and entities from outside */
        "<!DOCTYPE s [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>" SCXML_HEAD
        "><state id=\"a\"><onentry><log label=\"&c;\"/></onentry></state></scxml>",
        "<!DOCTYPE s [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" SCXML_HEAD
        "><datamodel><data id=\"a\">&f;</data></datamodel><state id=\"a\"/></scxml>",
        "<!DOCTYPE s SYSTEM \"http://127.0.0.1:1/s.dtd\">" SCXML_HEAD "><state id=\"a\"/></scxml>",
        "<!DOCTYPE s [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\">%p;]>" SCXML_HEAD "><state id=\"a\"/></scxml>",
        SCXML_HEAD "xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\" parse=\"text\"/><state id=\"a\"/></scxml>",
        SCXML_HEAD "><datamodel><data id=\"a\"><include xmlns=\"http://www.w3.org/2001/XInclude\" href=\"/etc/passwd\"/></data></datamodel>"
                   "<state id=\"a\"/></scxml>",
        "\xFF\xFE<\0s\0", "<?xml version=\"1.0\" encoding=\"no-such\"?>" SCXML_HEAD "><state id=\"a\"/></scxml>",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        if (taken(documents[i], strlen(documents[i])))
            fail_msg("taken: %s", documents[i]);
    assert_false(many_taken(SCXML_HEAD ">", "<state>", 90000, ""));
    assert_false(many_taken(SCXML_HEAD "><state id=\"a\"><onentry>", "<if cond=\"true\">", 5000, ""));
    assert_false(many_taken(SCXML_HEAD ">", "<state/>", 60000, "</scxml>"));
    assert_false(many_taken(SCXML_HEAD "><state id=\"a\"><transition cond=\"", "(", 100000, "\"/></state></scxml>"));
    assert_false(many_taken(SCXML_HEAD "><datamodel><data id=\"a\">", "[", 500000, "</data></datamodel><state id=\"a\"/></scxml>"));
    assert_false(many_taken(SCXML_HEAD "><state id=\"a\"/><!--", "x", 2000000, "--></scxml>"));
    assert_false(many_taken(SCXML_HEAD "><state id=\"a\">", "<script/>", 40000, "</state></scxml>"));
    assert_false(many_taken(SCXML_HEAD "><state id=\"a\">", "<invoke><content><scxml><state/></scxml></content></invoke>", 12000,
                            "</state></scxml>"));
}

/* Control: without the hostile part, the same documents are taken. */
static void harmless_documents_are_taken(void **unused)
{
    (void)unused;
    static const char plain[] = "<?xml version=\"1.0\"?><!-- &c; -->" SCXML_HEAD "><state id=\"a\"><onentry><log label=\"&lt;&#65;\"/>"
                                "</onentry></state></scxml>";
    assert_true(taken(plain, strlen(plain)));
    assert_true(many_taken(SCXML_HEAD ">", "<state/>", 100, "</scxml>"));
    assert_true(many_taken(SCXML_HEAD "><state id=\"a\"/><!--", "x", 1000, "--></scxml>"));
    assert_true(many_taken(SCXML_HEAD ">", "<state>", 20, "</state></state></state></state></state></state></state></state></state>"
                                                          "</state></state></state></state></state></state></state></state></state>"
                                                          "</state></state></scxml>"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_documents_are_refused),
        cmocka_unit_test(harmless_documents_are_taken),
        cmocka_unit_test(mutants_never_crash_or_pass_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
