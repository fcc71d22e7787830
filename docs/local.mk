# Files of docs.
