/* A folder of configuration files for one test, in the build tree, removed at its end. */
#ifndef SENDD_TESTS_CALENDAR_FOLDER_H
#define SENDD_TESTS_CALENDAR_FOLDER_H

/* Makes an empty folder and returns its path; one at a time. */
const char *folder_make(void);
/* Writes BYTES to the file NAME of the folder. */
void folder_put(const char *name, const char *bytes);
void folder_remove(void);
/* PATH under the source tree; valid until the next call. */
const char *source_path(const char *path);

#endif
