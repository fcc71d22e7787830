/* Notices: who gets one, and what its template may say. A notice that reaches nobody becomes a task. */
#include "workflow/run.h"

#include <stdlib.h>
#include <string.h>

/* --- recipients --- */

static const char *record_id(const struct run *run, const char *register_id, const json_t *record)
{
    const char *id = json_text(record, "id");
    if (!id)
        return register_id;
    return strchr(id, '/') ? id : arena_printf(run->arena, "%s/%s", register_id, id);
}

static json_t *record_of(const struct run *run, const char *register_id)
{
    return json_object_get(run->in->facts->records, register_id);
}

/* The site's channels are among the facts; without that fact every channel counts. */
static bool carried(const struct run *run, const char *channel)
{
    json_t *channels = record_of(run, "channels");
    for (size_t i = 0; i < json_array_size(channels); i++)
        if (string_equal(json_string_value(json_array_get(channels, i)), channel))
            return true;
    return !channels;
}

/* A record names its channel, and the channel's address under the channel's own name or under "address". */
static bool reachable(const struct run *run, const char *register_id, const json_t *record,
                      struct recipient *out)
{
    const char *channel = json_text(record, "channel");
    if (!channel && json_text(record, "email"))
        channel = "email";
    const char *address = channel ? json_text(record, channel) : NULL;
    if (!address || !address[0])
        address = json_text(record, "address");
    if (!channel || !channel[0] || !address || !address[0] || !carried(run, channel))
        return false;
    *out = (struct recipient){record_id(run, register_id, record), arena_copy(run->arena, channel),
                              arena_copy(run->arena, address)};
    return true;
}

static json_int_t priority(const json_t *record)
{
    return json_number(record, "priority", 1000000);
}

static int by_priority(const void *a, const void *b)
{
    const json_t *left = *(json_t *const *)a, *right = *(json_t *const *)b;
    if (priority(left) != priority(right))
        return priority(left) < priority(right) ? -1 : 1;
    const char *x = json_text(left, "id"), *y = json_text(right, "id");
    return strcmp(x ? x : "", y ? y : "");
}

/* The contacts with parental responsibility, the first to be told first. */
static size_t list_parents(const struct run *run, json_t ***out)
{
    json_t *contacts = record_of(run, "contact"), *contact;
    size_t i, count = 0;
    json_t **parents = arena_alloc(run->arena, (json_array_size(contacts) + 1) * sizeof *parents);
    json_array_foreach(contacts, i,
                       contact) if (json_is_true(json_object_get(contact, "parental_responsibility")))
        parents[count++] = contact;
    qsort(parents, count, sizeof *parents, by_priority);
    *out = parents;
    return count;
}

/* Each parent is to be told: one whom no channel reaches is left to a person, though another was reached. */
static void tell_by_hand(struct run *run, json_t *const *parents, size_t count, const char *template)
{
    struct recipient recipient;
    for (size_t i = 0; i < count; i++)
        if (!reachable(run, "contact", parents[i], &recipient)) {
            const char *record = record_id(run, "contact", parents[i]);
            task_alarm(
                run, arena_printf(run->arena, "unreached.%s.%s", template, record),
                arena_printf(run->arena, "Reach %s by other means: %s could not be sent", record, template));
        }
}

static size_t find_parents(struct run *run, const char *template, struct recipient **out)
{
    json_t **parents;
    size_t count = list_parents(run, &parents), found = 0;
    *out = arena_alloc(run->arena, (count + 1) * sizeof **out);
    for (size_t i = 0; i < count; i++)
        if (reachable(run, "contact", parents[i], &(*out)[found]))
            found++;
    if (found)
        tell_by_hand(run, parents, count, template);
    return found;
}

static size_t find_role(const struct run *run, const char *role, struct recipient **out)
{
    json_t *roles = record_of(run, "roles");
    json_t *entry = json_object_get(roles, role);
    *out = arena_alloc(run->arena, sizeof **out);
    if (json_is_string(entry) && json_string_length(entry)) {
        **out = (struct recipient){NULL, "email", arena_copy(run->arena, json_string_value(entry))};
    } else if (!json_is_object(entry) || !reachable(run, "role", entry, *out)) {
        return 0;
    }
    (*out)->record = arena_printf(run->arena, "role/%s", role);
    return 1;
}

static size_t find_authority(const struct run *run, struct recipient **out)
{
    json_t *authority = record_of(run, "authority");
    if (json_is_array(authority))
        authority = json_array_get(authority, 0);
    *out = arena_alloc(run->arena, sizeof **out);
    return json_is_object(authority) && reachable(run, "authority", authority, *out) ? 1 : 0;
}

static size_t find_recipients(struct run *run, const struct model_action *action, struct recipient **out)
{
    if (string_equal(action->subject, "parents"))
        return find_parents(run, action->template, out);
    return string_equal(action->subject, "la") ? find_authority(run, out)
                                               : find_role(run, action->subject, out);
}

/* --- values --- */

static void add_due_dates(const struct run *run, json_t *values)
{
    for (size_t i = 0; i < run->kase->deadlines.count; i++) {
        const struct deadline *deadline = run->kase->deadlines.items[i];
        char due[DATE_SIZE];
        char *name = arena_printf(run->arena, "due_%s", deadline->name);
        for (char *c = name; *c; c++)
            if (*c == '.' || *c == '-')
                *c = '_';
        json_object_set_new(values, name, json_string(date_write(deadline->due, due)));
    }
}

static json_t *make_values(const struct run *run)
{
    static const char *const of_deadlines[] = {"deadline_title", "due", "days_left", "source"};
    json_t *values = json_object();
    char happened[DATE_SIZE];
    const char *name;
    json_t *value;
    json_object_foreach(run->fields, name, value) json_object_set(values, name, value);
    add_due_dates(run, values);
    if (string_starts(run->event->name, "deadline."))
        for (size_t i = 0; i < sizeof of_deadlines / sizeof of_deadlines[0]; i++)
            if ((value = json_object_get(run->event->data, of_deadlines[i])))
                json_object_set(values, of_deadlines[i], value);
    json_object_set_new(values, "reference", json_string(run->kase->reference ? run->kase->reference : ""));
    json_object_set_new(values, "workflow_title", json_string(run->definition->title));
    json_object_set_new(values, "state_title",
                        json_string(run->place->title));
    json_object_set_new(values, "event", json_string(run->event->name));
    if (date_is(run->event->happened))
        json_object_set_new(values, "happened", json_string(date_write(run->event->happened, happened)));
    return values;
}

/* What a timer causes before the morning waits for it: a missed date is known at midnight, told at eight. */
static instant not_before(struct run *run)
{
    instant wake = run_wake(run, run_today(run));
    return run->in->event->timer && run->in->now < wake ? wake : 0;
}

int notice_send(struct run *run, const struct model_action *action, struct error *error)
{
    struct recipient *recipients;
    size_t count = find_recipients(run, action, &recipients);
    if (count == 0) {
        task_alarm(run, arena_printf(run->arena, "unreached.%s", action->template),
                   arena_printf(run->arena, "No way to reach %s: %s was not sent", action->subject,
                                action->template));
        return error_set(error, SENDD_EINVALID, "no way to reach %s with %s", action->subject,
                         action->template);
    }
    struct notice *notice = arena_alloc(run->arena, sizeof *notice);
    *notice = (struct notice){.name = action->template,
                              .template = action->template,
                              .recipients = recipients,
                              .count = count,
                              .values = json_keep(run->arena, make_values(run)),
                              .not_before = not_before(run)};
    run_effect(run, EFFECT_NOTICE)->notice = notice;
    return 0;
}
