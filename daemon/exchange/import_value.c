/* Expressions and inline values of a document, in CEL. */
#include "exchange/cel_names.h"
#include "exchange/import.h"
#include "exchange/literal.h"

#include "expr/expr.h"

#include <string.h>

static const char *field_of(void *context, const char *name)
{
    const struct session *session = context;
    return json_text(session->fields, name);
}

static enum js_state state_of(void *context, const char *id)
{
    const struct session *session = context;
    const json_t *history = json_object_get(session->states, id);
    return !history ? JS_STATE_NONE : json_is_true(history) ? JS_STATE_HISTORY : JS_STATE_ACTIVE;
}

static const char *translated(struct session *session, xmlNode *node, const char *name, bool condition)
{
    const char *source = xml_attribute(session->arena, node, name), *out = NULL;
    struct js_scope scope = {field_of, state_of, session, session->name};
    struct error error = ERROR_NONE;
    int code;
    if (!source)
        return NULL;
    if (session->own)
        return source;
    if (session->model == DATA_CEL)
        code = cel_names(session->arena, source, &scope, &out, &error);
    else
        code = condition ? js_condition(session->arena, source, &scope, &out, &error)
                         : js_value(session->arena, source, &scope, &out, &error);
    if (code)
        refuse(session, node, "%s: %s", name, error.text);
    return out;
}

const char *value_expr(struct session *session, xmlNode *node, const char *name)
{
    return translated(session, node, name, false);
}

const char *value_condition(struct session *session, xmlNode *node, const char *name)
{
    return translated(session, node, name, true);
}

static json_t *normalised(const char *text)
{
    struct text out = TEXT_EMPTY;
    for (; *text; text++) {
        bool blank = strchr(" \t\n\r", *text) != NULL;
        if (!blank)
            text_add_char(&out, *text);
        else if (out.length && out.bytes[out.length - 1] != ' ')
            text_add_char(&out, ' ');
    }
    if (out.length && out.bytes[out.length - 1] == ' ')
        out.length--;
    json_t *string = json_stringn(out.bytes ? out.bytes : "", out.length);
    text_free(&out);
    return string;
}

const char *value_inline(struct session *session, xmlNode *node)
{
    const char *text = xml_text(session->arena, node);
    struct text out = TEXT_EMPTY;
    if (xml_first(node)) {
        refuse(session, node, "holds XML as a value: <%.60s>", xml_name(xml_first(node)));
        return NULL;
    }
    json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (!value)
        value = normalised(text);
    if (!value) {
        refuse(session, node, "holds what is no text");
        return NULL;
    }
    literal_value(value, &out);
    const char *cel = arena_copy(session->arena, text_string(&out));
    json_decref(value);
    text_free(&out);
    return cel;
}

const char *value_either(struct session *session, xmlNode *node, const char *name, const char *name_expr,
                         const char **expr)
{
    const char *literal = xml_attribute(session->arena, node, name);
    const char *source = xml_attribute(session->arena, node, name_expr);
    *expr = NULL;
    if (!source)
        return literal;
    if (literal) {
        refuse(session, node, "has both %s and %s", name, name_expr);
        return NULL;
    }
    if (!session->own && (literal = js_constant(session->arena, source)))
        return literal;
    *expr = value_expr(session, node, name_expr);
    return NULL;
}
