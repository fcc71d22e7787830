/* The form of a document: which elements, attributes and text may stand where (SCXML 3 to 6). What is in a wrong place
 * would be passed over, and the chart would mean something else than was written. */
#include "exchange/import.h"

#include <string.h>

#define ACTIONS "*" /* executable content: what reads it refuses what is none */

struct form {
    const char *name;
    const char *attributes; /* words */
    const char *children;   /* words; NULL: a value, of which nothing is looked at here */
    const char *single;     /* words: those of CHILDREN that may stand there once */
};

/* exmode and profile are of the drafts, and have no meaning any more. */
static const struct form forms[] = {
    {"scxml", "initial name version datamodel binding exmode profile", "state parallel final datamodel script", "datamodel"},
    {"state", "id initial", "onentry onexit transition initial state parallel final history datamodel invoke",
     "initial datamodel"},
    {"parallel", "id", "onentry onexit transition state parallel history datamodel invoke", "datamodel"},
    {"final", "id", "onentry onexit donedata", "donedata"},
    {"history", "id type", "transition", ""},
    {"initial", "", "transition", ""},
    {"transition", "event cond target type", ACTIONS, ""},
    {"onentry", "", ACTIONS, ""},
    {"onexit", "", ACTIONS, ""},
    {"finalize", "", ACTIONS, ""},
    {"raise", "event", "", ""},
    {"if", "cond", ACTIONS, ""},
    {"elseif", "cond", "", ""},
    {"else", "", "", ""},
    {"foreach", "array item index", ACTIONS, ""},
    {"log", "label expr", "", ""},
    {"datamodel", "", "data", ""},
    {"data", "id src expr", NULL, ""},
    {"assign", "location expr", NULL, ""},
    {"content", "expr", NULL, ""},
    {"donedata", "", "content param", "content"},
    {"param", "name expr location", "", ""},
    {"send", "event eventexpr target targetexpr type typeexpr id idlocation delay delayexpr namelist", "content param",
     "content"},
    {"cancel", "sendid sendidexpr", "", ""},
    {"invoke", "type typeexpr src srcexpr id idlocation namelist autoforward", "content param finalize", "content finalize"},
};

static const struct form *form_find(const xmlNode *node)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (xml_is(node, forms[i].name))
            return &forms[i];
    return NULL; /* refused where it is read */
}

static bool has_word(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

static bool is_blank(const char *text)
{
    return !text[strspn(text, " \t\n\r")];
}

static void check_attributes(struct session *session, xmlNode *node, const struct form *form)
{
    /* Names: without one they would say nothing. A target of <send> is no name. */
    const char *named = xml_is(node, "send") ? "event id" : "event target initial id";
    for (const xmlAttr *at = node->properties; at; at = at->next) {
        const char *name = (const char *)at->name;
        if (at->ns)
            continue;
        if (!has_word(form->attributes, name))
            refuse(session, node, "has an attribute `%.60s`, which is not known there", name);
        else if (has_word(named, name) && is_blank(xml_attribute(session->arena, node, name)))
            refuse(session, node, "%s is empty", name);
    }
}

static bool holds_element(const xmlNode *node)
{
    for (const xmlNode *child = xml_first(node); child; child = xml_next(child))
        if (!xml_is_ours(child))
            return true;
    return false;
}

/* It would be anyone's guess which of the two is meant. */
static void check_value(struct session *session, xmlNode *node)
{
    if (xml_attribute(session->arena, node, "expr") && (xml_holds_text(node) || holds_element(node)))
        refuse(session, node, "has both expr and a value inside");
}

static bool has_states(const xmlNode *node)
{
    for (const xmlNode *child = xml_first(node); child; child = xml_next(child))
        if (xml_is(child, "state") || xml_is(child, "parallel") || xml_is(child, "final"))
            return true;
    return false;
}

static void check_child(struct session *session, const xmlNode *node, const struct form *form, const xmlNode *child)
{
    const char *name = xml_name(child);
    if (string_equal(form->children, ACTIONS))
        return;
    if (xml_is(child, "script")) {
        refuse(session, child, "is not run: there is no script here");
        return;
    }
    bool ours = session->own && xml_is(node, "final") && xml_is(child, "datamodel"); /* our final states may have fields */
    if (!ours && !has_word(form->children, name)) {
        refuse(session, child, "is not known inside <%s>", form->name);
        return;
    }
    for (const xmlNode *before = xml_first(node); has_word(form->single, name) && before != child; before = xml_next(before))
        if (xml_is(before, name)) {
            refuse(session, child, "is there twice in <%s>", form->name);
            return;
        }
}

void form_check(struct session *session, xmlNode *node)
{
    const struct form *form = form_find(node);
    if (!form)
        return;
    check_attributes(session, node, form);
    if (!form->children) {
        check_value(session, node);
        return;
    }
    if (xml_attribute(session->arena, node, "initial") && !has_states(node))
        refuse(session, node, "has initial, and no states");
    if (xml_holds_text(node))
        refuse(session, node, "holds text, which means nothing there");
    for (xmlNode *child = xml_first(node); child; child = xml_next(child)) {
        if (xml_is(child, "initial") && !has_states(node))
            refuse(session, child, "stands in a state without states");
        if (xml_is_scxml(child)) {
            check_child(session, node, form, child);
            form_check(session, child);
        } else if (child->ns && strstr((const char *)child->ns->href, "XInclude")) {
            refuse(session, child, "is not followed: nothing is included");
        }
    }
}
