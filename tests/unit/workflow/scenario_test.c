/* Scenarios: what they find wrong, what they cover, what is generated, and files broken thousands of ways. */
#include "workflow/scenario.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MUTANTS = 20000 };

static const char workflow[] =
    "workflow = { id = \"w\"; version = 1; title = \"W\"; prefix = \"W\"; subject = \"pupil\";\n"
    "fields = { begun = { type = \"date\"; required = true; }; kind = { type = \"choice\"; of = [\"short\", "
    "\"long\"]; }; n = { type = \"int\"; default = 0; }; };\n"
    "events = ( { name = \"judged\"; data = { result = { type = \"choice\"; of = [\"yes\", \"no\", "
    "\"later\"]; required = true; }; }; } );\n"
    "states = (\n"
    "{ id = \"open\"; deadlines = ( { rule = \"test.days\"; from = \"begun\"; warn = [\"3 days\"]; met_by = "
    "\"judged\"; } );\n"
    "  tasks = ( { id = \"look\"; role = \"senco\"; title = \"Look\"; within = \"2 days\"; event = "
    "\"looked\"; } );\n"
    "  timers = ( { id = \"nudge\"; after = \"2 days\"; event = \"nudge\"; } );\n"
    "  on = ( { event = \"nudge\"; do = ( { log = \"nudged\"; } ); }, { event = \"looked\"; do = ( { set = "
    "\"n\"; expr = \"fields.n + 1\"; } ); },\n"
    "    { event = \"judged\"; when = \"event.data.result == 'yes'\"; goto = \"good\"; },\n"
    "    { event = \"judged\"; when = \"event.data.result == 'no'\"; goto = \"bad\"; },\n"
    "    { event = \"deadline.test.days.missed\"; goto = \"late\"; } ); },\n"
    "{ id = \"good\"; on = ( { event = \"go\"; when = \"fields.kind == 'long'\"; goto = \"done\"; } ); }, { "
    "id = \"bad\"; final = true; }, { id = \"late\"; },\n"
    "{ id = \"island\"; }, { id = \"done\"; final = true; } ); };";

static const char good[] =
    "scenarios = ( { title = \"all well\"; workflow = \"w\"; at = \"2026-09-01\";\n"
    "  facts = { contacts = ( { id = \"C1\"; email = \"one@home.example\"; } ); roles = { senco = "
    "\"s@x.example\"; }; };\n"
    "  steps = ( { start = \"A\"; fields = { begun = \"2026-09-01\"; kind = \"long\"; };\n"
    "      expect = { states = \"open\"; deadlines = \"test.days 2026-09-11\"; tasks = \"look 2026-09-03\"; "
    "path = \"-> open on case.start\"; }; },\n"
    "    { advance = \"3 days\"; expect = { fired = \"2026-09-03 timer:nudge\"; log = \"nudged\"; }; },\n"
    "    { complete = \"look\"; happened = \"2026-09-03\"; expect = { fields = { n = 1; }; tasks = []; }; "
    "},\n"
    "    { event = \"judged\"; data = { result = \"maybe\"; }; refused = \"invalid\"; },\n"
    "    { event = \"judged\"; data = { result = \"yes\"; }; expect = { states = \"good\"; closed = "
    "\"test.days met\"; timers = []; }; },\n"
    "    { event = \"nothing\"; refused = \"unwanted\"; }, { until = \"2026-12-01 08:30\"; expect = { ended "
    "= false; notices = []; missed = []; errors = []; }; }\n"
    "  ); }, { title = \"missed\"; workflow = \"w\"; at = \"2026-09-01 08:30\"; steps = ( { start = \"B\"; "
    "subject = \"pupil/P2\"; fields = { begun = \"2026-09-01\"; }; },\n"
    "    { until = \"2026-09-12 00:00\"; expect = { case = \"B\"; missed = \"2026-09-12 test.days\"; states "
    "= \"late\"; fired = [\"timer:nudge\", \"deadline:test.days:warning:1\"]; }; } ); } );\n";

static const char family[] =
    "workflow = { id = \"family\"; version = 1; title = \"F\"; prefix = \"F\"; subject = \"pupil\";\n"
    "children = ( { id = \"visit\"; title = \"Visit\"; tasks = ( { id = \"call\"; role = \"senco\"; title = "
    "\"Call\"; } );\n"
    "  states = ( { id = \"planned\"; entry = ( { task = \"call\"; }, { log = \"planned\"; } ); on = ( { "
    "event = \"task.call.completed\"; goto = "
    "\"seen\"; } ); },\n"
    "    { id = \"seen\"; final = true; done_value = \"'well'\"; } ); } );\n"
    "states = ( { id = \"a\"; invoke = ( { id = \"v\"; workflow = \"visit\"; } );\n"
    "  on = ( { event = \"done.invoke.v\"; when = \"event.data == 'well'\"; goto = \"b\"; do = ( { log = "
    "\"back\"; } ); } ); },\n"
    "  { id = \"b\"; final = true; } ); };";

static const char family_play[] =
    "scenarios = ( { title = \"a child\"; workflow = \"family\"; at = \"2026-09-01\"; steps = (\n"
    "  { start = \"A\"; expect = ( { states = \"a\"; }, { case = \"A.v\"; states = \"planned\"; tasks = "
    "\"call\"; log = \"planned\"; } ); },\n"
    "  { complete = \"call\"; case = \"A.v\"; expect = ( { case = \"A\"; ended = true; states = \"b\"; log = "
    "\"back\"; },\n"
    "      { case = \"A.v\"; ended = true; states = \"seen\"; } ); },\n"
    "  { complete = \"call\"; case = \"A.v\"; refused = \"unwanted\"; } ); } );\n";

struct bench {
    struct arena *arena;
    struct list definitions;
    struct scenario_site site;
    struct text tap;
    size_t number;
};

static void workflow_add(struct bench *bench, const char *bytes, const struct definition_context *context)
{
    struct faults *faults = faults_new(bench->arena);
    struct conf_node *root =
        conf_read_text(bench->arena, "w.conf", bytes, strlen(bytes), &workflow_schema, faults);
    struct definition *definition = root ? definition_compile(bench->arena, root, context, faults) : NULL;
    struct text wrong = TEXT_EMPTY;
    faults_print(faults, &wrong);
    if (!definition)
        fail_msg("%s", text_string(&wrong));
    text_free(&wrong);
    list_add(&bench->definitions, definition);
}

static void bench_open(struct bench *bench)
{
    static const char *const roles[] = {"senco", NULL};
    static const struct definition_context context = {.rules = (const struct rulebook *)&context,
                                                      .roles = roles};
    *bench = (struct bench){.arena = arena_new()};
    workflow_add(bench, workflow, &context);
    workflow_add(bench, family, &context);
    bench->site = (struct scenario_site){.stage = {.definitions = &bench->definitions,
                                                   .rules = (const struct rulebook *)&context,
                                                   .wake_hour = 8}};
}

static void bench_close(struct bench *bench)
{
    list_free(&bench->definitions);
    text_free(&bench->tap);
    arena_free(bench->arena);
}

/* How many scenarios of FILE failed; -1: it could not be read. */
static int play(struct bench *bench, const char *bytes, size_t size)
{
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct conf_node *root = conf_read_text(arena, "s.conf", bytes, size, &scenario_schema, faults);
    int failed = -1;
    text_clear(&bench->tap);
    bench->number = 0;
    if (root && !faults->errors)
        failed = (int)scenario_run(root, &bench->site, &bench->number, &bench->tap);
    arena_free(arena);
    return failed;
}

static const char *text_changed(struct text *text, const char *from, const char *to)
{
    const char *at = strstr(good, from);
    assert_non_null(at);
    text_clear(text);
    text_add_n(text, good, (size_t)(at - good));
    text_add(text, to);
    text_add(text, at + strlen(from));
    return text_string(text);
}

static void what_is_expected_passes(void **state)
{
    struct bench bench;
    (void)state;
    bench_open(&bench);
    if (play(&bench, good, sizeof good - 1))
        fail_msg("%s", text_string(&bench.tap));
    assert_int_equal(bench.number, 2);
    bench_close(&bench);
}

/* Each change of one expectation is caught, and named with its line. */
static void what_is_not_expected_fails(void **state)
{
    static const char *const changes[][3] = {
        {"states = \"open\"", "states = \"good\"", "s.conf:4: case A: states"},
        {"fired = \"2026-09-03 timer:nudge\"; ", "",
         "s.conf:5: case A: fired: not expected: \"2026-09-03 timer:nudge\""},
        {"fired = \"2026-09-03 timer:nudge\"", "fired = [\"timer:nudge\", \"timer:other\"]",
         "which did not fire"},
        {"\"timer:nudge\", ", "", "fired: not expected"},
        {"log = \"nudged\"", "log = []", "s.conf:5: case A: log"},
        {"n = 1", "n = 2", "s.conf:6: case A: field n is 1"},
        {"tasks = \"look 2026-09-03\"", "tasks = \"look 2026-09-04\"", "tasks"},
        {"deadlines = \"test.days 2026-09-11\"", "deadlines = []", "deadlines"},
        {"missed = \"2026-09-12 test.days\"; ", "", "missed"},
        {"refused = \"unwanted\"", "by = \"person\"", "no state takes"},
        {"closed = \"test.days met\"", "closed = \"test.days late\"", "closed"},
        {"advance = \"3 days\"", "advance = \"3 daze\"", "is not a length of time"},
        {"advance = \"3 days\"", "advance = \"100000 days\"", "\"100000 days\" is too long: write at most 3660 days"},
        {"advance = \"3 days\"", "advance = \"1234567890 s\"", "is too long: write at most 9 digits"},
        {"until = \"2026-12-01 08:30\"", "until = \"2026-12-32\"", "is not a time"},
        {"until = \"2026-12-01 08:30\"", "until = \"2026-08-01\"", "does not go back"},
        {"path = \"-> open on case.start\"", "path = []", "path"},
        {"ended = false", "ended = true", "not ended"},
        {"fired = \"2026-09-03 timer:nudge\"", "fired = [\"timer:nudge\", \"\"]", "which did not fire"},
    };
    struct text text = TEXT_EMPTY;
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct bench bench;
        bench_open(&bench);
        const char *changed = text_changed(&text, changes[i][0], changes[i][1]);
        if (play(&bench, changed, strlen(changed)) != 1 || !strstr(text_string(&bench.tap), changes[i][2]))
            fail_msg("%s: %s", changes[i][1], text_string(&bench.tap));
        bench_close(&bench);
    }
    text_free(&text);
}

/* "# TODO" would make a failure count as none. */
static void a_title_is_no_directive(void **state)
{
    struct bench bench;
    struct text text = TEXT_EMPTY;
    (void)state;
    bench_open(&bench);
    const char *changed = text_changed(&text, "all well", "a # TODO \\\\ later\\nok 9");
    assert_int_equal(play(&bench, changed, strlen(changed)), 0);
    assert_non_null(strstr(text_string(&bench.tap), "ok 1 - w: a \\# TODO \\\\ later ok 9\nok 2 - "));
    bench_close(&bench);
    text_free(&text);
}

static void an_advance_by_hours_is_exact(void **state)
{
    struct bench bench;
    struct text text = TEXT_EMPTY;
    (void)state;
    bench_open(&bench);
    const char *changed = text_changed(&text, "advance = \"3 days\"", "advance = \"45 hours\"");
    assert_int_equal(play(&bench, changed, strlen(changed)), 1); /* 07:00, an hour before the nudge */
    assert_non_null(strstr(text_string(&bench.tap), "did not fire"));
    changed = text_changed(&text, "advance = \"3 days\"", "advance = \"46 hours\"");
    assert_int_equal(play(&bench, changed, strlen(changed)), 0);
    text_free(&text);
    bench_close(&bench);
}

static void coverage_says_what_no_scenario_reached(void **state)
{
    struct bench bench;
    struct text out = TEXT_EMPTY;
    (void)state;
    bench_open(&bench);
    bench.site.coverage = coverage_new(bench.arena, &bench.definitions);
    assert_int_equal(play(&bench, good, sizeof good - 1), 0);
    assert_int_equal(coverage_report(bench.site.coverage, true, &out), 5);
    assert_string_equal(text_string(&out), "# coverage of w: 3 of 6 states, 4 of 6 transitions\n"
                                           "# not reached: state bad\n"
                                           "# not reached: state island\n"
                                           "# not reached: state done\n"
                                           "# not reached: transition open: judged -> bad (w.conf:10)\n"
                                           "# not reached: transition good: go -> done (w.conf:12)\n");
    text_free(&out);
    bench_close(&bench);
}

/* What is generated passes, goes everywhere that can be reached, and says what can't. */
static void generated_scenarios_pass_and_cover(void **state)
{
    struct bench bench;
    struct text out = TEXT_EMPTY, report = TEXT_EMPTY;
    struct error error = ERROR_NONE;
    (void)state;
    bench_open(&bench);
    assert_int_equal(scenario_generate(&bench.site, "w", "2026-09-01", &out, &error), 0);
    assert_non_null(strstr(text_string(&out), "// not found: state island\n"));
    assert_null(strstr(text_string(&out), "// not found: transition"));
    bench_close(&bench);
    bench_open(&bench);
    bench.site.coverage = coverage_new(bench.arena, &bench.definitions);
    if (play(&bench, out.bytes, out.length))
        fail_msg("%s\n%s", text_string(&out), text_string(&bench.tap));
    coverage_report(bench.site.coverage, false, &report);
    assert_string_equal(text_string(&report), "# coverage of w: 5 of 6 states, 6 of 6 transitions\n");
    assert_int_equal(scenario_generate(&bench.site, "v", "2026-09-01", &out, &error), SENDD_ENOTFOUND);
    assert_int_equal(scenario_generate(&bench.site, "w", "then", &out, &error), SENDD_EINVALID);
    text_free(&out);
    text_free(&report);
    bench_close(&bench);
}

static void children_are_cases_of_the_play(void **state)
{
    struct bench bench;
    struct text out = TEXT_EMPTY;
    struct error error = ERROR_NONE;
    (void)state;
    bench_open(&bench);
    bench.site.coverage = coverage_new(bench.arena, &bench.definitions);
    /* The last step is about a child that is no longer there. */
    assert_int_equal(play(&bench, family_play, sizeof family_play - 1), 1);
    assert_non_null(strstr(text_string(&bench.tap), "# s.conf:5: task call is not open\n"));
    assert_null(strstr(text_string(&bench.tap), "# s.conf:2"));
    coverage_report(bench.site.coverage, false, &out);
    assert_string_equal(text_string(&out), "# coverage of family: 2 of 2 states, 1 of 1 transitions\n"
                                           "# coverage of family.visit: 2 of 2 states, 1 of 1 transitions\n");
    bench_close(&bench);
    bench_open(&bench);
    text_clear(&out);
    assert_int_equal(scenario_generate(&bench.site, "family", "2026-09-01", &out, &error), 0);
    assert_null(strstr(text_string(&out), "not found"));
    if (play(&bench, out.bytes, out.length))
        fail_msg("%s\n%s", text_string(&out), text_string(&bench.tap));
    text_free(&out);
    bench_close(&bench);
}

/* --- broken files --- */

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

/* Words of the file change places, so that much of it still reads and goes wrong only when it is played. */
static void words_swap(struct text *text, uint64_t *seed)
{
    static const char *const words[] = {
        "start",   "event",      "until",      "advance",  "complete",   "case",        "A",
        "B",       "w",          "",           "99999999", "2026-09-03", "-1",          "true",
        "judged",  "look",       "fired",      "states",   "missed",     "3660 months", "1s",
        "correct", "case.start", "deadline.x", "\xC3\xA9", "plugin"};
    size_t at = pick(seed, text->length);
    const char *word = words[pick(seed, sizeof words / sizeof *words)];
    struct text out = TEXT_EMPTY;
    while (at < text->length && !strchr(" \"", text->bytes[at]))
        at++;
    if (at < text->length)
        at++;
    size_t length = at + strcspn(text->bytes + at, " \";");
    text_add_n(&out, text->bytes, at);
    text_add(&out, word);
    text_add(&out, text->bytes + length);
    text_free(text);
    *text = out;
}

static void byte_break(struct text *text, uint64_t *seed)
{
    static const char marks[] = "{}[]()=;,\"\\/#@\n x9-\x01\xFF";
    size_t at = pick(seed, text->length), span = 1 + pick(seed, 12);
    if (pick(seed, 3) == 0)
        text->bytes[at] = marks[pick(seed, sizeof marks - 1)];
    else if (at + span < text->length) {
        memmove(text->bytes + at, text->bytes + at + span, text->length - at - span + 1);
        text->length -= span;
    }
}

static void no_broken_file_crashes(void **state)
{
    struct bench bench;
    uint64_t seed = 20260901;
    size_t unread = 0, failed = 0, passed = 0;
    (void)state;
    bench_open(&bench);
    for (size_t i = 0; i < MUTANTS; i++) {
        struct text text = TEXT_EMPTY;
        text_add_n(&text, good, sizeof good - 1);
        for (size_t n = 1 + pick(&seed, 3); n > 0 && text.length; n--)
            pick(&seed, 4) ? words_swap(&text, &seed) : byte_break(&text, &seed);
        int result = play(&bench, text.length ? text.bytes : "", text.length);
        unread += result < 0;
        failed += result > 0;
        passed += result == 0;
        if (result > 0 && !strstr(text_string(&bench.tap), "# s.conf:"))
            fail_msg("failed without a place: %s", text_string(&bench.tap));
        text_free(&text);
    }
    /* The breaking reaches all three: else it proves little. */
    assert_true(unread > MUTANTS / 20 && failed > MUTANTS / 20 && passed > 0);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_expected_passes),
        cmocka_unit_test(what_is_not_expected_fails),
        cmocka_unit_test(a_title_is_no_directive), cmocka_unit_test(an_advance_by_hours_is_exact),
        cmocka_unit_test(coverage_says_what_no_scenario_reached),
        cmocka_unit_test(generated_scenarios_pass_and_cover),
        cmocka_unit_test(children_are_cases_of_the_play),
        cmocka_unit_test(no_broken_file_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
