# The unit and its user. No tmpfiles: the unit's RuntimeDirectory and StateDirectory make all folders there are.
systemdsystemunit_DATA = systemd/sendd.service
sysusers_DATA = systemd/sysusers.d/sendd.conf
EXTRA_DIST += systemd/sendd.service.in systemd/sysusers.d/sendd.conf
CLEANFILES += systemd/sendd.service

# ConfigurationDirectory= is always below /etc; elsewhere it would only make an empty folder there.
systemd/sendd.service: systemd/sendd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) systemd && sed -e 's|@sbindir[@]|$(sbindir)|g; s|@bindir[@]|$(bindir)|g; s|@docdir[@]|$(docdir)|g' \
		-e "`test '$(sysconfdir)' = /etc || echo '/^ConfigurationDirectory=/d'`" \
		$(srcdir)/systemd/sendd.service.in >$@.new && mv $@.new $@
