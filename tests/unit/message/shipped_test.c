/* The templates that are shipped: each reads well-formed, uses only names that a step gives, and says nothing
 * of the child. With SENDD_SHOW set the rendered messages are printed, to be read as their readers will. */
#include "message/message.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* What a step and the core give to every message. */
static const char *const common[] = {"reference", "school", "link", "workflow_title", "state_title"};
/* What a deadline's event adds. */
static const char *const of_deadlines[] = {"deadline_title", "due", "days_left", "source"};
/* Fields of the shipped workflows and their deadlines' dates. */
static const char *const dates[] = {
    "request_received",
    "decided_on",
    "advice_requested",
    "draft_served",
    "final_on",
    "lateness_from",
    "started_on",
    "plan_on",
    "review_on",
    "reviewed_on",
    "due",
    "due_ehcna_decision",
    "due_ehcna_plan",
    "due_appeal_lodge",
    "due_ehcna_advice",
    "due_ehcna_draft_comments",
};
/* What a record of a child holds; none of it may ever be seen. */
static const char *const personal[] = {"name", "first_name", "surname", "need", "diagnosis",
                                       "dob",  "upn",        "pupil",   "child"};

static const char canary[] = "Canary-Zzyzx";

static const char *conf_folder(struct arena *arena)
{
    const char *source = getenv("SENDD_SRC");
    return arena_printf(arena, "%s/conf/templates", source ? source : ".");
}

static struct templates *shipped(struct arena *arena)
{
    struct faults *faults = faults_new(arena);
    struct text text = TEXT_EMPTY;
    struct templates *templates = templates_read(arena, conf_folder(arena), faults);
    faults_print(faults, &text);
    assert_string_equal(text_string(&text), "");
    text_free(&text);
    return templates;
}

static json_t *values_new(void)
{
    json_t *values =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:i}", "reference", "EHC-2026-0041", "school",
                  "Oakfield School", "link", "https://sendd.oakfield.example/cases/EHC-2026-0041",
                  "workflow_title", "EHC needs assessment", "state_title", "LA is deciding whether to assess",
                  "deadline_title", "LA tells the parents whether it will assess", "days_left", 14, "source",
                  "SI 2014/1530 reg 5(1)", "cycles", 2);
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++)
        json_object_set_new(values, dates[i], json_string("2026-09-18"));
    for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++)
        json_object_set_new(values, personal[i], json_string(canary));
    return values;
}

static bool shows_canary(const struct message *message)
{
    return strstr(message->subject, canary) || strstr(message->body, canary);
}

static void every_template_renders_whole_and_says_nothing_of_the_child(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct templates *templates = shipped(arena);
    json_t *values = values_new();
    size_t count = 0;
    for (const char *const *id = templates_ids(templates); *id; id++, count++) {
        struct message message;
        assert_int_equal(message_render(templates, *id, values, arena, &message, NULL), 0);
        if (getenv("SENDD_SHOW"))
            printf("--- %s\nSubject: %s\n\n%s\n", *id, message.subject, message.body);
        if (message.missing)
            fail_msg("%s uses names that no step gives: %s", *id, message.missing);
        assert_false(shows_canary(&message));
        assert_non_null(strstr(message.subject, "EHC-2026-0041"));
        assert_non_null(strstr(message.body, "https://sendd.oakfield.example/cases/EHC-2026-0041"));
        assert_true(strlen(message.body) < 2500);
    }
    assert_int_equal(count, 24);
    json_decref(values);
    arena_free(arena);
}

/* The control: a template that names the child is seen by the same look. */
static void a_template_that_names_the_child_is_caught(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    char folder[] = "/tmp/sendd-shipped-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_printf(arena, "%s/a.conf", folder);
    FILE *file = fopen(path, "w");
    fputs("templates = ( { id = \"t\"; subject = \"s\"; body = \"About ((first_name))\"; privacy = "
          "\"named\"; } );\n",
          file);
    fclose(file);
    struct templates *templates = templates_read(arena, folder, faults);
    json_t *values = values_new();
    struct message message;
    assert_int_equal(message_render(templates, "t", values, arena, &message, NULL), 0);
    assert_true(shows_canary(&message));
    json_decref(values);
    remove(path);
    remove(folder);
    arena_free(arena);
}

static bool listed(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return false;
}

/* What only a deadline's event gives may be used only where the workflows send on one. */
static void names_of_deadlines_are_used_on_deadlines_only(void **state)
{
    (void)state;
    static const char *const on_deadlines[] = {"deadline-warning-senco", "deadline-missed-senco",
                                               "ehcna-advice-chase", "sen-meeting-invite-parents",
                                               "sen-meeting-missed-senco"};
    struct arena *arena = arena_new();
    struct templates *templates = shipped(arena);
    for (const char *const *id = templates_ids(templates); *id; id++) {
        size_t known = 0;
        for (const char *const *name = template_names(templates, *id); *name; name++) {
            known += listed(*name, common, sizeof common / sizeof common[0]);
            if (!listed(*name, of_deadlines, sizeof of_deadlines / sizeof of_deadlines[0]))
                continue;
            if (!listed(*id, on_deadlines, sizeof on_deadlines / sizeof on_deadlines[0]))
                fail_msg("%s uses ((%s)), but is not sent on a deadline", *id, *name);
        }
        assert_true(known >= 3); /* the reference, the school, the link */
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_renders_whole_and_says_nothing_of_the_child),
        cmocka_unit_test(a_template_that_names_the_child_is_caught),
        cmocka_unit_test(names_of_deadlines_are_used_on_deadlines_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
