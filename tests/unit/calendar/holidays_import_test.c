/* GOV.UK's list laid over ours: what is added, removed and renamed, how far it reaches, and what is refused. */
#include "calendar/import.h"
#include "folder.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* As GOV.UK writes it: typographic apostrophes, the substitute day in the notes. */
#define EVENT(title, date, notes)                                                                            \
    "{\"title\":\"" title "\",\"date\":\"" date "\",\"notes\":\"" notes "\",\"bunting\":true}"
#define LIST(events) "{\"england-and-wales\":{\"division\":\"england-and-wales\",\"events\":[" events "]}}"

#define EVENTS_2020                                                                                          \
    EVENT("New Year’s Day", "2020-01-01", "")                                                                \
    "," EVENT("Good Friday", "2020-04-10", "") "," EVENT("Easter Monday", "2020-04-13", "") ","              \
    EVENT("Early May bank holiday (VE day)", "2020-05-08", "") ","                                           \
    EVENT("Spring bank holiday", "2020-05-25", "") "," EVENT("Summer bank holiday", "2020-08-31", "") ","    \
    EVENT("Christmas Day", "2020-12-25", "") "," EVENT("Boxing Day", "2020-12-28", "Substitute day")
#define EVENTS_2022                                                                                          \
    EVENT("New Year’s Day", "2022-01-03", "Substitute day")                                                  \
    "," EVENT("Good Friday", "2022-04-15", "") "," EVENT("Easter Monday", "2022-04-18", "") ","              \
    EVENT("Early May bank holiday", "2022-05-02", "") "," EVENT("Spring bank holiday", "2022-06-02", "") "," \
    EVENT("Platinum Jubilee bank holiday", "2022-06-03", "") ","                                             \
    EVENT("Summer bank holiday", "2022-08-29", "") "," EVENT("Boxing Day", "2022-12-26", "") ","             \
    EVENT("Christmas Day", "2022-12-27", "Substitute day")
#define FUNERAL EVENT("Bank Holiday for the State Funeral of Queen Elizabeth II", "2022-09-19", "")
#define EVENTS_2023                                                                                          \
    EVENT("New Year’s Day", "2023-01-02", "Substitute day")                                                  \
    "," EVENT("Good Friday", "2023-04-07", "") "," EVENT("Easter Monday", "2023-04-10", "") ","              \
    EVENT("Early May bank holiday", "2023-05-01", "") "," EVENT("Spring bank holiday", "2023-05-29", "") "," \
    EVENT("Summer bank holiday", "2023-08-28", "") "," EVENT("Christmas Day", "2023-12-25", "") ","          \
    EVENT("Boxing Day", "2023-12-26", "")

static const char HEAD_2022[] = "title = \"England and Wales\"; known_from = \"2022-01-01\"; known_until = \"2022-12-31\";\n"
                                "holidays = (\n";
static const char OLD_2022[] = "  { date = \"2022-01-03\"; name = \"New Year's Day (substitute day)\"; },\n"
                               "  { date = \"2022-04-15\"; name = \"Good Friday\"; },\n"
                               "  { date = \"2022-04-18\"; name = \"Easter Monday\"; },\n"
                               "  { date = \"2022-05-02\"; name = \"Early May bank holiday\"; },\n"
                               "  { date = \"2022-06-02\"; name = \"Spring bank holiday\"; },\n"
                               "  { date = \"2022-06-03\"; name = \"Platinum Jubilee bank holiday\"; },\n"
                               "  { date = \"2022-08-29\"; name = \"Summer bank holiday\"; },\n"
                               "  { date = \"2022-12-26\"; name = \"Boxing Day\"; },\n"
                               "  { date = \"2022-12-27\"; name = \"Christmas Day (substitute day)\"; } );\n";

struct trial {
    struct arena *arena;
    struct import import;
    struct listing *old, *new;
    struct text said; /* differences, what was left out, notes, faults: a line each */
};

static void difference_say(const struct difference *difference, struct text *out)
{
    static const char signs[] = "+-~>";
    char date[DATE_SIZE];
    const struct listed *day = difference->new ? difference->new : difference->old;
    text_addf(out, "%c%s %s\n", signs[difference->change], date_write(day->from, date), day->name);
}

static void trial_say(struct trial *trial)
{
    char date[DATE_SIZE];
    struct list differences = LIST_EMPTY;
    if (trial->new)
        listing_compare(trial->old, trial->new, trial->arena, &differences);
    for (size_t i = 0; i < differences.count; i++)
        difference_say(differences.items[i], &trial->said);
    if (trial->new)
        text_addf(&trial->said, "until %s\n", date_write(trial->new->known_until, date));
    for (size_t i = 0; i < trial->import.left.count; i++) {
        const struct left_out *left = trial->import.left.items[i];
        text_addf(&trial->said, "left %s %s\n", date_write(left->from, date), left->why);
    }
    for (size_t i = 0; i < trial->import.notes.count; i++)
        text_addf(&trial->said, "note %s\n", (const char *)trial->import.notes.items[i]);
    faults_print(trial->import.faults, &trial->said);
    list_free(&differences);
}

/* Lays JSON over what the file with HEAD and DAYS lists. */
static struct trial trial_run(const char *head, const char *days, const char *json, size_t size)
{
    struct trial trial = {.arena = arena_new(), .said = TEXT_EMPTY};
    struct text file = TEXT_EMPTY;
    text_addf(&file, "%s%s", head, days);
    const char *folder = folder_make();
    folder_put("bank-holidays.conf", text_string(&file));
    trial.import =
        (struct import){.arena = trial.arena, .source = "given.json", .faults = faults_new(trial.arena)};
    struct calendars *calendars = calendars_read(trial.arena, folder, trial.import.faults);
    folder_remove();
    assert_int_equal(trial.import.faults->errors, 0);
    trial.old = calendars_listing(calendars, NULL, trial.arena);
    trial.new = holidays_import(&trial.import, json, size, "england-and-wales", trial.old);
    assert_int_equal(!trial.new, trial.import.faults->errors > 0);
    trial_say(&trial);
    text_free(&file);
    return trial;
}

static void trial_end(struct trial *trial)
{
    list_free(&trial->import.left);
    list_free(&trial->import.notes);
    text_free(&trial->said);
    arena_free(trial->arena);
}

static void check_2022(const char *json, const char *said)
{
    struct trial trial = trial_run(HEAD_2022, OLD_2022, json, strlen(json));
    assert_string_equal(text_string(&trial.said), said);
    trial_end(&trial);
}

static void the_same_list_changes_nothing(void **state)
{
    (void)state;
    check_2022(LIST(EVENTS_2022), "until 2022-12-31\n");
}

static void a_proclaimed_day_appears(void **state)
{
    (void)state;
    check_2022(LIST(EVENTS_2022 "," FUNERAL),
               "+2022-09-19 Bank Holiday for the State Funeral of Queen Elizabeth II\nuntil 2022-12-31\n");
}

static void a_whole_year_moves_the_end(void **state)
{
    (void)state;
    struct trial trial = trial_run(HEAD_2022, OLD_2022, LIST(EVENTS_2022 "," EVENTS_2023),
                                   strlen(LIST(EVENTS_2022 "," EVENTS_2023)));
    assert_non_null(strstr(text_string(&trial.said), "+2023-01-02 New Year's Day (substitute day)\n"));
    assert_non_null(strstr(text_string(&trial.said), "until 2023-12-31\n"));
    assert_int_equal(trial.new->days.count, 17);
    trial_end(&trial);
}

/* Without 2022, too: what the file has ceased to list stays. */
static void years_that_are_not_listed_stay(void **state)
{
    (void)state;
    struct trial trial = trial_run(HEAD_2022, OLD_2022, LIST(EVENTS_2023), strlen(LIST(EVENTS_2023)));
    assert_null(strstr(text_string(&trial.said), "-2022"));
    assert_non_null(strstr(text_string(&trial.said), "until 2023-12-31\n"));
    assert_int_equal(trial.new->days.count, 17);
    trial_end(&trial);
}

static void a_year_that_is_not_whole_is_left_out(void **state)
{
    (void)state;
    check_2022(LIST(EVENTS_2022 "," EVENT("New Year’s Day", "2023-01-02", "") ","
                    EVENT("Good Friday", "2023-04-07", "")),
               "until 2022-12-31\n"
               "left 2023-01-02 of 2023 fewer than 8 days are listed yet\n"
               "left 2023-04-07 of 2023 fewer than 8 days are listed yet\n");
}

static void nothing_of_a_cut_year_is_removed(void **state)
{
    (void)state;
    check_2022(LIST(EVENT("Good Friday", "2022-04-15", "") "," FUNERAL),
               "+2022-09-19 Bank Holiday for the State Funeral of Queen Elizabeth II\nuntil 2022-12-31\n"
               "note of 2022 the file lists 2 days, and every year has 8 or more: nothing of it is removed\n");
}

static void a_day_that_moved_is_removed_and_added(void **state)
{
    (void)state;
    static const char HEAD[] = "known_from = \"2020-01-01\"; known_until = \"2020-12-31\";\nholidays = (\n";
    static const char DAYS[] = "{ date = \"2020-01-01\"; name = \"New Year's Day\"; },\n"
                               "{ date = \"2020-04-10\"; name = \"Good Friday\"; },\n"
                               "{ date = \"2020-04-13\"; name = \"Easter Monday\"; },\n"
                               "{ date = \"2020-05-04\"; name = \"Early May bank holiday\"; },\n"
                               "{ date = \"2020-05-25\"; name = \"Spring holiday\"; },\n"
                               "{ date = \"2020-08-31\"; name = \"Summer bank holiday\"; },\n"
                               "{ date = \"2020-12-25\"; name = \"Christmas Day\"; },\n"
                               "{ date = \"2020-12-28\"; name = \"Boxing Day (substitute day)\"; } );\n";
    struct trial trial = trial_run(HEAD, DAYS, LIST(EVENTS_2020), strlen(LIST(EVENTS_2020)));
    assert_string_equal(text_string(&trial.said), "-2020-05-04 Early May bank holiday\n"
                                                  "+2020-05-08 Early May bank holiday (VE day)\n"
                                                  "~2020-05-25 Spring bank holiday\n"
                                                  "until 2020-12-31\n");
    trial_end(&trial);
}

static void what_is_wrong_is_told_with_what_to_do(void **state)
{
    (void)state;
    static const char *const CASES[][2] = {
        {"", "given.json: error: it is not valid JSON"},
        {"{\"england-and-wales\":", "given.json: error: it is not valid JSON"},
        {"[]", "it has no division \"england-and-wales\" with events"},
        {"{\"scotland\":{\"division\":\"scotland\",\"events\":[]}}", "it has scotland"},
        {"{\"england-and-wales\":{\"division\":\"scotland\",\"events\":[]}}", "it has no division"},
        {"{\"england-and-wales\":{\"events\":{}}}", "it has no division"},
        {"{\"england-and-wales\":{},\"england-and-wales\":{}}", "it is not valid JSON"},
        {LIST(""), "it lists no events"},
        {LIST("1"), "event 1 (no title): it has no title, or no date"},
        {LIST("{\"title\":\"Good Friday\"}"), "event 1 (Good Friday): it has no title, or no date"},
        {LIST("{\"title\":\"Good Friday\",\"date\":20220415}"), "event 1 (Good Friday): it has no title, or no"},
        {LIST(EVENT(" \\u0007 ", "2022-04-15", "")), "event 1 (no title)"},
        {LIST(EVENT("Good Friday", "2022-04-31", "")), "event 1 (Good Friday): there is no day 2022-04-31"},
        {LIST(EVENT("Good Friday", "15/04/2022", "")), "event 1 (Good Friday): not a date"},
        {LIST(EVENT("Boxing Day", "2022-12-25", "")), "event 1 (Boxing Day): 2022-12-25 is a Saturday or Sunday"},
        {LIST(FUNERAL "," FUNERAL), "event 2 (Bank Holiday for the State Funeral of Queen Elizabeth II): "
                                    "2022-09-19 is listed twice"},
        {LIST(EVENTS_2022 "," EVENT("Boxing Day", "2021-12-28", "")),
         "it lists 2021-12-28, which lies before known_from (2022-01-01)"},
        {LIST(EVENTS_2022 "," EVENT("Boxing Day", "2024-12-26", "")),
         "it lists 2024-12-26, and of 2023 less than the 8 days that every year has"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct trial trial = trial_run(HEAD_2022, OLD_2022, CASES[i][0], strlen(CASES[i][0]));
        if (!strstr(text_string(&trial.said), CASES[i][1]))
            fail_msg("%s\nwanted \"%s\", was told:\n%s", CASES[i][0], CASES[i][1], text_string(&trial.said));
        assert_non_null(strstr(text_string(&trial.said), "\n    ")); /* a hint */
        trial_end(&trial);
    }
}

static void sizes_have_limits(void **state)
{
    (void)state;
    struct text json = TEXT_EMPTY;
    text_add(&json, "{\"england-and-wales\":{\"events\":[1");
    for (int i = 0; i < HOLIDAYS_EVENTS_MAX; i++)
        text_add(&json, ",1");
    text_add(&json, "]}}");
    struct trial trial = trial_run(HEAD_2022, OLD_2022, text_string(&json), json.length);
    assert_non_null(strstr(text_string(&trial.said), "it has more than 1000 events"));
    trial_end(&trial);
    while (json.length <= HOLIDAYS_SIZE_MAX)
        text_add(&json, "                                ");
    trial = trial_run(HEAD_2022, OLD_2022, text_string(&json), json.length);
    assert_non_null(strstr(text_string(&trial.said), "it is larger than 1 MiB"));
    trial_end(&trial);
    text_free(&json);
}

/* --- the file --- */

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    static const char *const JSON =
        LIST(EVENTS_2022 "," EVENTS_2023 "," EVENT("A \\\"day\\\" \\\\ of\\n rest", "2023-06-30", ""));
    struct trial trial = trial_run(HEAD_2022, OLD_2022, JSON, strlen(JSON));
    struct text file = TEXT_EMPTY;
    listing_write(trial.new, &file);
    const char *folder = folder_make();
    folder_put("oakfield.conf", "terms = ( { name = \"a\"; season = \"spring\"; from = \"2023-01-03\"; "
                                "to = \"2023-02-10\"; } );\n");
    struct calendars *calendars = calendars_read_draft(trial.arena, folder, "bank-holidays.conf", text_string(&file),
                                                       file.length, trial.import.faults);
    folder_remove();
    assert_int_equal(trial.import.faults->errors, 0);
    const struct listing *again = calendars_listing(calendars, NULL, trial.arena);
    struct list differences = LIST_EMPTY;
    listing_compare(trial.new, again, trial.arena, &differences);
    assert_int_equal(differences.count, 0);
    assert_int_equal(again->days.count, 18);
    assert_string_equal(again->title, "England and Wales");
    assert_int_equal(again->known_until.day, trial.new->known_until.day);
    assert_string_equal(listing_find(again, LISTED_HOLIDAY, date_from(2023, 6, 30))->name, "A \"day\" \\ of rest");
    text_free(&file);
    trial_end(&trial);
}

static void comments_at_the_top_stay(void **state)
{
    (void)state;
    struct text out = TEXT_EMPTY;
    listing_preamble("# One.\r\n" LISTING_WRITTEN "2026-01-01T08:00:00+00:00.\n#\n# Two.\nknown_from = 1; # three\n# four\n",
                     &out);
    assert_string_equal(text_string(&out), "# One.\n#\n# Two.\n");
    text_clear(&out);
    listing_preamble("# No line end", &out);
    assert_string_equal(text_string(&out), "# No line end\n");
    text_clear(&out);
    listing_preamble("title = \"x\";\n# One.\n", &out);
    assert_string_equal(text_string(&out), "");
    text_free(&out);
}

static void names_are_made_plain(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    assert_string_equal(listed_name(arena, " New\tYear\xE2\x80\x99s \xC2\xA0\x1b\xC2\x9b Day\n"), "New Year's Day");
    assert_string_equal(listed_name(arena, "  "), "");
    char longer[LISTED_NAME_MAX + 40];
    memset(longer, 'a', sizeof longer);
    memcpy(longer + LISTED_NAME_MAX - 1, "\xC3\xA9", 2); /* cut before this letter, not within it */
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(strlen(listed_name(arena, longer)), LISTED_NAME_MAX - 1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_list_changes_nothing),
        cmocka_unit_test(a_proclaimed_day_appears),
        cmocka_unit_test(a_whole_year_moves_the_end),
        cmocka_unit_test(years_that_are_not_listed_stay),
        cmocka_unit_test(a_year_that_is_not_whole_is_left_out),
        cmocka_unit_test(nothing_of_a_cut_year_is_removed),
        cmocka_unit_test(a_day_that_moved_is_removed_and_added),
        cmocka_unit_test(what_is_wrong_is_told_with_what_to_do),
        cmocka_unit_test(sizes_have_limits),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(comments_at_the_top_stay),
        cmocka_unit_test(names_are_made_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
