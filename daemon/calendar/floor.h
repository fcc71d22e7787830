/* Division that rounds down, so that days and months before an epoch count on evenly. */
#ifndef SENDD_CALENDAR_FLOOR_H
#define SENDD_CALENDAR_FLOOR_H

#include <stdint.h>

static inline int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

#endif
