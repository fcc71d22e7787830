daemon_libsendd_a_SOURCES += daemon/core/apply.c daemon/core/apply.h daemon/core/children.c daemon/core/children.h \
	daemon/core/clock.c daemon/core/commands.c \
	daemon/core/commands.h daemon/core/commands_case.c daemon/core/commands_site.c daemon/core/core.c \
	daemon/core/core.h daemon/core/commands_migrate.c daemon/core/commands_mistake.c \
	daemon/core/event_row.c daemon/core/event_row.h daemon/core/undo.c daemon/core/undo.h daemon/core/undo_text.c \
	daemon/core/pins.c daemon/core/pins.h daemon/core/replay.c daemon/core/replay.h daemon/core/definitions.c daemon/core/definitions.h daemon/core/delivery.c \
	daemon/core/effects.c daemon/core/effects.h daemon/core/events.c daemon/core/events.h daemon/core/facts.c \
	daemon/core/facts.h daemon/core/law.c daemon/core/law.h daemon/core/loop.h daemon/core/notice.c daemon/core/outcomes.c daemon/core/outcomes.h \
	daemon/core/queue.c daemon/core/reads.c daemon/core/remarks.c daemon/core/remarks.h daemon/core/site.c daemon/core/site.h daemon/core/site_advice.c daemon/core/site_advice.h daemon/core/site_horizon.c \
	daemon/core/site_load.c \
	daemon/core/site_load.h daemon/core/site_records.c daemon/core/site_schema.c daemon/core/troubles.c daemon/core/turn.c \
	daemon/core/turn.h \
	daemon/core/versions.c daemon/core/versions.h
