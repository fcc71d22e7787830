#include "ctl/verbs.h"

#include "exchange/scxml.h"
#include "exchange/xml.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int document_read(const char *path, struct text *out, struct error *error)
{
    int fault = ctl_file_read(path, XML_SIZE_MAX, out);
    if (!fault)
        return 0;
    return error_at(error, fault == EIO ? SENDD_EIO : SENDD_ENOTFOUND, path, 0, "it cannot be read: %s", strerror(fault));
}

static int run(struct ctl *ctl, int argc, char **argv)
{
    struct scxml_options options = {0};
    const struct ctl_option known[] = {{"prefix", &options.prefix, NULL}, {"subject", &options.subject, NULL}, {0}};
    struct faults *faults = faults_new(ctl->arena);
    struct text bytes = TEXT_EMPTY, out = TEXT_EMPTY;
    struct error error = ERROR_NONE;
    argc = ctl_parse(argc, argv, known);
    if (argc < 0)
        return CTL_USAGE;
    if (argc != 1)
        return ctl_usage(&verb_workflow_import, "it takes one SCXML document");
    int code = document_read(argv[0], &bytes, &error);
    if (code) {
        ctl_fail(&error);
    } else if ((code = scxml_import(ctl->arena, argv[0], text_string(&bytes), bytes.length, &options, faults, &out))) {
        faults_print(faults, &out);
        fputs(text_string(&out), stderr);
    } else {
        fputs(text_string(&out), stdout);
    }
    text_free(&bytes);
    text_free(&out);
    return code ? CTL_FAILED : CTL_OK;
}

const struct verb verb_workflow_import = {"workflow import", "FILE.scxml [--prefix PREFIX] [--subject REGISTER]",
                                          "print an SCXML document as a workflow file; needs no daemon", run};
