/* Expressions that can never be right: each fault on a small file, silence on its good twin, and silence of the store. */
#include "workflow/definition.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const struct definition_member pupil[] = {
    {"surname", VALUE_STRING}, {"age", VALUE_INT}, {"boards", VALUE_BOOL}, {"dob", VALUE_ANY},
    {"id", VALUE_STRING}};
static const struct definition_member contact[] = {{"email", VALUE_STRING}, {"link", VALUE_STRING}};
static const struct definition_register records[] = {
    {"pupil", NULL, pupil, 5}, {"contact", "pupil", contact, 2}, {"school", NULL, contact, 2}, {0}};

/* BODY begins on line 2, with ` for a quote. WANTED: "LINE part-of-the-text | part-of-the-hint"; NULL: no fault. */
struct row {
    const char *body, *wanted;
};

#define END "{ id = `end`; final = true; }, { id = `p`; states = ( { id = `q`; }, { id = `h`; history = `deep`; goto = `q`; } ); }"
#define FIELDS                                                                                                       \
    "fields = { c = { type = `choice`; of = [`x`, `y`]; }; n = { type = `int`; }; s = { type = `string`; }; d = { type "   \
    "= `date`; }; a = { type = `any`; }; };\n"
#define EVENTS                                                                                                       \
    "events = ( { name = `e`; data = { v = { type = `int`; }; day = { type = `date`; }; m = { type = `number`; }; }; }, "  \
    "{ name = `f`; data = { v = { type = `string`; }; u = { type = `bool`; }; }; }, { name = `free`; }, { name = "     \
    "`bare`; data = { }; } );\n"
/* The expression stands on line 5. */
#define ON(event, rest)                                                                                              \
    FIELDS EVENTS "states = ( { id = `a`; on = ( { event = " event ";\n" rest " } ); }, " END " );"
#define WHEN(event, guard) ON(event, "when = `" guard "`; goto = `end`;")
#define SET(field, value)  ON("`e`", "do = ( { set = `" field "`; expr = `" value "`; } );")

static const struct row rows[] = {
    /* states */
    {WHEN("`e`", "In('a') && In('p') || In('q') || In('h')"), NULL},
    {WHEN("`e`", "In('ende')"), "5 unknown state \"ende\" | did you mean \"end\"?"},
    {WHEN("`e`", "fields.n == 1 && !In('nowhere')"), "5 unknown state \"nowhere\" | there is: a, end"},
    {WHEN("`e`", "In(fields.s)"), NULL},
    {SET("a", "[1, 2].exists(x, In('ende'))"), "5 unknown state \"ende\""},
    {"children = ( { id = `k`; states = ( { id = `one`; on = ( {\nwhen = `In('a')`; goto = `two`; } ); }, { id = `two`; } "
     "); } ); states = ( { id = `a`; } );",
     "3 unknown state \"a\" | there is: one, two"},
    /* records */
    {WHEN("`e`", "pupil.surname == 'Ash' && pupil.age > 3 && pupil.boards && pupil.id != '' && has(pupil.dob)"), NULL},
    {WHEN("`e`", "pupil.surnam == 'Ash'"), "5 there is no \"surnam\" in \"pupil\" | did you mean \"pupil.surname\"?"},
    {WHEN("`e`", "pupil['nosuch'] == 1"), "5 there is no \"nosuch\" in \"pupil\" | known there: surname, age"},
    {WHEN("`e`", "has(pupil.nosuch)"), "5 there is no \"nosuch\" in \"pupil\""},
    {WHEN("`e`", "pupil.age == 'a'"), "5 a whole number (int) can never equal a string"},
    {WHEN("`e`", "pupil.age"), "5 a whole number (int) where true or false"},
    {WHEN("`e`", "pupil.age == null || pupil.dob == '2020-01-01' || date(pupil.dob) < today()"), NULL},
    {SET("d", "pupil.dob"), NULL},
    {SET("n", "pupil.surname"), "5 this gives a string where a whole number"},
    {WHEN("`e`", "contact.exists(c, c.email != '' && c.whatever == 1) && size(contact) > 0"), NULL},
    {WHEN("`e`", "contact.email == ''"), "5 a list has no members"},
    {WHEN("`e`", "school.email == '' && school.link == ''"), NULL},
    {WHEN("`e`", "school.surname == ''"), "5 there is no \"surname\" in \"school\""},
    {WHEN("`e`", "staff.anything == 1"), NULL}, /* nobody knows what it holds */
    /* what an event brings */
    {WHEN("`e`", "event.data.v == 3 && event.data.day == '2026-09-01' && event.data.m > 1 && event.data != null"), NULL},
    {WHEN("`e`", "event.data.w == 3"), "5 there is no \"w\" in \"event.data\" | known there: v, day, m"},
    {WHEN("`e`", "event.data.dya == '2026-09-01'"), "5 there is no \"dya\" in \"event.data\" | did you mean \"event.data.day\"?"},
    {WHEN("`e`", "event.data['w'] == 3"), "5 there is no \"w\" in \"event.data\""},
    {WHEN("`e`", "event.data.v == 'a'"), "5 a whole number (int) can never equal a string"},
    {SET("n", "event.data.w"), "5 there is no \"w\" in \"event.data\""},
    {SET("d", "event.data.day"), NULL},
    {SET("n", "event.data.m"), NULL},
    {ON("`e`", "do = ( { choose = ( { do = ( { log_expr = `event.data.w`; } ); } ); } );"), "5 there is no \"w\""},
    {WHEN("[`e`, `f`]", "event.data.v == 'a' && event.data.u && event.data.day != null"), NULL},
    {WHEN("[`e`, `f`]", "event.data.w == 'a'"), "5 there is no \"w\" in \"event.data\""},
    {WHEN("`bare`", "event.data.w == 'a'"), "5 there is no \"w\" in \"event.data\" | known there: nothing"},
    {WHEN("`bare`", "event.data['w'] == 'a'"), "5 there is no \"w\" in \"event.data\""},
    {WHEN("`bare`", "event.data == null"), NULL},
    /* anything may come with these */
    {WHEN("`free`", "event.data.w == 'a'"), NULL},
    {WHEN("[`e`, `free`]", "event.data.w == 'a'"), NULL},
    {WHEN("`e.*`", "event.data.w == 'a'"), NULL},
    {WHEN("`*`", "event.data.w == 'a'"), NULL},
    {WHEN("`other`", "event.data.w == 'a'"), NULL},
    /* the case itself is not held to the declaration */
    {ON("`free`", "do = ( { raise = `e`; with = { w = `1`; }; } ); }, { event = `e`; when = `event.data.w == 1`; goto = `end`;"),
     NULL},
    {ON("`free`", "do = ( { raise = `e`; with = { w = `1`; }; } ); }, { event = `e`; when = `event.data.z == 1`; goto = `end`;"),
     "5 there is no \"z\" in \"event.data\""},
    {ON("`free`", "do = ( { send = `e`; value = `fields.a`; } ); }, { event = `e`; when = `event.data.z == 1`; goto = `end`;"),
     NULL},
    {ON("`free`", "do = ( { send_expr = `fields.s`; } ); }, { event = `e`; when = `event.data.z == 1`; goto = `end`;"), NULL},
    /* a form's values come with the task's event */
    {FIELDS EVENTS "tasks = ( { id = `t`; role = `senco`; title = `T`; event = `e`; form = { w = { type = `int`; }; }; } ); states = ( { id = "
                   "`a`; on = ( { event = `e`; when = `event.data.w == 1`; goto = `end`; } ); }, " END " );",
     NULL},
    /* choices */
    {SET("c", "'x'"), NULL},
    {SET("c", "fields.n == 1 ? 'x' : fields.s"), NULL},
    {SET("c", "'z'"), "5 unknown value of \"c\": \"z\" | there is: x, y"},
    {SET("c", "fields.n == 1 ? 'x' : 'z'"), "5 unknown value of \"c\": \"z\""},
    {SET("s", "'z'"), NULL},
    {SET("c", "fields.s + 'z'"), NULL},
    {"fields = { c = { type = `choice`; of = [`left`, `right`];\nexpr = `'lfet'`; }; }; states = ( { id = `a`; } );",
     "3 unknown value of \"c\": \"lfet\" | did you mean \"left\"?"},
};

static struct conf_node *tree(struct arena *arena, const char *body, struct faults *faults)
{
    struct text text = TEXT_EMPTY;
    text_add(&text, "workflow = { id = `test`; version = 1; title = `T`; prefix = `T`; subject = `pupil`; reads = [`pupil`, "
                    "`contact`, `school`, `staff`];\n");
    text_add(&text, body);
    text_add(&text, " };");
    char *bytes = arena_copy_n(arena, text_string(&text), text.length);
    text_free(&text);
    for (char *quote = bytes; (quote = strchr(quote, '`'));)
        *quote = '"';
    struct conf_node *root = conf_read_text(arena, "w.conf", bytes, strlen(bytes), &workflow_schema, faults);
    struct text said = TEXT_EMPTY;
    faults_print(faults, &said);
    if (!root || faults->errors)
        fail_msg("%s\n%s", body, text_string(&said));
    text_free(&said);
    return root;
}

static const struct definition_context context = {.records = records};

/* "LINE text | hint" of the only fault, or NULL. */
static const char *fault_of(struct arena *arena, const struct row *row)
{
    struct faults *faults = faults_new(arena);
    struct definition *definition = definition_compile(arena, tree(arena, row->body, faults), &context, faults);
    if (!faults->errors)
        return definition ? NULL : "nothing, and no definition";
    if (faults->errors > 1)
        return "several faults";
    const struct error *error = &((const struct fault *)faults->items.items[0])->error;
    return arena_printf(arena, "%d %s | %s", error->line, error->text, error->hint);
}

static void files_are_held_to_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        const char *given = fault_of(arena, &rows[i]), *wanted = rows[i].wanted;
        bool fine = !given == !wanted;
        for (const char *part = wanted; fine && part;) { /* the line, the text, the hint */
            const char *end = part == wanted ? strchr(part, ' ') : strstr(part, " | ");
            fine = strstr(given, arena_copy_n(arena, part, end ? (size_t)(end - part) : strlen(part))) != NULL &&
                   (part != wanted || !strncmp(given, wanted, (size_t)(end - wanted) + 1));
            part = end ? end + (part == wanted ? 1 : 3) : NULL;
        }
        if (!fine)
            fail_msg("%s\nwanted %s\ngiven  %s", rows[i].body, wanted ? wanted : "nothing", given ? given : "nothing");
        arena_free(arena);
    }
}

/* A case that runs by one of these goes on as it did. */
static void the_store_is_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        struct faults *faults = faults_new(arena);
        json_t *model = json_keep(arena, conf_to_json(tree(arena, rows[i].body, faults)));
        if (!definition_from_json(arena, model, &context, faults))
            fail_msg("%s", rows[i].body);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_held_to_it),
        cmocka_unit_test(the_store_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
