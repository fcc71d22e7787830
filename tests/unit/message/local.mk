# Tests of daemon/message.
