/* The pages of docs/reference are what the schemas say. "make reference-pages" writes them anew. */
#include "calendar/calendar.h"
#include "core/site.h"
#include "message/message.h"
#include "records/register.h"
#include "rules/rules.h"
#include "workflow/definition.h"
#include "workflow/scenario.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct conf_schema *const kinds[] = {&site_schema,     &workflow_schema,  &rules_schema,
                                                  &calendar_schema, &templates_schema, &register_schema,
                                                  &scenario_schema};

static FILE *page_open(const struct conf_schema *schema, const char *mode)
{
    const char *top = getenv("SENDD_SRC");
    char path[1000];
    snprintf(path, sizeof path, "%s/docs/reference/%s.md", top ? top : ".", schema->name);
    return fopen(path, mode);
}

static bool page_is(const struct conf_schema *schema, const char *wanted)
{
    FILE *file = page_open(schema, "r");
    struct text got = TEXT_EMPTY;
    if (!file)
        return false;
    for (int byte; (byte = getc(file)) != EOF;)
        text_add_char(&got, (char)byte);
    fclose(file);
    bool same = strcmp(text_string(&got), wanted) == 0;
    text_free(&got);
    return same;
}

static void every_page_is_current(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct text page = TEXT_EMPTY;
        conf_reference(kinds[i], &page);
        if (!page_is(kinds[i], text_string(&page)))
            fail_msg("docs/reference/%s.md is not what the schema says: run make reference-pages",
                     kinds[i]->name);
        /* The comparison itself sees a difference. */
        text_add_char(&page, 'x');
        assert_false(page_is(kinds[i], text_string(&page)));
        text_free(&page);
    }
}

/* A key that people must guess the meaning of is a hole in the page. */
static void every_key_has_a_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct text page = TEXT_EMPTY;
        conf_reference(kinds[i], &page);
        const char *hole = strstr(text_string(&page), " |  |\n");
        if (hole)
            fail_msg("a key of %s has no help: %.*s", kinds[i]->name, 60,
                     hole > page.bytes + 60 ? hole - 60 : hole);
        text_free(&page);
    }
}

static int pages_write(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct text page = TEXT_EMPTY;
        FILE *file = page_open(kinds[i], "w");
        conf_reference(kinds[i], &page);
        if (!file || fputs(text_string(&page), file) < 0 || fclose(file))
            return 1;
        text_free(&page);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--write") == 0)
        return pages_write();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_is_current),
        cmocka_unit_test(every_key_has_a_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
