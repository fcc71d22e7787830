#include "core/replay.h"

#include "core/children.h"
#include "core/definitions.h"
#include "core/event_row.h"
#include "core/facts.h"
#include "workflow/migrate.h"

#include <string.h>

enum { PAGE = 1000 };

/* One case in course. */
struct replaying {
    struct store *store;
    const struct site *site;
    struct definitions *definitions;
    struct replay *out;
    struct arena *arena;       /* the case's */
    const struct kase *wanted; /* as the store has it */
    const struct kase *kase;   /* as far as it has been done again */
    const struct kase *before; /* its last step; NULL: none that could be taken back */
    int64_t last;              /* the row of that step */
    const struct definition *definition;
    bool differs;
};

static void differs(struct replaying *replaying, const struct history_row *row, const char *what)
{
    if (replaying->differs)
        return;
    replaying->differs = true;
    json_array_append_new(replaying->out->differing,
                          json_pack("{s:s, s:I, s:s, s:s}", "case", replaying->wanted->reference, "row",
                                    (json_int_t)row->seq, "kind", row->kind, "what", what));
}

/* --- what a step is given --- */

/* The workflow that the row names by the beginning of its hash. */
static int definition_of(struct replaying *replaying, const char *prefix, struct error *error)
{
    const char *hash;
    if (!prefix || (replaying->definition && string_starts(definition_hash(replaying->definition), prefix)))
        return 0;
    int code = store_definition_find(replaying->store, prefix, replaying->arena, &hash, error);
    return code ? code
                : definitions_find(replaying->definitions, replaying->site, replaying->store, hash,
                                   &replaying->definition, error);
}

/* The claim takes a timer away before its step. */
static void timer_claim(struct replaying *replaying, const char *name)
{
    struct kase *kase = arena_alloc(replaying->arena, sizeof *kase);
    *kase = *replaying->kase;
    void **items = arena_alloc(replaying->arena, (kase->timers.count + 1) * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < kase->timers.count; i++)
        if (!string_equal(((const struct timer *)kase->timers.items[i])->name, name))
            items[count++] = kase->timers.items[i];
    kase->timers = (struct list){items, count, count};
    replaying->kase = kase;
}

static const struct kase *case_new(struct replaying *replaying, const struct history_row *row)
{
    const char *parent = json_text(row->body, "parent");
    struct kase *kase = arena_alloc(replaying->arena, sizeof *kase);
    const struct kase *wanted = replaying->wanted;
    *kase = (struct kase){.reference = wanted->reference,
                          .school = wanted->school,
                          .workflow = wanted->workflow,
                          .subject = wanted->subject,
                          .definition = definition_hash(replaying->definition),
                          .fields = json_keep(replaying->arena, json_object())};
    if (parent)
        case_adopt(kase, replaying->arena, parent, json_text(row->body, "child"));
    return kase;
}

/* --- what it gave --- */

static void moved_on(struct replaying *replaying, const struct history_row *row, const struct kase *after)
{
    replaying->before = string_equal(row->kind, "start") ? NULL : replaying->kase;
    replaying->last = row->seq;
    replaying->kase = after;
}

static const char *path_text(struct arena *arena, const json_t *path)
{
    struct text text = TEXT_EMPTY;
    size_t i;
    json_t *move;
    json_array_foreach(path, i, move) text_addf(&text, "%s%s", i ? "; " : "", json_string_value(move));
    const char *copy = arena_copy(arena, text.length ? text_string(&text) : "nothing");
    text_free(&text);
    return copy;
}

static void path_compare(struct replaying *replaying, const struct history_row *row, const struct list *path)
{
    json_t *is = json_keep(replaying->arena, json_array()), *was = json_object_get(row->body, "path");
    for (size_t i = 0; i < path->count; i++)
        json_array_append_new(is, json_string(path->items[i]));
    if (!json_equal(is, was))
        differs(replaying, row,
                arena_printf(replaying->arena, "it did %s and would do %s", path_text(replaying->arena, was),
                             path_text(replaying->arena, is)));
}

/* Where its children run, the step could not know. */
static void children_place(struct replaying *replaying, const struct history_row *row, struct kase *kase)
{
    json_t *child;
    size_t i;
    json_array_foreach(json_object_get(row->body, "children"), i, child)
        case_child_place(kase, replaying->arena, json_string_value(json_array_get(child, 0)),
                         json_string_value(json_array_get(child, 1)));
}

static int step_again(struct replaying *replaying, const struct history_row *row, struct error *error)
{
    struct event event;
    json_t *records;
    if (!event_row_read(row->body, row->at, replaying->arena, &event))
        return 0; /* a task of the daemon's own */
    int code = definition_of(replaying, json_text(row->body, "definition"), error);
    if (!code && !replaying->kase)
        replaying->kase = case_new(replaying, row);
    if (!code)
        code = facts_at(replaying->store, replaying->site, replaying->definition, replaying->wanted->school,
                        json_object_get(row->body, "facts"), replaying->arena, &records, error);
    if (code)
        return code;
    if (event.timer)
        timer_claim(replaying, event.timer);
    struct facts facts = {records};
    struct step_output out;
    struct error refusal = ERROR_NONE;
    struct step_input input = {.definition = replaying->definition,
                               .kase = replaying->kase,
                               .event = &event,
                               .keep = event.timer || string_equal(row->kind, "inbox") ||
                                               json_is_true(json_object_get(row->body, "kept"))
                                           ? STEP_KEEP
                                           : STEP_REFUSE,
                               .facts = &facts,
                               .now = row->at,
                               .wake_hour = replaying->site->wake_hour,
                               .wake_minute = replaying->site->wake_minute,
                               .rules = replaying->site->rules,
                               .calendars = replaying->site->calendars};
    if (step(&input, replaying->arena, &out, &refusal)) {
        differs(replaying, row, arena_printf(replaying->arena, "this program refuses it: %s", refusal.text));
    } else if (out.verdict != STEP_APPLIED) {
        differs(replaying, row, "this program does not take the event");
    } else {
        path_compare(replaying, row, &out.path);
        children_place(replaying, row, out.kase);
        moved_on(replaying, row, out.kase);
    }
    return 0;
}

static int migrate_again(struct replaying *replaying, const struct history_row *row, struct error *error)
{
    const struct definition *from = replaying->definition;
    json_t *records, *report;
    struct step_output out;
    struct error refusal = ERROR_NONE;
    int code = definition_of(replaying, json_text(row->body, "new"), error);
    if (!code)
        code = facts_at(replaying->store, replaying->site, replaying->definition, replaying->wanted->school,
                        json_object_get(row->body, "facts"), replaying->arena, &records, error);
    if (code)
        return code;
    struct facts facts = {records};
    struct migrate_input input = {.from = from,
                                  .to = replaying->definition,
                                  .kase = replaying->kase,
                                  .map = json_object_get(row->body, "map"),
                                  .facts = &facts,
                                  .now = row->at,
                                  .wake_hour = replaying->site->wake_hour,
                                  .wake_minute = replaying->site->wake_minute,
                                  .rules = replaying->site->rules,
                                  .calendars = replaying->site->calendars};
    if (migrate(&input, replaying->arena, &out, &report, &refusal))
        differs(replaying, row, arena_printf(replaying->arena, "this program refuses it: %s", refusal.text));
    else
        moved_on(replaying, row, out.kase);
    return 0;
}

static int undo_again(struct replaying *replaying, const struct history_row *row, struct error *error)
{
    if (!replaying->before || json_number(row->body, "undoes", 0) != replaying->last) {
        differs(replaying, row, "it takes back a step that is not the last one");
        return 0;
    }
    struct kase *kase = arena_alloc(replaying->arena, sizeof *kase);
    *kase = *replaying->before;
    kase->revision = replaying->kase->revision + 1;
    replaying->kase = kase;
    replaying->before = NULL;
    return definition_of(replaying, kase->definition, error);
}

static int row_again(struct replaying *replaying, const struct history_row *row, struct error *error)
{
    static const struct {
        const char *kind;
        int (*again)(struct replaying *replaying, const struct history_row *row, struct error *error);
    } kinds[] = {
        {"start", step_again}, {"event", step_again},      {"timer", step_again},
        {"inbox", step_again}, {"task", step_again},       {"correct", step_again},
        {"redo", step_again},  {"migrate", migrate_again}, {"undo", undo_again},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (string_equal(kinds[i].kind, row->kind))
            return kinds[i].again(replaying, row, error);
    return 0; /* it changed nothing of the case */
}

/* --- the end --- */

static bool same_states(const struct list *a, const struct list *b)
{
    for (size_t i = 0; a->count == b->count && i < a->count; i++)
        if (!string_equal(a->items[i], b->items[i]))
            return false;
    return a->count == b->count;
}

static bool same_fields(const json_t *a, const json_t *b)
{
    return (!json_object_size(a) && !json_object_size(b)) || json_equal(a, b);
}

static bool same_children(const struct kase *a, const struct kase *b)
{
    const json_t *one = case_children(a), *other = case_children(b);
    return json_array_size(one) == json_array_size(other) && (!json_array_size(one) || json_equal(one, other));
}

static void case_compare(struct replaying *replaying, const struct history_row *row)
{
    const struct kase *is = replaying->kase, *wanted = replaying->wanted;
    if (!is && child_waits(wanted))
        return;
    if (!is)
        differs(replaying, row, "its history does not tell how it began");
    else if (!same_states(&is->states, &wanted->states) || is->ended != wanted->ended)
        differs(replaying, row, "it stands in other states at the end");
    else if (!same_fields(is->fields, wanted->fields))
        differs(replaying, row, "its fields differ at the end");
    else if (!same_children(is, wanted))
        differs(replaying, row, "other child cases run at the end");
    else if (!string_equal(is->definition, wanted->definition))
        differs(replaying, row, "it is pinned to another version at the end");
}

static int rows_again(struct replaying *replaying, struct error *error)
{
    struct history_row last = {.kind = "none"};
    struct list rows = LIST_EMPTY;
    int code = 0;
    do {
        list_clear(&rows);
        code = store_history_rows(replaying->store, replaying->wanted->id, last.seq, PAGE, replaying->arena,
                                  &rows, error);
        for (size_t i = 0; !code && !replaying->differs && i < rows.count; i++) {
            last = *(const struct history_row *)rows.items[i];
            replaying->out->rows++;
            code = row_again(replaying, &last, error);
        }
    } while (!code && !replaying->differs && rows.count == PAGE);
    list_free(&rows);
    if (!code)
        case_compare(replaying, &last);
    return code;
}

static int case_again(struct replaying *replaying, int64_t id, struct error *error)
{
    struct kase *wanted;
    replaying->arena = arena_new();
    replaying->kase = replaying->before = NULL;
    replaying->definition = NULL;
    replaying->differs = false;
    int code = store_case_load_id(replaying->store, id, replaying->arena, &wanted, error);
    replaying->wanted = wanted;
    if (!code)
        code = rows_again(replaying, error);
    replaying->out->cases++;
    arena_free(replaying->arena);
    return code;
}

int replay_all(struct store *store, const struct site *site, struct replay *out, struct error *error)
{
    *out = (struct replay){.differing = json_array()};
    struct replaying replaying = {.store = store, .site = site, .definitions = definitions_new(), .out = out};
    struct case_filter filter = {.limit = PAGE};
    int code = 0;
    size_t count;
    do {
        json_t *rows = NULL, *row;
        size_t i;
        code = store_case_list(store, &filter, &rows, error);
        json_array_foreach(rows, i, row)
        {
            filter.after = json_number(row, "id", 0);
            code = code ? code : case_again(&replaying, filter.after, error);
        }
        count = json_array_size(rows);
        json_decref(rows);
    } while (!code && count == PAGE);
    definitions_free(replaying.definitions);
    return code;
}
