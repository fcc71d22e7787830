/* Pictures of a workflow with all that a picture shows. */
#include "document.h"

#include "exchange/graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char chart[] =
    SCXML_HEAD "name=\"chart\" initial=\"both\"><parallel id=\"both\"><state id=\"left\"><state id=\"a\">"
               "<transition event=\"go\" cond=\"In('c') &amp;&amp; _event.name == '&lt;&quot;x&quot;&gt;'\" target=\"b\"/></state><state id=\"b\"/>"
               "<history id=\"h\" type=\"deep\"><transition target=\"a\"/></history><transition event=\"again\" target=\"b\"/></state>"
               "<state id=\"right\"><state id=\"c\"/></state><transition event=\"stop halt\" target=\"out\"/></parallel>"
               "<state id=\"out\"><transition event=\"back\" target=\"h\"/><transition event=\"end\" target=\"done\"/></state>"
               "<final id=\"done\"/></scxml>";

static void draw(void (*graph)(const json_t *, const char *const *, struct text *), const char *const *active, struct text *out)
{
    struct arena *arena = arena_new();
    struct imported imported = document_import(arena, chart, strlen(chart));
    if (imported.code)
        fail_msg("%s", text_string(&imported.said));
    json_t *whole = json_pack("{s:O}", "workflow", imported.canonical);
    graph(whole, active, out);
    json_decref(whole);
    imported_free(&imported);
    arena_free(arena);
}

static void has(const struct text *text, const char *piece)
{
    if (!strstr(text_string(text), piece))
        fail_msg("no %s in\n%s", piece, text_string(text));
}

static void graphviz_shows_the_structure(void **unused)
{
    (void)unused;
    struct text out = TEXT_EMPTY, again = TEXT_EMPTY;
    draw(graph_dot, NULL, &out);
    has(&out, "subgraph cluster_0 {");
    has(&out, "style=\"rounded,dashed\"");
    has(&out, "label=\"H*\"");
    has(&out, "shape=doublecircle");
    has(&out, "label=<stop<BR/>halt>, ltail=cluster_0");
    has(&out, "'&lt;&quot;x&quot;&gt;'");
    has(&out, "from any state here");
    assert_null(strstr(text_string(&out), "#ffe8a3"));
    draw(graph_dot, NULL, &again);
    assert_string_equal(text_string(&out), text_string(&again));
    text_clear(&out);
    static const char *const active[] = {"both", "left", "b", NULL};
    draw(graph_dot, active, &out);
    has(&out, "s3 [style=\"rounded,filled\", label=<<B>b</B>>, color=\"#b36b00\"");
    text_free(&out);
    text_free(&again);
}

static void mermaid_shows_the_structure(void **unused)
{
    (void)unused;
    static const char *const active[] = {"out", NULL};
    struct text out = TEXT_EMPTY;
    draw(graph_mermaid, active, &out);
    has(&out, "stateDiagram-v2\n  [*] --> s0\n");
    has(&out, "  state \"both\" as s0 {\n");
    has(&out, "    --\n");
    has(&out, "state \"H*\" as s4\n");
    has(&out, "  s0 --> s7 : stop, halt\n");
    has(&out, "s8 --> [*]\n");
    has(&out, "'#60;#34;x#34;#62;'");
    has(&out, "  class s7 active\n");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graphviz_shows_the_structure),
        cmocka_unit_test(mermaid_shows_the_structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
