#include "core/pins.h"

#include <string.h>

static bool site_has(const struct site *site, const char *hash)
{
    for (size_t i = 0; i < site->definitions.count; i++)
        if (definition_pinned(site->definitions.items[i], hash))
            return true;
    return false;
}

/* Where a name that a workflow uses is defined. */
static const char *place_of(const char *text)
{
    static const struct {
        const char *kind, *place;
    } places[] = {{"unknown rule", "rules/"},         {"unknown template", "templates/"},
                  {"unknown role", "sendd.conf"},     {"unknown register", "registers/"},
                  {"unknown calendar", "calendars/"}, {"unknown workflow", "workflows/"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strstr(text, places[i].kind))
            return places[i].place;
    return NULL;
}

/* Compiles MODEL; the faults that there are. */
static json_t *faults_of(struct arena *arena, const json_t *model, const struct definition_context *context,
                         const struct site *site)
{
    json_t *lines = json_array();
    struct faults *faults = faults_new(arena);
    definition_from_json(arena, model, context, faults);
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        if (fault->warning)
            continue;
        const char *place = place_of(fault->error.text);
        json_array_append_new(lines, json_string(place ? arena_printf(arena, "%s; it belongs in %s/%s",
                                                                      fault->error.text, site->folder, place)
                                                       : fault->error.text));
    }
    return lines;
}

static int pin_check(struct store *store, const struct site *site, const json_t *row, json_t *out,
                     struct error *error)
{
    const char *canonical;
    json_t *model = NULL, *lines;
    struct arena *arena = arena_new();
    static const struct definition_context nothing;
    int code = store_definition_get(store, json_text(row, "hash"), arena, &canonical, error);
    if (code) {
        arena_free(arena);
        return code;
    }
    if (json_read(canonical, strlen(canonical), "the stored workflow", &model, NULL))
        lines = json_pack("[s]", "the stored text is damaged");
    else
        lines = faults_of(arena, json_keep(arena, model), &nothing, site);
    bool runnable = !json_array_size(lines);
    if (runnable) {
        struct definition_context context = site_context(site, arena);
        json_decref(lines);
        lines = faults_of(arena, model, &context, site);
    }
    if (json_array_size(lines))
        json_array_append_new(
            out, json_pack("{s:O, s:O, s:O, s:b, s:O}", "workflow", json_object_get(row, "workflow"),
                           "version", json_object_get(row, "version"), "open", json_object_get(row, "open"),
                           "runnable", runnable, "faults", lines));
    json_decref(lines);
    arena_free(arena);
    return 0;
}

/* Schools are few, and those that are gone fewer: only their cases are counted. */
static int schools_check(struct store *store, const struct site *site, json_t *out, struct error *error)
{
    json_t *schools = NULL, *school;
    size_t i;
    int code = store_school_list(store, &schools, error);
    json_array_foreach(schools, i, school)
    {
        int64_t open = 0;
        const char *id = json_string_value(school);
        if (!code && !site_school_find(site, id))
            code = store_school_open(store, id, &open, error);
        if (open > 0)
            json_array_append_new(out, json_pack("{s:s, s:I, s:b, s:[o]}", "school", id, "open", (json_int_t)open, "runnable",
                                                 1, "faults",
                                                 json_sprintf("there is no school \"%s\"; it belongs in %s/sendd.conf, with its "
                                                              "terms in calendars/%s.conf", id, site->folder, id)));
    }
    json_decref(schools);
    return code;
}

int pins_check(struct store *store, const struct site *site, json_t **out, struct error *error)
{
    json_t *rows = NULL, *row;
    size_t i;
    *out = NULL;
    int code = store_definitions_in_use(store, &rows, error);
    if (code)
        return code;
    *out = json_array();
    json_array_foreach(rows, i, row)
    {
        if (!code && !site_has(site, json_text(row, "hash")))
            code = pin_check(store, site, row, *out, error);
    }
    json_decref(rows);
    if (!code)
        code = schools_check(store, site, *out, error);
    if (code) {
        json_decref(*out);
        *out = NULL;
    }
    return code;
}

static void school_print(const json_t *pin, struct text *out)
{
    size_t i;
    json_t *line;
    text_addf(out, "%lld open cases are of the school %s, which is not there:\n", (long long)json_number(pin, "open", 0),
              json_text(pin, "school"));
    json_array_foreach(json_object_get(pin, "faults"), i, line)
        text_addf(out, "    %s\n", json_string_value(line));
}

void pins_print(const json_t *pins, struct text *out)
{
    size_t i, j;
    json_t *pin, *line;
    json_array_foreach(pins, i, pin)
    {
        bool runnable = json_is_true(json_object_get(pin, "runnable"));
        if (json_text(pin, "school")) {
            school_print(pin, out);
            continue;
        }
        text_addf(out, "%lld open cases are pinned to workflow %s version %lld, %s:\n",
                  (long long)json_number(pin, "open", 0), json_text(pin, "workflow"),
                  (long long)json_number(pin, "version", 0),
                  runnable ? "which names what is not there" : "which this program can't run");
        json_array_foreach(json_object_get(pin, "faults"), j, line)
            text_addf(out, "    %s\n", json_string_value(line));
        text_addf(out, "    %s, or move the cases first: sendctl workflow migrate %s\n",
                  runnable ? "put it back" : "run the program that ran them before",
                  json_text(pin, "workflow"));
    }
}
