# Tests of programs from outside.
check_SCRIPTS += tests/integration/exchange_test.py
tests/integration/exchange_test.log: sendctl$(EXEEXT)
EXTRA_DIST += tests/integration/exchange_test.py
PLUGIN_TESTS = tests/integration/email_test.py tests/integration/maildir_test.py \
	tests/integration/plugin_host_test.py tests/integration/webhook_test.py
check_SCRIPTS += $(PLUGIN_TESTS)
EXTRA_DIST += tests/integration/plugin_host.py $(PLUGIN_TESTS)
