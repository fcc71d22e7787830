#include "core/event_row.h"

static void text_put(json_t *body, const char *key, const char *text)
{
    if (text)
        json_object_set_new(body, key, json_string(text));
}

json_t *event_row(const struct event *event)
{
    char day[DATE_SIZE];
    json_t *body = json_pack("{s:s, s:s, s:s}", "event", event->name, "happened",
                             date_write(event->happened, day), "by", event->by ? event->by : "");
    if (event->data && (!json_is_object(event->data) || json_object_size(event->data)))
        json_object_set(body, "data", event->data);
    text_put(body, "timer", event->timer);
    text_put(body, "task", event->task);
    text_put(body, "sendid", event->sendid);
    text_put(body, "origin", event->origin);
    text_put(body, "invokeid", event->invokeid);
    text_put(body, "type", event->type == EVENT_PLATFORM ? "platform" : NULL);
    return body;
}

bool event_row_read(const json_t *body, instant at, struct arena *arena, struct event *out)
{
    const char *happened = json_text(body, "happened");
    *out = (struct event){
        .name = arena_copy(arena, json_text(body, "event")),
        .data = json_object_get(body, "data"),
        .happened = DATE_NONE,
        .recorded = at,
        .by = arena_copy(arena, json_text(body, "by")),
        .timer = arena_copy(arena, json_text(body, "timer")),
        .task = arena_copy(arena, json_text(body, "task")),
        .sendid = arena_copy(arena, json_text(body, "sendid")),
        .origin = arena_copy(arena, json_text(body, "origin")),
        .invokeid = arena_copy(arena, json_text(body, "invokeid")),
        .type = string_equal(json_text(body, "type"), "platform") ? EVENT_PLATFORM : EVENT_EXTERNAL,
    };
    if (happened && *happened)
        date_read(happened, &out->happened, NULL);
    return out->name != NULL;
}
