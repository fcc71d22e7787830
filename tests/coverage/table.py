"""Branch coverage of the pure interpreter, from gcov's JSON.

coverage.py BUILD SOURCE [--missing]: reads what the programs of BUILD (made with --coverage) have left, prints a table a
file, and ends with 1 when a file is under FLOOR. A branch is a way that a condition can go. Ways that only exist for
exceptions are not counted: C has none."""
import json
import pathlib
import subprocess
import sys

FLOOR = 100.0
ROOM = "daemon/workflow"
FILES = """act.c act_send.c case.c children.c deadline.c due.c kept.c memory.c model.c model.h move.c notice.c redate.c run.c
run_event.c select.c set.h step.c value.c""".split()


def reports(build):
    """What gcov knows of each object of the room."""
    for notes in sorted((build / ROOM).glob("*.gcno")):
        if not notes.with_suffix(".gcda").exists():
            continue  # nothing has run it
        out = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", str(notes)], cwd=build,
                             check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        for line in out.decode().splitlines():
            yield json.loads(line)


class File:
    """Counts of a file; a header's are added up over all that include it."""

    def __init__(self):
        self.lines, self.branches = {}, {}

    def add(self, report):
        for line in report["lines"]:
            number = line["line_number"]
            self.lines[number] = self.lines.get(number, 0) + line["count"]
            ways = [branch["count"] for branch in line["branches"] if not branch["throw"]]
            old = self.branches.get(number, [])
            if len(old) < len(ways):
                old, ways = ways, old
            self.branches[number] = [n + (ways[i] if i < len(ways) else 0) for i, n in enumerate(old)]

    def missing(self):
        """Line -> how many of its ways were not taken."""
        return {number: sum(1 for n in ways if n == 0) for number, ways in sorted(self.branches.items()) if 0 in ways}


def collect(build, source):
    files = {name: File() for name in FILES}
    for report in reports(build):
        for part in report["files"]:
            path = pathlib.Path(part["file"])
            path = (path if path.is_absolute() else build / path).resolve()
            if path.name in files and path.parent == (source / ROOM).resolve():
                files[path.name].add(part)
    return files


def share(taken, all_of_them):
    return 100.0 if not all_of_them else 100.0 * taken / all_of_them


def main(build, source, missing):
    sums, under = [0, 0, 0, 0], []
    print(f"{'':20}{'lines':>12}{'':8}{'branches':>12}")
    for name, file in sorted(collect(build, source).items()):
        row = [sum(1 for n in file.lines.values() if n), len(file.lines),
               sum(1 for ways in file.branches.values() for n in ways if n), sum(len(w) for w in file.branches.values())]
        if not row[1]:
            under.append(f"{name}: nothing was measured")
        if share(row[2], row[3]) < FLOOR or share(row[0], row[1]) < FLOOR:
            under.append(f"{name}: under {FLOOR:.1f} %; lines with ways not taken: {list(file.missing())}")
        sums = [a + b for a, b in zip(sums, row)]
        print_row(name, row)
        if missing:
            text = (source / ROOM / name).read_text().splitlines()
            for number, count in file.missing().items():
                print(f"    {number}: {count} of {len(file.branches[number])} not taken: {text[number - 1].strip()}")
    print_row("together", sums)
    for line in under:
        print(line)
    return 1 if under else 0


def print_row(name, row):
    print(f"{name:20}{row[0]:>6}/{row[1]:<5}{share(row[0], row[1]):6.1f} % {row[2]:>6}/{row[3]:<5}"
          f"{share(row[2], row[3]):6.1f} %")


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), "--missing" in sys.argv))
