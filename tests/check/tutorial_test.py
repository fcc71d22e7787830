"""docs/tutorial.md is true: its files are written, its changes made, its commands run, and their answers compared.

    ```conf FILE       a whole file
    ```diff FILE       a change of it: lines that begin with - go, those with + come, the others find the place
    ```console         commands ($, and > for their further lines), each with what it answers

With --write the answers of the page are replaced by what was answered.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", ".")).resolve()
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", ".")).resolve()
PAGE = SOURCE / "docs" / "tutorial.md"
PATIENCE = 120  # seconds that one command may take
BLOCK = re.compile(r"^```(conf|diff|console)(?: (\S+))?\n(.*?)^```$", re.M | re.S)
END = "end of answer"


class Shell:
    """One bash for the whole page, in a folder of its own. The shipped configuration is the source's."""

    def __init__(self, folder):
        paths = {"PATH": f"{BUILD}:{os.environ['PATH']}", "HOME": str(folder)}
        self.process = subprocess.Popen(
            ["bash", "--norc"], cwd=folder, env={**os.environ, **paths}, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, text=True, bufsize=1)

    def run(self, command):
        signal.signal(signal.SIGALRM, self.overdue)
        signal.alarm(PATIENCE)
        self.process.stdin.write(f"{command}\n{{ echo '{END}'; }} 2>/dev/null\n")
        self.process.stdin.flush()
        answer = []
        for line in self.process.stdout:
            if line == END + "\n":
                signal.alarm(0)
                return "".join(answer)
            answer.append(line)
        raise AssertionError(f"the shell ended at: {command}\n{''.join(answer)}")

    @staticmethod
    def overdue(*_):
        raise AssertionError(f"no answer after {PATIENCE} seconds")

    def close(self):
        """Ends what the page has started and not ended."""
        self.process.stdin.write("kill $(jobs -p) 2>/dev/null; wait; exit\n")
        self.process.stdin.close()
        self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()


def changed(text, change):
    """TEXT with the change made; its place must be there once."""
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    if text.count(before) != 1:
        raise AssertionError(f"the place of this change is there {text.count(before)} times:\n{before}")
    return text.replace(before, after)


def commands(block):
    """[(command as shown, answer as shown)]"""
    found = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append([line, ""])
        elif line.startswith("> ") and not found[-1][1]:
            found[-1][0] += line
        else:
            found[-1][1] += line
    return found


def to_run(shown):
    return "\n".join(line[2:] for line in shown.splitlines()).replace(
        "cp -r /usr/share/sendd/conf", f"cp -r --no-preserve=mode {SOURCE}/conf")


def play(text, folder):
    """The page as it should be: every answer that is not what was answered is replaced."""
    shell = Shell(folder)

    def block(match):
        kind, name, body = match.groups()
        if kind == "conf":
            (folder / name).write_text(body, encoding="utf-8")
        elif kind == "diff":
            path = folder / name
            path.write_text(changed(path.read_text(encoding="utf-8"), body), encoding="utf-8")
        else:
            body = "".join(shown + shell.run(to_run(shown)) for shown, _ in commands(body))
        return "```" + kind + (f" {name}" if name else "") + "\n" + body + "```"
    try:
        return BLOCK.sub(block, text)
    finally:
        shell.close()


class Tutorial(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sendd-tutorial."))
        self.addCleanup(shutil.rmtree, self.folder)
        self.text = PAGE.read_text(encoding="utf-8")

    def test_page(self):
        self.assertEqual(self.text, play(self.text, self.folder))

    def test_wrong_answer_is_caught(self):
        """Control: one changed answer, and one changed file."""
        first = self.text[:self.text.index("## A field")]
        wrong = first.replace("site: 0 errors, 0 warnings", "site: 0 errors, 2 warnings", 1)
        self.assertNotEqual(first, wrong)
        self.assertNotEqual(wrong, play(wrong, self.folder))
        shutil.rmtree(self.folder / "site")
        wrong = first.replace('prefix = "SALT"', 'prefix = "SALT', 1)
        self.assertNotEqual(wrong, play(wrong, self.folder))


def write():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sendd-tutorial."))
    try:
        PAGE.write_text(play(PAGE.read_text(encoding="utf-8"), folder), encoding="utf-8")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    else:
        unittest.main(verbosity=2)
