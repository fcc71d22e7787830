# Tests of daemon/calendar.
