#include "core/law.h"

#include "core/remarks.h"

#include <stdio.h>

static const char law[] = "law"; /* the name in the store */
static const char check[] = "dates.check";

/* Raised when the arithmetic of dates itself changes, so that what an older sendd computed is looked at again. */
enum { ARITHMETIC = 1 };

static const char by_law[] = "law";

static const char *law_seen(struct turn *turn)
{
    return arena_printf(turn->item, "%d %s %s", ARITHMETIC, rulebook_digest(turn->site->rules, turn->item),
                        calendars_digest(turn->site->calendars, turn->item));
}

static struct event check_event(const struct turn *turn)
{
    return (struct event){
        .name = check, .happened = london_date(turn->now), .recorded = turn->now, .by = by_law};
}

static int cases_ask(struct turn *turn, size_t *count, struct error *error)
{
    struct list places = LIST_EMPTY;
    const struct event event = check_event(turn);
    int code = store_cases_dated(turn->store, check, turn->item, &places, error);
    for (size_t i = 0; !code && i < places.count; i++) {
        const struct case_place *place = places.items[i];
        code = store_inbox_put(turn->store, place->kase, &event, place->school, error);
    }
    *count = places.count;
    list_free(&places);
    return code;
}

int law_follow(struct turn *turn, struct error *error)
{
    const char *seen = law_seen(turn), *before;
    char number[24];
    size_t count = 0;
    int code = store_about_get(turn->store, law, turn->item, &before, error);
    if (code || string_equal(before, seen))
        return code;
    code = cases_ask(turn, &count, error);
    if (!code)
        code = store_about_put(turn->store, law, seen, error);
    snprintf(number, sizeof number, "%zu", count);
    if (!code && count)
        remark(turn, LOG_LEVEL_NOTICE, "law-changed", "rules or calendars have changed; open dates are computed again",
               "COUNT", number, NULL);
    return code;
}

bool law_has_nothing_new(const struct applied *applied)
{
    return string_equal(applied->event->name, check) && string_equal(applied->event->by, by_law) &&
           !applied->out.effects.count && !applied->out.path.count;
}

int law_ask(struct turn *turn, int64_t id, struct error *error)
{
    struct kase *kase;
    bool waits = true;
    const struct event event = check_event(turn);
    int code = store_case_load_id(turn->store, id, turn->item, &kase, error);
    if (!code && (kase->deadlines.count || kase->tasks.count))
        code = store_inbox_waits(turn->store, id, check, &waits, error);
    return code || waits ? code : store_inbox_put(turn->store, id, &event, kase->school, error);
}

bool law_was(const json_t *body)
{
    return string_equal(json_text(body, "event"), check) && string_equal(json_text(body, "by"), by_law);
}

int law_forget(struct store *store, struct error *error)
{
    int code = store_begin(store, error);
    if (!code)
        code = store_about_put(store, law, "", error);
    return code ? code : store_commit(store, error);
}
