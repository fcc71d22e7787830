/* The steps of a scenario: what is done to its cases. */
#include "workflow/play.h"

/* A step that was refused, or not, as it should be. */
static void judge(struct play *play, const struct conf_node *node, const char *name, int code,
                  const struct error *error)
{
    const char *wanted = conf_string(node, "refused");
    const char *got = code == 0                 ? NULL
                      : code == SENDD_ECONFLICT ? "unwanted"
                      : code == SENDD_EINVALID  ? "invalid"
                                                : "failed";
    if (string_equal(wanted, got))
        return;
    if (!got)
        play_wrong(play, node, "case %s: the step was not refused", name);
    else
        play_wrong(play, node, "case %s: refused as %s: %s", name, got, error->text);
}

static struct date happened_of(struct play *play, const struct conf_node *node)
{
    const char *text = conf_string(node, "happened");
    struct date date = london_date(stage_now(play->stage));
    if (text && date_read(text, &date, NULL))
        play_wrong(play, conf_get(node, "happened"), "\"%s\" is not a date: write YYYY-MM-DD", text);
    return date;
}

/* The version is that of the day on which the case begins, as in the daemon. */
static void do_start(struct play *play, const struct conf_node *node)
{
    const char *workflow = conf_string(node, "workflow"), *name = conf_string(node, "start");
    struct error error = ERROR_NONE;
    struct stage_case *actor;
    struct date happened = happened_of(play, node);
    const struct definition *definition =
        definition_choose(play->site->stage.definitions, workflow ? workflow : conf_string(play->node, "workflow"),
                          happened, &error);
    if (!definition) {
        play_wrong(play, node, "case %s: %s: %s", name, error.text, error.hint);
        return;
    }
    if (play_actor(play, name)) {
        play_wrong(play, node, "case %s is there already", name);
        return;
    }
    struct stage_start start = {.name = name,
                                .school = conf_string(play->node, "school"),
                                .subject = conf_string(node, "subject"),
                                .definition = definition,
                                .fields = json_keep(play->arena, map_json(node, "fields")),
                                .happened = happened,
                                .by = "user:test"};
    judge(play, node, name, stage_start(play->stage, &start, &actor, &error), &error);
}

static void give(struct play *play, const struct conf_node *node, struct actor *actor, const char *name,
                 const char *task)
{
    struct stage_case *on_stage = play_case(play, actor);
    bool plugin = string_equal(conf_string(node, "by"), "plugin");
    struct error error = ERROR_NONE;
    struct event event = {.name = arena_copy(play->arena, name),
                          .happened = happened_of(play, node),
                          .recorded = stage_now(play->stage),
                          .by = plugin ? "plugin:test" : "user:test",
                          .task = arena_copy(play->arena, task)};
    if (conf_get(node, "data"))
        event.data = json_keep(play->arena, map_json(node, "data"));
    if (!on_stage)
        play_wrong(play, node, "case %s is no longer there", actor->name);
    else
        judge(play, node, actor->name,
              stage_event(play->stage, on_stage, &event, plugin ? STEP_KEEP : STEP_REFUSE, &error), &error);
}

static void do_event(struct play *play, const struct conf_node *node)
{
    struct actor *actor = play_actor(play, conf_string(node, "case"));
    if (actor)
        give(play, node, actor, conf_string(node, "event"), NULL);
    else
        play_wrong(play, node, "there is no such case yet");
}

static void do_complete(struct play *play, const struct conf_node *node)
{
    struct actor *actor = play_actor(play, conf_string(node, "case"));
    const char *name = conf_string(node, "complete");
    const struct task *task = NULL;
    for (size_t i = 0; actor && i < actor->kase->tasks.count; i++)
        if (string_equal(((const struct task *)actor->kase->tasks.items[i])->name, name))
            task = actor->kase->tasks.items[i];
    if (task)
        give(play, node, actor, task->event, task->name);
    else
        play_wrong(play, node, "task %s is not open", name);
}

void play_step(struct play *play, const struct conf_node *node)
{
    static const struct {
        const char *key;
        void (*act)(struct play *play, const struct conf_node *node);
    } acts[] = {{"start", do_start},
                {"event", do_event},
                {"complete", do_complete},
                {"advance", play_advance},
                {"until", play_until}};
    int done = 0;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (conf_get(node, acts[i].key)) {
            acts[i].act(play, node);
            done++;
        }
    if (done > 1)
        play_wrong(play, node, "a step is one of start, event, complete, advance and until");
    play_look(play);
    play_expect(play, node);
}
