# Files of docs.
EXTRA_DIST += docs/templates.md docs/expressions.md
EXTRA_DIST += docs/rules.md docs/benchmarks.md
EXTRA_DIST += docs/reference/calendar.md docs/reference/register.md docs/reference/rules.md docs/reference/sendd.md \
	docs/reference/templates.md docs/reference/workflow.md

# The reference pages come from the tables that check the files; tests/check/reference_test says when they are stale.
.PHONY: reference-pages
reference-pages: tests/check/reference_test
	SENDD_SRC='$(abs_top_srcdir)' tests/check/reference_test --write
EXTRA_DIST += docs/plugins.md
