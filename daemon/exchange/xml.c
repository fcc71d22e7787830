#include "exchange/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* What the parser's callbacks share; in ctxt->_private. */
struct guard {
    const char *refused; /* NULL: nothing */
    int line;
    int elements;
};

static void refuse(xmlParserCtxt *ctxt, const char *why)
{
    struct guard *guard = ctxt->_private;
    if (!guard->refused) {
        guard->refused = why;
        guard->line = ctxt->input ? ctxt->input->line : 0;
    }
    xmlStopParser(ctxt);
}

/* Without a DTD there are no entities to blow up or to fetch. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    refuse(context, "a document type (<!DOCTYPE>) and its entities are not read");
}

/* The parser says the line on which a start tag ends; people look where it begins. */
static int tag_line(const xmlParserCtxt *ctxt)
{
    int line = ctxt->input->line;
    for (const xmlChar *at = ctxt->input->cur; at > ctxt->input->base && *at != '<'; at--)
        line -= at[-1] == '\n';
    return line;
}

static void on_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int spaces,
                       const xmlChar **namespaces, int attributes, int defaulted, const xmlChar **values)
{
    xmlParserCtxt *ctxt = context;
    struct guard *guard = ctxt->_private;
    if (ctxt->nodeNr >= XML_LEVELS || ++guard->elements > XML_NODES_MAX) {
        refuse(ctxt, ctxt->nodeNr >= XML_LEVELS ? "more than 100 elements inside one another" : "more than 50000 elements");
        return;
    }
    xmlSAX2StartElementNs(context, name, prefix, uri, spaces, namespaces, attributes, defaulted, values);
    int line = tag_line(ctxt);
    if (ctxt->node && line > 0 && line < 65535)
        ctxt->node->line = (unsigned short)line;
}

static void report(const char *file, const xmlParserCtxt *ctxt, const struct guard *guard, struct faults *faults)
{
    const xmlError *error = &ctxt->lastError;
    char text[200] = "it is not well-formed";
    if (guard->refused) {
        error_hint(fault_add(faults, file, guard->line, "%s", guard->refused),
                   "take it out: a document from outside is read as it stands, and nothing else");
        return;
    }
    if (error->message)
        snprintf(text, sizeof text, "%s", error->message);
    text[strcspn(text, "\n")] = '\0';
    error_hint(fault_add(faults, file, error->line, "not XML: %s", text), "xmllint says more");
}

xmlDoc *xml_read(const char *file, const char *bytes, size_t size, struct faults *faults)
{
    struct guard guard = {0};
    if (size > XML_SIZE_MAX) {
        error_hint(fault_add(faults, file, 0, "it has more than %d bytes", XML_SIZE_MAX), "split the chart");
        return NULL;
    }
    xmlParserCtxt *ctxt = xmlNewParserCtxt();
    if (!ctxt)
        return NULL;
    ctxt->_private = &guard;
    ctxt->sax->internalSubset = on_doctype;
    ctxt->sax->startElementNs = on_element;
    xmlDoc *doc = xmlCtxtReadMemory(ctxt, bytes, (int)size, file, NULL,
                                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    bool good = doc && ctxt->wellFormed && !guard.refused && xmlDocGetRootElement(doc);
    if (!good) {
        report(file, ctxt, &guard, faults);
        xmlFreeDoc(doc);
        doc = NULL;
    }
    xmlFreeParserCtxt(ctxt);
    return doc;
}

static xmlNode *element_from(xmlNode *node)
{
    while (node && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

xmlNode *xml_first(const xmlNode *node)
{
    return element_from(node->children);
}

xmlNode *xml_next(const xmlNode *node)
{
    return element_from(node->next);
}

const char *xml_name(const xmlNode *node)
{
    return (const char *)node->name;
}

bool xml_is_scxml(const xmlNode *node)
{
    return !node->ns || string_equal((const char *)node->ns->href, XMLNS_SCXML);
}

bool xml_is_ours(const xmlNode *node)
{
    return node->ns && string_equal((const char *)node->ns->href, XMLNS_SENDD);
}

bool xml_is(const xmlNode *node, const char *name)
{
    return xml_is_scxml(node) && string_equal(xml_name(node), name);
}

static const char *keep(struct arena *arena, xmlChar *value)
{
    const char *out = arena_copy(arena, (const char *)value);
    xmlFree(value);
    return out;
}

const char *xml_attribute(struct arena *arena, xmlNode *node, const char *name)
{
    return keep(arena, xmlGetNoNsProp(node, (const xmlChar *)name));
}

const char *xml_ours(struct arena *arena, xmlNode *node, const char *name)
{
    return keep(arena, xmlGetNsProp(node, (const xmlChar *)name, (const xmlChar *)XMLNS_SENDD));
}

const char *xml_text(struct arena *arena, xmlNode *node)
{
    const char *text = keep(arena, xmlNodeGetContent(node));
    return text ? text : "";
}

bool xml_holds_text(const xmlNode *node)
{
    for (const xmlNode *child = node->children; child; child = child->next)
        if (child->type == XML_TEXT_NODE && child->content[strspn((const char *)child->content, " \t\n\r")])
            return true;
    return false;
}

int xml_line(const xmlNode *node)
{
    long line = xmlGetLineNo(node);
    return line > 0 ? (int)line : 0;
}

const char *const *xml_words(struct arena *arena, const char *text)
{
    static const char blanks[] = " \t\n\r";
    struct list words = LIST_EMPTY;
    for (const char *at = text ? text : ""; *(at += strspn(at, blanks));) {
        size_t length = strcspn(at, blanks);
        list_add(&words, arena_copy_n(arena, at, length));
        at += length;
    }
    const char **out = arena_alloc(arena, (words.count + 1) * sizeof *out);
    for (size_t i = 0; i < words.count; i++)
        out[i] = words.items[i];
    list_free(&words);
    return out;
}
