/* What an author most likely did not mean: each warning on a small example, and silence on its good twin. */
#include "workflow/advice.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* BODY begins on line 2. WANTED: "LINE name part-of-the-text"; NULL: nothing is told. */
struct row {
    const char *body, *wanted;
};

/* Every state of these examples has a task unless it waits on purpose. */
#define T     "tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; } ); "
#define END   "{ id = \"end\"; final = true; }"
#define F     "fields = { c = { type = \"choice\"; of = [\"yes\", \"no\"]; }; n = { type = \"int\"; }; b = { type = \"bool\"; }; };\n"
#define GO(x) "states = ( { id = \"a\"; " T "on = ( " x " ); },\n" END " );"
#define WHEN(x) F GO("{ event = \"e\"; goto = \"end\"; }, { event = \"f\";\n when = \"" x "\"; goto = \"end\"; }")

static const struct row rows[] = {
    /* states that nothing leads to */
    {GO("{ event = \"e\"; goto = \"end\"; }"), NULL},
    {"states = ( { id = \"a\"; " T "on = ( { event = \"e\"; goto = \"end\"; } ); },\n{ id = \"b\"; },\n" END " );",
     "3 unreachable state \"b\""},
    {"states = ( { id = \"a\"; " T "on = ( { event = \"e\"; goto = \"end\"; }, { event = \"f\"; when = \"false\"; goto = "
     "\"b\"; } ); },\n{ id = \"b\"; on = ( { event = \"e\"; goto = \"end\"; } ); },\n" END " );",
     "2 never-true 3 unreachable"},
    {"states = ( { id = \"p\"; parallel = true; " T "on = ( { event = \"e\"; goto = \"end\"; } );\n states = ( { id = \"x\"; "
     "}, { id = \"y\"; } ); },\n" END " );",
     NULL},
    {"states = ( { id = \"a\"; " T "on = ( { event = \"e\"; goto = \"h\"; } ); },\n{ id = \"p\"; on = ( { event = \"e\"; goto "
     "= \"end\"; } ); states = ( { id = \"x\"; tasks = ( { id = \"u\"; role = \"senco\"; title = \"U\"; } ); on = ( { event = "
     "\"f\"; goto = \"y\"; } ); }, { id = \"y\"; timers = ( { id = \"z\"; after = \"1 day\"; event = \"f\"; } ); on = ( { "
     "event = \"f\"; goto = \"x\"; } ); },\n { id = \"h\"; history = \"deep\"; goto = \"y\"; } ); },\n" END " );",
     NULL},
    /* only entered by a goto to its second state: the first is not begun in */
    {"states = ( { id = \"a\"; " T "on = ( { event = \"e\"; goto = \"y\"; } ); },\n{ id = \"p\"; states = (\n{ id = \"x\"; },\n"
     "{ id = \"y\"; tasks = ( { id = \"u\"; role = \"senco\"; title = \"U\"; } ); on = ( { event = \"e\"; goto = \"end\"; } ); "
     "} ); },\n" END " );",
     "4 unreachable state \"x\""},
    /* dead ends */
    {"states = ( { id = \"a\"; " T "on = ( { event = \"e\"; goto = \"b\"; }, { event = \"f\"; goto = \"end\"; } ); },\n{ id = "
     "\"b\"; },\n" END " );",
     "3 dead-end state \"b\""},
    {"states = ( { id = \"a\"; " T "on = ( { event = \"f\"; goto = \"end\"; } ); states = ( { id = \"x\"; on = ( { event = "
     "\"e\"; goto = \"y\"; } ); },\n{ id = \"y\"; } ); },\n" END " );",
     NULL},
    /* done.state of a state around it never comes while it waits */
    {"states = ( { id = \"a\"; " T "on = ( { event = \"done.state.a\"; goto = \"end\"; } ); states = ( { id = \"x\"; on = ( { "
     "event = \"e\"; goto = \"y\"; }, { event = \"f\"; goto = \"z\"; } ); },\n{ id = \"y\"; }, { id = \"z\"; final = true; } ); "
     "},\n" END " );",
     "3 dead-end state \"y\""},
    /* a state beside it takes the case out */
    {"states = ( { id = \"p\"; parallel = true; states = ( { id = \"x\"; " T "on = ( { event = \"e\"; goto = \"end\"; } ); },\n{ "
     "id = \"y\"; } ); },\n" END " );",
     NULL},
    /* round for ever */
    {"states = ( { id = \"a\"; " T "on = ( { event = \"e\"; goto = \"b\"; } ); }, { id = \"b\"; tasks = ( { id = \"u\"; role = "
     "\"senco\"; title = \"U\"; } ); on = ( { event = \"e\"; goto = \"a\"; } ); } );",
     "1 never-ends no case of \"test\""},
    {"states = ( { id = \"s\"; tasks = ( { id = \"v\"; role = \"senco\"; title = \"V\"; } ); on = ( { event = \"e\"; goto = "
     "\"a\"; }, { event = \"f\"; goto = \"end\"; } ); },\n{ id = \"a\"; " T "on = ( { event = \"e\"; goto = \"b\"; } ); }, { id "
     "= \"b\"; tasks = ( { id = \"u\"; role = \"senco\"; title = \"U\"; } ); on = ( { event = \"e\"; goto = \"a\"; } ); },\n" END
     " );",
     "3 never-ends \"a\", \"b\""},
    /* conditions */
    {WHEN("fields.c == 'yes' && fields.n > 3"), NULL},
    {WHEN("false"), "4 never-true"},
    {WHEN("1 + 1 == 3"), "4 never-true"},
    {WHEN("!(2 > 1) || 'a' in ['b']"), "4 never-true"},
    {WHEN("fields.c == 'yes' && fields.c == 'no'"), "4 never-true"},
    {WHEN("fields.c == 'yes' && fields.n == 1 && 'no' == fields.c"), "4 never-true"},
    {WHEN("fields.c == 'yes' && !(fields.c == 'yes')"), "4 never-true"},
    {WHEN("fields.c in ['yes', 'no'] && fields.c != 'yes'"), NULL},
    {WHEN("fields.c in ['no'] && fields.c == 'yes'"), "4 never-true"},
    {WHEN("fields.n > 5 && fields.n < 3"), "4 never-true"},
    {WHEN("fields.n >= 3 && fields.n <= 3"), NULL},
    {WHEN("fields.n > 3 && 3 >= fields.n"), "4 never-true"},
    {WHEN("fields.n == 3 && fields.n > 3"), "4 never-true"},
    {WHEN("fields.b && !fields.b"), "4 never-true"},
    {WHEN("fields.b || !fields.b"), NULL},
    {WHEN("today() == today()"), NULL},
    {WHEN("fields.c == 'yess'"), "4 unknown-choice fields.c is never \"yess\""},
    {WHEN("fields.c in ['yes', 'on']"), "4 unknown-choice fields.c is never \"on\""},
    {WHEN("fields.c != 'maybe'"), "4 unknown-choice"},
    {"events = ( { name = \"e\"; data = { o = { type = \"choice\"; of = [\"x\"]; }; }; } );\n" GO(
         "{ event = \"e\"; when = \"event.data.o == 'x'\"; goto = \"end\"; }"),
     NULL},
    {"events = ( { name = \"e\"; data = { o = { type = \"choice\"; of = [\"x\"]; }; }; } );\n" GO(
         "{ event = \"e\";\nwhen = \"event.data.o == 'y'\"; goto = \"end\"; }"),
     "4 unknown-choice event.data.o is never \"y\""},
    {"events = ( { name = \"e\"; data = { o = { type = \"choice\"; of = [\"x\"]; }; }; }, { name = \"f\"; } );\n" GO(
         "{ event = [\"e\", \"f\"];\nwhen = \"event.data.o == 'y'\"; goto = \"end\"; }"),
     NULL},
    /* transitions that come too late */
    {GO("{ event = \"e\"; goto = \"end\"; },\n{ event = \"e\"; do = ( { log = \"x\"; } ); }"), "3 never-taken line 2"},
    {GO("{ event = \"e\"; goto = \"end\"; },\n{ event = [\"e\", \"f\"]; do = ( { log = \"x\"; } ); }"), NULL},
    {GO("{ event = \"la\"; goto = \"end\"; },\n{ event = \"la.agreed\"; do = ( { log = \"x\"; } ); }"),
     "3 never-taken line 2"},
    {GO("{ event = \"la\"; goto = \"end\"; },\n{ event = \"later\"; do = ( { log = \"x\"; } ); }"), NULL},
    {GO("{ event = \"*\"; goto = \"end\"; },\n{ event = \"later\"; do = ( { log = \"x\"; } ); }"), "3 never-taken"},
    {F GO("{ event = \"e\"; when = \"fields.n > 1\"; goto = \"end\"; },\n{ event = \"e\"; goto = \"end\"; }"), NULL},
    {F GO("{ event = \"e\"; when = \"fields.n > 1\"; goto = \"end\"; },\n{ event = \"e\"; when = \"fields.n > 1\"; do = ( { log "
          "= \"x\"; } ); }"),
     "4 never-taken line 3"},
    {GO("{ goto = \"end\"; },\n{ event = \"e\"; do = ( { log = \"x\"; } ); }"), "3 never-taken"},
    /* events */
    {"events = ( { name = \"la.agreed\"; } );\n" GO("{ event = \"la\"; goto = \"end\"; }"), NULL},
    {"events = ( { name = \"la.agreed\"; } );\n" GO("{ event = \"la.agreed\"; goto = \"end\"; },\n{ event = \"la.agred\"; goto = "
                                                   "\"end\"; }"),
     "4 event-unsent \"la.agred\""},
    {"events = ( { name = \"e\"; } );\n" GO("{ event = [\"e\", \"error\", \"done.state.a\", \"message.rejected\", \"task.t\"]; "
                                            "goto = \"end\"; }, { event = \"told\"; goto = \"end\"; }"),
     NULL /* the other workflow of the pack sends "told" */},
    {"events = ( { name = \"e\"; } );\n" GO("{ event = \"e\"; goto = \"end\"; }, { event = \"x\"; goto = \"end\"; }, { event = "
                                            "\"e.f\"; do = ( { send_expr = \"'x'\"; } ); }"),
     "3 never-taken"},
    {"events = ( { name = \"e\"; },\n{ name = \"spare\"; } );\n" GO("{ event = \"e\"; goto = \"end\"; }"),
     "3 event-untaken \"spare\""},
    {GO("{ event = \"e\"; goto = \"end\"; do = (\n{ raise = \"x\"; } ); }"), "3 event-untaken \"x\""},
    {GO("{ event = \"e\"; goto = \"end\"; do = (\n{ send = \"hallo\"; to = \"subject:other\"; } ); }"),
     "3 event-untaken takes no event"},
    {GO("{ event = \"e\"; goto = \"end\"; do = (\n{ send = \"hello\"; to = \"subject:othr\"; } ); }"),
     "3 event-untaken no workflow \"othr\""},
    {GO("{ event = \"e\"; goto = \"end\"; do = ( { send = \"hello\"; to = \"subject:other\"; } ); }"), NULL},
    {"states = ( { id = \"a\"; timers = (\n{ id = \"t\"; after = \"1 day\"; event = \"tick\"; } ); on = ( { event = \"e\"; goto "
     "= \"end\"; } ); }," END " );",
     "3 event-untaken \"tick\""},
    /* waiting */
    {"states = (\n{ id = \"a\"; on = ( { event = \"e\"; goto = \"end\"; } ); }, " END " );", "3 waits-forever \"a\""},
    {"states = (\n{ id = \"a\"; quiet = \"waits-forever\"; on = ( { event = \"e\"; goto = \"end\"; } ); }, " END " );", NULL},
    {"quiet = [\"waits-forever\"];\nstates = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"end\"; } ); }, " END " );", NULL},
    {"states = ( { id = \"a\"; " T "on = ( { event = \"e\"; goto = \"end\"; } );\nquiet = \"waits-forever\"; }, " END " );",
     "3 quiet-idle"},
    {"states = ( { id = \"a\"; on = ( { goto = \"end\"; } ); }, " END " );", NULL},
    {"states = ( { id = \"a\"; entry = ( { send = \"e\"; after = \"2 weeks\"; } ); on = ( { event = \"e\"; goto = \"end\"; } ); }, "
     END " );",
     NULL},
    {"states = ( { id = \"a\"; entry = ( { send = \"e\"; } );\non = ( { event = \"e\"; goto = \"end\"; } ); }, " END " );",
     "2 waits-forever"},
    /* children: their parent looks after them; an end that nobody waits for need not come */
    {"children = ( { id = \"c\"; states = ( { id = \"x\"; } ); } );\nstates = ( { id = \"a\"; invoke = ( { id = \"i\"; workflow = "
     "\"c\"; } ); on = ( { event = \"e\"; goto = \"end\"; } ); }, " END " );",
     NULL},
    {"children = ( { id = \"c\";\nstates = ( { id = \"x\"; } ); } );\nstates = ( { id = \"a\"; invoke = ( { id = \"i\"; workflow = "
     "\"c\"; } ); on = ( { event = \"done.invoke.i\"; goto = \"end\"; } ); }, " END " );",
     "3 dead-end \"x\""},
};

static struct definition *compile(struct arena *arena, const char *name, const char *id, const char *body,
                                  struct faults *faults)
{
    struct text file = TEXT_EMPTY;
    text_addf(&file, "workflow = { id = \"%s\"; version = 1; title = \"Test\"; prefix = \"T\"; subject = \"pupil\";\n%s\n};",
              id, body);
    struct conf_node *root = conf_read_text(arena, name, file.bytes, file.length, &workflow_schema, faults);
    struct definition *definition = root ? definition_compile(arena, root, NULL, faults) : NULL;
    text_free(&file);
    return definition;
}

static void told(const char *body, struct text *out)
{
    static const char other[] = "states = ( { id = \"o\"; entry = ( { send = \"told\"; to = \"subject:test\"; } ); on = ( { event = "
                                "\"hello\"; goto = \"p\"; } ); }, { id = \"p\"; final = true; } );";
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena), *ignored = faults_new(arena);
    struct list pack = LIST_EMPTY;
    struct definition *definition = compile(arena, "test.conf", "test", body, faults);
    if (definition) {
        list_add(&pack, definition);
        list_add(&pack, compile(arena, "other.conf", "other", other, ignored));
        assert_int_equal(ignored->errors, 0);
        struct advice advice = {arena_new(), faults, &pack, true, LIST_EMPTY};
        advice_workflow(&advice, definition);
        advice_quiet(&advice, definition);
        list_free(&advice.quieted);
        arena_free(advice.arena);
    }
    faults_sort(faults);
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        text_addf(out, "%d %s %s; %s\n", fault->error.line, fault->warning ? fault->name : "ERROR", fault->error.text,
                  fault->error.hint);
        assert_true(fault->error.hint[0]);
    }
    list_free(&pack);
    arena_free(arena);
}

/* GOT begins with WANTED's line and name and holds the rest of it, and is one line unless the rest names another. */
static bool is_told(const char *got, const char *wanted)
{
    if (!wanted)
        return !*got;
    const char *space = strchr(wanted, ' '), *text = strchr(space + 1, ' ');
    size_t head = text ? (size_t)(text - wanted) : strlen(wanted);
    const char *end = strchr(got, '\n');
    return !strncmp(got, wanted, head) && got[head] == ' ' && (!text || strstr(got, text + 1)) && end &&
           (!end[1] || strstr(wanted, " 3 "));
}

static void each_warning_and_its_good_twin(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text got = TEXT_EMPTY;
        told(rows[i].body, &got);
        if (!is_told(text_string(&got), rows[i].wanted)) {
            print_message("row %zu: %s\nwanted: %s\ngot: %s\n", i, rows[i].body,
                          rows[i].wanted ? rows[i].wanted : "nothing", text_string(&got));
            wrong++;
        }
        text_free(&got);
    }
    assert_int_equal(wrong, 0);
}

/* A case is pinned to what a workflow means, and that it is not warned of means nothing. */
static void quiet_is_no_part_of_the_meaning(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "states = ( { id = \"a\"; states = ( { id = \"b\"; } ); } );",
        "quiet = \"dead-end\"; states = ( { id = \"a\"; quiet = [\"unreachable\"]; states = ( { id = \"b\"; quiet = "
        "\"waits-forever\"; } ); } );"};
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    const struct definition *loud = compile(arena, "test.conf", "test", bodies[0], faults),
                            *quiet = compile(arena, "test.conf", "test", bodies[1], faults);
    assert_int_equal(faults->errors, 0);
    assert_string_equal(definition_hash(loud), definition_hash(quiet));
    compile(arena, "test.conf", "test", "quiet = \"ded-end\"; states = ( { id = \"a\"; } );", faults);
    assert_int_equal(faults->errors, 1);
    assert_non_null(strstr(((struct fault *)faults->items.items[0])->error.hint, "dead-end"));
    arena_free(arena);
}

/* A pack with a fault may hold what sends and takes: nothing is told of either. */
static void a_pack_that_is_not_whole_is_not_asked(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct list pack = LIST_EMPTY;
    struct definition *definition =
        compile(arena, "test.conf", "test",
                "events = ( { name = \"e\"; } ); " GO("{ event = \"e\"; goto = \"end\"; do = ( { send = \"x\"; to = "
                                                      "\"subject:gone\"; } ); }, { event = \"f\"; goto = \"end\"; }"),
                faults);
    list_add(&pack, definition);
    for (int whole = 0; whole < 2; whole++) {
        struct advice advice = {arena, faults, &pack, whole, LIST_EMPTY};
        advice_workflow(&advice, definition);
        assert_int_equal(faults->items.count, whole ? 2 : 0);
        list_free(&advice.quieted);
    }
    list_free(&pack);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_warning_and_its_good_twin),
        cmocka_unit_test(quiet_is_no_part_of_the_meaning),
        cmocka_unit_test(a_pack_that_is_not_whole_is_not_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
