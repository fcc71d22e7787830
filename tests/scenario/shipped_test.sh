#!/bin/sh
# Every shipped scenario passes; every one of the control's fails.
sendctl=$SENDD_BUILD/sendctl
conf=$SENDD_SRC/conf

"$sendctl" -c "$conf" check || { echo "the shipped configuration has faults"; exit 1; }

out=$("$sendctl" -c "$conf" test) || { echo "$out"; exit 1; }
for workflow in ehc-needs-assessment sen-support; do
    count=$(echo "$out" | grep -c "^ok [0-9]* - $workflow:")
    [ "$count" -ge 12 ] || { echo "only $count scenarios of $workflow"; exit 1; }
done

control=$SENDD_SRC/tests/scenario/wrong.conf
wanted=$(grep -c '^{ title' "$control")
out=$("$sendctl" -c "$conf" test "$control")
code=$?
failed=$(echo "$out" | grep -c '^not ok')
[ "$code" -eq 1 ] || { echo "the control ends with $code"; exit 1; }
[ "$failed" -eq "$wanted" ] || { echo "$out" | grep '^ok'; echo "the control: $failed of $wanted were caught"; exit 1; }
echo "$out" | grep -q "wrong.conf:5: case S: states: expected \"plan\"; there is: \"assess\"" || { echo "$out" | head -3; exit 1; }
