#define PCRE2_CODE_UNIT_WIDTH 8
#include "expr/pattern.h"

#include <pcre2.h>

enum {
    NEST_LIMIT = 100,    /* brackets inside brackets */
    MATCH_LIMIT = 50000, /* steps of one match: PCRE2's own counting */
    DEPTH_LIMIT = 5000,  /* backtracking points kept at once */
    HEAP_LIMIT = 4096    /* kilobytes for them */
};

struct pattern {
    pcre2_code *code;
};

static void code_free(void *code)
{
    pcre2_code_free(code);
}

static const char *message(int code, struct arena *arena)
{
    char buffer[160];
    pcre2_get_error_message(code, (PCRE2_UCHAR *)buffer, sizeof buffer);
    return arena_printf(arena, "this is no regular expression: %s", buffer);
}

const struct pattern *pattern_compile(const char *text, size_t length, struct arena *arena, const char **why)
{
    struct text translated = TEXT_EMPTY;
    int error = 0;
    size_t offset;
    pcre2_code *code = NULL;
    *why = pattern_translate(text, length, &translated);
    if (!*why) {
        pcre2_compile_context *context = pcre2_compile_context_create(NULL);
        pcre2_set_newline(context, PCRE2_NEWLINE_LF);
        pcre2_set_parens_nest_limit(context, NEST_LIMIT);
        code = pcre2_compile((PCRE2_SPTR)text_string(&translated), translated.length,
                             PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C,
                             &error, &offset, context);
        pcre2_compile_context_free(context);
    }
    text_free(&translated);
    if (!code) {
        *why = *why ? *why : message(error, arena);
        return NULL;
    }
    struct pattern *pattern = arena_alloc(arena, sizeof *pattern);
    pattern->code = code;
    arena_defer(arena, code_free, code);
    return pattern;
}

enum pattern_result pattern_match(const struct pattern *pattern, const char *subject, size_t length)
{
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    pcre2_set_match_limit(context, MATCH_LIMIT);
    pcre2_set_depth_limit(context, DEPTH_LIMIT);
    pcre2_set_heap_limit(context, HEAP_LIMIT);
    int found = pcre2_match(pattern->code, (PCRE2_SPTR)subject, length, 0, 0, data, context);
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    return found >= 0 ? PATTERN_YES : found == PCRE2_ERROR_NOMATCH ? PATTERN_NO : PATTERN_LIMIT;
}
