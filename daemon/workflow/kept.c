/* Events that came before any state wanted them: kept, offered again, in the end a task; never dropped. */
#include "workflow/run.h"

static const char *kept_timer(struct run *run, json_int_t id)
{
    return arena_printf(run->arena, "kept:%lld", (long long)id);
}

static json_t *kept_own(struct run *run)
{
    if (!run->own_kept) {
        json_t *old = run->kase->kept;
        run->kase->kept = json_keep(run->arena, old ? json_copy(old) : json_array());
        run->own_kept = true;
    }
    return run->kase->kept;
}

void kept_add(struct run *run, const struct event *event)
{
    char happened[DATE_SIZE];
    json_int_t id = run->in->kase->revision + 1; /* a step keeps at most the one event it was given */
    json_t *item = json_pack("{s:I, s:s, s:s, s:I, s:s, s:s*, s:s*, s:s*}", "id", id, "name", event->name,
                             "happened", date_write(event->happened, happened), "recorded",
                             (json_int_t)event->recorded, "by", event->by ? event->by : "", "sendid",
                             event->sendid, "origin", event->origin, "invokeid", event->invokeid);
    if (event->data)
        json_object_set(item, "data", event->data);
    json_array_append_new(kept_own(run), item);
    timer_arm(run, kept_timer(run, id), run_wake(run, date_add_days(run_today(run), KEPT_DAYS)),
              "kept.expired", json_pack("{s:I}", "id", id));
    run->out->kept = true;
}

static struct event *kept_event(struct run *run, const json_t *item)
{
    struct event *event = arena_alloc(run->arena, sizeof *event);
    json_t *data = json_object_get(item, "data");
    *event = (struct event){.name = arena_copy(run->arena, json_text(item, "name")),
                            .happened = DATE_NONE,
                            .recorded = json_number(item, "recorded", 0),
                            .by = arena_copy(run->arena, json_text(item, "by")),
                            .sendid = arena_copy(run->arena, json_text(item, "sendid")),
                            .origin = arena_copy(run->arena, json_text(item, "origin")),
                            .invokeid = arena_copy(run->arena, json_text(item, "invokeid"))};
    const char *happened = json_text(item, "happened");
    if (happened[0])
        date_read(happened, &event->happened, NULL);
    event->data = data ? json_keep(run->arena, json_incref(data)) : NULL;
    return event;
}

void kept_retry(struct run *run)
{
    for (size_t i = 0; run->running && !run->over && i < json_array_size(run->kase->kept);) {
        json_t *item = json_array_get(run->kase->kept, i);
        json_int_t id = json_number(item, "id", 0);
        if (!run_offer(run, kept_event(run, item))) {
            i++;
            continue;
        }
        json_array_remove(kept_own(run), i);
        timer_cancel(run, kept_timer(run, id));
        i = 0; /* what it changed may let an earlier one in */
    }
}

static void become_task(struct run *run, const json_t *item)
{
    const char *name = json_text(item, "name");
    task_alarm(run, arena_printf(run->arena, "kept.%lld", (long long)json_number(item, "id", 0)),
               arena_printf(run->arena, "An event came that nothing waited for: %s", name));
}

void kept_expired(struct run *run, const struct event *event)
{
    json_int_t id = json_number(event->data, "id", 0);
    for (size_t i = 0; i < json_array_size(run->kase->kept); i++)
        if (json_number(json_array_get(run->kase->kept, i), "id", 0) == id) {
            become_task(run, json_array_get(run->kase->kept, i));
            json_array_remove(kept_own(run), i);
            return;
        }
}

void kept_give_up(struct run *run)
{
    for (size_t i = 0; i < json_array_size(run->kase->kept); i++)
        become_task(run, json_array_get(run->kase->kept, i));
    run->kase->kept = NULL;
}
