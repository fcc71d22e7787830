# Files of systemd.
