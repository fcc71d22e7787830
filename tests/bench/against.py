"""Steps a second of sendd and of xstate on the same machine of states, in turns.

against.py STEP-PROGRAM SOURCE [ROUNDS]: prints each round, and the lowest, middle and highest ratio."""
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

SENDD_STEPS, XSTATE_STEPS = 1000000, 200000


def rate(*command):
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(re.search(r"([0-9]+) steps a second", out).group(1))


def main(program, source, rounds):
    bench = pathlib.Path(source) / "tests/bench"
    sendd = [program, str(bench / "step.conf"), str(SENDD_STEPS), "next", "count"]
    node, script = shutil.which("node"), bench / "xstate/step.mjs"
    if not node or not (bench / "xstate/node_modules/xstate").exists():
        print(f"xstate is left out: {'run npm ci in ' + str(bench / 'xstate') if node else 'there is no node'}")
        print(f"sendd: {rate(*sendd):.0f} steps a second of processor time")
        return
    ratios = {"transition": [], "actor": []}
    for number in range(rounds):
        own = [rate(*sendd)]
        theirs = {}
        for way in ratios:
            theirs[way] = rate(node, str(script), way, str(XSTATE_STEPS))
            own.append(rate(*sendd))
        print(f"round {number + 1}: sendd {own[0]:.0f} {own[1]:.0f} {own[2]:.0f}, xstate transition "
              f"{theirs['transition']:.0f}, actor {theirs['actor']:.0f}")
        for i, way in enumerate(ratios):
            ratios[way].append((own[i] + own[i + 1]) / 2 / theirs[way])
    for way, all_of_them in ratios.items():
        print(f"sendd to xstate's {way}: {min(all_of_them):.1f} {statistics.median(all_of_them):.1f} "
              f"{max(all_of_them):.1f} times (lowest, middle, highest of {rounds})")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5)
