# The England pack and the site's own files. They are installed as data; a machine without a configuration gets a copy
# as its first one, and a site's folder that is there is never touched.
CONF_PACK = conf/sendd.conf \
	conf/calendars/bank-holidays.conf conf/calendars/oakfield.conf \
	conf/registers/authority.conf conf/registers/contact.conf conf/registers/pupil.conf conf/registers/staff.conf \
	conf/rules/access-arrangements.conf conf/rules/annual-review.conf conf/rules/appeal.conf conf/rules/duties.conf \
	conf/rules/ehcna.conf conf/rules/sen-support.conf conf/rules/site.conf \
	conf/templates/deadlines.conf conf/templates/ehc-needs-assessment.conf conf/templates/sen-support.conf \
	conf/workflows/ehc-needs-assessment.conf conf/workflows/sen-support.conf \
	conf/workflows/tests/ehc-needs-assessment.conf conf/workflows/tests/sen-support.conf
confpackdir = $(pkgdatadir)
nobase_dist_confpack_DATA = $(CONF_PACK)
siteconfdir = $(sysconfdir)/sendd

install-data-hook:
	@if test -e '$(DESTDIR)$(siteconfdir)'; then \
		echo '$(siteconfdir) is there and stays as it is; the shipped files are in $(pkgdatadir)/conf'; \
	else \
		echo 'copying the shipped configuration to $(siteconfdir)'; \
		for file in $(CONF_PACK); do \
			to='$(DESTDIR)$(siteconfdir)'/$${file#conf/}; \
			$(MKDIR_P) "$$(dirname "$$to")" && $(INSTALL_DATA) "$(srcdir)/$$file" "$$to" || exit 1; \
		done; \
	fi

# Files that are as they were shipped go; what the site changed or added stays.
uninstall-hook:
	@for file in $(CONF_PACK); do \
		to='$(DESTDIR)$(siteconfdir)'/$${file#conf/}; \
		if cmp -s "$(srcdir)/$$file" "$$to"; then rm -f "$$to"; fi; \
	done
	@if test -d '$(DESTDIR)$(siteconfdir)'; then find '$(DESTDIR)$(siteconfdir)' -depth -type d -empty -delete; fi

# A made-up school, as a MIS would export it, and the year that `./bootstrap run` plays.
EXTRA_DIST += conf/demo/authorities.csv conf/demo/contacts.csv conf/demo/pupils.csv conf/demo/staff.csv \
	conf/demo/run conf/demo/year.sh
