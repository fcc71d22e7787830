/* One document becomes one workflow file, which is compiled before anyone sees it. */
#include "exchange/import.h"
#include "exchange/literal.h"
#include "exchange/name.h"
#include "exchange/notation.h"

#include "workflow/definition.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REFUSED_MAX 100 /* faults of one document */

void refuse(struct session *session, const xmlNode *node, const char *format, ...)
{
    char text[500];
    va_list list;
    if (session->faults->errors > REFUSED_MAX)
        return;
    if (session->faults->errors == REFUSED_MAX) {
        fault_add(session->faults, session->file, xml_line(node), "more than %d faults: the rest is not told", REFUSED_MAX);
        return;
    }
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    fault_add(session->faults, session->file, xml_line(node), "<%s> %s", xml_name(node), text);
}

static enum data_model model_of(struct session *session)
{
    const char *name = xml_attribute(session->arena, session->root, "datamodel");
    if (!name || string_equal(name, "ecmascript"))
        return DATA_JS;
    if (string_equal(name, "null"))
        return DATA_NULL;
    if (strcmp(name, "cel") != 0)
        refuse(session, session->root, "datamodel `%.60s` is not known: write ecmascript, null or cel", name);
    return DATA_CEL;
}

/* A child's workflow is called after the one around it, too: its own name is written out. */
static const char *session_name(struct session *session, const struct session *parent)
{
    const char *name = xml_attribute(session->arena, session->root, "name");
    if (!parent && (!name || string_equal(name, session->id)))
        return "case.workflow";
    name = name ? name : session->id;
    struct text text = TEXT_EMPTY;
    literal_string(name, &text);
    const char *out = arena_copy(session->arena, text_string(&text));
    text_free(&text);
    return out;
}

static void session_open(struct session *session, const struct session *parent, xmlNode *root)
{
    const char *id = session->id;
    if (parent)
        *session = *parent;
    session->id = id;
    session->root = root;
    session->fields = json_keep(session->arena, json_object());
    session->tops = json_keep(session->arena, json_object());
    session->loose = json_keep(session->arena, json_object());
    session->states = json_keep(session->arena, json_object());
    session->sends = json_keep(session->arena, json_object());
    session->children = json_keep(session->arena, json_array());
    session->taken = json_keep(session->arena, json_object());
    session->named = 1;
    session->generated = 0;
    session->model = model_of(session);
    session->own = session->model == DATA_CEL && xml_ours(session->arena, root, "own");
    session->name = session_name(session, parent);
    names_gather(session);
}

/* The fields of foreach that no <data> declares. */
static void add_loose(struct session *session, json_t *body)
{
    const char *field;
    json_t *value;
    json_object_foreach(session->loose, field, value) {
        json_t *fields = json_object_get(body, "fields");
        if (!fields) {
            fields = json_object();
            json_object_set_new(body, "fields", fields);
        }
        if (!json_object_get(fields, field))
            json_object_set_new(fields, field, json_pack("{s:s}", "type", "any"));
    }
}

json_t *session_read(struct session *session, const struct session *parent, xmlNode *root)
{
    session_open(session, parent, root);
    form_check(session, root);
    json_t *body = tree_object(root), *initial = tree_words(session, root, "initial");
    const char *binding = xml_attribute(session->arena, root, "binding");
    tree_set(body, "id", session->id);
    const char *version = xml_attribute(session->arena, root, "version");
    tree_set(body, "binding", binding);
    if (version && strcmp(version, "1.0") != 0)
        refuse(session, root, "version `%.20s` is not 1.0", version);
    if (binding && strcmp(binding, "late") != 0 && strcmp(binding, "early") != 0)
        refuse(session, root, "binding is neither early nor late");
    if (initial)
        json_object_set_new(body, "initial", initial);
    state_inside(session, root, body);
    add_loose(session, body);
    if (!json_object_get(body, "states"))
        refuse(session, root, "has no states");
    if (json_array_size(session->children))
        json_object_set(body, "children", session->children);
    return body;
}

/* The file's name without folders and what follows its first dot. */
static const char *file_word(struct arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    return name_word(arena, arena_copy_n(arena, base, strcspn(base, ".")));
}

/* The first letters and digits of the name, in capitals. */
static const char *prefix_of(struct arena *arena, const char *id)
{
    char *out = arena_copy(arena, "SCXML");
    size_t length = 0;
    for (; *id && length < 5; id++)
        if (*id >= 'a' && *id <= 'z')
            out[length++] = (char)(*id - 'a' + 'A');
        else if (*id >= 'A' && *id <= 'Z')
            out[length++] = *id;
    if (length)
        out[length] = '\0';
    return out;
}

static void add_default(json_t *body, const char *key, json_t *value)
{
    if (!json_object_get(body, key))
        json_object_set(body, key, value);
    json_decref(value);
}

static json_t *document_read(struct session *session, xmlNode *root, const struct scxml_options *options)
{
    const char *name = xml_attribute(session->arena, root, "name");
    session->id = name && name[0] ? name_word(session->arena, name) : file_word(session->arena, session->file);
    json_t *body = session_read(session, NULL, root), *whole = json_object(), *tree = json_object();
    json_object_set_new(whole, "id", json_string(session->id));
    add_default(body, "version", json_integer(1));
    add_default(body, "title", json_string(name && name[0] ? name : session->id));
    add_default(body, "prefix", json_string(options->prefix ? options->prefix : prefix_of(session->arena, session->id)));
    add_default(body, "subject", json_string(options->subject ? options->subject : "pupil"));
    /* What people look for first comes first. */
    static const char *const first[] = {NOTATION_LINE, "id", "version", "title", "prefix", "subject"};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        json_object_set(whole, first[i], json_object_get(body, first[i]));
    json_object_update(whole, body);
    json_object_set_new(tree, "workflow", whole);
    json_decref(body);
    return tree;
}

/* What the compiler finds wrong in the text stands somewhere in the document. */
static void blame(struct session *session, const struct faults *found, const struct notation *notation)
{
    for (size_t i = 0; i < found->items.count; i++) {
        const struct fault *fault = found->items.items[i];
        if (!fault->warning)
            error_hint(fault_add(session->faults, session->file, notation_line(notation, fault->error.line), "%s",
                                 fault->error.text),
                       "%s", fault->error.hint);
    }
}

static void prove(struct session *session, const struct notation *notation)
{
    struct faults *found = faults_new(session->arena);
    struct conf_node *root = conf_read_text(session->arena, session->file, text_string(&notation->text),
                                            notation->text.length, &workflow_schema, found);
    if (root && !found->errors)
        definition_compile(session->arena, root, NULL, found);
    blame(session, found, notation);
}

int scxml_import(struct arena *arena, const char *file, const char *bytes, size_t size,
                 const struct scxml_options *options, struct faults *faults, struct text *out)
{
    struct session session = {.arena = arena, .file = file, .faults = faults};
    size_t before = faults->errors;
    xmlDoc *doc = xml_read(file, bytes, size, faults);
    if (!doc)
        return SENDD_EINVALID;
    xmlNode *root = xmlDocGetRootElement(doc);
    if (!xml_is(root, "scxml")) {
        refuse(&session, root, "is not <scxml> of %s", XMLNS_SCXML);
    } else {
        struct notation notation = {0};
        json_t *tree = document_read(&session, root, options);
        if (faults->errors == before) {
            notation_write(&notation, tree);
            prove(&session, &notation);
        }
        if (faults->errors == before)
            text_add_n(out, notation.text.bytes, notation.text.length);
        notation_free(&notation);
        json_decref(tree);
    }
    xmlFreeDoc(doc);
    return faults->errors == before ? 0 : SENDD_EINVALID;
}
