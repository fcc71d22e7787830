# Files of docs: installed with their folders, so that the links between them hold.
nobase_dist_doc_DATA = \
	README.md \
	LICENSE \
	docs/admin.md \
	docs/api.md \
	docs/architecture.md \
	docs/benchmarks.md \
	docs/check.md \
	docs/counting.md \
	docs/daemon.md \
	docs/expressions.md \
	docs/plugins.md \
	docs/promises.md \
	docs/rules.md \
	docs/scenarios.md \
	docs/scxml.md \
	docs/sendctl.md \
	docs/sources.md \
	docs/templates.md \
	docs/tutorial.md \
	docs/workflow-language.md \
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
reference-pages: tests/check/reference_test sendctl$(EXEEXT)
	SENDD_SRC='$(abs_top_srcdir)' tests/check/reference_test --write
	./sendctl -c '$(abs_top_srcdir)/conf' rules --page >'$(abs_top_srcdir)/docs/rules.md'

# Manual pages are made from the pages above when sendd is built; a release has them made, and needs no Python.
EXTRA_DIST += docs/manual.py
MANUALS = docs/man/sendctl.1 docs/man/sendd-expression.5 docs/man/sendd-scenario.5 docs/man/sendd-workflow.5 \
	docs/man/sendd.conf.5 docs/man/sendd.8
dist_man_MANS = $(MANUALS)
MAINTAINERCLEANFILES = $(MANUALS)
$(MANUALS): docs/manual.py

make_manual = $(AM_V_GEN)$(MKDIR_P) docs/man && python='$(PYTHON)' && \
	$${python:-python3} $(srcdir)/docs/manual.py --version $(PACKAGE_VERSION)
docs/man/sendctl.1: docs/sendctl.md
	$(make_manual) $(srcdir)/docs/sendctl.md >$@.new && mv -f $@.new $@
docs/man/sendd-expression.5: docs/expressions.md
	$(make_manual) $(srcdir)/docs/expressions.md >$@.new && mv -f $@.new $@
docs/man/sendd-scenario.5: docs/scenarios.md docs/reference/scenario.md
	$(make_manual) $(srcdir)/docs/scenarios.md $(srcdir)/docs/reference/scenario.md >$@.new && mv -f $@.new $@
docs/man/sendd-workflow.5: docs/workflow-language.md docs/reference/workflow.md
	$(make_manual) $(srcdir)/docs/workflow-language.md $(srcdir)/docs/reference/workflow.md >$@.new && mv -f $@.new $@
docs/man/sendd.conf.5: docs/reference/sendd.md
	$(make_manual) --as "sendd.conf(5): the site's configuration of sendd; /etc/sendd/sendd.conf" \
		$(srcdir)/docs/reference/sendd.md >$@.new && mv -f $@.new $@
docs/man/sendd.8: docs/daemon.md
	$(make_manual) $(srcdir)/docs/daemon.md >$@.new && mv -f $@.new $@

# The pictures of the shipped workflows; tests/check/pictures_test.sh says when they are stale. Needs Graphviz.
.PHONY: pictures
pictures: sendctl$(EXEEXT)
	for name in ehc-needs-assessment sen-support; do \
		for format in dot svg; do \
			./sendctl -c '$(abs_top_srcdir)/conf' graph $$name --format $$format >'$(abs_top_srcdir)/docs/workflows/'$$name.$$format || exit 1; \
		done; \
	done
