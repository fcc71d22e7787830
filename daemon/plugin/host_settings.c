/* The settings of an instance against the plugin's own table, before the plugin sees any of them. */
#include "plugin/host.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_LIMIT = 16 * 1024 };

static bool name_matches(const char *pattern, const char *name)
{
    size_t length = strlen(pattern);
    if (length > 2 && string_ends(pattern, ".*"))
        return strncmp(pattern, name, length - 1) == 0 && name[length - 1];
    return string_equal(pattern, name);
}

static const struct sendd_option *option_find(const struct sendd_option *table, const char *name, bool secret)
{
    for (; table->name; table++)
        if ((table->type == SENDD_OPTION_SECRET) == secret && name_matches(table->name, name))
            return table;
    return NULL;
}

/* Edits that turn A into B: insert, drop or change a letter. Both short. */
static size_t distance(const char *a, const char *b)
{
    size_t row[65], length = strlen(b);
    if (length > 64)
        return 64;
    for (size_t i = 0; i <= length; i++)
        row[i] = i;
    for (size_t i = 0; a[i]; i++) {
        size_t corner = row[0];
        row[0] = i + 1;
        for (size_t k = 0; k < length; k++) {
            size_t best = corner + (a[i] != b[k]);
            corner = row[k + 1];
            best = best < corner + 1 ? best : corner + 1;
            row[k + 1] = best < row[k] + 1 ? best : row[k] + 1;
        }
    }
    return row[length];
}

static int unknown(const struct sendd_option *table, const char *name, bool secret, struct error *error)
{
    const char *kind = secret ? "secret" : "option", *nearest = NULL;
    size_t best = strlen(name) / 3 + 2;
    struct text all = TEXT_EMPTY;
    error_set(error, SENDD_EINVALID, "the plugin has no %s \"%s\"", kind, name);
    for (const struct sendd_option *option = table; option->name; option++) {
        if ((option->type == SENDD_OPTION_SECRET) != secret)
            continue;
        text_addf(&all, "%s%s", all.length ? ", " : "", option->name);
        size_t edits = distance(name, option->name);
        if (edits < best) {
            best = edits;
            nearest = option->name;
        }
    }
    if (nearest && string_ends(nearest, ".*"))
        error_hint(error, "\"%.*s\" is a group: write %.*s = { NAME = \"...\"; };", (int)strlen(nearest) - 2, nearest,
                   (int)strlen(nearest) - 2, nearest);
    else if (nearest)
        error_hint(error, "did you mean \"%s\"?", nearest);
    else if (option_find(table, name, !secret))
        error_hint(error, "\"%s\" belongs under \"%s\"", name, secret ? "options" : "secrets");
    else
        error_hint(error, all.length ? "it has: %s" : "it has none", text_string(&all));
    text_free(&all);
    return error ? error->code : SENDD_EINVALID;
}

/* The value as text (new reference), or NULL when its type is not the table's. */
static json_t *value_text(const struct sendd_option *option, const json_t *value)
{
    if (option->type == SENDD_OPTION_INT)
        return json_is_integer(value) ? json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value)) : NULL;
    if (option->type == SENDD_OPTION_BOOL)
        return json_is_boolean(value) ? json_string(json_is_true(value) ? "true" : "false") : NULL;
    return json_is_string(value) ? json_string(json_string_value(value)) : NULL;
}

static const char *type_name(enum sendd_option_type type)
{
    switch (type) {
    case SENDD_OPTION_INT:
        return "a whole number";
    case SENDD_OPTION_BOOL:
        return "true or false";
    case SENDD_OPTION_SECRET:
        return "the path of a file, in double quotes";
    case SENDD_OPTION_STRING:
        break;
    }
    return "text in double quotes";
}

static int secret_check(int fd, const char *path, struct error *error)
{
    struct stat about;
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
        return error_at(error, SENDD_EINVALID, path, 0, "the secret is not a plain file");
    if (about.st_mode & 077) {
        error_at(error, SENDD_EREFUSED, path, 0, "others may read the secret (mode %04o)", about.st_mode & 07777u);
        return error_hint(error, "chmod 600 %s, and change the secret if others could have seen it", path);
    }
    /* root's is as good as ours: systemd hands credentials on like that */
    if (about.st_uid != geteuid() && about.st_uid != 0) {
        error_at(error, SENDD_EREFUSED, path, 0, "the secret belongs to user %u, not to sendd's", about.st_uid);
        return error_hint(error, "chown it to the user that sendd runs as (uid %u)", geteuid());
    }
    if (about.st_size > SECRET_LIMIT)
        return error_at(error, SENDD_ELIMIT, path, 0, "the secret is over %d bytes", SECRET_LIMIT);
    return 0;
}

/* Replaces the path in *VALUE by what the file holds. */
static int secret_read(json_t **value, struct error *error)
{
    struct text path = TEXT_EMPTY;
    text_add(&path, json_string_value(*value));
    json_decref(*value);
    *value = NULL;
    char bytes[SECRET_LIMIT + 1];
    ssize_t size = 0;
    int status = 0, fd = open(text_string(&path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        status = error_at(error, SENDD_EINVALID, text_string(&path), 0, "the secret does not open: %s", strerror(errno));
        error_hint(error, "make the file with mode 0600, owned by the user that sendd runs as; a link is refused");
        goto out;
    }
    status = secret_check(fd, text_string(&path), error);
    if (status < 0)
        goto out;
    size = read(fd, bytes, SECRET_LIMIT);
    while (size > 0 && (bytes[size - 1] == '\n' || bytes[size - 1] == '\r'))
        size--;
    *value = size > 0 ? json_stringn(bytes, (size_t)size) : NULL;
    if (!*value)
        status = error_at(error, SENDD_EINVALID, text_string(&path), 0, "the secret is empty or not UTF-8 text");
out:
    explicit_bzero(bytes, sizeof bytes);
    if (fd >= 0)
        close(fd);
    text_free(&path);
    return status;
}

static int setting_take(const struct sendd_option *table, const char *name, const json_t *value, bool secret,
                        json_t *settings, struct error *error)
{
    const struct sendd_option *option = option_find(table, name, secret);
    if (!option)
        return unknown(table, name, secret, error);
    json_t *text = value_text(option, value);
    if (!text) {
        error_set(error, SENDD_EINVALID, "the %s \"%s\" must be %s", secret ? "secret" : "option", name,
                  type_name(option->type));
        return error_hint(error, "%s", option->help ? option->help : "see the plugin's page");
    }
    int status = secret ? secret_read(&text, error) : 0;
    if (status == 0)
        json_object_set_new(settings, name, text);
    return status;
}

/* Takes GIVEN, whose groups ({"endpoint": {"la": ...}}) become names with a dot. */
static int settings_take(const struct sendd_option *table, const json_t *given, bool secret, json_t *settings,
                         struct error *error)
{
    const char *name, *inner;
    json_t *value, *part;
    int status = 0;
    json_object_foreach((json_t *)given, name, value)
    {
        if (!json_is_object(value)) {
            status = setting_take(table, name, value, secret, settings, error);
        } else {
            json_object_foreach(value, inner, part)
            {
                struct text full = TEXT_EMPTY;
                text_addf(&full, "%s.%s", name, inner);
                status = setting_take(table, text_string(&full), part, secret, settings, error);
                text_free(&full);
                if (status < 0)
                    break;
            }
        }
        if (status < 0)
            return status;
    }
    return 0;
}

static int settings_complete(const struct sendd_option *table, json_t *settings, struct error *error)
{
    for (; table->name; table++) {
        if (json_object_get(settings, table->name))
            continue;
        if (table->fallback) {
            json_object_set_new(settings, table->name, json_string(table->fallback));
        } else if (table->required) {
            error_set(error, SENDD_EINVALID, "the %s \"%s\" is missing",
                      table->type == SENDD_OPTION_SECRET ? "secret" : "option", table->name);
            return error_hint(error, "%s", table->help ? table->help : "see the plugin's page");
        }
    }
    return 0;
}

int host_settings(const struct sendd_option *table, const json_t *options, const json_t *secrets, json_t **settings,
                  struct error *error)
{
    *settings = json_object();
    int status = settings_take(table, options, false, *settings, error);
    if (status == 0)
        status = settings_take(table, secrets, true, *settings, error);
    if (status == 0)
        status = settings_complete(table, *settings, error);
    if (status < 0) {
        json_decref(*settings);
        *settings = NULL;
    }
    return status;
}
