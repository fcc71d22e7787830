pkglib_LTLIBRARIES += plugins/webhook/webhook.la
plugins_webhook_webhook_la_SOURCES = plugins/webhook/webhook.c plugins/webhook/endpoint.c plugins/webhook/endpoint.h \
	plugins/webhook/post.c plugins/webhook/post.h plugins/webhook/sign.c plugins/webhook/sign.h $(NET_SOURCES)
plugins_webhook_webhook_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_webhook_webhook_la_CFLAGS = $(PLUGIN_CFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
plugins_webhook_webhook_la_LDFLAGS = $(PLUGIN_LDFLAGS)
plugins_webhook_webhook_la_LIBADD = $(CURL_LIBS) $(JANSSON_LIBS) $(SODIUM_LIBS)
EXTRA_DIST += plugins/webhook/README.md
