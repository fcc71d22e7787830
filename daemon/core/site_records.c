/* The registers as workflows see them: which members a record has. */
#include "core/site_load.h"

#include "records/field.h"
#include "records/register.h"

/* A kept date is a string, which a field may take as a date: only the evaluation tells. */
static enum value_type seen_type(const struct field *field)
{
    switch (field->type) {
    case FIELD_BOOL:
        return VALUE_BOOL;
    case FIELD_INT:
        return VALUE_INT;
    case FIELD_DATE:
        return VALUE_ANY;
    default:
        return VALUE_STRING;
    }
}

static void members_fill(struct arena *arena, const struct reg *reg, struct definition_register *out)
{
    /* What each record has beside its fields. */
    static const struct definition_member always[] = {
        {"id", VALUE_STRING}, {"revision", VALUE_INT}, {"link", VALUE_STRING}};
    enum { ALWAYS = sizeof always / sizeof *always };
    size_t count;
    const struct field *fields = register_fields(reg, &count);
    struct definition_member *members = arena_alloc(arena, (count + ALWAYS) * sizeof *members);
    for (size_t i = 0; i < count; i++)
        members[out->count++] = (struct definition_member){fields[i].name, seen_type(&fields[i])};
    for (size_t i = 0; i < ALWAYS; i++)
        members[out->count++] = always[i];
    out->members = members;
}

const struct definition_register *site_records(const struct site *site, struct arena *arena)
{
    struct definition_register *all = arena_alloc(arena, (site->registers.count + 1) * sizeof *all);
    for (size_t i = 0; i < site->registers.count; i++) {
        const struct reg *reg = site->registers.items[i];
        all[i].id = register_id(reg);
        all[i].link = register_link(reg);
        members_fill(arena, reg, &all[i]);
    }
    return all;
}
