#include "config/conf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const char *const colours[] = {"red", "green", NULL};
static const struct conf_schema node_schema;
static const struct conf_key node_keys[] = {
    {.name = "id", .type = CONF_STRING, .required = true, .help = "Its name.", .example = "\"first\""},
    {.name = "final", .type = CONF_BOOL, .fallback = "false"},
    {.name = "states", .type = CONF_GROUPS, .of = &node_schema, .help = "States inside this one."},
    {0},
};
static const struct conf_schema node_schema = {"state", "One state.", node_keys};

static const struct conf_key field_keys[] = {
    {.name = "type", .type = CONF_STRING, .required = true, .choices = colours},
    {.name = "of", .type = CONF_STRINGS},
    {0},
};
static const struct conf_schema field_schema = {"field", "One field.", field_keys};

static const struct conf_key flow_keys[] = {
    {.name = "id", .type = CONF_STRING, .required = true},
    {.name = "version", .type = CONF_INT, .fallback = "1", .minimum = 1, .maximum = 1000},
    {.name = "wake", .type = CONF_STRING, .fallback = "08:00"},
    {.name = "reads", .type = CONF_STRINGS, .fallback = "pupil"},
    {.name = "fields", .type = CONF_MAP, .of = &field_schema},
    {.name = "options", .type = CONF_MAP},
    {.name = "settings", .type = CONF_NESTED},
    {.name = "to", .type = CONF_SCALAR},
    {.name = "states", .type = CONF_GROUPS, .of = &node_schema},
    {0},
};
static const struct conf_schema flow_schema = {"workflow", "A workflow.", flow_keys};
static const struct conf_key root_keys[] = {{.name = "workflow", .type = CONF_GROUP, .of = &flow_schema},
                                            {0}};
static const struct conf_schema root_schema = {"workflow", "A file with a workflow.", root_keys};

struct reading {
    struct arena *arena;
    struct faults *faults;
    struct conf_node *root;
    struct text printed; /* every fault */
};

static struct reading read_bytes(const char *bytes, size_t size)
{
    struct reading reading = {.arena = arena_new()};
    reading.faults = faults_new(reading.arena);
    reading.root = conf_read_text(reading.arena, "x.conf", bytes, size, &root_schema, reading.faults);
    faults_print(reading.faults, &reading.printed);
    return reading;
}

static struct reading read_string(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void reading_free(struct reading *reading)
{
    text_free(&reading->printed);
    arena_free(reading->arena);
}

/* The one fault of TEXT must be at LINE and hold each of CAUSE and HINT. */
static void assert_blames(const char *text, int line, const char *cause, const char *hint)
{
    struct reading reading = read_string(text);
    if (reading.faults->items.count != 1)
        fail_msg("%zu faults in <%s>:\n%s", reading.faults->items.count, text, text_string(&reading.printed));
    const struct error *error = &((struct fault *)reading.faults->items.items[0])->error;
    if (error->line != line || !strstr(error->text, cause) || !strstr(error->hint, hint))
        fail_msg("<%s> gave line %d:\n%s", text, error->line, text_string(&reading.printed));
    reading_free(&reading);
}

static void a_good_file_is_read(void **state)
{
    (void)state;
    struct reading r =
        read_string("\xEF\xBB\xBFworkflow = {\r\n  id = \"ehc\";\r\n  options = { a = 1; b = \"x\"; c = 0.5; "
                    "d = true };\n"
                    "  states = ( { id = \"a\"; states = { id = \"b\"; final = true } }, { id = \"c\" } );\n"
                    "  to = 5000000000L;\n};\n");
    assert_string_equal(text_string(&r.printed), "");
    const struct conf_node *flow = conf_get(r.root, "workflow");
    assert_string_equal(conf_string(flow, "id"), "ehc");
    assert_int_equal(conf_get(flow, "id")->line, 2);
    assert_int_equal(conf_int(flow, "to"), 5000000000);
    assert_int_equal(conf_int(flow, "version"), 1);
    assert_true(conf_get(flow, "version")->defaulted);
    assert_string_equal(conf_string(flow, "wake"), "08:00");
    size_t count;
    struct conf_node *const *items = conf_items(flow, "reads", &count);
    assert_int_equal(count, 1);
    assert_string_equal(items[0]->string, "pupil");
    items = conf_items(flow, "states", &count);
    assert_int_equal(count, 2);
    assert_int_equal(items[1]->line, 4);
    assert_false(conf_bool(items[1], "final"));
    items = conf_items(items[0], "states", &count);
    assert_int_equal(count, 1);
    assert_true(conf_bool(items[0], "final"));
    items = conf_items(flow, "options", &count);
    assert_int_equal(count, 4);
    assert_int_equal(items[2]->kind, CONF_NODE_FLOAT);
    reading_free(&r);
}

static void a_nested_map_has_one_level_of_groups(void **state)
{
    (void)state;
    struct reading r = read_string("workflow = { id = \"x\"; settings = { b = 1; a = { z = \"u\"; y = true; }; c = { }; }; };");
    assert_string_equal(text_string(&r.printed), "");
    json_t *settings = conf_to_json(conf_get(conf_get(r.root, "workflow"), "settings"));
    char *text = json_dumps(settings, JSON_COMPACT);
    assert_string_equal(text, "{\"b\":1,\"a\":{\"z\":\"u\",\"y\":true},\"c\":{}}");
    free(text);
    json_decref(settings);
    reading_free(&r);
    assert_blames("workflow = { id = \"x\"; settings = {\n a = {\n b = { c = 1; }; }; }; };", 3,
                  "b in a must be one value, and is a group", "b = \"...\"");
    assert_blames("workflow = { id = \"x\"; settings = {\n a = [1]; }; };", 2,
                  "a in settings must be one value or a group of values", "a = \"...\"");
    assert_blames("workflow = { id = \"x\"; settings = 7; };", 1, "settings must be a group", "settings = { ... };");
}

static void syntax_faults_name_their_cause(void **state)
{
    (void)state;
    assert_blames("workflow = { id = 'x'; };", 1,
                  "single quotes do not make a string, in: workflow = { id = 'x'; };", "\"text\"");
    assert_blames("workflow = {\n id = \xE2\x80\x9Cx\xE2\x80\x9D;\n};", 2, "curly quote",
                  "plain double quote");
    assert_blames("workflow = {\n id = \"x\";\n", 1, "{ opened on line 1 is never closed", "}");
    assert_blames("workflow = {\n id = \"x\";\n states = ( { id = \"a\"; };\n};", 3,
                  "a ; stands inside the ( of line 3", ") before the ;");
    assert_blames("workflow = {\n states = ( { id = \"a\"; } { id = \"b\"; } ); };", 2, "no comma follows",
                  ",");
    assert_blames("workflow = {\n states = ( { id = \"a\"; }, ); };", 2, "a comma follows the last item",
                  "Delete");
    assert_blames("workflow = {\n id = \"x;\n wake = \"08:00\";\n};", 2, "the string that begins here",
                  "Write a \"");
    assert_blames("workflow = { id = \"x\"; /* note\n};\n", 1, "comment is opened with /* and never closed",
                  "*/");
    assert_blames("workflow = { id = ehcna.decision; };", 1, "no quotes", "Write \"ehcna.decision\"");
    assert_blames("workflow = { states = { id = \"a\"; final = yes; }; };", 1, "no quotes", "Write true");
    assert_blames("workflow = { wake = 08:00; };", 1, "08:00 is not a number", "\"08:00\"");
    assert_blames("workflow = { wake = 2026-09-01; };", 1, "2026-09-01 is not a number", "\"2026-09-01\"");
    assert_blames("workflow = { wake = 6 weeks; };", 1, "several words", "\"6 weeks\"");
    assert_blames("workflow { id = \"x\"; };", 1, "no = follows workflow", "workflow = { ... };");
    assert_blames("workflow = {\n \"id\" = \"x\"; };", 2, "a string stands where a name should", "no quotes");
    assert_blames("workflow = { id = ; };", 1, "no value follows the =", "Write the value");
    assert_blames("workflow = { id = \"x\"; } };", 1, "} closes nothing", "Delete");
    assert_blames("workflow = { id = \"x\"; );", 1, ") stands where the { of line 1 is still open",
                  "Write }");
    assert_blames("workflow = { id = \"x\";; };", 1, "this ; follows nothing", "one ;");
    assert_blames("workflow = { id = \"x\"; };\nversion = 1; # an end without a newline", 2,
                  "version is not known", "workflow");
    assert_blames("@include \"other.conf\"\n", 1, "@include is not supported", "file of its own");
    assert_blames("workflow = { reads = [autumn, spring]; };", 1, "no quotes", "\"autumn\"");
    assert_blames("workflow = { reads = (\n id = \"x\" ); };", 2, "directly inside the ( of line 1",
                  "braces");
    assert_blames("workflow = { options = { a = [1, \"x\"]; }; };", 1, "not of one type", "( ... )");
    assert_blames("workflow = { options = { a = [{b = 1;}]; }; };", 1, "[ ] holds only plain values",
                  "( ... )");
}

static void what_the_library_passes_is_caught(void **state)
{
    (void)state;
    assert_blames("workflow = { id = \"x\"; to = 5000000000; };", 1, "needs an L", "5000000000L");
    assert_blames("workflow = { id = \"x\"; to = 0xffffffff; };", 1, "needs an L", "4294967295L");
    assert_blames("workflow = { id = \"x\"; to = 99999999999999999999L; };", 1, "does not fit in 64 bits",
                  "from");
    assert_blames("workflow = { id = \"x\"; reads = [\"a\"\n \"b\"]; };", 1, "no comma follows this string",
                  ",");
    assert_blames("workflow = { id = \"x\\x00y\"; };", 1, "escape \\x00", "UTF-8");
    assert_blames("workflow = {\n id = \"x\";\n\n id = \"y\"; };", 4, "id is set a second time", "line 2");
    assert_blames("workflow = { id = \"x\"; /* one\n wake = \"x\"; /* two */ };", 2, "a /* inside a comment",
                  "closed");
    struct reading r = read_bytes("workflow = \0{};", 15);
    assert_non_null(strstr(text_string(&r.printed), "NUL byte"));
    reading_free(&r);
    assert_blames("workflow = {\n id = \"\xE9\"; };", 2, "0xe9 is not UTF-8", "CP1252");
    char *big = mem_alloc(2 * 1024 * 1024);
    memset(big, ' ', 2 * 1024 * 1024 - 1);
    assert_blames(big, 0, "limit", "Split");
    memset(big, '(', 1000);
    memcpy(big, "a=", 2);
    big[1000] = '\0';
    assert_blames(big, 1, "more than 64 brackets", "inner");
    mem_free(big);
}

static void the_schema_is_kept(void **state)
{
    (void)state;
    assert_blames("workflow = { id = \"x\";\n versoin = 2; };", 2, "versoin is not known in workflow",
                  "Did you mean version?");
    assert_blames("workflow = { id = \"x\";\n zzzzzzz = 2; };", 2, "zzzzzzz is not known",
                  "It takes: id, version");
    assert_blames("\nworkflow = { version = 2; };", 2, "id is missing in workflow", "id = ...;");
    assert_blames("workflow = { id = 7; };", 1, "id must be a string, and is a whole number", "id = \"7\";");
    assert_blames("workflow = { id = \"x\"; version = \"2\"; };", 1, "version must be a whole number",
                  "without quotes");
    assert_blames("workflow = { id = \"x\"; version = 0; };", 1, "version is 0", "from 1 to 1000");
    assert_blames("workflow = { id = \"x\"; states = \"a\"; };", 1, "a list of groups", "states = ( {");
    assert_blames("workflow = { id = \"x\"; fields = { f = { type = \"gren\"; }; }; };", 1,
                  "\"gren\" is no value of type", "Did you mean \"green\"? It takes: \"red\", \"green\"");
    assert_blames("workflow = { id = \"x\"; fields = { f = 3; }; };", 1, "f in fields must be a group",
                  "f = {");
    assert_blames("workflow = { id = \"x\"; options = { f = (1); }; };", 1, "one value", "f = ");
    assert_blames("workflow = { id = \"x\"; reads = [1]; };", 1, "a list of strings only", "reads = [");
    assert_blames("workflow = { id = \"x\"; states = ( { id = \"a\"; final = 1; } ); };", 1,
                  "final must be true or false", "final = true;");
}

static void every_fault_is_found_at_once(void **state)
{
    (void)state;
    struct reading r = read_string(
        "workflow = {\n verson = 2;\n to = 5000000000;\n states = ( { final = true; },\n {id = 3;} );\n};");
    assert_int_equal(r.faults->errors, 5);
    assert_non_null(strstr(text_string(&r.printed), "x.conf:4: error: id is missing in state"));
    reading_free(&r);
}

static void json_and_back_is_the_same(void **state)
{
    (void)state;
    struct reading a =
        read_string("workflow = { id = \"x\"; states = { id = \"s\"; states = ({id=\"t\";}); };\n"
                    "# a comment\n fields = { f = { type = \"red\"; of = \"one\"; }; }; };");
    struct reading b =
        read_string("workflow = { states = ( { states = ({final=false; id=\"t\";}); id = \"s\"; } );"
                    "fields = { f = { of = [\"one\"]; type = \"red\"; }; }; version = 1; id = \"x\"; };");
    json_t *first = conf_to_json(a.root), *second = conf_to_json(b.root);
    char *one = json_canonical(first), *two = json_canonical(second);
    assert_string_equal(one, two);
    struct conf_node *back = conf_from_json(a.arena, "stored", first, &root_schema, a.faults);
    assert_int_equal(a.faults->errors, 0);
    json_t *third = conf_to_json(back);
    assert_true(json_equal(first, third));
    json_object_set_new(json_object_get(third, "workflow"), "odd", json_null());
    conf_from_json(a.arena, "stored", third, &root_schema, a.faults);
    assert_int_equal(a.faults->errors, 1);
    mem_free(one);
    mem_free(two);
    json_decref(first);
    json_decref(second);
    json_decref(third);
    reading_free(&a);
    reading_free(&b);
}

static void faults_are_utf8_wherever_they_are_cut(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    for (int lead = 0; lead < 4; lead++) {
        struct text text = TEXT_EMPTY;
        text_addf(&text, "workflow = { id = \"x\"; fields = { f = { type = \"%.*s", lead, "aaaa");
        for (int i = 0; i < 300; i++)
            text_add(&text, "\xE2\x82\xAC\xF0\x9F\x8C\xB3\xC3\xA9");
        text_add(&text, "\"; }; }; };");
        conf_read_text(arena, "x", text.bytes, text.length, &root_schema, faults);
        error_hint(fault_add(faults, "x", 1, "%s", strstr(text.bytes, "\xE2\x82\xAC") - lead), "%s",
                   strstr(text.bytes, "\xE2\x82\xAC") - lead);
        text_free(&text);
    }
    assert_int_equal(faults->items.count, 8);
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct error *error = &((struct fault *)faults->items.items[i])->error;
        json_t *shown = json_pack("[s, s]", error->text, error->hint);
        assert_non_null(shown);
        json_decref(shown);
    }
    arena_free(arena);
}

static void suggestions_are_near(void **state)
{
    (void)state;
    static const char *const words[] = {"deadline", "entry", "exit", "goto", NULL};
    assert_string_equal(conf_suggest("gto", words), "goto");
    assert_string_equal(conf_suggest("dedaline", words), "deadline");
    assert_string_equal(conf_suggest("Exit", words), "exit");
    assert_null(conf_suggest("recipient", words));
    assert_null(conf_suggest("x", words));
}

static void the_reference_names_every_key_once(void **state)
{
    (void)state;
    struct text page = TEXT_EMPTY;
    conf_reference(&root_schema, &page);
    const char *text = text_string(&page);
    assert_true(string_starts(text, "# workflow\n\nA file with a workflow.\n"));
    assert_non_null(strstr(text, "| `workflow` | group: [workflow](#workflow-1) |"));
    assert_non_null(strstr(text, "| `states` | list of groups: [state](#state) |"));
    assert_non_null(strstr(text, "| `version` | whole number, 1 to 1000 | `1` |"));
    assert_non_null(strstr(text, "| `id` | string | **required** | Its name. Example: `\"first\"` |"));
    assert_non_null(strstr(text, "one of `red`, `green`"));
    const char *state_part = strstr(text, "## state\n");
    assert_non_null(state_part);
    assert_null(strstr(state_part + 1, "## state\n"));
    text_free(&page);
}

static void file_write(const char *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void a_folder_is_read_in_the_order_of_names(void **state)
{
    (void)state;
    static const char *const names[] = {"b.conf",  "a.conf",  "B.conf",    ".a.conf.swp", ".hidden.conf",
                                        "#a.conf", "a.conf~", "notes.txt", "bad.conf"};
    char folder[] = "/tmp/conf_test.XXXXXX", path[300];
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "workflow = { id = \"%s\"; };", names[i]);
        file_write(folder, names[i], strcmp(names[i], "bad.conf") ? path : "workflow = {");
    }
    snprintf(path, sizeof path, "%s/inner.conf", folder);
    assert_int_equal(mkdir(path, 0700), 0);

    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct list roots = LIST_EMPTY;
    conf_read_folder(arena, folder, false, &root_schema, faults, &roots);
    /* The bad one is reported and the others are read all the same. */
    assert_int_equal(faults->errors, 1);
    assert_int_equal(roots.count, 3);
    static const char *const order[] = {"B.conf", "a.conf", "b.conf"};
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(conf_string(conf_get(roots.items[i], "workflow"), "id"), order[i]);
    snprintf(path, sizeof path, "%s/a.conf", folder);
    assert_string_equal(((struct conf_node *)roots.items[1])->file, path);

    assert_null(conf_read(arena, "/nonexistent/x.conf", &root_schema, faults));
    assert_int_equal(faults->errors, 2);
    conf_read_folder(arena, "/nonexistent", true, &root_schema, faults, &roots);
    assert_int_equal(faults->errors, 2);
    conf_read_folder(arena, "/nonexistent", false, &root_schema, faults, &roots);
    assert_int_equal(faults->errors, 3);
    assert_null(conf_read(arena, folder, &root_schema, faults));
    assert_int_equal(faults->errors, 4);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/inner.conf", folder);
    rmdir(path);
    assert_int_equal(rmdir(folder), 0);
    list_free(&roots);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_file_is_read),
        cmocka_unit_test(a_nested_map_has_one_level_of_groups),
        cmocka_unit_test(syntax_faults_name_their_cause),
        cmocka_unit_test(what_the_library_passes_is_caught),
        cmocka_unit_test(the_schema_is_kept),
        cmocka_unit_test(every_fault_is_found_at_once),
        cmocka_unit_test(json_and_back_is_the_same),
        cmocka_unit_test(faults_are_utf8_wherever_they_are_cut),
        cmocka_unit_test(suggestions_are_near),
        cmocka_unit_test(the_reference_names_every_key_once),
        cmocka_unit_test(a_folder_is_read_in_the_order_of_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
