#include "core/loop.h"

#include "base/mem.h"
#include "core/commands.h"

struct job *job_new(const struct command *command)
{
    struct job *job = mem_alloc(sizeof *job);
    job->command = *command;
    job->command.kind = mem_copy(command->kind);
    job->command.key = mem_copy(command->key);
    job->command.by = mem_copy(command->by);
    return job;
}

void job_free(struct job *job)
{
    mem_free((char *)job->command.kind);
    mem_free((char *)job->command.key);
    mem_free((char *)job->command.by);
    json_decref(job->body);
    mem_free(job);
}

void job_finish(struct job *job, int code, const json_t *body)
{
    job->command.answer(job->command.context, code, body);
    job_free(job);
}

void job_refuse(struct job *job, int code, const char *text)
{
    json_t *body = json_pack("{s:{s:s, s:s}}", "error", "code", error_name(code), "text", text);
    job_finish(job, code, body);
    json_decref(body);
}

void report_free(struct report *report)
{
    mem_free((char *)report->outcome.detail);
    mem_free((char *)report->outcome.reference);
    mem_free(report);
}

static int kind_unknown(const char *kind, struct error *error)
{
    error_set(error, SENDD_ENOTFOUND, "there is no command %s", kind);
    const char *near = conf_suggest(kind, command_kinds);
    if (near)
        error_hint(error, "did you mean %s?", near);
    return SENDD_ENOTFOUND;
}

int core_submit(struct core *core, const struct command *command, struct error *error)
{
    if (core->draining || core->failed)
        return error_set(error, SENDD_EBUSY, "the daemon is stopping");
    if (string_equal(command->kind, "clock.to"))
        return clock_submit(core, command, error);
    if (!command_find(command->kind))
        return kind_unknown(command->kind, error);
    if (core->queue.count >= QUEUE_LIMIT)
        return error_set(error, SENDD_EBUSY, "%d commands are waiting already: try again", QUEUE_LIMIT);
    list_add(&core->queue, job_new(command));
    core_kick(core);
    return 0;
}
