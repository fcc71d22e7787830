# One folder a plugin. libtool builds each as a module that only the plugin host loads.
PLUGIN_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
PLUGIN_CFLAGS = -std=gnu17 $(HOUSE_CFLAGS) -fvisibility=hidden
PLUGIN_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared -no-undefined -export-symbols-regex '^sendd_plugin_entry$$'
# Shared by plugins, and built into each that uses them.
MAIL_SOURCES = plugins/mail/address.c plugins/mail/message.c plugins/mail/message.h
NET_SOURCES = plugins/net/guard.c plugins/net/guard.h plugins/net/inside.c plugins/net/inside.h
noinst_LTLIBRARIES =
EXTRA_DIST += plugins/README.md

include plugins/email/local.mk
include plugins/example/local.mk
include plugins/maildir/local.mk
include plugins/webhook/local.mk
