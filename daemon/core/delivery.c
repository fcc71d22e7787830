/* From the outbox to the port and back. What was in flight when the daemon died is simply due again, with its
 * key. */
#include "core/loop.h"

#include "base/log.h"
#include "base/mem.h"

#include <stdio.h>
#include <string.h>

/* --- what is in flight --- */

/* The index of ID, or of the first greater one. */
static size_t flight_place(const struct flight *flight, int64_t id)
{
    size_t low = 0, high = flight->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (flight->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool flight_has(const struct flight *flight, int64_t id)
{
    size_t place = flight_place(flight, id);
    return place < flight->count && flight->ids[place] == id;
}

void flight_add(struct flight *flight, int64_t id)
{
    if (flight->count == flight->room) {
        flight->room = flight->room ? flight->room * 2 : 16;
        flight->ids = mem_resize(flight->ids, flight->room, sizeof *flight->ids);
    }
    size_t place = flight_place(flight, id);
    memmove(flight->ids + place + 1, flight->ids + place, (flight->count - place) * sizeof *flight->ids);
    flight->ids[place] = id;
    flight->count++;
}

void flight_remove(struct flight *flight, int64_t id)
{
    size_t place = flight_place(flight, id);
    if (place == flight->count || flight->ids[place] != id)
        return;
    flight->count--;
    memmove(flight->ids + place, flight->ids + place + 1, (flight->count - place) * sizeof *flight->ids);
}

/* --- out --- */

/* Those whose outcome this turn records may be due again after it, so they are not skipped. */
void delivery_prepare(struct core *core, struct turn *turn)
{
    struct flight skip = {0};
    for (size_t i = 0; i < core->flight.count; i++)
        flight_add(&skip, core->flight.ids[i]);
    for (size_t i = 0; i < turn->reports.count; i++)
        flight_remove(&skip, ((const struct report *)turn->reports.items[i])->outcome.outbox);
    turn->skip = skip.ids;
    turn->skipped = skip.count;
    const struct list *plugins = &core->site->plugins;
    turn->rooms = mem_alloc(plugins->count * sizeof *turn->rooms);
    for (size_t i = 0; i < plugins->count && !turn->stopping; i++) {
        const char *name = ((const struct plugin_config *)plugins->items[i])->name;
        turn->rooms[turn->instances++] = (struct room){name, core->port.room(core->port.context, name)};
    }
}

/* One that the port would not take comes back as an attempt that failed. */
static void not_taken(struct core *core, int64_t id, const struct error *error)
{
    struct outcome outcome = {.outbox = id, .kind = OUTCOME_RETRY, .detail = error->text};
    core_outcome(core, &outcome);
}

static void hand_over(struct core *core, const struct outbox *row, instant now)
{
    struct delivery delivery = {
        .outbox = row->id,
        .key = row->key,
        .attempt = row->attempts + 1,
        .address = row->address,
        .subject = row->subject,
        .body = row->body,
        .reference = row->reference,
        .event = row->notice,
        .intended = row->intended,
        .now = now,
    };
    struct error error = ERROR_NONE;
    flight_add(&core->flight, row->id);
    if (core->port.deliver(core->port.context, row->instance, &delivery, &error))
        not_taken(core, row->id, &error);
}

void delivery_hand_over(struct core *core, const struct turn *turn)
{
    if (core->hold || core->draining || core->failed)
        return;
    instant now = env_now(core->env);
    for (size_t i = 0; i < turn->due.count; i++) {
        const struct outbox *row = turn->due.items[i];
        if (!flight_has(&core->flight, row->id) && core->port.room(core->port.context, row->instance) > 0)
            hand_over(core, row, now);
    }
}

/* --- back --- */

void core_outcome(struct core *core, const struct outcome *outcome)
{
    if (!flight_has(&core->flight, outcome->outbox) || core->failed)
        return;
    struct report *report = mem_alloc(sizeof *report);
    report->outcome = *outcome;
    report->outcome.detail = mem_copy(outcome->detail);
    report->outcome.reference = mem_copy(outcome->reference);
    list_add(&core->reports, report);
    core_kick(core);
}

void core_room(struct core *core)
{
    core_kick(core);
}
