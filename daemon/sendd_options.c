#include "sendd_options.h"

#include "calendar/date.h"

#include <getopt.h>

const char options_help[] =
    "Usage: sendd [-c FOLDER] [--hold] [--store FILE] [--socket FILE] [--jump-from DATE]\n"
    "       sendd --check [-c FOLDER]\n"
    "       sendd --upgrade-check [-c FOLDER] [--store FILE]\n"
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
    "      --version        print the version\n"
    "  -h, --help           print this\n";

enum { CHECK = 256, UPGRADE, HOLD, STORE, SOCKET, JUMP, VERSION };

static const struct option long_options[] = {
    {"conf", required_argument, NULL, 'c'},
    {"check", no_argument, NULL, CHECK},
    {"upgrade-check", no_argument, NULL, UPGRADE},
    {"hold", no_argument, NULL, HOLD},
    {"store", required_argument, NULL, STORE},
    {"socket", required_argument, NULL, SOCKET},
    {"jump-from", required_argument, NULL, JUMP},
    {"version", no_argument, NULL, VERSION},
    {"help", no_argument, NULL, 'h'},
    {0},
};

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
        return error_set(error, SENDD_EINVALID, "see sendd --help");
    }
}

int options_read(int argc, char **argv, struct options *out, struct error *error)
{
    *out = (struct options){.folder = SENDD_CONF_FOLDER, .jump_from = INSTANT_NEVER};
    int option, code = 0;
    while (!code && (option = getopt_long(argc, argv, "c:h", long_options, NULL)) != -1)
        code = option_take(option, out, error);
    if (!code && optind < argc)
        code = error_set(error, SENDD_EINVALID, "\"%s\" is not an option; see sendd --help", argv[optind]);
    return code;
}
