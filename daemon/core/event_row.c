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
    if (json_object_size(event->data))
        json_object_set(body, "data", event->data);
    text_put(body, "timer", event->timer);
    text_put(body, "task", event->task);
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
    };
    if (happened && *happened)
        date_read(happened, &out->happened, NULL);
    return out->name != NULL;
}
