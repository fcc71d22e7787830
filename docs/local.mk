# Files of docs: installed with their folders, so that the links between them hold.
nobase_dist_doc_DATA = \
	README.md \
	LICENSE \
	docs/admin.md \
	docs/api.md \
	docs/architecture.md \
	docs/benchmarks.md \
	docs/check.md \
	docs/expressions.md \
	docs/plugins.md \
	docs/promises.md \
	docs/rules.md \
	docs/scenarios.md \
	docs/scxml.md \
	docs/sendctl.md \
	docs/templates.md \
	docs/reference/calendar.md \
	docs/reference/register.md \
	docs/reference/rules.md \
	docs/reference/scenario.md \
	docs/reference/sendd.md \
	docs/reference/templates.md \
	docs/reference/workflow.md \
	docs/workflows/ehc-needs-assessment.dot \
	docs/workflows/ehc-needs-assessment.svg \
	docs/workflows/sen-support.dot \
	docs/workflows/sen-support.svg \
	plugins/README.md \
	plugins/email/README.md \
	plugins/example/README.md \
	plugins/maildir/README.md \
	plugins/webhook/README.md

# The reference pages come from the tables that check the files; tests/check/reference_test says when they are stale.
.PHONY: reference-pages
reference-pages: tests/check/reference_test
	SENDD_SRC='$(abs_top_srcdir)' tests/check/reference_test --write
