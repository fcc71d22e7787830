/* Typed records declared in conf/registers/NAME.conf: pupil, contact, authority, staff; and the CSV that fills them. */
#ifndef SENDD_RECORDS_REGISTER_H
#define SENDD_RECORDS_REGISTER_H

#include "config/conf.h"

struct reg; /* one register; immutable */
struct field;

/* The schema of conf/registers/NAME.conf. */
extern const struct conf_schema register_schema;

void registers_read(struct arena *arena, const char *folder, struct faults *faults, struct list *out /* of reg * */);
const struct reg *register_find(const struct list *registers, const char *id);
const char *register_id(const struct reg *reg);
const char *register_title(const struct reg *reg); /* "Pupils" */
const char *register_link(const struct reg *reg); /* the register its records belong to ("pupil" for contact), or NULL */
const struct field *register_fields(const struct reg *reg, size_t *count); /* see records/field.h */
/* Checks DATA's fields against the register: types, required, choices, formats. */
int register_check(const struct reg *reg, const json_t *data, struct error *error);

/* Reads a CSV as MIS exports write it: UTF-8 (with or without BOM) or CP1252, header names mapped by the register's
 * own "columns", DD/MM/YYYY or YYYY-MM-DD. Every bad row is a fault with FILE:LINE; duplicates of the id or of a UPN are
 * faults. With no error *ROWS is a new reference: [{"id","link","fields":{...}}], where "id" is bare ("P0012") and
 * "link" a whole reference ("pupil/P0012"), absent when the register has none; else *ROWS is NULL. FIELDS is the
 * whole record: a cell that is empty empties the field. *ABSENT, a new reference, has the names of the fields that the file
 * has no column for: it says nothing about them. FAULTS may hold warnings all the same. */
int register_csv(const struct reg *reg, const char *file, const char *bytes, size_t size, struct faults *faults,
                 json_t **rows, json_t **absent);
/* Fills in FIELDS, of a row, what OLD (NULL: no such record), the record as it is, has under the names of ABSENT. */
void register_keep(const json_t *absent, const json_t *old, json_t *fields);
/* Does so for every row that has a record in EXISTING, store_record_list's array, and appends to WARNINGS what stayed. */
void register_keep_all(const json_t *absent, const json_t *existing, const json_t *rows, json_t *warnings);
/* Appends to WARNINGS a sentence on each row with the UPN of a record of another id that is not among the rows: perhaps one
 * child twice. */
void register_upns(const struct reg *reg, const json_t *existing, const json_t *rows, json_t *warnings);
/* What an import would do: {"new":[...],"changed":[{"id","fields":{"f":[old,new]}}],"same":N,"missing":[ids]}; EXISTING is
 * store_record_list's array. A field that is absent is null. With PRIVATE_VALUES a field marked personal has an empty
 * array in place of its values. New reference. */
json_t *register_diff(const struct reg *reg, const json_t *existing, const json_t *rows, bool private_values);

#endif
