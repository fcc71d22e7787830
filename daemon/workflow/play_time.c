/* The clock of a scenario. */
#include "workflow/play.h"

#include "workflow/model.h"

static void move(struct play *play, const struct conf_node *node, instant until)
{
    struct error error = ERROR_NONE;
    if (stage_advance(play->stage, until, &error))
        play_wrong(play, node, "%s", error.text);
    play->firing = NULL;
}

void play_advance(struct play *play, const struct conf_node *node)
{
    const struct conf_node *place = conf_get(node, "advance");
    struct error error = ERROR_NONE;
    struct span span;
    instant now = stage_now(play->stage);
    if (span_read_exact(place->string, &span, &error)) {
        play_wrong(play, place, "%s: %s", error.text, error.hint);
        return;
    }
    if (span.unit == SPAN_EXACT) {
        move(play, place, now + span.exact);
        return;
    }
    struct date to =
        span_apply(span, 1, london_date(now), play->site->stage.calendars, conf_string(play->node, "school"));
    if (date_is(to))
        move(play, place, london_instant(to, 12, 0));
    else
        play_wrong(play, place, "\"%s\" leads past the calendar: the last year is 9999", place->string);
}

void play_until(struct play *play, const struct conf_node *node)
{
    const struct conf_node *place = conf_get(node, "until");
    instant until;
    struct error error = ERROR_NONE;
    if (stage_time_read(place->string, 12, &until, &error))
        play_wrong(play, place, "%s: %s", error.text, error.hint);
    else
        move(play, place, until);
}
