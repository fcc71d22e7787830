/* Whole files, as the command line names them. */
#include "ctl/ctl.h"

#include <errno.h>
#include <stdio.h>

int ctl_file_read(const char *path, size_t limit, struct text *out)
{
    char block[8192];
    size_t count;
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno;
    while (out->length <= limit && (count = fread(block, 1, sizeof block, file)) > 0)
        text_add_n(out, block, count);
    bool bad = ferror(file);
    fclose(file);
    return bad ? EIO : 0;
}
