/* The law as the configuration has it, for verbs that ask of dates without a daemon. */
#include "ctl/ctl.h"
#include "ctl/law.h"
#include "env/env.h"

#include <stdio.h>

struct date law_day(const char *text)
{
    struct date day = DATE_NONE;
    struct error error = ERROR_NONE;
    if (text) {
        if (date_read(text, &day, &error))
            ctl_fail(&error);
        return day;
    }
    struct env *env = env_real_new(INSTANT_NEVER);
    day = london_date(env_now(env));
    env_real_free(env);
    return day;
}

int law_read(struct ctl *ctl, struct law *out)
{
    struct faults *faults = faults_new(ctl->arena);
    out->calendars = calendars_read(ctl->arena, arena_printf(ctl->arena, "%s/calendars", ctl->conf), faults);
    out->rules = rulebook_read(ctl->arena, arena_printf(ctl->arena, "%s/rules", ctl->conf), out->calendars, faults);
    if (!faults->errors)
        return CTL_OK;
    ctl_faults(ctl, faults);
    return CTL_FAILED;
}

const char *law_school(const struct law *law, const char *named)
{
    return named ? named : calendars_only_school(law->calendars);
}
