"""sendctl test on a workflow of several versions: which of them a scenario plays, what is generated, what is covered."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SRC, BUILD = pathlib.Path(os.environ.get("SENDD_SRC", ".")), pathlib.Path(os.environ.get("SENDD_BUILD", "."))
# Version 1 is that of the days up to 31 August 2026.
VERSION = """workflow = { id = "t3"; version = %d; title = "T"; prefix = "T"; subject = "pupil"; %s
  events = ( { name = "go"; } );
  states = ( { id = "a"; on = ( { event = "go"; goto = "%s"; } ); }, { id = "%s"; final = true; } ); };
"""
SCENARIO = """scenarios = ( { title = "%s"; workflow = "%s"; at = "%s"; steps = (
  { start = "A"; %s }, { event = "go"; expect = { states = "%s"; }; } ); } );
"""


class Scenario(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        shutil.copytree(SRC / "conf", self.folder / "conf", ignore=shutil.ignore_patterns("demo", "*.mk"))
        self.version(1, 'valid_to = "2026-08-31";', "old")
        self.version(2, 'valid_from = "2026-09-01";', "new")

    def version(self, number, days, state):
        (self.folder / "conf" / "workflows" / f"t3-{number}.conf").write_text(VERSION % (number, days, state, state))

    def sendctl(self, *words):
        return subprocess.run([BUILD / "sendctl", "-c", self.folder / "conf", *words], capture_output=True, text=True, check=False)

    def play(self, *more, workflow="t3", at="2026-09-01", state="new", start="", title="it goes"):
        path = self.folder / "play.conf"
        path.write_text(SCENARIO % (title, workflow, at, start, state))
        return self.sendctl("test", *more, path)

    def test_the_first_day_of_a_case_chooses_its_version(self):
        for given in ({"at": "2026-08-03", "state": "old"}, {"at": "2026-09-01 08:30", "state": "new"},
                      {"workflow": "t3@1", "state": "old"}, {"workflow": "t3@2", "at": "2026-08-03", "state": "new"},
                      {"start": 'happened = "2026-08-31";', "state": "old"}, {"start": 'workflow = "t3@1";', "state": "old"}):
            done = self.play(**given)
            self.assertEqual(done.returncode, 0, f"{given}: {done.stdout}{done.stderr}")
        self.assertEqual(self.play(at="2026-08-03", state="new").returncode, 1)

    def test_a_version_that_is_not_there_is_told(self):
        self.version(1, 'valid_from = "2026-08-01"; valid_to = "2026-08-31";', "old")
        for given, told in (({"at": "2026-07-01"}, "no version of workflow t3 is in force on 2026-07-01"),
                            ({"workflow": "t3@4"}, "workflow t3 has no version 4: there is: 2, 1"),
                            ({"workflow": "t4"}, "there is no workflow t4: did you mean t3?")):
            done = self.play(**given)
            self.assertEqual(done.returncode, 1)
            self.assertIn(told, done.stdout)

    def test_each_version_is_covered_by_itself(self):
        done = self.play("--coverage", "--require-coverage")
        self.assertEqual(done.returncode, 1)
        self.assertIn("# coverage of t3 version 1: 0 of 2 states, 0 of 1 transitions\n", done.stdout)
        self.assertIn("# coverage of t3 version 2: 2 of 2 states, 1 of 1 transitions\n", done.stdout)
        self.assertNotIn("sen-support", done.stdout)

    def test_the_version_of_the_day_is_generated(self):
        for words, state, name in ((["t3", "--at", "2026-08-03"], "old", "t3"), (["t3", "--at", "2026-09-01"], "new", "t3"),
                                   (["t3@1", "--at", "2026-09-01"], "old", "t3@1")):
            done = self.sendctl("test", "--generate", *words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f'states = ["{state}"]', done.stdout)
            self.assertIn(f'workflow = "{name}"', done.stdout)
            path = self.folder / "generated.conf"
            path.write_text(done.stdout)
            played = self.sendctl("test", path)
            self.assertEqual(played.returncode, 0, played.stdout)
        self.version(1, 'valid_from = "2026-08-01"; valid_to = "2026-08-31";', "old")
        none = self.sendctl("test", "--generate", "t3", "--at", "2026-07-01")
        self.assertEqual((none.returncode, none.stdout), (1, ""))
        self.assertIn("no version of workflow t3 is in force on 2026-07-01", none.stderr)

    def test_try_takes_a_version_by_its_number(self):
        for name, day, state in (("t3", "2026-08-03", "old"), ("t3", "2026-09-01", "new"), ("t3@1", "2026-09-01", "old")):
            done = subprocess.run([BUILD / "sendctl", "-c", self.folder / "conf", "try", name, "--at", day, "--json"],
                                  input="event go\n", capture_output=True, text=True, check=True)
            self.assertIn(f'"states": ["{state}"]', done.stdout.splitlines()[1].replace('":["', '": ["'))


if __name__ == "__main__":
    unittest.main()
