# Files of docs.
EXTRA_DIST += docs/templates.md docs/expressions.md
