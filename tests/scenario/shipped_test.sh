#!/bin/sh
# Every shipped scenario passes and together they go everywhere; every one of the control's fails.
sendctl=$SENDD_BUILD/sendctl
conf=$SENDD_SRC/conf
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT

fail() {
    echo "$1"
    exit 1
}

"$sendctl" -c "$conf" check || fail "the shipped configuration has faults"

out=$("$sendctl" -c "$conf" test --coverage --require-coverage) || fail "$out"
for workflow in ehc-needs-assessment sen-support; do
    count=$(echo "$out" | grep -c "^ok [0-9]* - $workflow:")
    [ "$count" -ge 12 ] || fail "only $count scenarios of $workflow"
    echo "$out" | grep -q "^# coverage of $workflow: \([0-9]*\) of \1 states, \([0-9]*\) of \2 transitions" ||
        fail "$(echo "$out" | grep -e coverage -e reached)"
done

# The example that people copy.
sed -n '/^scenarios = (/,/^```/p' "$SENDD_SRC/docs/scenarios.md" | sed '$d' >"$folder/example.conf"
out=$("$sendctl" -c "$conf" test "$folder/example.conf") || fail "docs/scenarios.md: $out"
echo "$out" | grep -q '^1\.\.1$' || fail "docs/scenarios.md has no example"

# A gap is told, and is a failure only when that is asked for.
"$sendctl" -c "$conf" test --coverage "$folder/example.conf" | grep -q '^# not reached: state left$' || fail "no gap is told"
"$sendctl" -c "$conf" test --require-coverage "$folder/example.conf" >"$folder/out" && fail "a gap is no failure"

# What is generated passes and leaves no gap.
for workflow in ehc-needs-assessment sen-support; do
    "$sendctl" -c "$conf" test --generate "$workflow" >"$folder/$workflow.conf" || fail "$workflow: nothing generated"
    out=$("$sendctl" -c "$conf" test --require-coverage "$folder/$workflow.conf") || fail "generated: $out"
done
"$sendctl" -c "$conf" test --generate no-such 2>/dev/null && fail "a workflow that is not there is generated"

control=$SENDD_SRC/tests/scenario/wrong.conf
wanted=$(grep -c '^{ title' "$control")
out=$("$sendctl" -c "$conf" test "$control")
code=$?
failed=$(echo "$out" | grep -c '^not ok')
[ "$code" -eq 1 ] || fail "the control ends with $code"
[ "$failed" -eq "$wanted" ] || fail "$(echo "$out" | grep '^ok'); the control: $failed of $wanted were caught"
echo "$out" | grep -q "wrong.conf:5: case S: states: expected \"plan\"; there is: \"assess\"" || fail "$(echo "$out" | head -3)"
