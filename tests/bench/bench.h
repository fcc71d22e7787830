/* The bench: the daemon's own core and store, timed beside a raw SQLite program that runs the very same
 * statements.
 *
 * Core's writes are recorded once (script.c): every statement with its values and where each transaction
 * ended. The raw side (raw.c) replays that record on a copy of the same file: same rows, same statements,
 * same batch sizes, and nothing of ours around them. What remains between the two is our own work. */
#ifndef SENDD_TESTS_BENCH_H
#define SENDD_TESTS_BENCH_H

#include "base/mem.h"
#include "core/core.h"
#include "store/sql.h"

#define BENCH_START ((instant)1788256800000000) /* 2026-09-01 11:00 in London */

enum { BENCH_FLIGHT = 64 }; /* commands in flight in the wide runs */

/* --- a place to work in (place.c) --- */
struct place {
    char folder[64]; /* fresh; removed at the end */
    char conf[96], store[96], base[96], socket[96];
    const char *source, *build; /* the trees of sendd */
};
void place_new(struct place *place);
void place_free(struct place *place);
/* Ends the program with what is wrong. */
void must(int code, const struct error *error, const char *what);
void place_copy(const char *from, const char *to); /* a store, without a log */
int64_t file_size(const char *path);
int64_t resident(int pid); /* bytes; -1: no such process. 0: this one */

/* --- a running core (house.c) --- */
struct house {
    struct env *env;
    struct store *store;
    struct core *core;
};
void house_open(struct house *house, const struct place *place, instant at);
void house_close(struct house *house); /* gives space back first */
/* COUNT pupils on record, P000001 and after. */
void house_pupils(struct house *house, int count);

/* --- figures (figures.c) --- */
struct figures {
    int64_t *took; /* microseconds each */
    size_t count, room;
    double seconds; /* of the whole run */
    double cpu; /* seconds of processor time it took: other programs on the machine disturb this far less */
    json_t *sizes; /* histogram of batch sizes; NULL: none */
};
void figures_add(struct figures *figures, int64_t took);
int64_t figures_at(struct figures *figures, double part); /* 0.5: the median */
void figures_free(struct figures *figures);
double median(double *values, size_t count);
double cpu_seconds(int pid); /* processor time of a process so far; 0: this one */
/* The classes of AFTER less those of BEFORE, both as core_status gives them. */
json_t *sizes_between(const json_t *before, const json_t *after);
void sizes_print(const char *side, const json_t *sizes);

/* --- commands in flight (load.c) --- */
struct load {
    const char *kind;
    json_t *(*arguments)(void *context, int number); /* of the command NUMBER, from 0 */
    void *context;
    int count, flight;
};
/* Keeps FLIGHT commands under way until COUNT are answered; every answer must be OK. */
void load_run(struct house *house, const struct load *load, struct figures *out);
/* Starts one case of WORKFLOW for each of COUNT pupils. */
void load_start(struct house *house, const char *workflow, int count);
/* COUNT events "go", spread over CASES cases of the bench's workflow. */
void load_events(struct house *house, int cases, int count, int flight, struct figures *out);

/* --- the record and its replay (script.c, raw.c) --- */
struct script;
struct script *script_start(struct store *store);
void script_stop(struct script *script);
void script_free(struct script *script);

struct script_value {
    enum { SCRIPT_NULL, SCRIPT_NUMBER, SCRIPT_TEXT, SCRIPT_BLOB } kind;
    int64_t number;
    char *bytes;
    size_t size;
};
struct script_line {
    const char *sql;             /* shared by lines of one statement; NULL: the transaction ends here */
    struct script_value *values; /* in the order of the parameters */
    size_t count;
};
const struct script_line *script_lines(const struct script *script, size_t *count);
/* Runs SCRIPT on the store at PATH; each transaction's time goes to OUT. */
void raw_run(const char *path, const struct script *script, struct figures *out);

/* --- the real daemon (process.c, client.c) --- */
int process_start(const struct place *place, const char *jump_from); /* its pid; waits until it answers */
double process_ready(const struct place *place, const char *jump_from,
                     int *pid); /* seconds from start to first answer */
void process_kill(int pid, int signal);
/* COUNT events over FLIGHT connections to the daemon PID. */
void client_events(const struct place *place, int pid, int cases, int count, int flight, struct figures *out);
json_t *client_status(const struct place *place); /* NULL: it did not answer 200 */

/* --- the parts of the report --- */
void bench_turns(struct place *place, int cases, int narrow, int wide, int rounds);
void bench_storm(struct place *place, int timers, int rounds);
void bench_sleep(struct place *place, int cases);

#endif
