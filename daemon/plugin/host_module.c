/* Finding a plugin's module and checking that it speaks this contract. The only place that uses libltdl. */
#include "plugin/host.h"

#include <ctype.h>
#include <ltdl.h>
#include <string.h>
#include <unistd.h>

static bool name_is_plain(const char *name)
{
    for (const char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
            return false;
    return *name != '\0';
}

static bool exists(const char *path, const char *suffix)
{
    struct text file = TEXT_EMPTY;
    text_addf(&file, "%s%s", path, suffix);
    bool found = access(text_string(&file), F_OK) == 0;
    text_free(&file);
    return found;
}

/* Tries FOLDER (LENGTH bytes of it). 1: loaded; 0: not there; else an error. */
static int module_try(const char *folder, size_t length, const char *module, lt_dlhandle *handle, struct error *error)
{
    struct text path = TEXT_EMPTY;
    text_add_n(&path, folder, length);
    text_addf(&path, "/%s", module);
    int status = 0;
    if (exists(text_string(&path), ".la") || exists(text_string(&path), ".so")) {
        *handle = lt_dlopenext(text_string(&path));
        status = *handle ? 1 : error_at(error, SENDD_EINVALID, text_string(&path), 0,
                                        "the plugin's module does not load: %s", lt_dlerror());
    }
    if (status < 0)
        error_hint(error, "see which library it misses with: ldd %s.so", text_string(&path));
    text_free(&path);
    return status;
}

static lt_dlhandle module_find(const char *module, const char *folder, struct error *error)
{
    if (!name_is_plain(module)) {
        error_set(error, SENDD_EINVALID, "the module name \"%s\" is not letters, digits, '-' and '_'", module);
        return NULL;
    }
    lt_dlhandle handle = NULL;
    for (const char *at = folder; *at;) {
        size_t length = strcspn(at, ":");
        if (length > 0) {
            int status = module_try(at, length, module, &handle, error);
            if (status != 0)
                return status > 0 ? handle : NULL;
        }
        at += length + (at[length] == ':');
    }
    error_set(error, SENDD_ENOTFOUND, "there is no plugin module \"%s\" in %s", module, folder);
    error_hint(error, "install it there as %s.so, or correct the name after \"module\"", module);
    return NULL;
}

const struct sendd_plugin *host_module(const char *module, const char *folder, struct error *error)
{
    lt_dlinit();
    lt_dlhandle handle = module_find(module, folder, error);
    if (!handle)
        return NULL;
    const struct sendd_plugin *const *entry = lt_dlsym(handle, "sendd_plugin_entry");
    if (!entry || !*entry) {
        error_set(error, SENDD_EINVALID, "the module \"%s\" is not a sendd plugin", module);
        error_hint(error, "a plugin ends with SENDD_PLUGIN(its struct sendd_plugin)");
        return NULL;
    }
    if ((*entry)->version != SENDD_PLUGIN_VERSION) {
        error_set(error, SENDD_EINVALID, "the plugin \"%s\" speaks version %d of the plugin contract, this sendd version %d",
                  module, (*entry)->version, SENDD_PLUGIN_VERSION);
        error_hint(error, "build it again with this sendd's <sendd/plugin.h>");
        return NULL;
    }
    if (!(*entry)->open || !(*entry)->deliver || !(*entry)->options) {
        error_set(error, SENDD_EINVALID, "the plugin \"%s\" lacks open, deliver or its table of options", module);
        return NULL;
    }
    return *entry;
}
