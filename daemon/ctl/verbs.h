/* Every verb of sendctl; each is a file of its own name. */
#ifndef SENDD_CTL_VERBS_H
#define SENDD_CTL_VERBS_H

#include "ctl/ctl.h"

extern const struct verb verb_status,
    verb_check,
    verb_workflow_list,
    verb_workflow_import,
    verb_workflow_migrate,
    verb_graph,
    verb_diff,
    verb_try,
    verb_test,
    verb_eval,
    verb_simulate,
    verb_upgrade_check,
    verb_case_start,
    verb_case_show,
    verb_case_list,
    verb_case_history,
    verb_case_correct,
    verb_case_undo,
    verb_case_redo,
    verb_case_hold,
    verb_case_release,
    verb_event,
    verb_task_list,
    verb_task_complete,
    verb_deadlines,
    verb_outbox_list,
    verb_outbox_show,
    verb_outbox_retry,
    verb_plugin_list,
    verb_import,
    verb_date,
    verb_calendar_import,
    verb_calendar_show,
    verb_rules,
    verb_explain,
    verb_audit_verify,
    verb_reload,
    verb_release,
    verb_clock_to,
    verb_reference;

#endif
