/* A point in physical time. Legal dates are never instants: they are struct date of calendar/. */
#ifndef SENDD_BASE_INSTANT_H
#define SENDD_BASE_INSTANT_H

#include <stdint.h>

typedef int64_t instant;  /* microseconds since 1970-01-01T00:00:00Z, leap seconds not counted */
typedef int64_t duration; /* microseconds */

#define INSTANT_NEVER INT64_MAX
#define SECONDS(n)    ((duration)(n)*1000000)
#define MILLIS(n)     ((duration)(n)*1000)

#endif
