#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void must(int code, const struct error *error, const char *what)
{
    if (!code)
        return;
    fprintf(stderr, "bench: %s: %s\n", what, error ? error->text : "failed");
    exit(1);
}

__attribute__((format(printf, 1, 2))) static void shell(const char *format, ...)
{
    char command[1024];
    va_list list;
    va_start(list, format);
    vsnprintf(command, sizeof command, format, list);
    va_end(list);
    must(system(command), NULL, command);
}

/* The England pack, with the bench's workflow and a site of its own beside it. */
void place_new(struct place *place)
{
    snprintf(place->folder, sizeof place->folder, "%s/sendd-bench-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    must(!mkdtemp(place->folder), NULL, place->folder);
    place->source = getenv("SENDD_SRC");
    place->build = getenv("SENDD_BUILD");
    must(!place->source || !place->build, NULL, "SENDD_SRC and SENDD_BUILD name the trees; use make bench");
    snprintf(place->conf, sizeof place->conf, "%s/conf", place->folder);
    snprintf(place->store, sizeof place->store, "%s/sendd.db", place->folder);
    snprintf(place->base, sizeof place->base, "%s/base.db", place->folder);
    snprintf(place->socket, sizeof place->socket, "%s/sendd.sock", place->folder);
    shell("cp -r '%s/conf' '%s' && chmod -R u+rwX '%s' && rm -rf '%s/demo' '%s/local.mk'", place->source,
          place->conf, place->conf, place->conf, place->conf);
    shell("cp '%s/tests/bench/turn.conf' '%s/workflows/bench-turn.conf'", place->source, place->conf);
    shell("sed -e 's|@FOLDER@|%s|g' -e 's|@BUILD@|%s|g' '%s/tests/bench/site.conf' >'%s/sendd.conf'",
          place->folder, place->build, place->source, place->conf);
    shell("chmod -R go-w '%s'", place->conf);
}

void place_free(struct place *place)
{
    shell("rm -rf '%s'", place->folder);
}

void place_copy(const char *from, const char *to)
{
    shell("rm -f '%s-wal' '%s-shm'", to, to);
    shell("cp '%s' '%s'", from, to);
    sync(); /* the copy's pages are not to be written during a timed run */
}

int64_t file_size(const char *path)
{
    struct stat info;
    return stat(path, &info) ? -1 : (int64_t)info.st_size;
}

int64_t resident(int pid)
{
    char path[64], line[128];
    int64_t kilobytes = -1;
    snprintf(path, sizeof path, pid ? "/proc/%d/status" : "/proc/self/status", pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        if (!strncmp(line, "VmRSS:", 6))
            kilobytes = atoll(line + 6);
    }
    if (file)
        fclose(file);
    return kilobytes < 0 ? -1 : kilobytes * 1024;
}
