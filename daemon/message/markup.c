#include "message/markup.h"

#include <string.h>

static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char byte = text[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (!letter && !(byte >= '0' && byte <= '9') && byte != '_')
            return false;
    }
    return length > 0;
}

static struct part *part_add(struct arena *arena, struct part **end, const char *text, size_t length)
{
    struct part *part = arena_alloc(arena, sizeof *part);
    part->text = text ? arena_copy_n(arena, text, length) : NULL;
    *end = part;
    return part;
}

static struct markup markup_fault(struct markup markup, const char *fault, const char *hint)
{
    markup.fault = fault;
    markup.hint = hint;
    return markup;
}

/* Whether "))" stands in TEXT with no bracket open, as in "due))"; "(regulation 5(1))" is prose. */
static bool has_stray(const char *text, size_t length)
{
    size_t open = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '(')
            open++;
        else if (text[i] == ')' && open > 0)
            open--;
        else if (text[i] == ')' && i + 1 < length && text[i + 1] == ')')
            return true;
    }
    return false;
}

/* The beginning of AT for a fault: one line, whole characters. */
static const char *excerpt(struct arena *arena, const char *at)
{
    size_t length = strcspn(at, "\r\n");
    if (length > 32) {
        length = 32;
        while (length > 0 && ((unsigned char)at[length] & 0xC0) == 0x80)
            length--;
    }
    return arena_copy_n(arena, at, length);
}

/* What is between (( and )), or why it can't be. */
struct inside {
    size_t length, name; /* of all, and of the name at its start */
    const char *shown;   /* a flag's text, or NULL */
    const char *fault, *hint;
};

static struct inside inside_read(struct arena *arena, const char *open, const char *close)
{
    const char *start = open + 2;
    struct inside inside = {.length = (size_t)(close - start)};
    const char *mark = memmem(start, inside.length, "??", 2);
    inside.shown = mark ? mark + 2 : NULL;
    inside.name = mark ? (size_t)(mark - start) : inside.length;
    if (memchr(start, '(', inside.length)) {
        inside.fault = arena_printf(arena, "a bracket stands inside \"%s\"", excerpt(arena, open));
        inside.hint = "Notify knows no brackets and no names inside ((...)): close the first (( with )), or "
                      "write two flags "
                      "one after the other";
    } else if (!is_name(start, inside.name)) {
        inside.fault = arena_printf(arena, "no name stands in \"%s\"", excerpt(arena, open));
        inside.hint = "a name has letters, digits and _ only: ((reference)), ((due))";
    }
    return inside;
}

struct markup markup_read(struct arena *arena, const char *source)
{
    struct markup markup = {0};
    struct part **end = &markup.first;
    const char *at = source;
    for (const char *open; (open = strstr(at, "(("));) {
        while (open[2] == '(') /* "(((due)))" is ((due)) in brackets */
            open++;
        const char *close = strstr(open, "))");
        if (!close)
            return markup_fault(markup,
                                arena_printf(arena, "\"%s\" has no )) at its end", excerpt(arena, open)),
                                "close each ((name with ))");
        struct inside inside = inside_read(arena, open, close);
        if (inside.fault)
            return markup_fault(markup, inside.fault, inside.hint);
        markup.stray = markup.stray || has_stray(at, (size_t)(open - at));
        if (open > at)
            end = &part_add(arena, end, at, (size_t)(open - at))->next;
        struct part *part = part_add(arena, end, inside.shown, inside.length - inside.name - 2);
        part->name = arena_copy_n(arena, open + 2, inside.name);
        end = &part->next;
        at = close + 2;
    }
    markup.stray = markup.stray || has_stray(at, strlen(at));
    if (*at)
        part_add(arena, end, at, strlen(at));
    return markup;
}
