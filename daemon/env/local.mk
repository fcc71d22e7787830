daemon_libsendd_a_SOURCES += daemon/env/env.h daemon/env/env.c daemon/env/seam.h daemon/env/heap.c \
	daemon/env/timer.c daemon/env/real.h daemon/env/real.c daemon/env/real_clock.c daemon/env/real_watch.c \
	daemon/env/real_process.c daemon/env/sim.h daemon/env/sim_parts.h daemon/env/sim.c daemon/env/sim_disk.h \
	daemon/env/sim_disk_parts.h daemon/env/sim_disk.c daemon/env/sim_file.h daemon/env/sim_file.c \
	daemon/env/sim_vfs.c daemon/env/sim_lock.c
