#include "records/register.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static struct arena *arena; /* of the shipped registers */
static struct list registers;

static const char *source(const char *path)
{
    const char *top = getenv("SENDD_SRC");
    return arena_printf(arena, "%s/%s", top ? top : ".", path);
}

static int load(void **state)
{
    (void)state;
    arena = arena_new();
    struct faults *faults = faults_new(arena);
    struct text printed = TEXT_EMPTY;
    registers_read(arena, source("conf/registers"), faults, &registers);
    faults_print(faults, &printed);
    if (faults->items.count)
        print_error("%s", text_string(&printed));
    text_free(&printed);
    return faults->items.count ? -1 : 0;
}

static int unload(void **state)
{
    (void)state;
    list_free(&registers);
    arena_free(arena);
    return 0;
}

struct reading {
    struct faults *faults;
    json_t *rows;
    struct text printed;
};

static struct reading read_csv(const char *id, const char *name, const char *bytes, size_t size)
{
    struct reading reading = {.faults = faults_new(arena)};
    json_t *absent;
    int code = register_csv(register_find(&registers, id), name, bytes, size, reading.faults, &reading.rows, &absent);
    json_keep(arena, absent);
    assert_int_equal(code == 0, reading.faults->errors == 0);
    assert_int_equal(code == 0, reading.rows != NULL);
    faults_print(reading.faults, &reading.printed);
    return reading;
}

static struct reading read_demo(const char *id, const char *name)
{
    struct text bytes = TEXT_EMPTY;
    FILE *file = fopen(source(arena_printf(arena, "conf/demo/%s.csv", name)), "rb");
    assert_non_null(file);
    for (int byte; (byte = getc(file)) != EOF;)
        text_add_char(&bytes, (char)byte);
    fclose(file);
    struct reading reading = read_csv(id, name, text_string(&bytes), bytes.length);
    text_free(&bytes);
    return reading;
}

static void reading_free(struct reading *reading)
{
    json_decref(reading->rows);
    text_free(&reading->printed);
}

static json_t *row_find(const json_t *rows, const char *id)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row) if (string_equal(json_text(row, "id"), id)) return row;
    return NULL;
}

static void assert_field(const json_t *rows, const char *id, const char *field, const char *value)
{
    const json_t *row = row_find(rows, id);
    assert_non_null(row);
    const char *got = json_text(json_object_get(row, "fields"), field);
    if (!string_equal(got, value))
        fail_msg("%s of %s is %s, not %s", field, id, got ? got : "absent", value ? value : "absent");
}

/* Pupils, with HEADER and one or more ROWS, give a fault that has each text. */
static void assert_pupil_fault(const char *rows, const char *place, const char *text)
{
    char *csv = arena_printf(arena, "Adno,UPN,Surname,Forename,DOB,SEN Status,Need 1\n%s", rows);
    struct reading reading = read_csv("pupil", "p.csv", csv, strlen(csv));
    const char *all = text_string(&reading.printed);
    if (!strstr(all, place) || !strstr(all, text))
        fail_msg("wanted %s and %s, got:\n%s", place, text, all);
    /* What people are called and when they were born is never repeated. */
    assert_null(strstr(all, "Testname"));
    assert_null(strstr(all, "31/02"));
    assert_null(strstr(all, "P20"));
    reading_free(&reading);
}

static void the_made_up_school_is_read(void **state)
{
    (void)state;
    struct reading pupils = read_demo("pupil", "pupils"), contacts = read_demo("contact", "contacts");
    struct reading authorities = read_demo("authority", "authorities"), staff = read_demo("staff", "staff");
    assert_string_equal(text_string(&pupils.printed), "");
    assert_string_equal(
        text_string(&contacts.printed),
        "contacts:114: warning: the file is not in UTF-8; it is read as CP1252 [encoding]\n"
        "    Look at accented names in the dry run; if they are wrong, export as \"CSV UTF-8\".\n");
    assert_string_equal(text_string(&authorities.printed), "");
    assert_string_equal(text_string(&staff.printed), "");
    assert_int_equal(json_array_size(pupils.rows), 60);
    assert_int_equal(json_array_size(authorities.rows), 2);
    assert_field(pupils.rows, "P0005", "dob", "2015-06-19");
    assert_field(pupils.rows, "P0007", "dob", "2014-04-02");
    assert_field(pupils.rows, "P0007", "sen_status", "K");
    assert_field(pupils.rows, "P0020", "sen_status", "E");
    assert_field(pupils.rows, "P0008", "entered", "2022-09-03");
    assert_field(pupils.rows, "P0006", "authority", "902");
    size_t i;
    json_t *row;
    json_array_foreach(contacts.rows, i, row)
    {
        const char *link = json_text(row, "link");
        assert_true(string_starts(link, "pupil/"));
        assert_non_null(row_find(pupils.rows, link + 6));
        assert_int_equal(
            register_check(register_find(&registers, "contact"), json_object_get(row, "fields"), NULL), 0);
    }
    json_array_foreach(pupils.rows, i, row)
    {
        json_t *fields = json_object_get(row, "fields");
        assert_int_equal(register_check(register_find(&registers, "pupil"), fields, NULL), 0);
        assert_non_null(row_find(authorities.rows, json_text(fields, "authority")));
    }
    reading_free(&pupils);
    reading_free(&contacts);
    reading_free(&authorities);
    reading_free(&staff);
}

static void contacts_have_what_notices_ask_for(void **state)
{
    (void)state;
    struct reading contacts = read_demo("contact", "contacts");
    json_t *first = json_object_get(row_find(contacts.rows, "C0001-P0001"), "fields");
    assert_true(json_is_true(json_object_get(first, "parental_responsibility")));
    assert_int_equal(json_number(first, "priority", 0), 1);
    assert_string_equal(json_text(first, "channel"), "email");
    assert_string_equal(json_text(first, "email"), "parent.c0001@example.org");
    assert_string_equal(json_text(first, "pupil"), "P0001");
    reading_free(&contacts);
}

static void bad_rows_are_faults_with_their_line(void **state)
{
    (void)state;
    const char *good = "P1,P207000016049,Testname,A,01/02/2014,K,MLD\n";
    assert_pupil_fault("P1,,Testname,A,31/02/2014,K,\n", "p.csv:2: error: the value of Date of birth",
                       "DD/MM/YYYY");
    assert_pupil_fault("P1,,Testname,A,01/02/2014,X,\n", "p.csv:2: error: the value of SEN status",
                       "one of: N, K, E");
    assert_pupil_fault("P1,,Testname,A,,K,\n", "p.csv:2: error: Date of birth is empty", "Every pupil");
    assert_pupil_fault("P1,P207000016048,Testname,A,01/02/2014,K,\n", "p.csv:2: error: the value of UPN",
                       "check letter");
    assert_pupil_fault("P 1,,Testname,A,01/02/2014,K,\n", "p.csv:2: error: this row's Admission number",
                       "An id holds");
    assert_pupil_fault("P1,,Testname,A,01/02/2014,K,MLD,1,2\n",
                       "p.csv:2: error: the row has 9 cells and the header has 7", "double quotes");
    assert_pupil_fault(arena_printf(arena, "%s%s", good, "P1,,Testname,B,01/02/2014,K,\n"),
                       "p.csv:3: error: the id of this row is the one of line 2 again", "Correct");
    assert_pupil_fault(arena_printf(arena, "%s%s", good, "P2,p207000016049,Testname,B,01/02/2014,K,\n"),
                       "p.csv:3: error: UPN is the one of line 2 again", "Correct");
    assert_pupil_fault("P1,\"\n", "p.csv:2: error: a quote is opened", "end of the cell");
}

static void every_bad_row_is_found_up_to_a_limit(void **state)
{
    (void)state;
    struct text csv = TEXT_EMPTY;
    text_add(&csv, "Code,Name,Email\n");
    for (int i = 0; i < 250; i++)
        text_addf(&csv, "%d,X,nobody\n", i);
    struct reading reading = read_csv("authority", "a.csv", csv.bytes, csv.length);
    assert_int_equal(reading.faults->errors, 101);
    assert_non_null(strstr(text_string(&reading.printed), "a.csv:2: error: \"nobody\" does not fit Email"));
    assert_non_null(strstr(text_string(&reading.printed), "a.csv:102: error: more than 100 faults"));
    reading_free(&reading);
    text_free(&csv);
}

static void headers_are_explained(void **state)
{
    (void)state;
    const char *csv = "Adno,Legal Forename,Favourite colour,Shoe size,DOB,SEN\nP1,A,red,3,01/02/2014,K\n";
    struct reading reading = read_csv("pupil", "p.csv", csv, strlen(csv));
    const char *all = text_string(&reading.printed);
    assert_int_equal(reading.faults->errors, 1);
    assert_non_null(strstr(all, "p.csv:1: error: the header has no column for surname"));
    assert_non_null(strstr(all, "\"Surname\", \"Legal Surname\", \"Last name\""));
    assert_non_null(
        strstr(all, "p.csv:1: warning: columns that are not read: \"Favourite colour\", \"Shoe size\""));
    reading_free(&reading);
    csv = "Code,LA Code,Name\n1,2,X\n";
    reading = read_csv("authority", "a.csv", csv, strlen(csv));
    assert_non_null(strstr(text_string(&reading.printed), "two columns are for code"));
    reading_free(&reading);
    csv = "P1,P207000016049,Testname,A,01/02/2014,K,MLD\nP2,,Testname,B,01/02/2014,K,\n";
    reading = read_csv("pupil", "p.csv", csv, strlen(csv));
    assert_int_equal(reading.faults->errors, 6);
    assert_null(strstr(text_string(&reading.printed), "Testname"));
    assert_null(strstr(text_string(&reading.printed), "2014"));
    reading_free(&reading);
    reading = read_csv("authority", "a.csv", "", 0);
    assert_non_null(strstr(text_string(&reading.printed), "the file is empty"));
    reading_free(&reading);
}

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void broken_exports_never_crash_or_tell(void **state)
{
    (void)state;
    static const char good[] = "\xEF\xBB\xBF"
                               "Adno,UPN,Surname,Forename,DOB,SEN Status,Need 1\r\n"
                               "P1,P207000016049,\"Testname, \"\"T\"\"\",A,01/02/2014,K,MLD\r\n"
                               "P2,,H\xC3\xAAtre,\"two\r\nlines\",3 Sep 2014,SEN Support,\r\n";
    static const char marks[] = ",\"\r\n;\tA1/\xE9\xFF";
    uint64_t seed = 20260902;
    size_t read = 0, told = 0;
    for (int i = 0; i < 5000; i++) {
        size_t size = sizeof good - 1;
        char *bytes = mem_alloc(size);
        memcpy(bytes, good, size);
        for (uint64_t hits = 1 + random_next(&seed) % 3; hits; hits--)
            bytes[random_next(&seed) % size] = marks[random_next(&seed) % (sizeof marks - 1)];
        if (i % 5 == 0)
            size = random_next(&seed) % size;
        struct reading reading = read_csv("pupil", "p.csv", bytes, size);
        read += reading.rows != NULL;
        for (size_t j = 0; j < reading.faults->items.count; j++) {
            const struct error *error = &((struct fault *)reading.faults->items.items[j])->error;
            json_t *shown = json_pack("[s, s]", error->text, error->hint);
            assert_non_null(shown);
            json_decref(shown);
        }
        told +=
            strstr(text_string(&reading.printed), "Testname") || strstr(text_string(&reading.printed), "tre");
        reading_free(&reading);
        mem_free(bytes);
    }
    assert_true(read > 500 && read < 4500);
    print_message("%zu of 5000 read, %zu told a name\n", read, told);
    assert_int_equal(told, 0);
}

static void records_are_checked_as_kept(void **state)
{
    (void)state;
    const struct reg *reg = register_find(&registers, "pupil");
    struct error error;
    json_t *data = json_pack("{s:s,s:s,s:s,s:s,s:s,s:i}", "admission_number", "P1", "surname", "Testname",
                             "forename", "A", "dob", "2014-02-01", "sen_status", "K", "revision", 3);
    assert_int_equal(register_check(reg, data, &error), 0);
    json_object_set_new(data, "dob", json_string("01/02/2014"));
    assert_int_equal(register_check(reg, data, &error), SENDD_EINVALID);
    assert_non_null(strstr(error.text, "YYYY-MM-DD"));
    assert_null(strstr(error.text, "2014"));
    json_object_set_new(data, "dob", json_string("2014-02-01"));
    json_object_set_new(data, "colour", json_string("red"));
    assert_int_equal(register_check(reg, data, &error), SENDD_EINVALID);
    assert_non_null(strstr(error.text, "colour"));
    json_object_del(data, "colour");
    json_object_del(data, "surname");
    assert_int_equal(register_check(reg, data, &error), SENDD_EINVALID);
    assert_non_null(strstr(error.text, "lacks surname"));
    json_decref(data);
}

static void the_difference_names_what_changes(void **state)
{
    (void)state;
    const struct reg *reg = register_find(&registers, "authority");
    json_error_t fault;
    json_t *existing = json_loads(
        "[{\"id\":\"901\",\"revision\":2,\"code\":\"901\",\"name\":\"A\"},"
        "{\"id\":\"authority/902\",\"revision\":1,\"code\":\"902\",\"name\":\"B\",\"email\":\"b@b.example\"},"
        "{\"id\":\"903\",\"revision\":1,\"code\":\"903\",\"name\":\"C\"}]",
        0, &fault);
    json_t *rows = json_loads("[{\"id\":\"901\",\"fields\":{\"code\":\"901\",\"name\":\"A\"}},"
                              "{\"id\":\"902\",\"fields\":{\"code\":\"902\",\"name\":\"B2\"}},"
                              "{\"id\":\"904\",\"fields\":{\"code\":\"904\",\"name\":\"D\"}}]",
                              0, &fault);
    json_t *diff = register_diff(reg, existing, rows, true);
    char *text = json_canonical(diff);
    assert_string_equal(text, "{\"changed\":[{\"fields\":{\"email\":[\"b@b.example\",null],\"name\":[\"B\","
                              "\"B2\"]},\"id\":\"902\"}],"
                              "\"missing\":[\"903\"],\"new\":[\"904\"],\"same\":1}");
    mem_free(text);
    json_decref(diff);
    json_decref(existing);
    json_decref(rows);

    reg = register_find(&registers, "pupil");
    existing = json_loads("[{\"id\":\"P1\",\"surname\":\"Oldtestname\",\"authority\":\"901\"}]", 0, &fault);
    rows = json_loads("[{\"id\":\"P1\",\"fields\":{\"surname\":\"Newtestname\",\"authority\":\"902\"}}]", 0,
                      &fault);
    diff = register_diff(reg, existing, rows, true);
    text = json_canonical(diff);
    assert_non_null(strstr(text, "\"surname\":[]"));
    assert_non_null(strstr(text, "\"authority\":[\"901\",\"902\"]"));
    assert_null(strstr(text, "testname"));
    mem_free(text);
    json_decref(diff);
    diff = register_diff(reg, existing, rows, false);
    text = json_canonical(diff);
    assert_non_null(strstr(text, "\"surname\":[\"Oldtestname\",\"Newtestname\"]"));
    mem_free(text);
    json_decref(diff);
    json_decref(existing);
    json_decref(rows);
}

/* A folder with one register whose TEXT is faulty. */
static void assert_register_fault(const char *text, const char *fault)
{
    char folder[] = "/tmp/register_test.XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = arena_printf(arena, "%s/x.conf", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    struct faults *faults = faults_new(arena);
    struct list out = LIST_EMPTY;
    struct text printed = TEXT_EMPTY;
    registers_read(arena, folder, faults, &out);
    faults_print(faults, &printed);
    unlink(path);
    rmdir(folder);
    if (!strstr(text_string(&printed), fault))
        fail_msg("wanted %s, got:\n%s", fault, text_string(&printed));
    text_free(&printed);
    list_free(&out);
}

static void faulty_registers_are_refused(void **state)
{
    (void)state;
    assert_register_fault("register = { id = \"a\"; title = \"A\"; key = \"cod\";\n fields = { code = { "
                          "label = \"C\"; required = true; }; }; };",
                          "x.conf:1: error: cod must be a required field");
    assert_register_fault("register = { id = \"a\"; title = \"A\"; key = \"code\"; link = \"b\";\n"
                          " fields = { code = { label = \"C\"; required = true; }; b = { label = \"B\"; "
                          "required = true; }; }; };",
                          "there is no register b");
    assert_register_fault("register = { id = \"a\"; title = \"A\"; key = \"code\";\n"
                          " fields = { code = { type = \"dat\"; label = \"C\"; required = true; }; }; };",
                          "Did you mean \"date\"?");
    assert_register_fault("register = { id = \"a\"; title = \"A\"; key = \"code\";\n"
                          " fields = { code = { type = \"choice\"; label = \"C\"; required = true; }; }; };",
                          "x.conf:2: error: a choice, and nothing else");
    assert_register_fault(
        "register = { id = \"a\"; title = \"A\"; key = \"code\"; fields = { code = { type = \"choice\";\n"
        " of = [\"K\", \"E\"]; written = \"EHCP = F\"; label = \"C\"; required = true; }; }; };",
        "x.conf:2: error: \"F\" is no value of this choice");
    assert_register_fault("register = { id = \"a\"; title = \"A\"; key = \"revision\";\n"
                          " fields = { revision = { label = \"C\"; required = true; }; }; };",
                          "every record has revision of its own");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_made_up_school_is_read),
        cmocka_unit_test(contacts_have_what_notices_ask_for),
        cmocka_unit_test(bad_rows_are_faults_with_their_line),
        cmocka_unit_test(every_bad_row_is_found_up_to_a_limit),
        cmocka_unit_test(headers_are_explained),
        cmocka_unit_test(broken_exports_never_crash_or_tell),
        cmocka_unit_test(records_are_checked_as_kept),
        cmocka_unit_test(the_difference_names_what_changes),
        cmocka_unit_test(faulty_registers_are_refused),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
