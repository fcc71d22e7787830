daemon_libsendd_a_SOURCES += daemon/workflow/case.h daemon/workflow/definition.h daemon/workflow/step.h 
