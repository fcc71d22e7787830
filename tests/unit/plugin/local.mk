# Tests of daemon/plugin and of plugins/.
check_PROGRAMS += tests/unit/plugin/frame_test
tests_unit_plugin_frame_test_SOURCES = tests/unit/plugin/frame_test.c
tests_unit_plugin_frame_test_LDADD = $(TEST_LIBS)

# With real host processes; the modules are for it alone. -rpath makes libtool build them shared; they are never installed.
check_PROGRAMS += tests/unit/plugin/supervisor_test
tests_unit_plugin_supervisor_test_SOURCES = tests/unit/plugin/supervisor_test.c
tests_unit_plugin_supervisor_test_LDADD = $(TEST_LIBS)
EXTRA_tests_unit_plugin_supervisor_test_DEPENDENCIES = tests/unit/plugin/bad.la tests/unit/plugin/old.la sendd-plugin-host
check_LTLIBRARIES += tests/unit/plugin/bad.la tests/unit/plugin/old.la
tests_unit_plugin_bad_la_SOURCES = tests/unit/plugin/bad.c
tests_unit_plugin_bad_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_unit_plugin_bad_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath $(pkglibdir)
tests_unit_plugin_old_la_SOURCES = tests/unit/plugin/old.c
tests_unit_plugin_old_la_CFLAGS = $(PLUGIN_CFLAGS)
tests_unit_plugin_old_la_LDFLAGS = $(PLUGIN_LDFLAGS) -rpath $(pkglibdir)

# Parts of plugins that can be looked at without a host.
check_PROGRAMS += tests/unit/plugin/webhook_sign_test
tests_unit_plugin_webhook_sign_test_SOURCES = tests/unit/plugin/webhook_sign_test.c plugins/webhook/sign.c $(NET_SOURCES)
tests_unit_plugin_webhook_sign_test_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_unit_plugin_webhook_sign_test_LDADD = $(SODIUM_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/plugin/net_guard_test
tests_unit_plugin_net_guard_test_SOURCES = tests/unit/plugin/net_guard_test.c plugins/webhook/endpoint.c plugins/webhook/post.c \
	$(NET_SOURCES)
tests_unit_plugin_net_guard_test_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_unit_plugin_net_guard_test_LDADD = $(CURL_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/plugin/mail_reply_test
tests_unit_plugin_mail_reply_test_SOURCES = tests/unit/plugin/mail_reply_test.c plugins/email/reply.c
tests_unit_plugin_mail_reply_test_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_unit_plugin_mail_reply_test_LDADD = $(CMOCKA_LIBS)
