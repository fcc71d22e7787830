# Files of conf.
EXTRA_DIST += conf/sendd.conf
