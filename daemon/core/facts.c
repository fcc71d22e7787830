#include "core/facts.h"

#include "records/register.h"

struct loading {
    struct turn *turn;
    const struct kase *kase;
    json_t *records, *seen;
};

static void seen_add(struct loading *loading, const char *register_name, const json_t *record)
{
    const char *reference =
        arena_printf(loading->turn->item, "%s/%s", register_name, json_text(record, "id"));
    json_array_append_new(loading->seen, json_pack("[s, I]", reference, json_number(record, "revision", 0)));
}

static int one_load(struct loading *loading, const char *name, const char *reference, struct error *error)
{
    json_t *record = NULL;
    int code = store_record_get(loading->turn->store, loading->kase->school, reference, &record, error);
    if (code == SENDD_ENOTFOUND)
        return 0;
    if (code)
        return code;
    seen_add(loading, name, record);
    json_object_set_new(loading->records, name, record);
    return 0;
}

static int linked_load(struct loading *loading, const char *name, struct error *error)
{
    json_t *records = NULL;
    int code = store_record_list(loading->turn->store, loading->kase->school, name, loading->kase->subject,
                                 &records, error);
    if (code)
        return code;
    size_t i;
    json_t *record;
    json_array_foreach(records, i, record) seen_add(loading, name, record);
    json_object_set_new(loading->records, name, records);
    return 0;
}

/* A register that is not linked to the subject: the subject's own field says which record, else it is the
 * school's authority. */
static int other_load(struct loading *loading, const char *subject_register, const char *name,
                      struct error *error)
{
    const char *id = json_text(json_object_get(loading->records, subject_register), name);
    const struct site_school *school = site_school_find(loading->turn->site, loading->kase->school);
    if (!id && string_equal(name, "authority") && school)
        id = school->authority;
    if (!id)
        return 0;
    return one_load(loading, name, arena_printf(loading->turn->item, "%s/%s", name, id), error);
}

static json_t *roles_json(const struct site *site)
{
    json_t *roles = json_object();
    for (size_t i = 0; i < site->roles.count; i++) {
        const struct site_role *role = site->roles.items[i];
        if (role->address)
            json_object_set_new(roles, role->id, json_string(role->address));
    }
    return roles;
}

static json_t *channels_json(const struct site *site)
{
    json_t *channels = json_array();
    for (size_t i = 0; i < site->channels.count; i++)
        json_array_append_new(channels,
                              json_string(((const struct site_channel *)site->channels.items[i])->name));
    return channels;
}

/* They are the site's, and the site is the turn's. */
static void site_facts(struct turn *turn, json_t *records)
{
    if (!turn->roles) {
        turn->roles = json_keep(turn->arena, roles_json(turn->site));
        turn->channels = json_keep(turn->arena, channels_json(turn->site));
    }
    json_object_set(records, "roles", turn->roles);
    json_object_set(records, "channels", turn->channels);
}

static int register_load(struct loading *loading, const char *subject_register, const char *name,
                         struct error *error)
{
    if (string_equal(name, subject_register))
        return 0; /* there already: the others may need its fields */
    const struct reg *reg = register_find(&loading->turn->site->registers, name);
    if (reg && string_equal(register_link(reg), subject_register))
        return linked_load(loading, name, error);
    return other_load(loading, subject_register, name, error);
}

int facts_load(struct turn *turn, const struct definition *definition, const struct kase *kase,
               json_t **records, json_t **seen, struct error *error)
{
    *records = json_keep(turn->item, json_object());
    *seen = json_keep(turn->item, json_array());
    struct loading loading = {turn, kase, *records, *seen};
    const char *subject = definition_subject(definition);
    int code = one_load(&loading, subject, kase->subject, error);
    const char *const *reads = definition_reads(definition);
    for (size_t i = 0; !code && reads && reads[i]; i++)
        code = register_load(&loading, subject, reads[i], error);
    site_facts(turn, *records);
    return code;
}
