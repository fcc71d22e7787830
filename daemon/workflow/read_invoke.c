/* Child workflows, and the places that start them. */
#include "workflow/model.h"

static void read_invoke(struct reader *reader, const struct model_state *state, const struct conf_node *node,
                        size_t number, struct model_invoke *out)
{
    const struct definition *definition = reader->definition;
    out->node = node;
    out->id = conf_string(node, "id");
    if (!out->id)
        out->id = arena_printf(reader->arena, "%s.%zu", state->id, number);
    out->workflow = conf_string(node, "workflow") ? conf_string(node, "workflow") : "";
    out->child = definition_child(definition, out->workflow);
    out->autoforward = conf_bool(node, "autoforward");
    out->id_field = conf_string(node, "id_field");
    out->item = conf_string(node, "item");
    out->type_expr = read_expr(reader, node, "type_expr", VALUE_ANY);
    out->each = read_expr(reader, node, "each", VALUE_ANY);
    read_arguments(reader, node, "with", conf_get(node, "each") ? definition->item_scope : definition->scope,
                   &out->arguments);
    read_block(reader, node, "do", &out->finalize);
    if (out->item && !conf_get(node, "each"))
        error_hint(conf_fault(reader->faults, conf_get(node, "item"), "item goes with each only"),
                   "write each = \"LIST\"; or leave item out");
}

void read_invokes(struct reader *reader, struct model_state *state)
{
    struct conf_node *const *items = conf_items(state->node, "invoke", &state->invoke_count);
    state->invokes = arena_alloc(reader->arena, (state->invoke_count + 1) * sizeof *state->invokes);
    for (size_t i = 0; i < state->invoke_count; i++)
        read_invoke(reader, state, items[i], i + 1, &state->invokes[i]);
    reader->definition->has_invokes = reader->definition->has_invokes || state->invoke_count;
}
