/* Events inside a case, and what expressions see of them. */
#include "workflow/run.h"

#include <stdarg.h>
#include <stdio.h>

static const char processor[] = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor";

void run_event(struct run *run, const struct event *event)
{
    run->event = event;
    run->shown &= ~(unsigned)NEED_EVENT;
    /* A guard that fails again on its own error says no more: that would never end. */
    if (run->failed.count && !string_equal(event->name, "error.execution"))
        run->failed.count = 0;
}

struct event *run_raise(struct run *run, const char *name, json_t *data, enum event_type type)
{
    struct event *event = arena_alloc(run->arena, sizeof *event);
    *event = (struct event){.name = name,
                            .data = data ? json_keep(run->arena, data) : NULL,
                            .happened = run->event->happened,
                            .recorded = run->in->event->recorded,
                            .by = run->in->event->by,
                            .type = type};
    run_add(run, &run->queue, event);
    return event;
}

struct event *run_error(struct run *run, const char *format, ...)
{
    char line[900];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (!run->out->errors)
        run->out->errors = json_keep(run->arena, json_array());
    json_array_append_new(run->out->errors, json_string(line));
    return run_raise(run, "error.execution", json_pack("{s:s}", "message", line), EVENT_PLATFORM);
}

/* --- what expressions see --- */

static json_t *text_or_null(const char *text)
{
    return text && text[0] ? json_string(text) : json_null();
}

/* The start is what the host tells, and no event of the case: SCXML has none until the first is processed (5.10). */
static bool is_before_events(const struct run *run)
{
    return run->in->kase->states.count == 0 && run->event == run->in->event;
}

static void show_event(struct run *run)
{
    static const char *const types[] = {"external", "internal", "platform"};
    static const struct event none;
    const struct event *event = is_before_events(run) ? &none : run->event;
    char happened[DATE_SIZE];
    json_t *seen = json_object();
    json_object_set_new(seen, "name", text_or_null(event->name));
    json_object_set_new(seen, "type", text_or_null(event->name ? types[event->type] : NULL));
    json_object_set_new(seen, "sendid", text_or_null(event->sendid));
    json_object_set_new(seen, "origin", text_or_null(event->origin));
    json_object_set_new(seen, "origintype", text_or_null(event->origin ? processor : NULL));
    json_object_set_new(seen, "invokeid", text_or_null(event->invokeid));
    json_object_set_new(seen, "data", event->data ? json_incref(event->data) : json_null());
    json_object_set_new(seen, "happened", text_or_null(date_write(run->event->happened, happened)));
    json_object_set_new(seen, "by", text_or_null(run->event->by));
    json_object_set_new(run->names, "event", seen);
    run->shown |= NEED_EVENT;
}

static void show_case(struct run *run)
{
    const struct kase *old = run->in->kase;
    json_t *kase = json_object();
    json_object_set_new(kase, "reference", json_string(old->reference ? old->reference : ""));
    json_object_set_new(kase, "school", json_string(old->school ? old->school : ""));
    json_object_set_new(kase, "subject", json_string(old->subject ? old->subject : ""));
    json_object_set_new(kase, "workflow", json_string(run->definition->id));
    json_object_set_new(run->names, "case", kase);
    run->shown |= NEED_CASE;
}

static void show_records(struct run *run)
{
    for (const char *const *read = run->definition->reads; *read; read++) {
        json_t *records = json_object_get(run->in->facts->records, *read);
        json_object_set(run->names, *read, records ? records : json_null());
    }
    run->shown |= NEED_RECORDS;
}

static void names_show(struct run *run, unsigned what)
{
    unsigned lacking = what & ~run->shown;
    if (!run->names) {
        run->names = json_keep(run->arena, json_object());
        json_object_set(run->names, "fields", run->fields ? run->fields : fields_own(run));
    }
    if (lacking & NEED_EVENT)
        show_event(run);
    if (lacking & NEED_CASE)
        show_case(run);
    if (lacking & NEED_RECORDS)
        show_records(run);
    if (run->item)
        json_object_set(run->names, "item", run->item);
}

static bool in_state(void *context, const char *id)
{
    const struct run *run = context;
    const struct model_state *state = model_state_find(run->definition, id);
    return state && set_has(&run->active, state->index);
}

int run_value(struct run *run, const struct expr *expr, json_t **out, struct error *error)
{
    unsigned what = model_need_find(run->definition, expr);
    names_show(run, what);
    const struct expr_input input = {.names = run->names,
                                     .today = what & NEED_TODAY ? run_today(run) : DATE_NONE,
                                     .calendars = run->in->calendars,
                                     .school = run->kase->school,
                                     .in_state = in_state,
                                     .context = run};
    return expr_run(expr, &input, out, error);
}

int run_text(struct run *run, const struct expr *expr, const char *what, const char **out,
             struct error *error)
{
    json_t *value = NULL;
    int code = run_value(run, expr, &value, error);
    if (code == 0 && (!json_is_string(value) || json_string_length(value) == 0))
        code = error_set(error, SENDD_EINVALID, "%s gives no text", what);
    if (code == 0)
        *out = arena_copy(run->arena, json_string_value(value));
    json_decref(value);
    return code;
}

int run_arguments(struct run *run, const struct model_arguments *arguments, json_t **out, struct error *error)
{
    json_t *data = arguments->count ? json_object() : NULL;
    for (size_t i = 0; i < arguments->count; i++) {
        json_t *value = NULL;
        int code = run_value(run, arguments->items[i].expr, &value, error);
        if (code) {
            json_decref(data);
            return code;
        }
        json_object_set_new(data, arguments->items[i].name, value);
    }
    *out = data;
    return 0;
}

json_t *run_arguments_good(struct run *run, const struct model_arguments *arguments, const char *what)
{
    json_t *data = NULL;
    for (size_t i = 0; i < arguments->count; i++) {
        const struct model_argument *argument = &arguments->items[i];
        struct error error = ERROR_NONE;
        json_t *value = NULL;
        if (run_value(run, argument->expr, &value, &error)) {
            run_error(run, "%s: %s: %s", what, argument->name, error.text);
            continue;
        }
        data = data ? data : json_object();
        json_object_set_new(data, argument->name, value);
    }
    return data;
}

static void guard_failed(struct run *run, const struct expr *expr, const char *what,
                         const struct error *error)
{
    for (size_t i = 0; i < run->failed.count; i++)
        if (run->failed.items[i] == expr)
            return;
    run_add(run, &run->failed, (void *)(uintptr_t)expr);
    run_error(run, "when of %s: %s", what, error->text);
}

bool run_holds(struct run *run, const struct expr *expr, const char *what)
{
    json_t *value = NULL;
    struct error error = ERROR_NONE;
    if (!expr)
        return true;
    if (run_value(run, expr, &value, &error)) { /* what it gives is true or false, or that is its error */
        guard_failed(run, expr, what, &error);
        return false;
    }
    bool holds = json_is_true(value);
    json_decref(value);
    return holds;
}
