# Files of docs.
EXTRA_DIST += docs/templates.md docs/expressions.md
EXTRA_DIST += docs/rules.md docs/reference/calendar.md docs/reference/rules.md
