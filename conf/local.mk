# Files of conf.
EXTRA_DIST += conf/sendd.conf
calendarsconfdir = $(sysconfdir)/sendd/calendars
dist_calendarsconf_DATA = conf/calendars/bank-holidays.conf conf/calendars/oakfield.conf
