/* Unique Pupil Numbers: 13 characters whose first is a check letter over the other twelve. */
#ifndef SENDD_RECORDS_UPN_H
#define SENDD_RECORDS_UPN_H

#include <stdbool.h>

/* The check letter that the last twelve characters of UPN ask for; 0 when UPN is no such number at all. */
char upn_letter(const char *upn);
/* Upper case only; permanent (twelve digits) or temporary (a letter last). */
bool upn_valid(const char *upn);

#endif
