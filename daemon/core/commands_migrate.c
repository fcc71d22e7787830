/* The command that moves one case to another version of its workflow, shows what that would do, or takes it
 * back. */
#include "core/commands.h"

#include "core/children.h"
#include "core/facts.h"
#include "core/law.h"
#include "core/undo.h"
#include "workflow/migrate.h"

/* --- which version --- */

static const struct definition *site_version(const struct site *site, const char *workflow, int64_t version)
{
    for (size_t i = 0; i < site->definitions.count; i++) {
        const struct definition *definition = site->definitions.items[i];
        if (string_equal(definition_id(definition), workflow) && definition_version(definition) == version)
            return definition;
    }
    return NULL;
}

/* The site's, else the one that the store kept. */
static int version_wanted(struct turn *turn, const struct kase *kase, int64_t version,
                          const struct definition **out, struct error *error)
{
    const char *hash;
    *out = site_version(turn->site, kase->workflow, version);
    if (*out)
        return 0;
    int code = store_definition_version(turn->store, kase->workflow, version, turn->item, &hash, error);
    if (code == SENDD_ENOTFOUND)
        return error_hint((error_set(error, code, "there is no version %lld of workflow %s",
                                     (long long)version, kase->workflow),
                           error),
                          "put its file into conf/workflows, and reload");
    return code ? code : definitions_find(turn->definitions, turn->site, turn->store, hash, out, error);
}

static int target_wanted(struct turn *turn, const struct command *command, const struct kase *kase,
                         const struct definition **out, struct error *error)
{
    int64_t version;
    const json_t *given = json_object_get(command->arguments, "to");
    if (given && !json_is_null(given)) {
        int code = argument_id(command, "to", &version, error);
        return code ? code : version_wanted(turn, kase, version, out, error);
    }
    *out = site_definition(turn->site, kase->workflow, london_date(turn->now));
    if (*out)
        return 0;
    error_set(error, SENDD_ENOTFOUND, "no version of workflow %s is in force for new cases", kase->workflow);
    return error_hint(error, "say which: --to VERSION");
}

/* --- the move --- */

struct moving {
    struct turn *turn;
    const struct command *command;
    struct kase *kase;
    const struct definition *from, *to;
    json_t *map, *report;
    struct applied applied;
};

static int moving_step(struct moving *moving, struct error *error)
{
    struct turn *turn = moving->turn;
    json_t *records;
    int code = facts_load(turn, moving->to, moving->kase, &records, &moving->applied.seen, error);
    if (code)
        return code;
    struct facts facts = {records};
    struct migrate_input input = {.from = moving->from,
                                  .to = moving->to,
                                  .kase = moving->kase,
                                  .map = moving->map,
                                  .facts = &facts,
                                  .now = turn->now,
                                  .wake_hour = turn->site->wake_hour,
                                  .wake_minute = turn->site->wake_minute,
                                  .rules = turn->site->rules,
                                  .calendars = turn->site->calendars,
                                  .by = moving->command->by};
    return migrate(&input, turn->item, &moving->applied.out, &moving->report, error);
}

static int moving_write(struct moving *moving, struct error *error)
{
    struct turn *turn = moving->turn;
    turn->writing = true;
    moving->applied.note =
        json_keep(turn->item, json_pack("{s:s, s:s, s:O}", "old", definition_hash(moving->from), "new",
                                        definition_hash(moving->to), "report", moving->report));
    if (json_object_size(moving->map))
        json_object_set(moving->applied.note, "map", moving->map);
    int code = store_definition_put(turn->store, definition_hash(moving->to), definition_id(moving->to),
                                    definition_version(moving->to), definition_canonical(moving->to),
                                    turn->now, error);
    return code ? code : apply_write(turn, &moving->applied, error);
}

static int moving_wanted(struct moving *moving, struct error *error)
{
    struct turn *turn = moving->turn;
    int code = case_wanted(turn, moving->command, &moving->kase, error);
    if (!code && moving->kase->ended)
        code = error_set(error, SENDD_ECONFLICT, "case %s has ended", moving->kase->reference);
    if (!code && child_waits(moving->kase))
        code = error_set(error, SENDD_ECONFLICT, "case %s has not begun yet", moving->kase->reference);
    if (!code)
        code = argument_object(moving->command, "map", &moving->map, error);
    if (!code)
        code = definitions_find(turn->definitions, turn->site, turn->store, moving->kase->definition,
                                &moving->from, error);
    return code ? code : target_wanted(turn, moving->command, moving->kase, &moving->to, error);
}

static json_t *answer_json(const struct moving *moving, bool moved)
{
    return json_pack("{s:s, s:b, s:O*}", "case", moving->kase->reference, "moved", moved, "report",
                     moving->report);
}

static int undo_migration(struct turn *turn, const struct command *command, json_t **answer,
                          struct error *error)
{
    struct kase *kase;
    struct undoing undoing;
    const char *reason = json_text(command->arguments, "reason");
    int code = case_wanted(turn, command, &kase, error);
    if (!code)
        code = undo_load(turn, kase, &undoing, error);
    if (!code && !string_equal(undoing.step.kind, "migrate"))
        code = error_hint(
            (error_set(error, SENDD_ECONFLICT, "case %s has moved on since it was migrated, or never was",
                       kase->reference),
             error),
            "migrate it back with: sendctl workflow migrate %s --to VERSION", kase->reference);
    if (!code)
        code = undo_write(turn, &undoing, command->by, reason ? reason : "the migration is taken back", answer,
                          error);
    return code ? code : law_ask(turn, kase->id, error);
}

int case_migrate(struct turn *turn, const struct command *command, json_t **answer, struct error *error)
{
    if (json_is_true(json_object_get(command->arguments, "undo")))
        return undo_migration(turn, command, answer, error);
    struct event event = {
        .name = "case.migrate", .happened = london_date(turn->now), .recorded = turn->now, .by = command->by};
    struct moving moving = {.turn = turn, .command = command};
    int code = moving_wanted(&moving, error);
    if (code)
        return code;
    if (string_equal(definition_hash(moving.from), definition_hash(moving.to))) {
        *answer = answer_json(&moving, false);
        return 0;
    }
    moving.applied =
        (struct applied){.kase = moving.kase, .event = &event, .kind = "migrate", .definition = moving.to};
    code = moving_step(&moving, error);
    bool dry = json_is_true(json_object_get(command->arguments, "dry_run"));
    if (!code && !dry)
        code = moving_write(&moving, error);
    if (!code)
        *answer = answer_json(&moving, !dry);
    return code;
}
