/* What a register is made of; for this room's files only. */
#ifndef SENDD_RECORDS_REG_H
#define SENDD_RECORDS_REG_H

#include "records/field.h"
#include "records/register.h"

struct reg {
    const char *id, *title, *link;
    struct field *fields;
    size_t count;
    const struct field **key; /* whose values, with "-" between, are a record's id */
    size_t key_count;
    const struct field *link_field; /* holds the id of the record this one belongs to; NULL without link */
};

const struct field *reg_field(const struct reg *reg, const char *name);
/* An id's part may hold letters, digits, '.', '_' and '-': it stands in references and addresses of pages. */
bool record_id_valid(const char *id);

#endif
