#include "sendd_options.h"

#include "calendar/date.h"

#include <getopt.h>
#include <stdlib.h>

const char options_help[] =
    "Usage: sendd [-c FOLDER] [--hold] [--store FILE] [--socket FILE] [--jump-from DATE]\n"
    "       sendd --check [-c FOLDER]\n"
    "       sendd --upgrade-check [-c FOLDER] [--store FILE]\n"
    "       sendd --simulate [-c FOLDER] [--against FOLDER] [--store FILE | --school made-up [--pupils N]\n"
    "             [--seed N]] [--span LENGTH] [--from DATE] [--json]\n"
    "\n"
    "  -c, --conf FOLDER    the configuration (" SENDD_CONF_FOLDER ")\n"
    "      --check          only read the configuration; exit 1 when something is wrong with it\n"
    "      --upgrade-check  only do the history of every open case again with this program, and say which case\n"
    "                       it would have left elsewhere; reads the store, beside a running daemon too; exit 1\n"
    "                       when one differs\n"
    "      --hold           send nothing and fire no timer until `sendctl release`\n"
    "      --store FILE     the store, instead of the one sendd.conf names\n"
    "      --socket FILE    the control socket, instead of the one sendd.conf names\n"
    "      --jump-from DATE a clock of its own that starts there and jumps from event to event, for\n"
    "                       demonstrations; needs a store of its own\n"
    "      --simulate       only say what this configuration would do that another does not, on a copy of a store\n"
    "                       or in a made-up school; nothing is sent, no store is changed; exit 0: no difference, 1: some\n"
    "      --against FOLDER the other one, the present configuration\n"
    "      --school made-up a school of --pupils N (40) whose people act as --seed N (1) decides\n"
    "      --span LENGTH    how long (\"12 weeks\")\n"
    "      --from DATE      where the copy's clock begins, instead of now\n"
    "      --json           print the result as JSON; also of --upgrade-check\n"
    "      --version        print the version\n"
    "  -h, --help           print this\n";

enum { CHECK = 256, UPGRADE, HOLD, STORE, SOCKET, JUMP, SIMULATE, AGAINST, SCHOOL, PUPILS, SEED, SPAN, FROM, JSON, VERSION };

static const struct option long_options[] = {
    {"conf", required_argument, NULL, 'c'},
    {"check", no_argument, NULL, CHECK},
    {"upgrade-check", no_argument, NULL, UPGRADE},
    {"hold", no_argument, NULL, HOLD},
    {"store", required_argument, NULL, STORE},
    {"socket", required_argument, NULL, SOCKET},
    {"jump-from", required_argument, NULL, JUMP},
    {"simulate", no_argument, NULL, SIMULATE},
    {"against", required_argument, NULL, AGAINST},
    {"school", required_argument, NULL, SCHOOL},
    {"pupils", required_argument, NULL, PUPILS},
    {"seed", required_argument, NULL, SEED},
    {"span", required_argument, NULL, SPAN},
    {"from", required_argument, NULL, FROM},
    {"json", no_argument, NULL, JSON},
    {"version", no_argument, NULL, VERSION},
    {"help", no_argument, NULL, 'h'},
    {0},
};

/* A whole number from 1 to MOST; 0 after an error. */
static int64_t number_take(const char *name, int64_t most, struct error *error)
{
    char *end;
    long long number = strtoll(optarg, &end, 10);
    if (*optarg && !*end && number >= 1 && number <= most)
        return number;
    error_set(error, SENDD_EINVALID, "--%s takes a whole number from 1 to %lld, not \"%s\"", name, (long long)most,
              optarg);
    return 0;
}

static int school_take(struct options *out, struct error *error)
{
    out->made_up = true;
    if (string_equal(optarg, "made-up"))
        return 0;
    return error_set(error, SENDD_EINVALID, "--school takes only made-up: a real one is a copy of its store");
}

/* What belongs to a simulation. */
static int simulation_take(int option, struct options *out, struct error *error)
{
    switch (option) {
    case SIMULATE:
        out->simulate = true;
        return 0;
    case AGAINST:
        out->against = optarg;
        return 0;
    case SCHOOL:
        return school_take(out, error);
    case PUPILS:
        out->pupils = (int)number_take("pupils", 10000, error);
        return out->pupils ? 0 : error->code;
    case SEED:
        out->seed = (uint64_t)number_take("seed", INT32_MAX, error);
        return out->seed ? 0 : error->code;
    case SPAN:
        out->span = optarg;
        return 0;
    case FROM:
        return london_read(optarg, &out->from, error);
    case JSON:
        out->json = true;
        return 0;
    default:
        return error_set(error, SENDD_EINVALID, "see sendd --help");
    }
}

static int option_take(int option, struct options *out, struct error *error)
{
    switch (option) {
    case 'c':
        out->folder = optarg;
        return 0;
    case CHECK:
        out->check = true;
        return 0;
    case UPGRADE:
        out->upgrade_check = true;
        return 0;
    case HOLD:
        out->hold = true;
        return 0;
    case STORE:
        out->store = optarg;
        return 0;
    case SOCKET:
        out->socket = optarg;
        return 0;
    case JUMP:
        return london_read(optarg, &out->jump_from, error);
    case VERSION:
        out->version = true;
        return 0;
    case 'h':
        out->help = true;
        return 0;
    default:
        return simulation_take(option, out, error);
    }
}

int options_read(int argc, char **argv, struct options *out, struct error *error)
{
    *out = (struct options){.folder = SENDD_CONF_FOLDER, .jump_from = INSTANT_NEVER, .from = INSTANT_NEVER,
                            .pupils = 40, .seed = 1, .span = "12 weeks"};
    int option, code = 0;
    while (!code && (option = getopt_long(argc, argv, "c:h", long_options, NULL)) != -1)
        code = option_take(option, out, error);
    bool simulating = out->against || out->made_up || (out->json && !out->upgrade_check) || out->from != INSTANT_NEVER;
    if (!code && !out->simulate && simulating)
        code = error_set(error, SENDD_EINVALID,
                         "--against, --school, --from and --json belong to --simulate; --json to --upgrade-check, too");
    if (!code && out->made_up && out->store)
        code = error_set(error, SENDD_EINVALID, "name a store or a made-up school, not both");
    if (!code && optind < argc)
        code = error_set(error, SENDD_EINVALID, "\"%s\" is not an option; see sendd --help", argv[optind]);
    return code;
}
