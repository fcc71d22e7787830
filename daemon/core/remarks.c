#include "core/remarks.h"

struct remark {
    enum log_level level;
    const char *id, *sentence;
    struct log_field fields[LOG_FIELDS];
    size_t count;
};

void remark(struct turn *turn, enum log_level level, const char *id, const char *sentence, ...)
{
    struct remark *kept = arena_alloc(turn->arena, sizeof *kept);
    *kept = (struct remark){.level = level, .id = id, .sentence = sentence};
    va_list pairs;
    va_start(pairs, sentence);
    kept->count = log_fields_take(kept->fields, pairs);
    va_end(pairs);
    for (size_t i = 0; i < kept->count; i++)
        kept->fields[i].value = arena_copy(turn->arena, kept->fields[i].value);
    list_add(&turn->remarks, kept);
}

void remark_message(struct turn *turn, enum log_level level, const char *id, const char *sentence,
                    const struct outbox *row, const struct kase *kase, const char *cause)
{
    const char *number = arena_printf(turn->item, "%lld", (long long)row->id);
    remark(turn, level, id, sentence, "OUTBOX", number, "CASE", row->reference, "WORKFLOW", kase ? kase->workflow : NULL,
           "PLUGIN", row->instance, "NOTICE", row->notice, cause ? "CAUSE" : NULL, cause, NULL);
}

void remarks_forget(struct turn *turn)
{
    turn->remarks.count = 0;
    turn->tries.count = 0;
    turn->late_timers = 0;
    turn->latest = 0;
}

void remarks_log(struct turn *turn)
{
    for (size_t i = 0; i < turn->remarks.count; i++) {
        const struct remark *kept = turn->remarks.items[i];
        log_fields(kept->level, kept->id, kept->sentence, kept->fields, kept->count);
    }
}
