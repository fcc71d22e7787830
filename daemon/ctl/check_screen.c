/* Faults on a terminal: words are not cut at its edge, and the place and the weight of each stand out. Into a file or a
 * pipe each is one line, as faults_print writes it. */
#include "ctl/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_LEAST = 40, WIDTH_USUAL = 80, TEXT_INDENT = 2, HINT_INDENT = 4 };

static size_t width_of(int terminal)
{
    struct winsize size = {0};
    if (ioctl(terminal, TIOCGWINSZ, &size) || !size.ws_col)
        return WIDTH_USUAL;
    return size.ws_col < WIDTH_LEAST ? WIDTH_LEAST : size.ws_col;
}

/* Characters of LENGTH bytes of UTF-8. */
static size_t columns(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

/* Prints TEXT word by word from column AT on; what does not fit goes on below, INDENT columns in. */
static void words_print(const char *text, size_t at, int indent, size_t width)
{
    for (bool first = true; *text; first = false) {
        size_t length = strcspn(text, " "), needed = columns(text, length) + !first;
        if (at + needed > width && at > (size_t)indent) {
            printf("\n%*s", indent, "");
            at = (size_t)indent;
            first = true;
            needed--;
        }
        printf("%s%.*s", first ? "" : " ", (int)length, text);
        at += needed;
        text += length + (text[length] == ' ');
    }
    putchar('\n');
}

static void fault_show(const struct fault *fault, size_t width, bool colour)
{
    const char *kind = fault->warning ? "warning" : "error", *off = colour ? "\033[0m" : "";
    struct text place = TEXT_EMPTY, words = TEXT_EMPTY;
    if (fault->error.file[0])
        text_add(&place, fault->error.file);
    if (fault->error.line > 0)
        text_addf(&place, ":%d", fault->error.line);
    if (place.length)
        text_add(&place, ": ");
    printf("%s%s%s%s%s:%s ", colour ? "\033[1m" : "", text_string(&place), off,
           !colour          ? ""
           : fault->warning ? "\033[33m"
                            : "\033[31m",
           kind, off);
    text_add(&words, fault->error.text);
    if (fault->warning)
        text_addf(&words, " [%s]", fault->name);
    words_print(text_string(&words), columns(place.bytes ? place.bytes : "", place.length) + strlen(kind) + 2,
                TEXT_INDENT, width);
    if (fault->error.hint[0]) {
        printf("%*s", HINT_INDENT, "");
        words_print(fault->error.hint, HINT_INDENT, HINT_INDENT, width);
    }
    text_free(&place);
    text_free(&words);
}

bool check_screen(const struct faults *faults)
{
    if (!isatty(STDOUT_FILENO))
        return false;
    size_t width = width_of(STDOUT_FILENO);
    const char *plain = getenv("NO_COLOR"), *term = getenv("TERM");
    bool colour = (!plain || !*plain) && term && strcmp(term, "dumb") != 0;
    for (size_t i = 0; i < faults->items.count; i++)
        fault_show(faults->items.items[i], width, colour);
    return true;
}
