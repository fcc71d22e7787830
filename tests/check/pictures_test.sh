#!/bin/sh
# The pictures in docs/workflows are those of the shipped workflows: their Graphviz text is compared, for what dot
# makes of it differs with its version.
set -u
src=${SENDD_SRC:-.}
build=${SENDD_BUILD:-.}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# stale FOLDER: names the pictures in docs/workflows that FOLDER's workflows do not make.
stale() {
    for file in "$1"/workflows/*.conf; do
        name=$(basename "$file" .conf)
        "$build/sendctl" -c "$1" graph "$name" --format dot >"$work/dot" || echo "$name"
        cmp -s "$work/dot" "$src/docs/workflows/$name.dot" && [ -s "$src/docs/workflows/$name.svg" ] || echo "$name"
    done
}

found=$(stale "$src/conf")
if [ -n "$found" ]; then
    echo "not ok - stale in docs/workflows: $found; run make pictures"
    status=1
fi

# Control: a changed title is seen.
mkdir -p "$work/conf/workflows"
sed 's/title = "Do"/title = "Done"/' "$src/conf/workflows/sen-support.conf" >"$work/conf/workflows/sen-support.conf"
if [ "$(stale "$work/conf")" != sen-support ]; then
    echo "not ok - a changed workflow is not seen"
    status=1
fi
exit $status
