# Tests of daemon/workflow.
