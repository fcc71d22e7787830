/* A file is replaced as a whole or not at all, and what it held is kept beside it. */
#include "ctl/ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEPT_SIZE_MAX = 16 * 1024 * 1024, NEW_FILE_MODE = 0644 };

static int system_fault(struct error *error, const char *path, const char *what)
{
    return error_at(error, SENDD_EIO, path, 0, "%s: %s", what, strerror(errno));
}

static int bytes_write(int file, const char *bytes, size_t size)
{
    while (size) {
        ssize_t done = write(file, bytes, size);
        if (done < 0 && errno != EINTR)
            return -1;
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return 0;
}

/* The new file belongs to whom LIKE did: sendd must be able to read it. */
static int owner_copy(int file, const struct stat *like)
{
    struct stat now;
    if (fstat(file, &now))
        return -1;
    bool same = now.st_uid == like->st_uid && now.st_gid == like->st_gid;
    return (same || !fchown(file, like->st_uid, like->st_gid)) && !fchmod(file, like->st_mode & 07777) ? 0 : -1;
}

static int folder_sync(struct ctl *ctl, const char *path)
{
    int folder = open(dirname(arena_copy(ctl->arena, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int code = folder < 0 || fsync(folder) ? -1 : 0;
    if (folder >= 0)
        close(folder);
    return code;
}

static int file_fill(int file, const char *path, const char *bytes, size_t size, const struct stat *like,
                     struct error *error)
{
    if (like && owner_copy(file, like)) {
        system_fault(error, path, "can't be given the owner and mode of the file it replaces");
        return error_hint(error, "run this as root, or as the user that owns the file");
    }
    return bytes_write(file, bytes, size) || fsync(file) ? system_fault(error, path, "can't be written") : 0;
}

/* PATH holds the bytes, or what it held before; LIKE, when not NULL, gives its owner and mode. */
static int file_put(struct ctl *ctl, const char *path, const char *bytes, size_t size, const struct stat *like,
                    struct error *error)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    /* Hidden, so that no reader of the folder takes it for a file of its own. */
    const char *fresh =
        arena_printf(ctl->arena, "%.*s.%s.%ld.new", (int)(base - path), path, base, (long)getpid());
    int file = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, NEW_FILE_MODE);
    if (file < 0)
        return system_fault(error, fresh, "can't be made");
    int code = file_fill(file, fresh, bytes, size, like, error);
    if (close(file) && !code)
        code = system_fault(error, fresh, "can't be written");
    if (!code && rename(fresh, path))
        code = system_fault(error, path, "can't be replaced");
    if (code)
        unlink(fresh);
    else if (folder_sync(ctl, path))
        code = system_fault(error, path, "is replaced, but its folder can't be synced");
    return code;
}

int ctl_file_replace(struct ctl *ctl, const char *path, const struct text *bytes, struct error *error)
{
    struct stat about;
    if (stat(path, &about) && errno == ENOENT)
        return file_put(ctl, path, text_string(bytes), bytes->length, NULL, error);
    char real[PATH_MAX]; /* a link stays one */
    struct text old = TEXT_EMPTY;
    if (!realpath(path, real) || (errno = ctl_file_read(real, KEPT_SIZE_MAX, &old)) || stat(real, &about)) {
        text_free(&old);
        return system_fault(error, path, "can't be read");
    }
    int code = file_put(ctl, arena_printf(ctl->arena, "%s.old", real), text_string(&old), old.length, &about, error);
    if (!code)
        code = file_put(ctl, real, text_string(bytes), bytes->length, &about, error);
    text_free(&old);
    return code;
}
