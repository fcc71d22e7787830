/* The shipped workflow files, broken in twenty thousand ways from one seed, through everything that the check does:
 * none crashes, and every refusal names a line of the file and says what is wrong. */
#include "core/site_advice.h"

#include "base/mem.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MUTANTS 20000

/* --- chance --- */

static uint64_t random_next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static size_t pick(uint64_t *seed, size_t below)
{
    return below ? (size_t)(random_next(seed) % below) : 0;
}

/* --- breaking --- */

static void cut(struct text *text, size_t at, size_t count)
{
    memmove(text->bytes + at, text->bytes + at + count, text->length - at - count + 1);
    text->length -= count;
}

static void put(struct text *text, size_t at, const char *bytes, size_t count)
{
    struct text out = TEXT_EMPTY;
    text_add_n(&out, text->bytes, at);
    text_add_n(&out, bytes, count);
    text_add_n(&out, text->bytes + at, text->length - at);
    text_free(text);
    *text = out;
}

static char *part(const struct text *text, size_t at, size_t count)
{
    char *copy = mem_alloc(count + 1);
    memcpy(copy, text->bytes + at, count);
    return copy;
}

static bool is_word(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-' || byte == '.' ||
           (byte >= '0' && byte <= '9');
}

/* A run of letters, or one other sign; never empty. */
static size_t token(const struct text *text, uint64_t *seed, size_t *at)
{
    size_t from = pick(seed, text->length), to;
    while (from > 0 && is_word(text->bytes[from]) && is_word(text->bytes[from - 1]))
        from--;
    for (to = from + 1; to < text->length && is_word(text->bytes[from]) && is_word(text->bytes[to]);)
        to++;
    *at = from;
    return to - from;
}

/* With its line end. */
static size_t line(const struct text *text, uint64_t *seed, size_t *at)
{
    size_t from = pick(seed, text->length), to = from;
    while (from > 0 && text->bytes[from - 1] != '\n')
        from--;
    while (to < text->length && text->bytes[to] != '\n')
        to++;
    *at = from;
    return to - from + (to < text->length);
}

static void break_bytes(struct text *text, uint64_t *seed)
{
    static const char marks[] = "{}[]()=:;,\"'\\/*#@\n\r\t x9L.-+&|!<>\x01\xC3\xFF_";
    size_t at = pick(seed, text->length);
    if (pick(seed, 3))
        text->bytes[at] = marks[pick(seed, sizeof marks - 1)];
    else
        cut(text, at, 1);
}

/* ONE kind of piece deleted, doubled, or put in the place of another. */
static void break_pieces(struct text *text, uint64_t *seed,
                         size_t (*piece)(const struct text *text, uint64_t *seed, size_t *at))
{
    size_t at, to, count = piece(text, seed, &at), other;
    char *copy = part(text, at, count);
    switch (pick(seed, 3)) {
    case 0:
        cut(text, at, count);
        break;
    case 1:
        put(text, at, copy, count);
        break;
    default:
        other = piece(text, seed, &to);
        cut(text, to, other);
        put(text, to, copy, count);
    }
    mem_free(copy);
}

/* One word becomes another of the notation, or one that is not in it. */
static void break_word(struct text *text, uint64_t *seed)
{
    static const char *const words[] = {
        "event",  "goto",     "when",    "parallel", "history", "initial", "states", "on",     "do",       "final",
        "fields", "quiet",    "invoke",  "children", "timers",  "each",    "raise",  "send",   "to",       "id",
        "true",   "99999999", "-1",      "0",        "\"*\"",   "\"\"",    "choose", "foreach", "deadlines", "met_by",
        "warn",   "after",    "version", "events",   "tasks",   "rule",    "from",   "nonsense"};
    size_t at, count = token(text, seed, &at);
    const char *word = words[pick(seed, sizeof words / sizeof *words)];
    cut(text, at, count);
    put(text, at, word, strlen(word));
}

/* A group put into itself, or opened once more. */
static void break_nesting(struct text *text, uint64_t *seed)
{
    static const char *const openings[] = {"states = ( { id = \"n\"; ", "( ", "{ ", "} ", ") ", "} ); "};
    size_t at = pick(seed, text->length);
    while (at > 0 && text->bytes[at] != '{' && text->bytes[at] != ';')
        at--;
    const char *word = openings[pick(seed, sizeof openings / sizeof *openings)];
    for (size_t times = pick(seed, 20) ? 1 : 100; times; times--)
        put(text, at + 1 < text->length ? at + 1 : at, word, strlen(word));
}

static void mutate(struct text *text, uint64_t *seed)
{
    if (!text->length)
        return;
    switch (pick(seed, 8)) {
    case 0:
        break_bytes(text, seed);
        break;
    case 1:
    case 2:
        break_pieces(text, seed, token);
        break;
    case 3:
    case 4:
        break_pieces(text, seed, line);
        break;
    case 5:
        break_nesting(text, seed);
        break;
    default:
        break_word(text, seed);
    }
}

/* --- checking --- */

struct pack {
    struct arena *arena;
    struct site *site;
    struct text files[2];
};

struct tally {
    size_t clean, warned, faulty, refused, hinted, faults;
    uint64_t sum; /* of everything that was said */
};

static int lines_of(const struct text *text)
{
    int lines = 1;
    for (size_t i = 0; i < text->length; i++)
        lines += text->bytes[i] == '\n' || (text->bytes[i] == '\r' && text->bytes[i + 1] != '\n');
    return lines;
}

static void faults_prove(const struct faults *faults, const struct text *text, struct tally *tally)
{
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        const struct error *error = &fault->error;
        json_t *shown = json_pack("[s, s]", error->text, error->hint);
        bool here = string_equal(error->file, "mutant.conf");
        if (!shown || !error->text[0] || (here && (error->line < 1 || error->line > lines_of(text))))
            fail_msg("line %d of %d: %s", error->line, lines_of(text), error->text);
        json_decref(shown);
        for (const char *byte = error->text; *byte; byte++)
            tally->sum = (tally->sum ^ (unsigned char)*byte) * 1099511628211u;
        tally->hinted += error->hint[0] != '\0';
        tally->faults++;
    }
}

/* The mutant takes the place of the file of that id; the rest of the pack is as it is shipped. */
static void pack_fill(const struct pack *pack, const char *mutant, struct list *out)
{
    for (size_t i = 0; i < pack->site->definitions.count; i++)
        if (!string_equal(definition_id(pack->site->definitions.items[i]), mutant))
            list_add(out, pack->site->definitions.items[i]);
}

static void check(const struct pack *pack, const char *mutant, const struct text *text, struct date today,
                  struct tally *tally)
{
    struct arena *arena = arena_new();
    struct faults *faults = faults_new(arena);
    static const char *const workflows[] = {"ehc-needs-assessment", "sen-support", NULL};
    struct definition_context context = site_context(pack->site, arena);
    context.workflows = workflows;
    struct site site = *pack->site;
    site.definitions = LIST_EMPTY;
    /* An exact copy: a read past its end is a read of foreign memory, which a sanitizer sees. */
    char *bytes = part(text, 0, text->length);
    struct conf_node *root = conf_read_text(arena, "mutant.conf", bytes, text->length, &workflow_schema, faults);
    mem_free(bytes);
    struct definition *definition = root ? definition_compile(arena, root, &context, faults) : NULL;
    assert_true(definition || faults->errors);
    if (definition) {
        list_add(&site.definitions, definition);
        pack_fill(pack, mutant, &site.definitions);
        site_advise(&site, today, true, faults);
    }
    faults_sort(faults);
    faults_prove(faults, text, tally);
    if (!root)
        tally->refused++;
    else if (faults->errors)
        tally->faulty++;
    else if (faults->items.count)
        tally->warned++;
    else
        tally->clean++;
    list_free(&site.definitions);
    arena_free(arena);
}

static struct tally run(const struct pack *pack, size_t mutants)
{
    uint64_t seed = 20261126;
    struct tally tally = {0};
    for (size_t i = 0; i < mutants; i++) {
        struct text text = TEXT_EMPTY;
        const struct text *good = &pack->files[i % 2];
        text_add_n(&text, good->bytes, good->length);
        for (size_t hits = pick(&seed, 3) ? 1 : 1 + pick(&seed, 4); hits; hits--)
            mutate(&text, &seed);
        check(pack, i % 2 ? "ehc-needs-assessment" : "sen-support", &text, date_from(2026, 11, 26), &tally);
        text_free(&text);
    }
    return tally;
}

static void mutants_never_crash_and_are_told_of(void **state)
{
    const struct pack *pack = *state;
    const char *fewer = getenv("SENDD_MUTANTS");
    size_t mutants = fewer ? (size_t)strtoul(fewer, NULL, 10) : MUTANTS;
    struct tally tally = run(pack, mutants);
    print_message("%zu mutants: %zu clean, %zu with warnings, %zu with faults, %zu refused; %zu things told, %zu with "
                  "advice\n",
                  mutants, tally.clean, tally.warned, tally.faulty, tally.refused, tally.faults, tally.hinted);
    /* The mutations reach every way through, and few are told without what to do. */
    assert_true(tally.clean > mutants / 50 && tally.warned > mutants / 50 && tally.faulty > mutants / 10 &&
                tally.refused > mutants / 10);
    assert_true(tally.hinted * 100 > tally.faults * 97);
}

/* The control for the seed: the same words come again. */
static void the_same_seed_says_the_same(void **state)
{
    const struct tally first = run(*state, 400), again = run(*state, 400);
    assert_true(first.sum == again.sum && first.faults == again.faults && first.faults > 0);
}

static void file_take(struct arena *arena, const char *name, struct text *out)
{
    FILE *file = fopen(arena_printf(arena, "%s/conf/workflows/%s.conf", getenv("SENDD_SRC"), name), "r");
    assert_non_null(file);
    for (int byte; (byte = getc(file)) != EOF;)
        text_add_char(out, (char)byte);
    fclose(file);
}

static int open_pack(void **state)
{
    struct arena *arena = arena_new();
    struct pack *pack = arena_alloc(arena, sizeof *pack);
    struct faults *faults = faults_new(arena);
    pack->arena = arena;
    pack->site = site_read(arena_printf(arena, "%s/conf", getenv("SENDD_SRC")), faults);
    assert_non_null(pack->site);
    file_take(arena, "sen-support", &pack->files[0]);
    file_take(arena, "ehc-needs-assessment", &pack->files[1]);
    *state = pack;
    return 0;
}

static int close_pack(void **state)
{
    struct pack *pack = *state;
    text_free(&pack->files[0]);
    text_free(&pack->files[1]);
    site_drop(pack->site);
    arena_free(pack->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_says_the_same),
        cmocka_unit_test(mutants_never_crash_and_are_told_of),
    };
    return cmocka_run_group_tests(tests, open_pack, close_pack);
}
