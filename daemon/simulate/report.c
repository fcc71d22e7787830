/* A simulation's result for people: how much differs in which week, then every difference under its day. */
#include "simulate/simulate.h"

#include <string.h>

static json_int_t number(const json_t *result, const char *side, const char *key)
{
    return json_number(json_object_get(result, side), key, 0);
}

static void head_print(const json_t *result, struct text *out)
{
    static const struct {
        const char *title, *key;
    } rows[] = {{"cases open at the end", "cases"},
                {"messages that go", "messages"},
                {"messages that wait for a person", "held"},
                {"deadlines that become overdue", "overdue"},
                {"events with something wrong", "stops"}};
    const char *store = json_text(result, "store");
    if (store)
        text_addf(out, "a copy of %s, from %s to %s; nobody acts\n", store, json_text(result, "from"),
                  json_text(result, "to"));
    else
        text_addf(out, "a made-up school of %d pupils, seed %lld, from %s to %s\n",
                  (int)json_number(result, "pupils", 0), (long long)json_number(result, "seed", 0),
                  json_text(result, "from"), json_text(result, "to"));
    text_addf(out, "\n%-33s%8s%8s\n", "", "BEFORE", "AFTER");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        text_addf(out, "%-33s%8lld%8lld\n", rows[i].title, (long long)number(result, "before", rows[i].key),
                  (long long)number(result, "after", rows[i].key));
}

static const char *const kinds[] = {"date", "overdue", "message", "held", "task", "stop", "state"};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void weeks_print(const json_t *weeks, struct text *out)
{
    size_t i;
    json_t *week;
    text_addf(out, "\ndifferences\n%-12s%8s%9s%10s%7s%7s%7s%8s\n", "WEEK OF", "DATES", "OVERDUE", "MESSAGES", "HELD",
              "TASKS", "STOPS", "STATES");
    json_array_foreach(weeks, i, week) {
        static const int widths[] = {8, 9, 10, 7, 7, 7, 8};
        text_addf(out, "%-12s", json_text(week, "week"));
        for (size_t kind = 0; kind < KINDS; kind++)
            text_addf(out, "%*lld", widths[kind], (long long)json_number(week, kinds[kind], 0));
        text_add(out, "\n");
    }
}

/* How a kind is told: with both sides, only with the changed configuration, only with the present one. %s are AFTER
 * and BEFORE, in this order. */
static const struct {
    const char *kind, *moved, *gained, *lost;
} words[] = {
    {"date", "is due %s, before %s", "is due %s, before there was no such date",
     "is not dated, before it was due %s"},
    {"overdue", "becomes overdue on %s, before on %s", "becomes overdue on %s, before it did not",
     "does not become overdue, before it did on %s"},
    {"message", "goes on %s, before on %s", "goes on %s, before it did not", "does not go, before it went on %s"},
    {"held", "waits for a person from %s, before from %s", "waits for a person from %s, before it did not",
     "does not wait for a person, before it did from %s"},
    {"task", "is due %s, before %s", "is to be done by %s, before there was no such task",
     "is not to be done, before it was due %s"},
    {"stop", "goes wrong on %s, before on %s", "goes wrong on %s, before it did not",
     "does not go wrong, before it did on %s"},
    {"state", "stands in %s at the end, before in %s", "is there, in %s, before it was not",
     "is not there, before it was in %s"},
};

static void change_print(const json_t *row, struct text *out)
{
    const char *before = json_text(row, "before"), *after = json_text(row, "after");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!string_equal(words[i].kind, json_text(row, "kind")))
            continue;
        const char *form = !before ? words[i].gained : !after ? words[i].lost : words[i].moved;
        const char *first = after ? after : before;
        const char *place = strstr(form, "%s"), *rest = place + 2, *second = strstr(rest, "%s");
        text_add_n(out, form, (size_t)(place - form));
        text_add(out, first);
        if (second) {
            text_add_n(out, rest, (size_t)(second - rest));
            text_add(out, before);
            rest = second + 2;
        }
        text_add(out, rest);
    }
}

static void subject_print(const json_t *row, struct text *out)
{
    const char *kind = json_text(row, "kind"), *what = json_text(row, "what"), *to = json_text(row, "to");
    text_addf(out, "  %s", json_text(row, "case"));
    if (string_equal(kind, "message") || string_equal(kind, "held"))
        text_addf(out, ": %s to %s ", what, to);
    else if (string_equal(kind, "task"))
        text_addf(out, ": task %s (%s) ", what, to);
    else if (string_equal(kind, "state"))
        text_add(out, " ");
    else
        text_addf(out, ": %s ", what);
}

static void difference_print(const json_t *row, struct text *out)
{
    const char *detail = json_text(row, "detail");
    subject_print(row, out);
    if (json_is_true(json_object_get(row, "reads")))
        text_add(out, "reads differently");
    else
        change_print(row, out);
    if (*detail)
        text_addf(out, " (%s)", detail);
    text_add(out, "\n");
}

static void stops_print(const json_t *stops, struct text *out)
{
    size_t i;
    json_t *row;
    if (json_array_size(stops))
        text_add(out, "\nwhat goes wrong with the changed configuration\n");
    json_array_foreach(stops, i, row)
        text_addf(out, "  %s %s: %s (%s)\n", json_text(row, "day"), json_text(row, "case"), json_text(row, "what"),
                  json_text(row, "detail"));
}

void simulation_print(const json_t *result, struct text *out)
{
    const json_t *differences = json_object_get(result, "differences");
    const char *day = NULL;
    size_t i;
    json_t *row;
    head_print(result, out);
    stops_print(json_object_get(result, "stops"), out);
    if (!json_array_size(differences)) {
        text_add(out, "\nno difference\n");
        return;
    }
    weeks_print(json_object_get(result, "weeks"), out);
    json_array_foreach(differences, i, row) {
        if (!string_equal(day, json_text(row, "day")))
            text_addf(out, "\n%s\n", day = json_text(row, "day"));
        difference_print(row, out);
    }
}
