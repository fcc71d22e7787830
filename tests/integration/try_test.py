#!/usr/bin/env python3
"""`sendctl try` through pipes: one line of JSON at the start and after each command, written at once."""

import json
import os
import re
import subprocess
import tempfile
import unittest

SRC = os.environ.get("SENDD_SRC", os.getcwd())
BUILD = os.environ.get("SENDD_BUILD", os.path.join(SRC, "build"))
CONF = os.path.join(SRC, "conf")
MEMBERS = {"states", "configuration", "done", "fields", "log", "sent", "errors", "now"}

HEAD = 'workflow = { id = "trial"; version = 1; title = "Trial"; prefix = "T"; subject = "pupil";\n'


class Trial:
    """A running `sendctl try --json`; each command is answered before the next is written."""

    def __init__(self, workflow, *options):
        self.process = subprocess.Popen(
            [os.path.join(BUILD, "sendctl"), "-c", CONF, "try", "--json", workflow, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.first = self.read()

    def read(self):
        line = self.process.stdout.readline()
        return json.loads(line) if line else None

    def __call__(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.read()

    def end(self):
        rest, errors = self.process.communicate()
        return self.process.returncode, rest, errors


class TryTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.trials = []
        self.addCleanup(lambda: [trial.end() for trial in self.trials])

    def trial(self, workflow, *options):
        trial = Trial(workflow, *options)
        self.trials.append(trial)
        return trial

    def own(self, body, *options):
        path = os.path.join(self.folder.name, "trial.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(HEAD + body + "\n};\n")
        return self.trial(path, "--at", "2026-09-01", *options)

    def test_a_shipped_workflow_from_start_to_end(self):
        trial = self.trial("sen-support", "--at", "2026-09-01 10:00", "--field", "started_on=2026-09-01")
        first = trial.first
        self.assertEqual(MEMBERS - set(first), set())
        self.assertEqual(first["states"], ["assess"])
        self.assertEqual(first["configuration"], ["supported", "assess"])
        self.assertEqual(first["now"], "2026-09-01T09:00:00.000Z")
        self.assertEqual(first["fields"]["started_on"], "2026-09-01")
        self.assertFalse(first["done"])
        self.assertEqual([notice["template"] for notice in first["notices"]], ["sen-started-parents"])
        self.assertEqual(trial("complete assess")["states"], ["plan"])
        line = trial('event plan.shared {"review_on": "2026-10-16"} happened 2026-08-31')
        self.assertEqual(line["configuration"], ["supported", "delivering", "do"])
        self.assertEqual(line["fields"]["plan_on"], "2026-08-31")
        line = trial("advance 5 weeks")
        self.assertEqual((line["now"], line["states"]), ("2026-10-06T09:00:00.000Z", ["review"]))
        line = trial('complete review {"outcome": "ended"}')
        self.assertTrue(line["done"])
        self.assertEqual((line["states"], line["configuration"], line["due"]), (["ended"], ["ended"], []))
        self.assertIn("has ended", trial("event assessed")["errors"][0])
        self.assertEqual(trial.end()[0], 0)

    def test_what_is_shown_is_only_what_came_since(self):
        trial = self.own('''states = ( { id = "a"; on = ( { event = "go";
            do = ( { log = "plain"; }, { log = "said"; label = "L"; }, { send = "ask"; to = "subject:sen-support"; } ); } ); } );''')
        line = trial("event go")
        self.assertEqual(line["log"], ["plain", "L: said"])
        self.assertEqual([(sent["event"], sent["target"]) for sent in line["sent"]], [("ask", "subject:sen-support")])
        self.assertIn("type", line["sent"][0])
        line = trial("state")
        self.assertEqual((line["log"], line["sent"], line["errors"]), ([], [], []))

    def test_the_clock_moves_exactly_and_what_is_due_comes_in_order(self):
        trial = self.own('''states = ( { id = "a"; entry = ( { send = "x"; after = "1.5s"; }, { send = "y"; after = "1s"; },
            { send = "z"; after = "1s"; } ); on = ( { event = "*"; do = ( { log_expr = "event.name"; } ); } ); } );''')
        self.assertEqual(len(trial.first["due"]), 3)
        line = trial("advance 999ms")
        self.assertEqual((line["now"], line["log"]), ("2026-09-01T09:00:00.999Z", []))
        line = trial("advance 1ms")
        self.assertEqual(line["log"], ["y", "z"])
        self.assertEqual([(sent["event"], sent["target"]) for sent in line["sent"]], [("y", "self"), ("z", "self")])
        line = trial("advance 3 days")
        self.assertEqual((line["now"], line["log"], line["due"]), ("2026-09-04T09:00:01.000Z", ["x"], []))

    def test_children_come_to_rest_before_the_line(self):
        trial = self.own('''
            children = ( { id = "c"; title = "C"; states = ( { id = "w"; on = ( { event = "end"; goto = "f"; } ); },
              { id = "f"; final = true; done_value = "'fine'"; } ); } );
            states = ( { id = "a"; invoke = ( { id = "one"; workflow = "c"; autoforward = true; } );
              on = ( { event = "done.invoke.one"; goto = "b"; do = ( { log_expr = "event.data"; } ); } ); }, { id = "b"; } );''')
        self.assertEqual([(child["id"], child["states"]) for child in trial.first["children"]], [("one", ["w"])])
        line = trial("event end")
        self.assertEqual((line["states"], line["log"], line["children"]), (["b"], ["fine"], []))

    def test_a_bad_command_is_told_and_the_trial_goes_on(self):
        trial = self.trial("sen-support", "--field", "started_on=2026-09-01")
        for command, part in [("evnt assessed", "did you mean `event`?"), ("event", "write: event NAME"),
                              ("event x {", "is not JSON"), ("event x {} {}", "is too much"),
                              ("event x happened yesterday", "yesterday"), ("advance", "write: advance 2s"),
                              ("advance 40 parsecs", "40 parsecs"), ("advance -1s", "-1s"),
                              ("complete nothing", "open tasks: assess"), ("state now", "write: state"),
                              ("event nobody.wants", "it would take:"), ("event plan.shared", "review_on"),
                              ("\x01\x02", "no command")]:
            line = trial(command)
            self.assertEqual(len(line["errors"]), 1, line["errors"])
            self.assertIn(part, line["errors"][0])
            self.assertEqual(line["states"], ["assess"])
        self.assertEqual(trial("event assessed")["states"], ["plan"])
        self.assertIn("usage", trial("help")["help"][0])

    def test_a_value_that_does_not_fit_is_told(self):
        trial = self.trial("sen-support", "--field", "started_on=2026-09-01")
        trial("event assessed")
        line = trial('event plan.shared {"review_on": "soon"}')
        self.assertIn("review_on", line["errors"][0])
        self.assertEqual(line["states"], ["plan"])

    def test_endless_moves_are_told_and_set_aside(self):
        trial = self.own('''states = ( { id = "a"; on = ( { event = "round"; goto = "b"; }, { event = "fine"; goto = "c"; },
              { event = "echo"; do = ( { send = "echo"; } ); } ); },
            { id = "b"; on = ( { goto = "b2"; } ); }, { id = "b2"; on = ( { goto = "b"; } ); }, { id = "c"; } );''')
        line = trial("event round")
        self.assertEqual(line["states"], ["a"])
        self.assertIn("1000", line["errors"][0].replace(",", ""))
        line = trial("event echo")
        self.assertIn("without end", line["errors"][0])
        self.assertEqual(trial("event fine")["states"], ["c"])

    def test_missing_fields_are_named(self):
        trial = self.trial("ehc-needs-assessment")
        self.assertIn("request_received", trial.first["errors"][0])
        self.assertEqual(trial.end()[0], 1)

    def test_a_reserved_name_and_too_long_a_time_are_told(self):
        trial = self.own('states = ( { id = "a"; on = ( { event = "*"; goto = "b"; } ); }, { id = "b"; } );')
        for name in ("error.x", "done.state.a", "deadline.d.missed", "kept.expired"):
            line = trial(f"event {name}")
            self.assertEqual((line["states"], len(line["errors"])), (["a"], 1))
            self.assertIn(f"the name {name} is reserved", line["errors"][0])
        self.assertIn('"100000 days" is too long; write at most 3660 days', trial("advance 100000 days")["errors"][0])
        self.assertIn('"9999999999ms" is too long; write at most 9 digits', trial("advance 9999999999ms")["errors"][0])
        self.assertIn("is not a length of time", trial("advance 3 fortnights")["errors"][0])
        self.assertEqual(trial("event errors.x")["states"], ["b"])

    def test_a_wrong_workflow_or_file_is_told(self):
        trial = self.trial("sen-suport")
        self.assertIn("did you mean sen-support", trial.first["errors"][0])
        trial = self.own('states = ( { id = "a"; on = ( { event = "x"; goto = "nowhere"; } ); } );')
        self.assertIn("nowhere", trial.first["errors"][0])
        self.assertIn("trial.conf:2", trial.first["errors"][0])
        self.assertEqual(trial.end()[0], 1)

    def test_without_json_it_is_for_people(self):
        done = subprocess.run([os.path.join(BUILD, "sendctl"), "-c", CONF, "try", "sen-support", "--at", "2026-09-01",
                               "--field", "started_on=2026-09-01"],
                              input="# a remark\n\nevent assessed\nevnt\nhelp\nquit\nstate\n", text=True, capture_output=True, check=True)
        screens = re.split(r"(?m)^SEN support  ", done.stdout)[1:]
        self.assertEqual(len(screens), 2)
        self.assertIn("state    assess  Assess", screens[0])
        self.assertIn("takes ", screens[0])
        self.assertIn("due      Thu 24 Sep 2026", screens[0])
        self.assertIn("moved    assess -> plan on assessed", screens[1])
        self.assertIn("plan.shared {review_on: date}", screens[1])
        self.assertIn("did you mean `event`?", screens[1])
        self.assertIn("advance DURATION", screens[1])


if __name__ == "__main__":
    unittest.main()
