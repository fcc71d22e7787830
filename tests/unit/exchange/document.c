#include "document.h"

#include "workflow/definition.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct imported document_import(struct arena *arena, const char *bytes, size_t size)
{
    struct imported out = {0};
    struct faults *faults = faults_new(arena);
    static const struct scxml_options options;
    out.code = scxml_import(arena, "chart.scxml", bytes, size, &options, faults, &out.text);
    faults_print(faults, &out.said);
    assert_int_equal(out.code != 0, faults->errors != 0);
    assert_int_equal(out.code != 0, out.text.length == 0);
    if (out.code)
        return out;
    struct conf_node *root =
        conf_read_text(arena, "chart.conf", text_string(&out.text), out.text.length, &workflow_schema, faults);
    struct definition *definition = root ? definition_compile(arena, root, NULL, faults) : NULL;
    if (!definition) {
        faults_print(faults, &out.said);
        fail_msg("what was printed does not compile: %s%s", text_string(&out.said), text_string(&out.text));
    }
    out.hash = definition_hash(definition);
    json_t *whole = json_keep(arena, json_loads(definition_canonical(definition), 0, NULL));
    out.canonical = json_object_get(whole, "workflow");
    return out;
}

void imported_free(struct imported *imported)
{
    text_free(&imported->text);
    text_free(&imported->said);
}

json_t *document_at(json_t *tree, const char *path)
{
    while (tree && *path) {
        char step[64];
        size_t length = strcspn(path, ".");
        memcpy(step, path, length);
        step[length] = '\0';
        tree = json_is_array(tree) ? json_array_get(tree, (size_t)atoi(step)) : json_object_get(tree, step);
        path += length + (path[length] == '.');
    }
    return tree;
}

uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

size_t random_pick(uint64_t *seed, size_t below)
{
    return below ? (size_t)(random_next(seed) % below) : 0;
}

/* --- random documents --- */

struct growing {
    uint64_t *seed;
    struct text *out;
    size_t states, next; /* how many there will be at most; the next one's number */
    unsigned depth;
};

static size_t pick(struct growing *growing, size_t below)
{
    return random_pick(growing->seed, below);
}

static const char *condition(struct growing *growing)
{
    static const char *const all[] = {"Var1 == 1",          "",      "In('s1')",     "Var1",          "!Var1 &amp;&amp; In('s2')",
                                      "_event.data.a == 2", "_event.name === 'e1'", "Var1 != null", "Var1 + 1 > 2", "typeof Var1 !== 'undefined'"};
    size_t at = pick(growing, sizeof all / sizeof *all);
    return at == 1 ? "Var1 &lt; 3" : all[at];
}

static void actions(struct growing *growing, size_t most);

static void action(struct growing *growing)
{
    struct text *out = growing->out;
    switch (pick(growing, 12)) {
    case 0:
        text_add(out, "<raise event=\"e1\"/>");
        break;
    case 1:
        text_addf(out, "<assign location=\"Var1\" expr=\"%s\"/>", pick(growing, 2) ? "Var1 + 1" : "{a: [1, 'x&quot;y']}");
        break;
    case 2:
        text_add(out, "<assign location=\"v-2.x\">{\"k\": [1.0, \"two  words\"]}</assign>");
        break;
    case 3:
        text_addf(out, "<send event=\"e2\" delay=\"%s\" id=\"d\"/>", pick(growing, 2) ? ".5s" : "0090s");
        break;
    case 4:
        text_add(out, "<send eventexpr=\"'e' + Var1\" targetexpr=\"_event.origin\" idlocation=\"Var1\" delayexpr=\"Var1\" "
                      "namelist=\"Var1\"><param name=\"p\" expr=\"1\"/><param name=\"q.r\" location=\"v-2.x\"/></send>");
        break;
    case 5:
        text_addf(out, "<send event=\"e3\" target=\"%s\"><content>%s</content></send>",
                  (const char *const[]){"#_internal", "#_parent", "#_kid", "#_scxml_A-1", "nonsense"}[pick(growing, 5)],
                  pick(growing, 2) ? "[1, 2]" : "some\n text");
        break;
    case 6:
        text_addf(out, "<cancel %s/>", pick(growing, 2) ? "sendid=\"d\"" : "sendidexpr=\"Var1\"");
        break;
    case 7:
        text_addf(out, "<log%s%s/>", pick(growing, 2) ? " label=\"l\"" : "", pick(growing, 2) ? " expr=\"Var1\"" : "");
        break;
    case 8:
        text_addf(out, "<if cond=\"%s\">", condition(growing));
        actions(growing, 2);
        if (pick(growing, 2)) {
            text_addf(out, "<elseif cond=\"%s\"/>", condition(growing));
            actions(growing, 2);
        }
        if (pick(growing, 2)) {
            text_add(out, "<else/>");
            actions(growing, 2);
        }
        text_add(out, "</if>");
        break;
    case 9:
        text_add(out, "<foreach array=\"Var3\" item=\"it\" index=\"at\">");
        actions(growing, 2);
        text_add(out, "</foreach>");
        break;
    case 10:
        text_add(out, "<assign location=\"_name\" expr=\"'x'\"/>");
        break;
    default:
        text_add(out, "<send event=\"e4\" typeexpr=\"Var1\"/>");
    }
}

static void actions(struct growing *growing, size_t most)
{
    if (++growing->depth < 6)
        for (size_t i = pick(growing, most + 1); i; i--)
            action(growing);
    growing->depth--;
}

static void transition(struct growing *growing, bool inside)
{
    struct text *out = growing->out;
    text_add(out, "<transition");
    text_addf(out, " event=\"%s\"", (const char *const[]){"e1", "e2 e3", "*", "e.*", "done.state.s1"}[pick(growing, 5)]);
    if (pick(growing, 2))
        text_addf(out, " cond=\"%s\"", condition(growing));
    if (pick(growing, 3))
        text_addf(out, " target=\"s%zu\"", pick(growing, growing->states));
    if (inside && !pick(growing, 4))
        text_add(out, " type=\"internal\"");
    text_add(out, ">");
    actions(growing, 3);
    text_add(out, "</transition>");
}

static void invoke(struct growing *growing)
{
    struct text *out = growing->out;
    text_addf(out, "<invoke id=\"kid%zu\"%s%s namelist=\"Var1\"><param name=\"other\" expr=\"2\"/><content>", growing->next,
              pick(growing, 2) ? " autoforward=\"true\"" : "", pick(growing, 2) ? " typeexpr=\"Var1\"" : "");
    text_addf(out, SCXML_HEAD "%s><datamodel><data id=\"Var1\"/></datamodel><state id=\"c1\"><transition event=\"e1\" target=\"c2\"/>"
                              "</state><final id=\"c2\"><donedata><content expr=\"Var1\"/></donedata></final></scxml></content>",
              pick(growing, 2) ? "name=\"kid\"" : "");
    if (pick(growing, 2))
        text_add(out, "<finalize><assign location=\"Var1\" expr=\"_event.data\"/></finalize>");
    text_add(out, "</invoke>");
}

static void state(struct growing *growing, unsigned depth, bool region);

static void inner_states(struct growing *growing, unsigned depth, bool parallel)
{
    size_t first = growing->next;
    for (size_t i = 2 + pick(growing, 2); i; i--)
        state(growing, depth + 1, parallel);
    if (!parallel && pick(growing, 2))
        text_addf(growing->out, "<history id=\"h%zu\" type=\"%s\"><transition target=\"s%zu\"><log label=\"h\"/></transition></history>",
                  first, pick(growing, 2) ? "deep" : "shallow", first);
    if (!parallel && pick(growing, 2))
        text_addf(growing->out, "<final id=\"f%zu\"><donedata><param name=\"r\" expr=\"Var1\"/><param name=\"r.s\" expr=\"2\"/></donedata></final>", first);
}

static void state(struct growing *growing, unsigned depth, bool region)
{
    struct text *out = growing->out;
    bool inside = depth < 3 && growing->next + 4 < growing->states && pick(growing, 2), parallel = inside && !pick(growing, 3);
    size_t id = growing->next++;
    const char *name = parallel ? "parallel" : "state";
    (void)region;
    text_addf(out, "<%s id=\"s%zu\"", name, id);
    bool given = inside && !parallel && pick(growing, 2), element = inside && !parallel && !given && pick(growing, 2);
    text_addf(out, given ? " initial=\"s%zu\">" : ">", id + 1);
    if (element) {
        text_addf(out, "<initial><transition target=\"s%zu\">", id + 1);
        actions(growing, 1);
        text_add(out, "</transition></initial>");
    }
    if (!pick(growing, 4))
        text_addf(out, "<datamodel><data id=\"d%zu\" expr=\"%zu\"/></datamodel>", id, id);
    for (size_t i = pick(growing, 3); i; i--) {
        text_add(out, "<onentry>");
        actions(growing, 3);
        text_add(out, "</onentry>");
    }
    if (!pick(growing, 3)) {
        text_add(out, "<onexit>");
        actions(growing, 2);
        text_add(out, "</onexit>");
    }
    for (size_t i = pick(growing, 3); i; i--)
        transition(growing, inside);
    if (inside)
        inner_states(growing, depth, parallel);
    if (!pick(growing, 5)) /* behind the states inside: order must not matter */
        invoke(growing);
    text_addf(out, "</%s>", name);
}

void document_random(uint64_t *seed, struct text *out)
{
    struct growing growing = {.seed = seed, .out = out, .states = 3 + random_pick(seed, 10)};
    struct text body = TEXT_EMPTY;
    growing.out = &body;
    while (growing.next < growing.states)
        state(&growing, 0, false);
    text_addf(out, SCXML_HEAD "name=\"chart\"%s%s><datamodel><data id=\"Var1\" expr=\"1\"/><data id=\"v-2.x\"/>"
                              "<data id=\"Var3\">[1, \"b\"]</data></datamodel>",
              random_pick(seed, 2) ? " initial=\"s0\"" : "", random_pick(seed, 3) ? "" : " binding=\"late\"");
    text_add_n(out, text_string(&body), body.length);
    text_add(out, "<final id=\"end\"/></scxml>");
    text_free(&body);
}
