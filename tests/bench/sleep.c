/* Many real cases that sleep: what they take on disk and in memory, and how soon the daemon is ready after
 * kill -9. */
#include "bench.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static double pages_of(sqlite3 *db, const char *names)
{
    char sql[512];
    sqlite3_stmt *stmt;
    snprintf(sql, sizeof sql,
             "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema"
             " WHERE tbl_name IN (%s))",
             names);
    must(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), NULL, sqlite3_errmsg(db));
    sqlite3_step(stmt);
    double bytes = sqlite3_column_double(stmt, 0);
    sqlite3_finalize(stmt);
    return bytes;
}

static void disk_print(const struct place *place, int cases)
{
    static const struct {
        const char *what, *tables;
    } parts[] = {
        {"a case with its timers, deadlines and tasks", "'cases', 'timer', 'deadline', 'task'"},
        {"  the case's own row", "'cases'"},
        {"  timers", "'timer'"},
        {"  deadlines", "'deadline'"},
        {"  tasks", "'task'"},
        {"its start: history", "'history'"},
        {"its start: the answer kept under the key", "'request'"},
        {"its start: messages", "'outbox'"},
        {"its pupil's record", "'record'"},
    };
    sqlite3 *db;
    must(sqlite3_open_v2(place->store, &db, SQLITE_OPEN_READONLY, NULL), NULL, "the store");
    printf("\n%d sleeping cases of ehc-needs-assessment: bytes on disk a case\n", cases);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        printf("| %-45s | %6.0f |\n", parts[i].what, pages_of(db, parts[i].tables) / cases);
    printf("| %-45s | %6.0f |\n", "the whole file", (double)file_size(place->store) / cases);
    sqlite3_close(db);
}

static void memory_print(const char *when, int pid)
{
    printf("resident memory of the daemon, %s: %.1f MiB\n", when, (double)resident(pid) / 1048576);
}

void bench_sleep(struct place *place, int cases)
{
    struct house house;
    int pid;
    remove(place->store);
    house_open(&house, place, BENCH_START);
    house_pupils(&house, cases);
    core_start(house.core);
    load_start(&house, "ehc-needs-assessment", cases);
    load_start(&house, "bench-turn", 64);
    house_close(&house);
    disk_print(place, cases);
    double ready = process_ready(place, "2026-09-01", &pid);
    printf("ready %.3f s after start\n", ready);
    memory_print("after start", pid);
    struct figures figures = {0};
    client_events(place, pid, 64, 2000, BENCH_FLIGHT, &figures);
    memory_print("after 2,000 transitions", pid);
    process_kill(pid, SIGKILL);
    ready = process_ready(place, "2026-09-01", &pid);
    printf("ready again %.3f s after kill -9 under load\n", ready);
    memory_print("after that", pid);
    process_kill(pid, SIGTERM);
    figures_free(&figures);
}
