# make coverage: branches taken in the pure interpreter, in a build tree of its own. No part of make check.
EXTRA_DIST += tests/coverage/jansson.h tests/coverage/run.sh tests/coverage/table.py
coverage:
	sh '$(srcdir)/tests/coverage/run.sh' '$(srcdir)' coverage $(COVERAGE)
clean-local:
	-rm -rf coverage
.PHONY: coverage
