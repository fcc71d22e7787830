/* Files and folders of configuration. */
#include "config/conf.h"
#include "config/scan.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bytes of PATH, at most one more than the limit, in OUT. 0 or an errno. */
static int file_read(const char *path, struct text *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    if (file < 0)
        return errno;
    int fault = fstat(file, &status) != 0 ? errno
                : S_ISREG(status.st_mode) ? 0
                : S_ISDIR(status.st_mode) ? EISDIR
                                          : EINVAL;
    char block[8192];
    while (!fault && out->length <= CONF_SIZE_MAX) {
        ssize_t got = read(file, block, sizeof block);
        if (got == 0)
            break;
        if (got > 0)
            text_add_n(out, block, (size_t)got);
        else if (errno != EINTR)
            fault = errno;
    }
    close(file);
    return fault;
}

static void open_blame(struct faults *faults, const char *path, int fault)
{
    const char *what = fault == EINVAL ? "not an ordinary file" : strerror(fault);
    struct error *error = fault_add(faults, path, 0, "can't be read: %s", what);
    if (fault == ENOENT)
        error_hint(error, "Check the path; it is relative to the folder the program was started in.");
    else if (fault == EACCES)
        error_hint(error, "Give the user that sendd runs as leave to read it.");
}

struct conf_node *conf_read(struct arena *arena, const char *path, const struct conf_schema *schema,
                            struct faults *faults)
{
    struct text bytes = TEXT_EMPTY;
    struct conf_node *root = NULL;
    int fault = file_read(path, &bytes);
    if (fault)
        open_blame(faults, path, fault);
    else
        root = conf_read_text(arena, path, text_string(&bytes), bytes.length, schema, faults);
    text_free(&bytes);
    return root;
}

static int name_order(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Hidden files are editors' and package managers' too: .x.conf.swp, .#x.conf. */
static bool name_wanted(const char *name)
{
    return name[0] != '.' && name[0] != '#' && string_ends(name, ".conf");
}

static void names_read(DIR *folder, struct list *names)
{
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (name_wanted(entry->d_name))
            list_add(names, mem_copy(entry->d_name));
    if (names->count)
        qsort(names->items, names->count, sizeof *names->items, name_order);
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

void conf_read_folder(struct arena *arena, const char *folder, bool optional,
                      const struct conf_schema *schema, struct faults *faults, struct list *out)
{
    DIR *open = opendir(folder);
    if (!open) {
        if (!optional || errno != ENOENT)
            open_blame(faults, folder, errno);
        return;
    }
    struct list names = LIST_EMPTY;
    names_read(open, &names);
    closedir(open);
    for (size_t i = 0; i < names.count; i++) {
        const char *path = arena_printf(arena, "%s/%s", folder, (char *)names.items[i]);
        struct conf_node *root = is_folder(path) ? NULL : conf_read(arena, path, schema, faults);
        if (root)
            list_add(out, root);
        mem_free(names.items[i]);
    }
    list_free(&names);
}
