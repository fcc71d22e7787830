/* Export is the inverse of import: what comes back has the same hash, for random documents and the shipped workflows. */
#include "document.h"

#include "workflow/definition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define DOCUMENTS 3000

static void export(const json_t *canonical, struct text *out)
{
    json_t *whole = json_pack("{s:O}", "workflow", canonical);
    scxml_export(whole, out);
    json_decref(whole);
}

static bool same_again(const struct imported *first, struct arena *arena, struct text *document)
{
    export(first->canonical, document);
    struct imported second = document_import(arena, text_string(document), document->length);
    if (second.code)
        fail_msg("the export is refused: %s\n%s", text_string(&second.said), text_string(document));
    bool same = string_equal(first->hash, second.hash);
    imported_free(&second);
    return same;
}

static void random_documents_come_back(void **unused)
{
    (void)unused;
    uint64_t seed = 20261126;
    size_t taken = 0;
    for (size_t i = 0; i < DOCUMENTS; i++) {
        struct arena *arena = arena_new();
        struct text document = TEXT_EMPTY, exported = TEXT_EMPTY;
        document_random(&seed, &document);
        struct imported first = document_import(arena, text_string(&document), document.length);
        if (first.code == 0) {
            taken++;
            if (!same_again(&first, arena, &exported))
                fail_msg("came back different:\n%s\n%s", text_string(&document), text_string(&exported));
        }
        imported_free(&first);
        text_free(&document);
        text_free(&exported);
        arena_free(arena);
    }
    print_message("%zu of %d random documents are ones that import takes\n", taken, DOCUMENTS);
    assert_true(taken > DOCUMENTS / 4 * 3);
}

/* The comparison would see a change as small as one letter of one expression. */
static void a_changed_export_is_seen(void **unused)
{
    (void)unused;
    static const char document[] = SCXML_HEAD "name=\"chart\"><state id=\"a\"><transition event=\"e\" target=\"b\"/></state>"
                                              "<final id=\"b\"/></scxml>";
    struct arena *arena = arena_new();
    struct text exported = TEXT_EMPTY;
    struct imported first = document_import(arena, document, strlen(document));
    assert_int_equal(first.code, 0);
    export(first.canonical, &exported);
    char *at = strstr(exported.bytes, "event=\"e\"");
    assert_non_null(at);
    at[7] = 'f';
    struct imported second = document_import(arena, text_string(&exported), exported.length);
    assert_string_not_equal(first.hash, second.hash);
    imported_free(&first);
    imported_free(&second);
    text_free(&exported);
    arena_free(arena);
}

/* What only a hand writes. */
static void what_scxml_has_not_comes_back(void **unused)
{
    (void)unused;
    static const char text[] =
        "workflow = { id = \"w\"; version = 1; title = \"W\"; prefix = \"W\"; subject = \"pupil\"; fields = { k = { type = \"any\"; }; };"
        " children = ( { id = \"c\"; title = \"C\"; states = ( { id = \"s\"; } ); } );"
        " states = ( { id = \"a\"; invoke = ( { workflow = \"c\"; type_expr = \"fields.k\"; with = { x = \"1\"; }; } );"
        " states = ( { id = \"f\"; final = true; fields = { d = { type = \"date\"; }; }; done_data = { on = \"fields.d\"; b = \"2\"; };"
        " done_names = { on = \"done.on\"; }; } ); } ); };";
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct text exported = TEXT_EMPTY;
    struct conf_node *root = conf_read_text(arena, "w.conf", text, strlen(text), &workflow_schema, faults);
    struct definition *definition = root ? definition_compile(arena, root, NULL, faults) : NULL;
    assert_non_null(definition);
    json_t *whole = json_keep(arena, json_loads(definition_canonical(definition), 0, NULL));
    struct imported first = {.hash = definition_hash(definition), .canonical = json_object_get(whole, "workflow")};
    assert_true(same_again(&first, arena, &exported));
    assert_non_null(strstr(text_string(&exported), "name=\"done.on\""));
    assert_non_null(strstr(text_string(&exported), "typeexpr=\"fields.k\""));
    text_free(&exported);
    arena_free(arena);
}

static void shipped_workflows_come_back(void **unused)
{
    (void)unused;
    static const char *const names[] = {"sen-support", "ehc-needs-assessment"};
    const char *source = getenv("SENDD_SRC") ? getenv("SENDD_SRC") : ".";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct arena *arena = arena_new();
        struct faults *faults = faults_new(arena);
        struct text exported = TEXT_EMPTY;
        struct conf_node *root = conf_read(arena, arena_printf(arena, "%s/conf/workflows/%s.conf", source, names[i]),
                                           &workflow_schema, faults);
        struct definition *definition = root ? definition_compile(arena, root, NULL, faults) : NULL;
        assert_non_null(definition);
        json_t *whole = json_keep(arena, json_loads(definition_canonical(definition), 0, NULL));
        struct imported first = {.hash = definition_hash(definition), .canonical = json_object_get(whole, "workflow")};
        assert_true(same_again(&first, arena, &exported));
        text_free(&exported);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_documents_come_back),
        cmocka_unit_test(a_changed_export_is_seen),
        cmocka_unit_test(what_scxml_has_not_comes_back),
        cmocka_unit_test(shipped_workflows_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
