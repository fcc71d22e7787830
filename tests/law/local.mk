# The law's sums a second time, in Python, and everything that sendctl says about dates compared with them.
LAW_TESTS = tests/law/grid_test.py tests/law/oracle_test.py tests/law/second_engine_test.py tests/law/sources_test.py
check_SCRIPTS += $(LAW_TESTS)
EXTRA_DIST += $(LAW_TESTS) tests/law/counting.py tests/law/grid.py tests/law/oracle.py tests/law/wordings.py \
	tests/law/worked.txt
tests/law/grid_test.log tests/law/sources_test.log: sendctl$(EXEEXT)

# From every day of 2012 to 2050, and under every setting of the host. Takes many minutes; no part of make check.
law-grid: sendctl$(EXEEXT)
	SENDD_SRC='$(abs_top_srcdir)' SENDD_BUILD='$(abs_top_builddir)' SENDD_GRID=whole PYTHONDONTWRITEBYTECODE=1 \
		$(PYTHON) '$(srcdir)/tests/law/grid_test.py'
.PHONY: law-grid
