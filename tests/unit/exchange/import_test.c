/* What an SCXML document becomes, and what is refused, where, and by which name. */
#include "document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Data and states for the rows below. */
#define DATA  "<datamodel><data id=\"v\"/><data id=\"w\"/><data id=\"a.b-c\" expr=\"[1]\"/></datamodel>"
#define CHART(attributes, content) SCXML_HEAD attributes ">" DATA content "<final id=\"end\"/></scxml>"
#define DO(actions)           CHART("name=\"x\"", "<state id=\"s\"><onentry>" actions "</onentry></state>")
#define WHEN(condition)       CHART("name=\"x\"", "<state id=\"s\"><transition cond=\"" condition "\" target=\"end\"/></state>")
#define ENTRY                 "states.0.entry.0"
/* A child with a datum at its top, one further in and one of a foreach. */
#define KID(invoke)                                                                                                         \
    CHART("", "<state id=\"s\">" invoke "<content>" SCXML_HEAD "name=\"k\"><datamodel><data id=\"top\"/></datamodel><state "   \
              "id=\"t\"><datamodel><data id=\"in\"/></datamodel><onentry><log expr=\"_name\"/><foreach array=\"top\" "        \
              "item=\"loose\"/></onentry></state></scxml></content></invoke></state>")

static void documents_become_workflows(void **unused)
{
    (void)unused;
    static const struct {
        const char *document, *path, *json;
    } rows[] = {
        {DO(""), "id", "\"x\""},
        {CHART("", "<state id=\"s\"/>"), "id", "\"chart\""},
        {DO(""), "fields", "{\"a_x2e_b_x2d_c\":{\"expr\":\"[1]\",\"required\":false,\"type\":\"any\"},"
                           "\"v\":{\"required\":false,\"type\":\"any\"},\"w\":{\"required\":false,\"type\":\"any\"}}"},
        {CHART("initial=\"s t.1-2\"", "<parallel id=\"p\"><state id=\"s\"/><state id=\"t.1-2\"/></parallel>"), "initial",
         "[\"s\",\"t.1-2\"]"},
        {CHART("binding=\"late\"", "<state id=\"s\"/>"), "binding", "\"late\""},
        {CHART("", "<state/><state/>"), "states.1.id", "\"state-2\""},
        {CHART("", "<state><state id=\"state-1\"/></state>"), "states.0.id", "\"state-2\""},
        {CHART("", "<state id=\"s\"><initial><transition target=\"t\"><raise event=\"e\"/></transition></initial><state id=\"t\"/></state>"),
         "states.0.initial_do", "[{\"raise\":\"e\"}]"},
        {CHART("", "<state id=\"s\"><state id=\"t\"/><history id=\"h\"><transition target=\"t\"/></history></state>"), "states.0.states.1",
         "{\"final\":false,\"goto\":[\"t\"],\"history\":\"shallow\",\"id\":\"h\",\"parallel\":false}"},
        {CHART("", "<state id=\"s\"><transition event=\"a b.*\" target=\"end\" type=\"internal\"/></state>"), "states.0.on.0",
         "{\"event\":[\"a\",\"b.*\"],\"goto\":[\"end\"],\"internal\":true}"},
        {CHART("", "<state id=\"s\"><final id=\"f\"><donedata><param name=\"p\" location=\"v\"/></donedata></final></state>"),
         "states.0.states.0.done_data", "{\"p\":\"fields.v\"}"},
        {CHART("", "<state id=\"s\"><final id=\"f\"><donedata><param name=\"p.q\" expr=\"1\"/><param name=\"r-s\" expr=\"2\"/></donedata></final></state>"),
         "states.0.states.0", "{\"done_data\":{\"p_x2e_q\":\"1\",\"r-s\":\"2\"},\"done_names\":{\"p_x2e_q\":\"p.q\"},\"final\":true,\"id\":\"f\",\"parallel\":false}"},
        {CHART("", "<state id=\"s\"><final id=\"f\"><donedata><content>two\n words</content></donedata></final></state>"),
         "states.0.states.0.done_value", "\"'two words'\""},
        {DO("<assign location=\"v\" expr=\"w + 1\"/>"), ENTRY, "{\"expr\":\"add(fields.w, 1)\",\"set\":\"v\"}"},
        {DO("<assign location=\"a.b-c\">{\"k\": [1.0, null]}</assign>"), ENTRY, "{\"expr\":\"{'k': [1, null]}\",\"set\":\"a_x2e_b_x2d_c\"}"},
        {DO("<raise event=\"e\"/><raise event=\"f\"/>"), "states.0.entry.1.raise", "\"f\""},
        {DO("<log label=\"l\" expr=\"v\"/>"), ENTRY, "{\"label\":\"l\",\"log_expr\":\"fields.v\"}"},
        {DO("<log label=\"l\"/>"), ENTRY, "{\"log\":\"l\"}"},
        {DO("<if cond=\"v == 1\"><raise event=\"e\"/><elseif cond=\"true\"/><else/><log label=\"l\"/></if>"), ENTRY ".choose",
         "[{\"do\":[{\"raise\":\"e\"}],\"when\":\"fields.v == 1\"},{\"when\":\"true\"},{\"do\":[{\"log\":\"l\"}]}]"},
        {DO("<foreach array=\"v\" item=\"i\" index=\"n\"><raise event=\"e\"/></foreach>"), ENTRY,
         "{\"do\":[{\"raise\":\"e\"}],\"foreach\":\"fields.v\",\"index\":\"n\",\"item\":\"i\"}"},
        {DO("<foreach array=\"v\" item=\"i\"/>"), "fields.i.type", "\"any\""},
        {DO("<send event=\"e\"/>"), ENTRY, "{\"send\":\"e\"}"},
        {DO("<send event=\"e\" target=\"#_internal\"/>"), ENTRY ".to", "\"internal\""},
        {DO("<send event=\"e\" target=\"#_parent\"/>"), ENTRY ".to", "\"parent\""},
        {DO("<send event=\"e\" target=\"#_kid\"/>"), ENTRY ".to", "\"child:kid\""},
        {DO("<send event=\"e\" target=\"#_scxml_A-1\"/>"), ENTRY ".to", "\"A-1\""},
        {DO("<send event=\"e\" target=\"baz\"/>"), ENTRY ".to_expr", "\"'#baz'\""},
        {DO("<send event=\"e\" targetexpr=\"'#_parent'\"/>"), ENTRY ".to", "\"parent\""},
        {DO("<send event=\"e\" targetexpr=\"_event.origin\"/>"), ENTRY ".to_expr", "\"event.origin\""},
        {DO("<send eventexpr=\"v\" delayexpr=\"w\" idlocation=\"v\"/>"), ENTRY,
         "{\"after_expr\":\"fields.w\",\"id_field\":\"v\",\"send_expr\":\"fields.v\"}"},
        {DO("<send event=\"e\" type=\"scxml\" id=\"i\" delay=\"1s\"/>"), ENTRY, "{\"after\":\"1s\",\"id\":\"i\",\"send\":\"e\"}"},
        {DO("<send event=\"e\" delay=\".5s\"/>"), ENTRY ".after", "\"500ms\""},
        {DO("<send event=\"e\" delay=\"10ms\"/>"), ENTRY ".after", "\"10ms\""},
        {DO("<send event=\"e\" delayexpr=\"'1.5s'\"/>"), ENTRY ".after", "\"1500ms\""},
        {DO("<send event=\"e\" delay=\"0s\"/>"), ENTRY, "{\"send\":\"e\"}"},
        {DO("<send event=\"e\" namelist=\"v w\"><param name=\"p\" expr=\"1\"/></send>"), ENTRY ".with",
         "{\"p\":\"1\",\"v\":\"fields.v\",\"w\":\"fields.w\"}"},
        {DO("<send event=\"e\" namelist=\"a.b-c\"/>"), ENTRY ".value", "\"{'a.b-c': fields.a_x2e_b_x2d_c}\""},
        {DO("<send event=\"e\"><content>[1, {\"a\": 'no'}]</content></send>"), ENTRY ".value", "\"'[1, {\\\"a\\\": \\\\'no\\\\'}]'\""},
        {DO("<send event=\"e\"><content expr=\"v\"/></send>"), ENTRY ".value", "\"fields.v\""},
        {DO("<send event=\"e\" id=\"i\" delay=\"1s\"/><cancel sendid=\"i\"/>"), "states.0.entry.1", "{\"cancel\":\"i\"}"},
        {DO("<cancel sendidexpr=\"v\"/>"), ENTRY, "{\"cancel_expr\":\"fields.v\"}"},
        {WHEN("v === 1"), "states.0.on.0.when", "\"fields.v == 1\""},
        {WHEN("In('s')"), "states.0.on.0.when", "\"In('s')\""},
        {SCXML_HEAD "datamodel=\"null\"><state id=\"s\"><transition cond=\"In('s')\" target=\"s\"/></state></scxml>", "states.0.on.0.when",
         "\"In('s')\""},
        {SCXML_HEAD "datamodel=\"cel\"><datamodel><data id=\"v\" expr=\"[1].map(x, x + 1)\"/></datamodel><state id=\"s\">"
                    "<transition cond=\"v == [2] &amp;&amp; _event.name != 'v' &amp;&amp; fields.v != null\" target=\"s\"/></state></scxml>",
         "states.0.on.0.when", "\"fields.v == [2] && event.name != 'v' && fields.v != null\""},
        {CHART("", "<state id=\"s\"><invoke type=\"scxml\" namelist=\"v w\" autoforward=\"true\" idlocation=\"v\"><content>" SCXML_HEAD
                   "name=\"k\"><datamodel><data id=\"v\"/></datamodel><final id=\"f\"/></scxml></content><finalize><raise event=\"e\"/></finalize>"
                   "</invoke></state>"),
         "states.0.invoke.0",
         "{\"autoforward\":true,\"do\":[{\"raise\":\"e\"}],\"id_field\":\"v\",\"with\":{\"v\":\"fields.v\",\"w\":\"fields.w\"},\"workflow\":\"k\"}"},
        {KID("<invoke><param name=\"in\" expr=\"1\"/><param name=\"loose\" expr=\"2\"/><param name=\"a.b\" expr=\"3\"/><param "
             "name=\"true\" expr=\"4\"/><param name=\"top\" expr=\"5\"/>"),
         "states.0.invoke.0.with", "{\"a_x2e_b\":\"3\",\"in_2\":\"1\",\"loose_2\":\"2\",\"top\":\"5\",\"x_x_true\":\"4\"}"},
        {KID("<invoke typeexpr=\"v\">"), "states.0.invoke.0", "{\"autoforward\":false,\"type_expr\":\"fields.v\",\"workflow\":\"k\"}"},
        {KID("<invoke typeexpr=\"'scxml'\">"), "states.0.invoke.0", "{\"autoforward\":false,\"workflow\":\"k\"}"},
        {KID("<invoke>"), "children.0.states.0.entry.0.log_expr", "\"'k'\""},
        {CHART("", "<state id=\"s\"><invoke><content>" SCXML_HEAD "><state id=\"t\"><onentry><log expr=\"_name\"/></onentry></state>"
                   "</scxml></content></invoke></state>"),
         "children.0.states.0.entry.0.log_expr", "\"'child'\""},
        {WHEN("_event"), "states.0.on.0.when", "\"event.name != null\""},
        {CHART("", "<state id=\"s\"><invoke><content>" SCXML_HEAD "><final id=\"f\"/></scxml></content></invoke><invoke><content>" SCXML_HEAD
                   "><final id=\"f\"/></scxml></content></invoke></state>"),
         "children.1.id", "\"child-2\""},
        {CHART("", "<state id=\"s\"><onentry><raise event=\"a\"/></onentry><onentry><assign location=\"v\" expr=\"w.x\"/></onentry></state>"),
         "states.0.entry", "[{\"block\":[{\"raise\":\"a\"}]},{\"block\":[{\"expr\":\"(fields.w == null || has(fields.w.x)) ? fields.w.x : null\","
                           "\"set\":\"v\"}]}]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct imported imported = document_import(arena, rows[i].document, strlen(rows[i].document));
        if (imported.code)
            fail_msg("%s\n%s", rows[i].document, text_string(&imported.said));
        json_t *there = document_at(imported.canonical, rows[i].path);
        char *json = there ? json_canonical(there) : NULL;
        if (!json || strcmp(json, rows[i].json) != 0)
            fail_msg("%s\n%s is %s, not %s\n%s", rows[i].document, rows[i].path, json ? json : "missing", rows[i].json,
                     text_string(&imported.text));
        free(json);
        imported_free(&imported);
        arena_free(arena);
    }
}

/* The construct stands on line 3. */
#define AT(construct)  SCXML_HEAD ">" DATA "\n<state id=\"s\">\n" construct "</state></scxml>"
#define DOES(action)   AT("<onentry><log label=\"l\"/>" action "</onentry>")
#define ROOT(piece)    SCXML_HEAD "\n>\n" piece "<state id=\"s\"/></scxml>"
#define CHILD(content) AT("<invoke type=\"scxml\"><content>" content "</content></invoke>")

static void what_has_no_equal_is_refused_by_name(void **unused)
{
    (void)unused;
    static const struct {
        const char *document, *said;
    } rows[] = {
        {DOES("<script>x()</script>"), "<script>"},
        {ROOT("<script/>"), "<script>"},
        {AT("<invoke src=\"other.scxml\"/>"), "<invoke> src"},
        {AT("<invoke srcexpr=\"v\"/>"), "<invoke> src"},
        {AT("<invoke type=\"http\"><content/></invoke>"), "<invoke> type `http`"},
        {CHILD(""), "holds no <scxml>"},
        {CHILD(SCXML_HEAD "datamodel=\"lua\"><state id=\"a\"/></scxml>"), "datamodel `lua`"},
        {ROOT("<datamodel><data id=\"d\" src=\"d.json\"/></datamodel>"), "<data> src"},
        {ROOT("<datamodel><data id=\"d\"><books/></data></datamodel>"), "<data> holds XML as a value: <books>"},
        {DOES("<send event=\"e\"><content><p/></content></send>"), "<content> holds XML"},
        {DOES("<send event=\"e\" type=\"http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor\"/>"), "<send> type"},
        {DOES("<send event=\"e\" targetexpr=\"_ioprocessors['scxml'].location\"/>"), "_ioprocessors"},
        {DOES("<send/>"), "<send> has no event"},
        {DOES("<send event=\"e\" delay=\"soon\"/>"), "<send> delay `soon`"},
        {DOES("<send event=\"e\" id=\"a\" idlocation=\"v\"/>"), "<send> has both"},
        {DOES("<send event=\"e\"><param name=\"p\"/></send>"), "<param> needs"},
        {DOES("<send event=\"e\" namelist=\"u\"/>"), "<send> names `u`"},
        {DOES("<assign location=\"u\" expr=\"1\"/>"), "<assign> names `u`"},
        {DOES("<assign location=\"v.x\" expr=\"1\"/>"), "<assign> sets only a part"},
        {DOES("<assign location=\"v\" expr=\"1 +\"/>"), "<assign> expr: something is missing"},
        {DOES("<assign location=\"v\" expr=\"f(1)\"/>"), "a call of `f()`"},
        {DOES("<assign location=\"v\" expr=\"u\"/>"), "undeclared name `u`"},
        {DOES("<foreach array=\"v\" item=\"'x'\"/>"), "<foreach> item `'x'` is not a name"},
        {DOES("<if cond=\"v ==\"/>"), "<if> cond: something is missing"},
        {DOES("<else/>"), "<else> stands outside of <if>"},
        {DOES("<x:beep xmlns:x=\"urn:x\"/>"), "<beep> is no executable content"},
        {DOES("<cancel/>"), "<cancel> has no sendid"},
        {DOES("<raise/>"), "<raise> needs an event"},
        {AT("<transition event=\"e\" cond=\"u > 1\" target=\"s\"/>"), "<transition> cond: the undeclared name `u`"},
        {AT("<transition event=\"e\" target=\"nowhere\"/>"), "nowhere"},
        {AT("<bogus/>"), "<bogus> is not known inside <state>"},
        {AT("<history id=\"h\"/><state id=\"t\"/>"), "<history> needs one <transition>"},
        {ROOT("<initial><transition target=\"s\"/></initial>"), "<initial> is not known inside <scxml>"},
        {ROOT("<history id=\"h\"><transition target=\"s\"/></history>"), "<history> is not known inside <scxml>"},
        {ROOT("<transition event=\"e\" target=\"s\"/>"), "<transition> is not known inside <scxml>"},
        {ROOT("<datamodel/><datamodel/>"), "<datamodel> is there twice in <scxml>"},
        {AT("<initial><transition target=\"t\"/></initial><initial><transition target=\"t\"/></initial><state id=\"t\"/>"),
         "<initial> is there twice in <state>"},
        {AT("<initial><transition target=\"s\"/></initial>"), "<initial> stands in a state without states"},
        {AT("<state id=\"t\" initial=\"s\"/>"), "<state> has initial, and no states"},
        {AT("<transition event=\"\" target=\"s\"/>"), "<transition> event is empty"},
        {AT("<transition event=\"e\" target=\" \"/>"), "<transition> target is empty"},
        {AT("<transition/>"), "<transition> has neither event, cond nor target"},
        {AT("<transition events=\"e\" target=\"s\"/>"), "<transition> has an attribute `events`"},
        {AT("<state id=\"t\" src=\"t.scxml\"/>"), "<state> has an attribute `src`"},
        {AT("<state id=\"t\" initial=\"\"/>"), "<state> initial is empty"},
        {AT("<state id=\"\"/>"), "<state> id is empty"},
        {AT("<parallel initial=\"t\"><state id=\"t\"/></parallel>"), "<parallel> has an attribute `initial`"},
        {AT("<parallel><final id=\"f\"/></parallel>"), "<final> is not known inside <parallel>"},
        {AT("<final><state id=\"t\"/></final>"), "<state> is not known inside <final>"},
        {AT("<final><transition event=\"e\" target=\"s\"/></final>"), "<transition> is not known inside <final>"},
        {AT("<donedata><param name=\"p\" expr=\"1\"/></donedata>"), "<donedata> is not known inside <state>"},
        {AT("<final><donedata><content expr=\"1\"/><content expr=\"2\"/></donedata></final>"), "<content> is there twice in <donedata>"},
        {AT("<finalize/>"), "<finalize> is not known inside <state>"},
        {AT("<state id=\"t\">stray</state>"), "<state> holds text"},
        {AT("<onexit>stray</onexit>"), "<onexit> holds text"},
        {AT("<state id=\"t\"/><history><transition target=\"t\"/><transition target=\"t\"/></history>"), "<history> needs one <transition>"},
        {AT("<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"x\"/>"), "<include> is not followed"},
        {ROOT("<datamodel><data id=\"d\" expr=\"1\">2</data></datamodel>"), "<data> has both expr and a value inside"},
        {DOES("<assign location=\"v\" expr=\"1\">2</assign>"), "<assign> has both expr and a value inside"},
        {DOES("<send event=\"e\"><content expr=\"1\">2</content></send>"), "<content> has both expr and a value inside"},
        {DOES("<send event=\"e\"><content expr=\"1\"><p/></content></send>"), "<content> has both expr and a value inside"},
        {DOES("<send event=\"\"/>"), "<send> event is empty"},
        {DOES("<raise event=\"e\"><log expr=\"1\"/></raise>"), "<log> is not known inside <raise>"},
        {DOES("<if cond=\"true\"><else><raise event=\"e\"/></else></if>"), "<raise> is not known inside <else>"},
        {DOES("<send event=\"e\"><script/></send>"), "<script> is not run"},
        {SCXML_HEAD "\n>\n<state id=\"s\"><invoke><content>" SCXML_HEAD "><initial/><final id=\"f\"/></scxml></content></invoke></state></scxml>",
         "<initial> is not known inside <scxml>"},
        {CHILD("text" SCXML_HEAD "><final id=\"f\"/></scxml>"), "<content> holds no <scxml>"},
        {CHILD("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"2.0\"><final id=\"f\"/></scxml>"), "<scxml> version `2.0` is not 1.0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct imported imported = document_import(arena, rows[i].document, strlen(rows[i].document));
        if (!imported.code || !strstr(text_string(&imported.said), rows[i].said) ||
            (!strstr(text_string(&imported.said), "chart.scxml:3: ") && !strstr(text_string(&imported.said), "chart.scxml:4: ")))
            fail_msg("%s\nsaid: %s%s", rows[i].document, text_string(&imported.said), text_string(&imported.text));
        imported_free(&imported);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_become_workflows),
        cmocka_unit_test(what_has_no_equal_is_refused_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
