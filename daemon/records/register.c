#include "config/clean.h"
#include "records/reg.h"

#include <ctype.h>
#include <string.h>

/* --- the schema --- */

static const struct conf_key field_keys[] = {
    {.name = "type",
     .type = CONF_STRING,
     .choices = field_type_names,
     .fallback = "string",
     .help = "What may stand in it. A date is read as DD/MM/YYYY or YYYY-MM-DD; a upn has its check letter "
             "checked."},
    {.name = "label",
     .type = CONF_STRING,
     .required = true,
     .help = "Its name for people.",
     .example = "\"Date of birth\""},
    {.name = "required", .type = CONF_BOOL, .fallback = "false", .help = "A record without it is refused."},
    {.name = "personal",
     .type = CONF_BOOL,
     .fallback = "true",
     .help = "It says something of a person: its values are kept out of logs, faults and differences."},
    {.name = "of",
     .type = CONF_STRINGS,
     .help = "The values of a choice.",
     .example = "[\"N\", \"K\", \"E\"]"},
    {.name = "written",
     .type = CONF_STRINGS,
     .help = "How exports write the values of a choice: \"as written = value\".",
     .example = "[\"SEN Support = K\"]"},
    {.name = "columns",
     .type = CONF_STRINGS,
     .help = "Names of its column in the exports of management information systems; capitals, spaces and "
             "marks do "
             "not matter. Its name and label are names too.",
     .example = "[\"Legal Forename\", \"First name\"]"},
    {0},
};
static const struct conf_schema field_schema = {"field", "One field of a register.", field_keys};

static const struct conf_key reg_keys[] = {
    {.name = "id",
     .type = CONF_STRING,
     .required = true,
     .help = "Its short name, as workflows name it.",
     .example = "\"pupil\""},
    {.name = "title",
     .type = CONF_STRING,
     .required = true,
     .help = "Its name for people.",
     .example = "\"Pupils\""},
    {.name = "link",
     .type = CONF_STRING,
     .help = "The register that its records belong to; a required field of that name holds the other "
             "record's id.",
     .example = "\"pupil\""},
    {.name = "key",
     .type = CONF_STRINGS,
     .required = true,
     .help = "The required fields that make a record's id, joined by \"-\".",
     .example = "\"admission_number\""},
    {.name = "fields",
     .type = CONF_MAP,
     .required = true,
     .of = &field_schema,
     .help = "Its fields, by name."},
    {0},
};
static const struct conf_schema reg_schema = {"register", "One kind of record and its fields.", reg_keys};

static const struct conf_key root_keys[] = {
    {.name = "register", .type = CONF_GROUP, .required = true, .of = &reg_schema, .help = "The register."},
    {0}};
const struct conf_schema register_schema = {"register",
                                            "A kind of record, such as pupils: its fields, and the columns "
                                            "of the CSV files they are imported from. One register a "
                                            "file of conf/registers. Workflows name the registers they read.",
                                            root_keys};

/* --- from the tree --- */

static const char *const *strings_copy(struct arena *arena, const struct conf_node *group, const char *key)
{
    size_t count;
    struct conf_node *const *items = conf_items(group, key, &count);
    const char **out = arena_alloc(arena, (count + 1) * sizeof *out);
    for (size_t i = 0; i < count; i++)
        out[i] = items[i]->string;
    return out;
}

static enum field_type type_find(const char *name)
{
    for (enum field_type type = FIELD_STRING; field_type_names[type]; type++)
        if (string_equal(name, field_type_names[type]))
            return type;
    return FIELD_STRING;
}

/* "SEN Support = K" */
static void alias_read(struct arena *arena, struct field *field, const struct conf_node *node,
                       struct faults *faults)
{
    const char *sign = strrchr(node->string, '=');
    if (!sign) {
        error_hint(conf_fault(faults, node, "written must be \"as written = value\""),
                   "Write \"SEN Support = K\".");
        return;
    }
    size_t length = (size_t)(sign - node->string);
    while (length && node->string[length - 1] == ' ')
        length--;
    const char *meant = sign + 1 + strspn(sign + 1, " ");
    for (const char *const *choice = field->of; *choice; choice++)
        if (string_equal(*choice, meant)) {
            field->aliases[field->alias_count++] =
                (struct field_alias){arena_copy_n(arena, node->string, length), *choice};
            return;
        }
    const char *near = conf_suggest(meant, field->of);
    error_hint(conf_fault(faults, node, "\"%s\" is no value of this choice", meant), "%s%s",
               near ? "Did you mean " : "Name it in of first.", near ? near : "");
}

static void choice_read(struct arena *arena, struct field *field, const struct conf_node *node,
                        struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "written", &count);
    field->of = strings_copy(arena, node, "of");
    field->aliases = arena_alloc(arena, (count + 1) * sizeof *field->aliases);
    if ((field->type == FIELD_CHOICE) != (field->of[0] != NULL))
        error_hint(conf_fault(faults, node, "a choice, and nothing else, has its values in of"),
                   "Write type = \"choice\"; of = [\"...\", \"...\"];");
    for (size_t i = 0; i < count; i++)
        alias_read(arena, field, items[i], faults);
}

static void field_take(struct arena *arena, struct field *field, const struct conf_node *node,
                       struct faults *faults)
{
    static const char *const own[] = {"id", "link", "revision", "register", "school", NULL};
    *field = (struct field){.name = node->name,
                            .label = conf_string(node, "label"),
                            .type = type_find(conf_string(node, "type")),
                            .required = conf_bool(node, "required"),
                            .personal = conf_bool(node, "personal"),
                            .columns = strings_copy(arena, node, "columns")};
    for (const char *const *name = own; *name; name++)
        if (string_equal(*name, field->name))
            error_hint(conf_fault(faults, node, "every record has %s of its own", *name),
                       "Choose another name.");
    choice_read(arena, field, node, faults);
}

const struct field *reg_field(const struct reg *reg, const char *name)
{
    for (size_t i = 0; i < reg->count; i++)
        if (string_equal(reg->fields[i].name, name))
            return &reg->fields[i];
    return NULL;
}

static const struct field *required_find(const struct reg *reg, const char *name,
                                         const struct conf_node *node, struct faults *faults)
{
    const struct field *field = reg_field(reg, name);
    if (!field || !field->required)
        error_hint(conf_fault(faults, node, "%s must be a required field of this register", name),
                   "Add fields = { %s = { label = \"...\"; required = true; }; ... };", name);
    return field;
}

static void key_take(struct arena *arena, struct reg *reg, const struct conf_node *node,
                     struct faults *faults)
{
    size_t count;
    struct conf_node *const *items = conf_items(node, "key", &count);
    reg->key = arena_alloc(arena, (count + 1) * sizeof *reg->key);
    for (size_t i = 0; i < count; i++)
        if ((reg->key[reg->key_count] = required_find(reg, items[i]->string, items[i], faults)))
            reg->key_count++;
    if (!count)
        error_hint(conf_fault(faults, conf_get(node, "key"), "the key has no field"),
                   "Write key = \"FIELD\";");
    if (reg->link)
        reg->link_field = required_find(reg, reg->link, conf_get(node, "link"), faults);
}

static struct reg *reg_take(struct arena *arena, const struct conf_node *root, struct faults *faults)
{
    const struct conf_node *node = conf_get(root, "register");
    struct reg *reg = arena_alloc(arena, sizeof *reg);
    struct conf_node *const *items = conf_items(node, "fields", &reg->count);
    reg->id = conf_string(node, "id");
    reg->title = conf_string(node, "title");
    reg->link = conf_string(node, "link");
    reg->fields = arena_alloc(arena, (reg->count + 1) * sizeof *reg->fields);
    for (size_t i = 0; i < reg->count; i++)
        field_take(arena, &reg->fields[i], items[i], faults);
    key_take(arena, reg, node, faults);
    if (!record_id_valid(reg->id))
        error_hint(
            conf_fault(faults, conf_get(node, "id"), "a register's id holds letters, digits, - and _ only"),
            "Write id = \"pupil\"; for example.");
    return reg;
}

static void links_check(const struct list *registers, const struct list *roots, struct faults *faults)
{
    for (size_t i = 0; i < registers->count; i++) {
        const struct reg *reg = registers->items[i];
        const struct conf_node *node = conf_get(roots->items[i], "register");
        const struct reg *first = register_find(registers, reg->id);
        if (first != reg)
            error_hint(conf_fault(faults, conf_get(node, "id"), "the register %s is declared twice", reg->id),
                       "Delete one, or give it another id.");
        if (reg->link && !register_find(registers, reg->link))
            error_hint(conf_fault(faults, conf_get(node, "link"), "there is no register %s", reg->link),
                       "A register links to one of the same folder.");
    }
}

void registers_read(struct arena *arena, const char *folder, struct faults *faults, struct list *out)
{
    struct list roots = LIST_EMPTY, taken = LIST_EMPTY;
    size_t before = faults->errors;
    conf_read_folder(arena, folder, false, &register_schema, faults, &roots);
    for (size_t i = 0; i < roots.count; i++) {
        const struct conf_node *root = roots.items[i];
        if (!faults_blame(faults, root->file))
            list_add(&taken, reg_take(arena, root, faults));
    }
    if (faults->errors == before)
        links_check(&taken, &roots, faults);
    for (size_t i = 0; i < taken.count; i++)
        list_add(out, taken.items[i]);
    list_free(&taken);
    list_free(&roots);
}

/* --- what others ask --- */

const struct reg *register_find(const struct list *registers, const char *id)
{
    for (size_t i = 0; i < registers->count; i++) {
        const struct reg *reg = registers->items[i];
        if (string_equal(reg->id, id))
            return reg;
    }
    return NULL;
}

const struct field *register_fields(const struct reg *reg, size_t *count)
{
    *count = reg->count;
    return reg->fields;
}

const char *register_id(const struct reg *reg)
{
    return reg->id;
}

const char *register_title(const struct reg *reg)
{
    return reg->title;
}

const char *register_link(const struct reg *reg)
{
    return reg->link;
}

bool record_id_valid(const char *id)
{
    size_t length = strlen(id);
    for (const char *byte = id; *byte; byte++)
        if (!isalnum((unsigned char)*byte) && !strchr("._-", *byte))
            return false;
    return length > 0 && length <= 64 && id[0] != '.';
}

/* What the store adds to a record's fields. */
static bool store_owns(const char *name)
{
    return string_equal(name, "id") || string_equal(name, "revision") || string_equal(name, "link");
}

int register_check(const struct reg *reg, const json_t *data, struct error *error)
{
    const char *name, *wanted;
    json_t *value;
    for (size_t i = 0; i < reg->count; i++)
        if (reg->fields[i].required && !json_object_get(data, reg->fields[i].name))
            return error_set(error, SENDD_EINVALID, "the %s lacks %s (%s)", reg->id, reg->fields[i].name,
                             reg->fields[i].label);
    json_object_foreach((json_t *)(uintptr_t)data, name, value)
    {
        const struct field *field = reg_field(reg, name);
        if (!field && store_owns(name))
            continue;
        if (!field)
            return error_set(error, SENDD_EINVALID, "%.*s is no field of the register %s",
                             (int)utf8_cut(name, 60), name, reg->id);
        if (field_check(field, value, &wanted))
            return error_set(error, SENDD_EINVALID, "%s of the %s must be %s", name, reg->id, wanted);
    }
    return 0;
}
