/* One field of a register: what may stand in it, as a CSV writes it and as it is kept. */
#ifndef SENDD_RECORDS_FIELD_H
#define SENDD_RECORDS_FIELD_H

#include "config/conf.h"

enum field_type {
    FIELD_STRING,
    FIELD_DATE,   /* kept as "YYYY-MM-DD" */
    FIELD_CHOICE, /* one of OF */
    FIELD_BOOL,
    FIELD_INT,
    FIELD_EMAIL,
    FIELD_PHONE,
    FIELD_UPN,
    FIELD_POSTCODE
};

extern const char *const field_type_names[]; /* in the order of the enum, NULL-terminated */

/* "EHC plan" in the CSV means "E". */
struct field_alias {
    const char *written, *meant;
};

/* Immutable; lives in the register's arena. */
struct field {
    const char *name;  /* "dob" */
    const char *label; /* "Date of birth" */
    enum field_type type;
    bool required;
    bool personal;         /* never shown in faults or differences */
    const char *const *of; /* FIELD_CHOICE: NULL-terminated */
    struct field_alias *aliases;
    size_t alias_count;
    const char *const *columns; /* header names in exports, NULL-terminated */
};

/* Reads CELL (trimmed, not empty). *OUT is a new reference; on EINVAL *WANTED says what would do. */
int field_read(const struct field *field, const char *cell, json_t **out, const char **wanted);
/* Checks a kept VALUE in the same way. */
int field_check(const struct field *field, const json_t *value, const char **wanted);

#endif
