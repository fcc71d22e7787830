/* Where log lines go, and that they can't be forged. */
#include "base/log.h"

#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *file; /* in stderr's place */
static int terminal;

static int begin(void **state)
{
    (void)state;
    file = tmpfile();
    terminal = dup(STDERR_FILENO);
    unsetenv("JOURNAL_STREAM");
    return !file || terminal < 0 || dup2(fileno(file), STDERR_FILENO) < 0;
}

static int end(void **state)
{
    (void)state;
    dup2(terminal, STDERR_FILENO);
    close(terminal);
    fclose(file);
    unsetenv("JOURNAL_STREAM");
    return 0;
}

/* What stderr's file holds by now. */
static const char *written(void)
{
    static char bytes[1024];
    ssize_t size = pread(fileno(file), bytes, sizeof bytes - 1, 0);
    bytes[size > 0 ? size : 0] = '\0';
    return bytes;
}

static void a_line_has_its_level_id_sentence_and_fields(void **state)
{
    (void)state;
    log_warning("an-id", "a sentence", "CASE", "SEN-2026-0001", "FILE", NULL);
    assert_string_equal(written(), "<4> an-id: a sentence CASE=SEN-2026-0001 FILE=-\n");
}

static void a_value_forges_no_line(void **state)
{
    (void)state;
    log_error("an-id", "a sentence", "TEXT", "x\n<3> forged: y");
    assert_string_equal(written(), "<3> an-id: a sentence TEXT=x\\x0a<3> forged: y\n");
}

static void what_is_less_urgent_than_the_threshold_is_not_written(void **state)
{
    (void)state;
    log_debug("an-id", "a sentence");
    assert_string_equal(written(), "");
}

static void another_journal_stream_than_stderr_s_is_not_ours(void **state)
{
    (void)state;
    struct stat status;
    char text[64];
    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    const char *const streams[] = {"8:1", "", "x", "1", text, "%llu"};
    snprintf(text, sizeof text, "%llu:%llu", (unsigned long long)status.st_dev,
             (unsigned long long)status.st_ino + 1);
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++) {
        assert_int_equal(ftruncate(fileno(file), 0), 0);
        rewind(file);
        lseek(STDERR_FILENO, 0, SEEK_SET);
        setenv("JOURNAL_STREAM", streams[i], 1);
        log_info("an-id", "a sentence");
        assert_string_equal(written(), "<6> an-id: a sentence\n");
    }
}

static void stderr_s_own_journal_stream_gets_the_line_with_its_fields(void **state)
{
    (void)state;
#ifdef HAVE_LIBSYSTEMD
    struct stat status;
    char text[64];
    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    snprintf(text, sizeof text, "%llu:%llu", (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
    setenv("JOURNAL_STREAM", text, 1);
    log_info("test", "a line of sendd's own tests");
    assert_string_equal(written(), "");
#else
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_has_its_level_id_sentence_and_fields, begin, end),
        cmocka_unit_test_setup_teardown(a_value_forges_no_line, begin, end),
        cmocka_unit_test_setup_teardown(what_is_less_urgent_than_the_threshold_is_not_written, begin, end),
        cmocka_unit_test_setup_teardown(another_journal_stream_than_stderr_s_is_not_ours, begin, end),
        cmocka_unit_test_setup_teardown(stderr_s_own_journal_stream_gets_the_line_with_its_fields, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
