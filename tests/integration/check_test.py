#!/usr/bin/env python3
"""`sendctl check`: every fault of every file in one run, with its place and what to write; exit codes 0, 1 and 3."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SRC = os.environ.get("SENDD_SRC", os.getcwd())
BUILD = os.environ.get("SENDD_BUILD", os.path.join(SRC, "build"))
TODAY = "2026-11-26"

# A workflow with one slip of each kind: nothing in it is a fault.
MUDDLE = """workflow = { id = "muddle"; version = 1; title = "Muddle"; prefix = "M"; subject = "pupil"; reads = ["pupil"];
  fields = { begun = { type = "date"; }; outcome = { type = "choice"; of = ["agreed", "refused"]; }; };
  events = ( { name = "go"; }, { name = "on"; }, { name = "off"; }, { name = "spare"; } );
  states = (
    { id = "first"; tasks = ( { id = "t"; role = "senco"; title = "T"; } );
      on = ( { event = "go"; goto = "waiting"; },
             { event = "go"; goto = "end"; },
             { event = "gone"; goto = "end"; },
             { event = "on"; when = "fields.outcome == 'refsed'"; goto = "end"; },
             { event = "off"; when = "fields.outcome == 'agreed' && fields.outcome == 'refused'"; goto = "lost"; } ); },
    { id = "waiting";
      entry = ( { notify = "class_teacher"; template = "sen-escalated"; },
                { notify = "senco"; template = "deadline-missed-senco"; },
                { send = "plan.isued"; to = "subject:sen-support"; } );
      on = ( { event = "go"; goto = "end"; }, { event = "on"; goto = "trap"; } ); },
    { id = "lost"; on = ( { event = "go"; goto = "end"; } ); },
    { id = "trap"; },
    { id = "end"; final = true; quiet = "dead-end"; }
  );
};
"""
WARNINGS = [
    ("muddle.conf", 3, "event-untaken", "spare"),
    ("muddle.conf", 7, "never-taken", "line 6"),
    ("muddle.conf", 8, "event-unsent", '"gone"'),
    ("muddle.conf", 9, "unknown-choice", '"refsed"'),
    ("muddle.conf", 10, "never-true", "never holds"),
    ("muddle.conf", 11, "waits-forever", '"waiting"'),
    ("muddle.conf", 12, "role-without-address", '"class_teacher"'),
    ("muddle.conf", 12, "template-missing", "((cycles))"),
    ("muddle.conf", 13, "template-missing", "((due))"),
    ("muddle.conf", 14, "event-untaken", '"plan.isued"'),
    ("muddle.conf", 16, "unreachable", '"lost"'),
    ("muddle.conf", 17, "dead-end", '"trap"'),
    ("muddle.conf", 18, "quiet-idle", '"dead-end"'),
]

# One edit a file or more; each must be told at its own place, whatever is wrong elsewhere.
BREAKS = [
    ("sendd.conf", 'email = "school-mail"', 'email = "school-male"', "no plugin instance", "school-mail"),
    ("sendd.conf", 'wake = "08:00"', 'wake = "25:00"', "not a time of day", "08:00"),
    ("calendars/bank-holidays.conf", '"2026-05-25"', '"2026-05-24"', "falls on a Sunday", "substitute"),
    ("calendars/oakfield.conf", 'season = "autumn"', 'season = "autum"', "no value of season", "autumn"),
    ("registers/staff.conf", "required = true", "requierd = true", "requierd", "required"),
    ("rules/duties.conf", '"15 school days"', '"15 shool days"', "shool", "school day"),
    ("rules/annual-review.conf", 'due = "2026-12-18"', 'due = "2026-12-19"', "2026-12-18", ""),
    ("templates/deadlines.conf", "((days_left))", "((days_left)", "((", ""),
    ("workflows/ehc-needs-assessment.conf", 'goto = "gathering"', 'goto = "gatherin"', "unknown state", "gathering"),
    ("workflows/ehc-needs-assessment.conf", 'set = "decided_on"', 'set = "decided"', "unknown field", "decided_on"),
    ("workflows/ehc-needs-assessment.conf", 'when = "fields.order ==', 'when = "fields.ordr ==', "ordr", "order"),
    ("workflows/ehc-needs-assessment.conf", 'expr = "event.data.from"', 'expr = "event.data.form"', '"form" in "event.data"', "event.data.from"),
    ("workflows/sen-support.conf", 'goto = "plan"; } ); },', 'goto = "plan" } ; },', "", ""),
]


class CheckTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.conf = os.path.join(folder.name, "conf")
        shutil.copytree(os.path.join(SRC, "conf"), self.conf)

    def check(self, *options, today=TODAY):
        done = subprocess.run([os.path.join(BUILD, "sendctl"), *options, "check", "--today", today, self.conf],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def check_json(self, today=TODAY):
        code, out = self.check("--json", today=today)
        answer = json.loads(out)
        faults = answer["faults"]
        self.assertEqual(answer["errors"], sum(fault["severity"] == "error" for fault in faults))
        self.assertEqual(answer["warnings"], sum(fault["severity"] == "warning" for fault in faults))
        return code, faults

    def write(self, name, text):
        with open(os.path.join(self.conf, name), "w", encoding="utf-8") as file:
            file.write(text)

    def edit(self, name, old, new):
        path = os.path.join(self.conf, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn(old, text)
        self.write(name, text.replace(old, new, 1))
        return text[:text.index(old)].count("\n") + 1

    def test_the_shipped_configuration_is_clean(self):
        code, out = self.check()
        self.assertEqual((code, out), (0, f"{self.conf}: 0 errors, 0 warnings\n"))

    def test_each_kind_of_warning_once_and_exit_code_3(self):
        self.write("workflows/muddle.conf", MUDDLE)
        code, faults = self.check_json()
        got = [(os.path.basename(fault["file"]), fault["line"], fault["code"]) for fault in faults]
        self.assertEqual(got, [want[:3] for want in WARNINGS], json.dumps(faults, indent=1))
        for fault, want in zip(faults, WARNINGS):
            self.assertIn(want[3], fault["text"])
            self.assertEqual(fault["severity"], "warning")
            self.assertTrue(fault["hint"])
        self.assertEqual(code, 3)

    def test_every_warning_is_explained(self):
        with open(os.path.join(SRC, "docs", "check.md"), encoding="utf-8") as file:
            page = file.read()
        explained = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
        named = set()
        for path in pathlib.Path(SRC, "daemon").rglob("*.c"):
            named |= set(re.findall(r'(?:advise|conf_warn|fault_warn)\([^";{]*"([a-z-]+)"', path.read_text(encoding="utf-8")))
        named -= {"encoding", "columns"}  # of imports, not of the check
        self.assertEqual(named, explained)

    def test_every_fault_of_every_file_in_one_run(self):
        wanted = []
        for name, old, new, text, hint in BREAKS:
            wanted.append((os.path.join(self.conf, name), self.edit(name, old, new), text, hint))
        code, faults = self.check_json()
        self.assertEqual(code, 1)
        places = [(fault["file"], fault["line"]) for fault in faults]
        self.assertEqual(places, sorted(places))
        for file, line, text, hint in wanted:
            at = [fault for fault in faults if fault["file"] == file and line - 3 <= fault["line"] <= line  # a text begins on an earlier line
                 
                  and text in fault["text"] and hint in fault["hint"]]
            self.assertTrue(at, f"{file}:{line}: {text}\n" + json.dumps(faults, indent=1))
        # One slip is one fault: nothing is told of what only follows from another.
        self.assertEqual(len(faults), len(BREAKS), json.dumps(faults, indent=1))
        code, out = self.check()
        self.assertEqual(code, 1)
        self.assertEqual(out.splitlines()[-1], f"{self.conf}: {len(BREAKS)} errors, 0 warnings")

    def test_names_in_expressions(self):
        name, when = "workflows/ehc-needs-assessment.conf", "fields.outcome == 'refused'"
        for new, text, hint in (("pupil.surnam == 'Ash'", 'there is no "surnam" in "pupil"', "pupil.surname"),
                                ("pupil.surname == 3", "can never equal", ""),
                                ("contact.email == ''", "a list has no members", ""),
                                ("In('gatherin')", 'unknown state "gatherin"', "gathering")):
            line = self.edit(name, f'when = "{when}"', f'when = "{new}"')
            code, faults = self.check_json()
            self.assertEqual((code, [fault["line"] for fault in faults]), (1, [line]))
            self.assertIn(text, faults[0]["text"])
            self.assertIn(hint, faults[0]["hint"])
            self.edit(name, f'when = "{new}"', f'when = "{when}"')
        self.assertEqual(self.check_json()[0], 0)

    def test_what_changes_with_the_day(self):
        code, faults = self.check_json(today="2028-08-15")
        self.assertEqual((code, [fault["code"] for fault in faults]), (3, ["calendar-ends"]))
        self.assertIn("oakfield", faults[0]["text"])
        # The nation's end hides no school's.
        code, faults = self.check_json(today="2029-11-15")
        self.assertEqual((code, [fault["code"] for fault in faults]), (3, ["calendar-ends", "calendar-ends"]))
        self.assertEqual(sorted(fault["text"].split(" ends on ")[0] for fault in faults),
                         ['the calendar of "oakfield"', "the list of bank holidays"])
        self.edit("workflows/sen-support.conf", "version = 1;", 'version = 1; valid_to = "2026-08-31";')
        code, faults = self.check_json()
        self.assertEqual((code, [fault["code"] for fault in faults]), (3, ["workflow-over"]))
        self.edit("rules/ehcna.conf", 'valid_from = "2020-09-26"; applies = "running"; length = "6 weeks"',
                  'valid_from = "2020-09-26"; valid_to = "2026-10-31"; applies = "running"; length = "6 weeks"')
        code, faults = self.check_json()
        self.assertEqual([fault["code"] for fault in faults], ["rule-not-in-force", "workflow-over"])
        self.assertIn("ended on 2026-10-31", faults[0]["text"])

    def test_the_command_line(self):
        done = subprocess.run([os.path.join(BUILD, "sendctl"), "check", "--today", "soon", self.conf],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("YYYY-MM-DD", done.stderr)


class Questions(unittest.TestCase):
    def test_version_and_help_stand_in_a_verb_s_place(self):
        version = subprocess.run([os.path.join(BUILD, "sendd"), "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
        for words in (["--version"], ["--json", "--version"], ["--socket", "/nonexistent", "-c", "/nonexistent", "--version"]):
            done = subprocess.run([os.path.join(BUILD, "sendctl"), *words], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (0, f"sendctl {version}\n"), words)
        for words, status in ((["--help"], 0), (["--json", "--help"], 0), ([], 2), (["--json"], 2)):
            done = subprocess.run([os.path.join(BUILD, "sendctl"), *words], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, "usage: sendctl" in (done.stderr if status else done.stdout)), (status, True), words)


if __name__ == "__main__":
    unittest.main()
