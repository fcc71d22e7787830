pkglib_LTLIBRARIES += plugins/maildir/maildir.la
plugins_maildir_maildir_la_SOURCES = plugins/maildir/maildir.c $(MAIL_SOURCES)
plugins_maildir_maildir_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_maildir_maildir_la_CFLAGS = $(PLUGIN_CFLAGS) $(GMIME_CFLAGS)
plugins_maildir_maildir_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_maildir_maildir_la_LIBADD = $(GMIME_LIBS)
EXTRA_DIST += plugins/maildir/README.md
