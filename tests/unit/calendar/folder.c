#include "folder.h"

#include <dirent.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static char folder[256];

static const char *setting(const char *name)
{
    const char *value = getenv(name);
    return value ? value : ".";
}

const char *folder_make(void)
{
    snprintf(folder, sizeof folder, "%s/calendar-test-XXXXXX", setting("SENDD_BUILD"));
    assert_non_null(mkdtemp(folder));
    return folder;
}

void folder_put(const char *name, const char *bytes)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

void folder_remove(void)
{
    DIR *open = opendir(folder);
    assert_non_null(open);
    for (struct dirent *entry = readdir(open); entry; entry = readdir(open)) {
        char path[600];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        unlink(path);
    }
    closedir(open);
    assert_int_equal(rmdir(folder), 0);
}

const char *source_path(const char *path)
{
    static char full[600];
    snprintf(full, sizeof full, "%s/%s", setting("SENDD_SRC"), path);
    return full;
}
