/* Two versions of a workflow, and every word that is said about what differs. */
#include "workflow/definition.h"
#include "workflow/diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static json_t *tree_of(struct arena *arena, const char *body)
{
    struct text file = TEXT_EMPTY;
    text_addf(&file, "workflow = { id = \"test\"; title = \"Test\"; prefix = \"T\"; subject = \"pupil\";\n%s\n};",
              body);
    struct faults *faults = faults_new(arena);
    struct conf_node *root = conf_read_text(arena, "test.conf", file.bytes, file.length, &workflow_schema, faults);
    struct text out = TEXT_EMPTY;
    faults_print(faults, &out);
    if (!root || faults->errors)
        fail_msg("%s", text_string(&out));
    text_free(&out);
    text_free(&file);
    return json_keep(arena, conf_to_json(root));
}

/* "WHERE: TEXT" a line. */
static char *differences(struct arena *arena, const char *old, const char *new)
{
    json_t *list = json_keep(arena, definition_diff(tree_of(arena, old), tree_of(arena, new))), *row;
    struct text out = TEXT_EMPTY;
    size_t i;
    json_array_foreach(list, i, row)
        text_addf(&out, "%s: %s\n", json_text(row, "where"), json_text(row, "text"));
    char *copy = arena_copy(arena, text_string(&out));
    text_free(&out);
    return copy;
}

struct row {
    const char *old, *new, *wanted;
};

#define STATES(text) "version = 1; states = ( { id = \"a\"; " text " }, { id = \"b\"; }, { id = \"c\"; } );"
#define FIELDS(text) "version = 1; fields = { " text " }; states = ( { id = \"a\"; } );"

static const struct row rows[] = {
    /* no difference: defaults written out, the order of keys */
    {STATES("on = ( { event = \"e\"; goto = \"b\"; } );"),
     STATES("parallel = false; on = ( { goto = [\"b\"]; internal = false; event = [\"e\"]; } );"), ""},
    /* the workflow */
    {"version = 1; states = ( { id = \"a\"; } );", "version = 2; states = ( { id = \"a\"; } );",
     "workflow: it: `version` changed from 1 to 2\n"},
    {STATES(""), "version = 1; initial = \"b\"; states = ( { id = \"a\"; }, { id = \"b\"; }, { id = \"c\"; } );",
     "workflow: cases now begin in `b`, before in `a`\n"},
    /* fields */
    {FIELDS("x = { type = \"date\"; }; y = { type = \"choice\"; of = [\"p\", \"q\"]; }; z = { type = \"int\"; };"),
     FIELDS("y = { type = \"choice\"; of = [\"q\", \"r\"]; }; z = { type = \"string\"; label = \"Z\"; }; "
            "n = { type = \"date\"; required = true; };"),
     "fields: field `y`: the choice `p` is gone\n"
     "fields: field `y`: the choices are now `q`, `r`\n"
     "fields: field `z`: `type` changed from `int` to `string`\n"
     "fields: new field `n` (date): a case cannot start without it, and cases migrated to this version have none\n"
     "fields: field `x` removed: cases that have it would lose it when migrated\n"
     "fields: field `z`: `label` is now `Z`\n"},
    /* deadlines */
    {STATES("title = \"A draft\";"),
     STATES("title = \"A draft\"; deadlines = ( { rule = \"ehcna.draft-comments\"; from = \"draft_served\"; "
            "warn = \"3 days\"; } );"),
     "state `a` (A draft): new deadline ehcna.draft-comments from draft_served, warns `3 days` before\n"},
    {STATES("deadlines = ( { rule = \"r\"; from = \"x\"; warn = [\"2 weeks\"]; } );"),
     STATES("deadlines = ( { rule = \"r\"; from = \"y\"; warn = [\"2 weeks\", \"3 days\"]; } );"),
     "state `a`: deadline `r`: it now warns `2 weeks` and `3 days` before, not `2 weeks`\n"
     "state `a`: deadline `r`: `from` changed from `x` to `y`\n"},
    /* two of one id, told apart by their rules */
    {STATES("deadlines = ( { id = \"d\"; rule = \"r\"; from = \"x\"; when = \"true\"; }, "
            "{ id = \"d\"; rule = \"s\"; from = \"x\"; when = \"false\"; } );"),
     STATES("deadlines = ( { id = \"d\"; rule = \"s\"; from = \"x\"; when = \"false\"; }, "
            "{ id = \"d\"; rule = \"r\"; from = \"x\"; when = \"true\"; } );"),
     "state `a`: the order of its deadlines changed\n"},
    /* transitions */
    {STATES("on = ( { event = \"la.agreed\"; goto = \"b\"; } );"),
     STATES("on = ( { event = \"la.agreed\"; goto = \"c\"; } );"),
     "state `a`: on `la.agreed` it now goes to `c`, before to `b`\n"},
    {STATES("on = ( { event = \"e\"; goto = \"b\"; when = \"fields.x == 1\"; } );"),
     STATES("on = ( { event = \"e\"; goto = \"b\"; when = \"fields.x == 2\"; } );"),
     "state `a`: the guard of `e` changed from `fields.x == 1` to `fields.x == 2`\n"},
    {STATES("on = ( { event = \"e\"; goto = \"b\"; }, { event = \"f\"; goto = \"c\"; } );"),
     STATES("on = ( { event = \"f\"; goto = \"c\"; }, { event = \"e\"; goto = \"b\"; } );"),
     "state `a`: `f` is now looked at before `e`; the first that fits is taken\n"},
    {STATES("on = ( { event = \"e\"; goto = \"b\"; } );"),
     STATES("on = ( { event = \"g\"; do = ( { task = \"t\"; } ); } );"),
     "state `a`: new: on `g`: stays; does task `t`\nstate `a`: gone: on `e`: goes to `b`\n"},
    {STATES("on = ( { event = \"e\"; goto = \"b\"; } );"),
     STATES("on = ( { event = [\"e\", \"f\"]; goto = \"b\"; } );"),
     "state `a`: what was taken on `e` is now taken on `e` or `f`\n"},
    {STATES("on = ( { event = \"e\"; do = ( { set = \"x\"; to = 1; }, { raise = \"r\"; } ); } );"),
     STATES("on = ( { event = \"e\"; do = ( { raise = \"r\"; }, { set = \"x\"; to = 1; } ); } );"),
     "state `a`: on `e`: the order of the actions changed\n"},
    {STATES("entry = ( { notify = \"parents\"; template = \"t\"; } );"),
     STATES("entry = ( { notify = \"parents\"; template = \"u\"; when = \"true\"; } );"),
     "state `a`: on entering it: no longer notify `parents` (template `t`)\n"
     "state `a`: on entering it: now notify `parents` (template `u`) if `true`\n"},
    /* a task's form */
    {STATES("tasks = ( { id = \"t\"; role = \"senco\"; title = \"T\"; form = { v = { type = \"date\"; }; }; } );"),
     STATES("tasks = ( { id = \"t\"; role = \"office\"; title = \"U\"; form = { w = { type = \"date\"; }; }; } );"),
     "state `a`: new value of task `t` `w` (date)\n"
     "state `a`: value of task `t`: `v` removed\n"
     "state `a`: task `t`: `role` changed from `senco` to `office`\n"
     "state `a`: task `t`: `title` changed from `T` to `U`\n"},
    /* states: new, gone, moved, renamed; texts last */
    {STATES(""), "version = 1; states = ( { id = \"a\"; }, { id = \"b\"; states = ( { id = \"c\"; } ); } );",
     "state `b`: it now begins in `c`, before in nothing\n"
     "state `c`: it moved: it was at the top and is now inside `b`\n"},
    {"version = 1; states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"b\"; } ); }, "
     "{ id = \"b\"; title = \"Wait\"; on = ( { event = \"f\"; goto = \"b\"; } ); } );",
     "version = 1; states = ( { id = \"a\"; on = ( { event = \"e\"; goto = \"z\"; } ); }, "
     "{ id = \"z\"; title = \"Wait\"; on = ( { event = \"f\"; goto = \"z\"; } ); } );",
     "state `z` (Wait): `b` seems to be renamed to `z`: say so when cases are migrated\n"},
    {"version = 1; states = ( { id = \"a\"; title = \"One\"; }, { id = \"b\"; title = \"Two\"; final = true; } );",
     "version = 1; states = ( { id = \"a\"; title = \"Uno\"; }, { id = \"n\"; title = \"New\"; } );",
     "state `n` (New): a new state, at the top\n"
     "state `b` (Two): gone: cases that stand in it need another state when they are migrated\n"
     "state `a` (Uno): it: `title` changed from `One` to `Uno`\n"},
};

static void each_difference_has_its_words(void **context)
{
    (void)context;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena *arena = arena_new();
        const char *given = differences(arena, rows[i].old, rows[i].new);
        if (strcmp(given, rows[i].wanted) != 0)
            fail_msg("row %zu\nwanted:\n%sgiven:\n%s", i, rows[i].wanted, given);
        arena_free(arena);
    }
}

/* Whatever is changed in the shipped workflows by one value, something is said, and about the same pair nothing. */
static size_t mutate_each(struct arena *arena, json_t *tree, json_t *node, size_t *silent)
{
    const char *key;
    json_t *value;
    void *next;
    size_t i, count = 0;
    json_t *old = json_keep(arena, json_deep_copy(tree));
    json_object_foreach_safe(node, next, key, value)
    {
        if (!json_is_string(value)) {
            count += mutate_each(arena, tree, value, silent);
            continue;
        }
        json_t *kept = json_incref(value);
        char name[64];
        snprintf(name, sizeof name, "%s", key);
        json_object_set_new(node, name, json_string("changed"));
        json_t *list = definition_diff(old, tree);
        *silent += json_array_size(list) == 0;
        json_decref(list);
        json_object_set_new(node, name, kept);
        count++;
    }
    json_array_foreach(node, i, value)
        count += mutate_each(arena, tree, value, silent);
    return count;
}

static void no_change_of_a_shipped_workflow_is_silent(void **context)
{
    (void)context;
    static const char *const names[] = {"ehc-needs-assessment", "sen-support"};
    const char *top = getenv("SENDD_SRC");
    for (size_t i = 0; i < 2; i++) {
        struct arena *arena = arena_new();
        struct faults *faults = faults_new(arena);
        struct conf_node *root =
            conf_read(arena, arena_printf(arena, "%s/conf/workflows/%s.conf", top ? top : ".", names[i]),
                      &workflow_schema, faults);
        assert_non_null(root);
        json_t *tree = json_keep(arena, conf_to_json(root)), *same = definition_diff(tree, tree);
        assert_int_equal(0, json_array_size(same));
        json_decref(same);
        size_t silent = 0, count = mutate_each(arena, tree, tree, &silent);
        assert_true(count > 100);
        assert_int_equal(0, silent);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_difference_has_its_words),
        cmocka_unit_test(no_change_of_a_shipped_workflow_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
