/* maildir: mail lands as files in a Maildir that any mail reader opens. Needs no server. */
#include <sendd/plugin.h>

#include "plugins/mail/message.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct maildir {
    int top; /* the Maildir itself */
    struct mail_sender sender;
};

static const struct sendd_option maildir_options[] = {
    {"folder", SENDD_OPTION_STRING, 1, NULL, "The Maildir to write to; made when it is not there."},
    {"from", SENDD_OPTION_STRING, 0, "sendd@localhost", "The sender's address."},
    {"from_name", SENDD_OPTION_STRING, 0, "", "The sender's name, shown beside the address."},
    {0},
};

static int folder_make(const char *path)
{
    char part[4096];
    size_t length = strlen(path);
    if (length >= sizeof part) {
        errno = ENAMETOOLONG;
        return -1;
    }
    for (size_t i = 1; i <= length; i++)
        if (path[i] == '/' || !path[i]) {
            memcpy(part, path, i);
            part[i] = '\0';
            if (mkdir(part, 0700) != 0 && errno != EEXIST)
                return -1;
        }
    return 0;
}

static int maildir_make(const char *path)
{
    int top = folder_make(path) == 0 ? open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    static const char *const parts[] = {"tmp", "new", "cur"};
    for (size_t i = 0; top >= 0 && i < sizeof parts / sizeof *parts; i++)
        if (mkdirat(top, parts[i], 0700) != 0 && errno != EEXIST) {
            close(top);
            return -1;
        }
    return top;
}

static int maildir_open(const struct sendd_host *host, void **state, char *fault, size_t size)
{
    const char *folder = host->option(host, "folder"), *from = host->option(host, "from");
    const char *name = host->option(host, "from_name");
    if (!mail_address_ok(from, fault, size))
        return -1;
    if (!mail_line_ok(name)) {
        snprintf(fault, size, "from_name must be one line of UTF-8 text");
        return -1;
    }
    int top = maildir_make(folder);
    if (top < 0) {
        snprintf(fault, size, "folder %s cannot be used: %s", folder, strerror(errno));
        return -1;
    }
    mail_begin();
    struct maildir *maildir = calloc(1, sizeof *maildir);
    if (!maildir)
        return -1;
    *maildir = (struct maildir){top, {from, name, strchr(from, '@') + 1}};
    *state = maildir;
    return 0;
}

/* Whether the mail NAME is in cur/ already, where a reader adds ":2," and flags to its name. */
static bool was_read(const struct maildir *maildir, const char *name)
{
    int fd = openat(maildir->top, "cur", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    size_t length = strlen(name);
    bool found = false;
    for (struct dirent *entry; folder && !found && (entry = readdir(folder));)
        found = strncmp(entry->d_name, name, length) == 0 && (!entry->d_name[length] || entry->d_name[length] == ':');
    if (folder)
        closedir(folder);
    return found;
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t count = write(fd, bytes + done, length - done);
        if (count < 0 && errno != EINTR)
            return false;
        done += count > 0 ? (size_t)count : 0;
    }
    return true;
}

/* The mail is there, whole and synced, or it is not: written under tmp/, then renamed. */
static bool put(const struct maildir *maildir, const char *name, const char *bytes, size_t length)
{
    char from[300], to[300];
    snprintf(from, sizeof from, "tmp/%s", name);
    snprintf(to, sizeof to, "new/%s", name);
    int fd = openat(maildir->top, from, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool done = write_all(fd, bytes, length) && fsync(fd) == 0;
    close(fd);
    done = done && renameat(maildir->top, from, maildir->top, to) == 0;
    int error = errno;
    if (!done)
        unlinkat(maildir->top, from, 0);
    int folder = done ? openat(maildir->top, "new", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (done)
        done = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0)
        close(folder);
    errno = done ? 0 : error ? error : errno;
    return done;
}

static void maildir_deliver(void *state, const struct sendd_delivery *delivery, struct sendd_outcome *outcome)
{
    const struct maildir *maildir = state;
    size_t length;
    char *message = mail_build(delivery, &maildir->sender, false, &length, outcome->detail, sizeof outcome->detail);
    outcome->kind = SENDD_REJECTED;
    if (!message)
        return;
    /* Both stay the same at every attempt, so a repeat replaces the file instead of doubling the mail. */
    char name[250];
    int size = snprintf(name, sizeof name, "%lld.%s.sendd", (long long)delivery->intended, delivery->key);
    if (size < 0 || (size_t)size >= sizeof name) {
        snprintf(outcome->detail, sizeof outcome->detail, "the key is too long for a file's name");
    } else if (was_read(maildir, name)) {
        outcome->kind = SENDD_DELIVERED;
        snprintf(outcome->detail, sizeof outcome->detail, "was delivered before and is read");
    } else if (put(maildir, name, message, length)) {
        outcome->kind = SENDD_DELIVERED;
        snprintf(outcome->detail, sizeof outcome->detail, "new/%s", name);
    } else {
        outcome->kind = SENDD_RETRY;
        snprintf(outcome->detail, sizeof outcome->detail, "cannot write to the Maildir: %s", strerror(errno));
    }
    mail_free(message);
}

static void maildir_close(void *state)
{
    struct maildir *maildir = state;
    close(maildir->top);
    free(maildir);
}

static const struct sendd_plugin maildir_plugin = {
    .version = SENDD_PLUGIN_VERSION,
    .name = "maildir",
    .purpose = "Writes each message as a file into a Maildir.",
    .options = maildir_options,
    .open = maildir_open,
    .deliver = maildir_deliver,
    .close = maildir_close,
};
SENDD_PLUGIN(maildir_plugin);
