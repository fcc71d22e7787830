# Files of docs.
EXTRA_DIST += docs/scxml.md
# Pictures of the shipped workflows; tests/check/pictures_test.sh says when they are stale. SVG needs Graphviz.
PICTURES = ehc-needs-assessment sen-support
EXTRA_DIST += docs/workflows/ehc-needs-assessment.dot docs/workflows/ehc-needs-assessment.svg \
	docs/workflows/sen-support.dot docs/workflows/sen-support.svg
.PHONY: pictures
pictures: sendctl$(EXEEXT)
	@for name in $(PICTURES); do \
	  ./sendctl -c '$(abs_top_srcdir)/conf' graph $$name --format dot -o '$(abs_top_srcdir)'/docs/workflows/$$name.dot && \
	  ./sendctl -c '$(abs_top_srcdir)/conf' graph $$name -o '$(abs_top_srcdir)'/docs/workflows/$$name.svg || exit 1; \
	done

EXTRA_DIST += docs/templates.md docs/expressions.md
EXTRA_DIST += docs/rules.md
EXTRA_DIST += docs/reference/calendar.md docs/reference/register.md docs/reference/rules.md docs/reference/sendd.md \
	docs/reference/templates.md docs/reference/workflow.md

# The reference pages come from the tables that check the files; tests/check/reference_test says when they are stale.
.PHONY: reference-pages
reference-pages: tests/check/reference_test
	SENDD_SRC='$(abs_top_srcdir)' tests/check/reference_test --write
EXTRA_DIST += docs/plugins.md
