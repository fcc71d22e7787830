/* How a period is counted, without dates. */
#include "calendar/counting.h"

#include <stddef.h>

static void count_describe(const struct period *period, const char *first_day, struct text *out)
{
    period_count_add(out, period);
    if (period->anchor)
        text_addf(out, " from %s", period->anchor);
    if (period->unit != UNIT_HOUR)
        text_addf(out, ", %s", first_day);
}

void period_describe(const struct period *period, struct text *out)
{
    if (period->form == PERIOD_EARLIER || period->form == PERIOD_LATER) {
        text_addf(out, "the %s of ", period->form == PERIOD_EARLIER ? "earlier" : "later");
        for (size_t i = 0; i < period->parts_count; i++) {
            text_add(out, i > 0 ? " and " : "");
            period_describe(period->parts[i], out);
        }
    } else if (period->form == PERIOD_AFTER && period->gap_count == 0) {
        count_describe(period, "the first day not counted", out);
    } else if (period->form == PERIOD_BEGINNING && period->gap_count == 0) {
        count_describe(period, "the first day counted", out);
    } else {
        text_add(out, period->text);
    }
}
