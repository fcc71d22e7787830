pkglib_LTLIBRARIES += plugins/email/email.la
plugins_email_email_la_SOURCES = plugins/email/email.c plugins/email/reply.c plugins/email/reply.h \
	plugins/email/smtp.c plugins/email/smtp.h $(MAIL_SOURCES) $(NET_SOURCES)
plugins_email_email_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_email_email_la_CFLAGS = $(PLUGIN_CFLAGS) $(GMIME_CFLAGS) $(CURL_CFLAGS)
plugins_email_email_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_email_email_la_LIBADD = $(GMIME_LIBS) $(CURL_LIBS)
EXTRA_DIST += plugins/email/README.md
