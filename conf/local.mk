# Files of conf.
EXTRA_DIST += conf/sendd.conf conf/demo/run conf/demo/year.sh
calendarsconfdir = $(sysconfdir)/sendd/calendars
dist_calendarsconf_DATA = conf/calendars/bank-holidays.conf conf/calendars/oakfield.conf
registersconfdir = $(sysconfdir)/sendd/registers
dist_registersconf_DATA = conf/registers/authority.conf conf/registers/contact.conf conf/registers/pupil.conf \
	conf/registers/staff.conf
# A made-up school, as a MIS would export it.
EXTRA_DIST += conf/demo/authorities.csv conf/demo/contacts.csv conf/demo/pupils.csv conf/demo/staff.csv
workflowsconfdir = $(sysconfdir)/sendd/workflows
dist_workflowsconf_DATA = conf/workflows/ehc-needs-assessment.conf conf/workflows/sen-support.conf
workflowtestsconfdir = $(sysconfdir)/sendd/workflows/tests
dist_workflowtestsconf_DATA = conf/workflows/tests/ehc-needs-assessment.conf conf/workflows/tests/sen-support.conf
rulesconfdir = $(sysconfdir)/sendd/rules
dist_rulesconf_DATA = conf/rules/annual-review.conf conf/rules/duties.conf conf/rules/ehcna.conf conf/rules/sen-support.conf
templatesconfdir = $(sysconfdir)/sendd/templates
dist_templatesconf_DATA = conf/templates/deadlines.conf conf/templates/ehc-needs-assessment.conf \
	conf/templates/sen-support.conf
