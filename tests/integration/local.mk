# Tests of programs from outside.
check_SCRIPTS += tests/integration/exchange_test.py
tests/integration/exchange_test.log: sendctl$(EXEEXT)
EXTRA_DIST += tests/integration/exchange_test.py
PLUGIN_TESTS = tests/integration/email_test.py tests/integration/maildir_test.py \
	tests/integration/plugin_host_test.py tests/integration/webhook_test.py
# sendctl alone.
TOOL_TESTS = tests/integration/calendar_test.py tests/integration/check_test.py tests/integration/date_test.py \
	tests/integration/eval_test.py tests/integration/scenario_test.py tests/integration/try_test.py
DAEMON_TESTS = tests/integration/api_test.py tests/integration/bad_plugin_test.py \
	tests/integration/children_test.py tests/integration/daemon_test.py \
	tests/integration/end_to_end_test.py tests/integration/law_test.py tests/integration/plugin_pages_test.py \
	tests/integration/records_test.py tests/integration/simulate_test.py tests/integration/versions_test.py
check_SCRIPTS += $(PLUGIN_TESTS) $(TOOL_TESTS) $(DAEMON_TESTS)
EXTRA_DIST += tests/integration/plugin_host.py tests/integration/sendd_site.py tests/integration/tls_parts.py \
	$(PLUGIN_TESTS) $(TOOL_TESTS) $(DAEMON_TESTS)

# All that a whole site runs.
DAEMON_PARTS = sendd sendctl sendd-plugin-host plugins/email/email.la plugins/maildir/maildir.la plugins/webhook/webhook.la
$(DAEMON_TESTS:.py=.log): $(DAEMON_PARTS)
tests/integration/bad_plugin_test.log: tests/unit/plugin/bad.la
tests/integration/check_test.log: sendd
$(TOOL_TESTS:.py=.log): sendctl

# The list of bank holidays as it was known at three times.
EXTRA_DIST += tests/integration/calendars/bank-holidays-2022-08.conf tests/integration/calendars/bank-holidays-2022-10.conf \
	tests/integration/calendars/bank-holidays-2022-11.conf
