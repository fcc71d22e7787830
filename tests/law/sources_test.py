"""What docs/sources.md calls unconfirmed, `sendctl date` and `sendctl rules` call so too."""
import fnmatch
import json
import os
import pathlib
import re
import subprocess
import unittest

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", ".")).resolve()
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", ".")).resolve()


def rules():
    done = subprocess.run([BUILD / "sendctl", "-c", SOURCE / "conf", "--json", "rules"], capture_output=True, text=True, check=True)
    return {rule["rule"]: rule for rule in json.loads(done.stdout)["rules"]}


def unconfirmed_rows(text):
    """(fact, [patterns of rule ids]) of each row whose verdict is unconfirmed."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("|") and len(cells) == 4 and cells[3].rstrip(" |") == "unconfirmed":
            yield cells[0], re.split(r",\s*", cells[1])


def silent(text, known):
    """What is wrong: rules named in such a row that do not say so, and names that are no rule's."""
    wrong = []
    for fact, patterns in unconfirmed_rows(text):
        for pattern in patterns:
            named = [known[name] for name in fnmatch.filter(known, pattern)]
            if not named:
                wrong.append(f"no rule is called {pattern}: {fact}")
            wrong += [f"{rule['rule']} does not say that it is unconfirmed: {fact}" for rule in named if not rule.get("unconfirmed")]
    return wrong


class Sources(unittest.TestCase):
    def setUp(self):
        self.text = (SOURCE / "docs" / "sources.md").read_text(encoding="utf-8")
        self.known = rules()

    def test_the_unconfirmed_is_said(self):
        self.assertGreater(len(list(unconfirmed_rows(self.text))), 5)
        self.assertEqual([], silent(self.text, self.known))

    def test_a_silent_rule_is_caught(self):
        row = "\n| A fact. | review.notice, no.rule | nowhere | unconfirmed |\n"
        self.assertEqual(2, len(silent(self.text + row, self.known)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
