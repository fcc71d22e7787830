/* An XML document from a stranger: no DTD, no entity but the five of XML, nothing fetched, size and depth bounded. */
#ifndef SENDD_EXCHANGE_XML_H
#define SENDD_EXCHANGE_XML_H

#include "base/error.h"

#include <libxml/tree.h>

#define XML_SIZE_MAX  (1024 * 1024) /* bytes of a document */
#define XML_LEVELS    100           /* elements inside one another */
#define XML_NODES_MAX 50000         /* elements */

#define XMLNS_SCXML "http://www.w3.org/2005/07/scxml"
#define XMLNS_SENDD "https://sendd.invalid/workflow"

/* Parses SIZE bytes; FILE stands for them in faults. NULL after a fault. Free with xmlFreeDoc. */
xmlDoc *xml_read(const char *file, const char *bytes, size_t size, struct faults *faults);

/* The first child element of NODE, and the next one after it; NULL: none. */
xmlNode *xml_first(const xmlNode *node);
xmlNode *xml_next(const xmlNode *node);
/* NODE is the SCXML element NAME: of its namespace, or of none. */
bool xml_is(const xmlNode *node, const char *name);
/* NODE is an element of our own namespace. */
bool xml_is_ours(const xmlNode *node);
/* NODE belongs to SCXML. */
bool xml_is_scxml(const xmlNode *node);
const char *xml_name(const xmlNode *node);
/* The attribute NAME without namespace, or of ours; NULL: not there. Lives in ARENA. */
const char *xml_attribute(struct arena *arena, xmlNode *node, const char *name);
const char *xml_ours(struct arena *arena, xmlNode *node, const char *name);
/* All text inside NODE, in ARENA. */
const char *xml_text(struct arena *arena, xmlNode *node);
/* Directly inside NODE stands text that is more than blanks. */
bool xml_holds_text(const xmlNode *node);
int xml_line(const xmlNode *node);
/* The words of TEXT (NULL: none), NULL-terminated, in ARENA. */
const char *const *xml_words(struct arena *arena, const char *text);

#endif
