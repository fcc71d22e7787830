#!/bin/sh
# Branch coverage of the pure interpreter: builds a tree of its own (TREE) from SOURCE with --coverage, runs the workflow's
# unit tests, random charts and the shipped scenarios in it, and prints a table. Ends with 1 when it is under the floor.
#
#   run.sh SOURCE TREE [--missing]
#
# NDEBUG: an assertion has no way to fail. -fno-exceptions: C has none, so no call has a way out but its return.
# tests/coverage/jansson.h: the conditions inside jansson's macros are not sendd's.
set -eu
source=$(cd "$1" && pwd)
mkdir -p "$2"
tree=$(cd "$2" && pwd)
shift 2

cd "$tree"
if [ ! -f Makefile ]; then
    "$source/configure" -q CFLAGS="-O0 -g --coverage -fno-exceptions" \
        CPPFLAGS="-DNDEBUG -I$source/tests/coverage" >configure.out 2>&1 || { cat configure.out; exit 1; }
fi
tests=$(sed -n 's/^check_PROGRAMS += \(tests\/unit\/workflow\/.*\)/\1/p' "$source/tests/unit/workflow/local.mk")
# shellcheck disable=SC2086 # a list of words
make -j2 $tests tests/fuzz/charts sendctl >make.out 2>&1 || { tail -n 40 make.out; exit 1; }
find . -name '*.gcda' -exec rm -f {} +

export SENDD_SRC="$source" SENDD_BUILD="$tree" LC_ALL=C.UTF-8
for test in $tests; do
    "./$test" >test.out 2>&1 || { cat test.out; exit 1; }
done
./tests/fuzz/charts 2000 >test.out 2>&1 || { cat test.out; exit 1; }
./sendctl -c "$source/conf" test >test.out 2>&1 || { cat test.out; exit 1; }
python3 "$source/tests/coverage/table.py" "$tree" "$source" "$@"
