/* Records what a store's connection writes: every statement that changes something, with its values. */
#include "bench.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct script {
    sqlite3 *db;
    struct script_line *lines;
    size_t count, room;
    struct list texts; /* of char *: each statement's text once */
};

static struct script_line *line_new(struct script *script)
{
    if (script->count == script->room) {
        script->room = script->room ? script->room * 2 : 4096;
        script->lines = mem_resize(script->lines, script->room, sizeof *script->lines);
    }
    struct script_line *line = &script->lines[script->count++];
    *line = (struct script_line){0};
    return line;
}

static const char *text_once(struct script *script, const char *text)
{
    for (size_t i = 0; i < script->texts.count; i++) {
        if (!strcmp(script->texts.items[i], text))
            return script->texts.items[i];
    }
    char *copy = mem_copy(text);
    list_add(&script->texts, copy);
    return copy;
}

static unsigned nibble(char digit)
{
    return (unsigned)(isdigit((unsigned char)digit) ? digit - '0' : (digit | 32) - 'a' + 10);
}

/* Reads one SQL literal as sqlite3_expanded_sql writes it; returns what follows. */
static const char *literal_read(const char *at, struct script_value *out)
{
    *out = (struct script_value){.kind = SCRIPT_NULL};
    if (!strncmp(at, "NULL", 4))
        return at + 4;
    if (*at == '\'') {
        out->kind = SCRIPT_TEXT;
        out->bytes = mem_alloc(strlen(at));
        for (at++; *at != '\'' || at[1] == '\''; at++) {
            if (*at == '\'')
                at++;
            out->bytes[out->size++] = *at;
        }
        return at + 1;
    }
    if (*at == 'x') {
        out->kind = SCRIPT_BLOB;
        out->bytes = mem_alloc(strlen(at));
        for (at += 2; *at != '\''; at += 2)
            out->bytes[out->size++] = (char)(nibble(at[0]) << 4 | nibble(at[1]));
        return at + 1;
    }
    char *end;
    out->kind = SCRIPT_NUMBER;
    out->number = strtoll(at, &end, 10);
    assert(end != at);
    return end;
}

/* Walks the statement's text and the same text with its values in it side by side. */
static void values_read(const char *sql, const char *full, struct script_line *line)
{
    size_t next = 0;
    bool quoted = false;
    while (*sql) {
        if (*sql == '\'')
            quoted = !quoted;
        if (*sql != '?' || quoted) {
            assert(*sql == *full);
            sql++, full++;
            continue;
        }
        char *end;
        size_t number = isdigit((unsigned char)sql[1]) ? strtoul(sql + 1, &end, 10) : 0;
        sql = number ? end : sql + 1;
        size_t index = number ? number - 1 : next;
        next = index + 1 > next ? index + 1 : next;
        assert(index < line->count);
        mem_free(line->values[index].bytes);
        full = literal_read(full, &line->values[index]);
    }
}

static int traced(unsigned event, void *context, void *statement, void *text)
{
    struct script *script = context;
    sqlite3_stmt *stmt = statement;
    const char *sql = sqlite3_sql(stmt);
    (void)event;
    if (!strncmp(text, "--", 2)) /* a trigger's inner statement */
        return 0;
    if (!strcmp(sql, "COMMIT"))
        line_new(script);
    if (sqlite3_stmt_readonly(stmt) || !strncmp(sql, "BEGIN", 5) || !strncmp(sql, "COMMIT", 6))
        return 0;
    struct script_line *line = line_new(script);
    line->sql = text_once(script, sql);
    line->count = (size_t)sqlite3_bind_parameter_count(stmt);
    line->values = mem_alloc((line->count + 1) * sizeof *line->values);
    char *full = sqlite3_expanded_sql(stmt);
    values_read(sql, full, line);
    sqlite3_free(full);
    return 0;
}

struct script *script_start(struct store *store)
{
    struct script *script = mem_alloc(sizeof *script);
    script->db = store->db;
    must(sqlite3_trace_v2(script->db, SQLITE_TRACE_STMT, traced, script), NULL, "tracing");
    return script;
}

void script_stop(struct script *script)
{
    sqlite3_trace_v2(script->db, 0, NULL, NULL);
}

const struct script_line *script_lines(const struct script *script, size_t *count)
{
    *count = script->count;
    return script->lines;
}

void script_free(struct script *script)
{
    for (size_t i = 0; i < script->count; i++) {
        for (size_t j = 0; j < script->lines[i].count; j++)
            mem_free(script->lines[i].values[j].bytes);
        mem_free(script->lines[i].values);
    }
    for (size_t i = 0; i < script->texts.count; i++)
        mem_free(script->texts.items[i]);
    list_free(&script->texts);
    mem_free(script->lines);
    mem_free(script);
}
