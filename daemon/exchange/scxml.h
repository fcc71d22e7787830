/* W3C SCXML documents: import into our notation, and export of a workflow. docs/scxml.md says what maps to what. */
#ifndef SENDD_EXCHANGE_SCXML_H
#define SENDD_EXCHANGE_SCXML_H

#include "base/error.h"
#include "base/json.h"

/* What a workflow file says and SCXML does not; a document that export wrote brings its own. */
struct scxml_options {
    const char *prefix;  /* of case references; NULL: made of the name */
    const char *subject; /* the register its cases are about; NULL: "pupil" */
};

/* Appends the workflow file that means what the document of SIZE bytes means. FILE stands for it in faults and, when
 * the document has no name, gives the workflow its id. What has no equal in our notation is a fault that names it;
 * then nothing is appended and the answer is SENDD_EINVALID. */
int scxml_import(struct arena *arena, const char *file, const char *bytes, size_t size,
                 const struct scxml_options *options, struct faults *faults, struct text *out);

/* Appends the workflow of CANONICAL (definition_canonical, parsed) as an SCXML document. What SCXML does not know
 * stands in a namespace of ours: other tools pass over it, and scxml_import restores it. */
void scxml_export(const json_t *canonical, struct text *out);

#endif
