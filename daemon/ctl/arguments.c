/* The command line: options, FIELD=VALUE words, and what is said when they are wrong. */
#include "ctl/ctl.h"

#include "config/conf.h"

#include <stdio.h>
#include <string.h>

static const struct ctl_option *option_find(const struct ctl_option *options, const char *name, size_t length)
{
    for (; options->name; options++) {
        if (strlen(options->name) == length && !strncmp(options->name, name, length))
            return options;
    }
    return NULL;
}

static void option_unknown(const char *word, const struct ctl_option *options)
{
    const char *names[32];
    size_t count = 0;
    for (; options[count].name && count < 31; count++)
        names[count] = options[count].name;
    names[count] = NULL;
    const char *near = conf_suggest(word + 2, names);
    if (near)
        ctl_say(NULL, "there is no option %s here; did you mean --%s?", word, near);
    else
        ctl_say(NULL, "there is no option %s here", word);
}

int ctl_parse(int argc, char **argv, const struct ctl_option *options)
{
    int kept = 0;
    for (int i = 0; i < argc; i++) {
        char *word = argv[i];
        if (string_equal(word, "--")) {
            while (++i < argc)
                argv[kept++] = argv[i];
            break;
        }
        if (strncmp(word, "--", 2) != 0) {
            argv[kept++] = word;
            continue;
        }
        char *equals = strchr(word, '=');
        size_t length = equals ? (size_t)(equals - word) - 2 : strlen(word) - 2;
        const struct ctl_option *option = option_find(options, word + 2, length);
        if (!option) {
            option_unknown(word, options);
            return -1;
        }
        if (option->flag) {
            *option->flag = true;
        } else if (equals) {
            *option->value = equals + 1;
        } else if (i + 1 < argc) {
            *option->value = argv[++i];
        } else {
            ctl_say(NULL, "%s needs a value", word);
            return -1;
        }
    }
    return kept;
}

static json_t *field_value(const char *text)
{
    json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (value && !json_is_string(value))
        return value;
    json_decref(value);
    return json_string(text);
}

json_t *ctl_fields(int argc, char **argv)
{
    json_t *fields = json_object();
    for (int i = 0; i < argc; i++) {
        char *equals = strchr(argv[i], '=');
        json_t *value = equals && equals != argv[i] ? field_value(equals + 1) : NULL;
        if (!value) {
            ctl_say(NULL, "`%s` is not FIELD=VALUE in UTF-8, such as request_received=2026-09-01", argv[i]);
            json_decref(fields);
            return NULL;
        }
        *equals = '\0';
        json_object_set_new(fields, argv[i], value);
    }
    return fields;
}

void ctl_faults(const struct ctl *ctl, const struct faults *faults)
{
    struct text out = TEXT_EMPTY;
    json_t *lines = json_array();
    for (size_t i = 0; i < faults->items.count; i++) {
        const struct fault *fault = faults->items.items[i];
        text_clear(&out);
        error_print(&fault->error, &out);
        json_array_append_new(lines, json_string(text_string(&out)));
    }
    text_clear(&out);
    faults_print(faults, &out);
    if (ctl->json)
        ctl_print_line(json_pack("{s:o}", "errors", lines));
    else {
        fputs(text_string(&out), stderr);
        json_decref(lines);
    }
    text_free(&out);
}

void ctl_print_line(json_t *object)
{
    json_dumpf(object, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER);
    putchar('\n');
    fflush(stdout);
    json_decref(object);
}
