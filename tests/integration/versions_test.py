"""Mistakes and versions through the real daemon: correct, undo, redo, migrate, a reload that would orphan cases, and the check
before an upgrade."""
import json
import os
import shutil
import sqlite3
import subprocess
import unittest

from sendd_site import BUILD, PATIENCE, SRC, Site

FILES = SRC / "tests" / "unit" / "core" / "versions"


class Versions(unittest.TestCase):
    def setUp(self):
        self.site = Site('email = "school-mail";',
                         '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }')
        self.addCleanup(self.site.close)
        self.workflow = self.site.conf / "workflows" / "visit.conf"
        shutil.copy(FILES / "one" / "visit.conf", self.workflow)
        self.templates = self.site.conf / "templates" / "visit.conf"
        shutil.copy(FILES / "templates" / "all.conf", self.templates)
        self.site.start("--hold")
        self.site.import_school()

    def start_case(self, pupil="pupil/P0001"):
        return self.site.json("case", "start", "visit", pupil, "asked=2026-09-01", "--happened", "2026-09-01")["case"]

    def states(self, case):
        return [state["id"] for state in self.site.json("case", "show", case)["states"]]

    def fields(self, case):
        return self.site.json("case", "show", case)["fields"]

    def refused(self, *words):
        done = self.site.ctl(*words, check=False)
        self.assertNotIn(done.returncode, (0, 2, 4), done.stdout + done.stderr)
        return done.stdout + done.stderr

    def check(self, *more):
        return subprocess.run([BUILD / "sendctl", "-c", self.site.conf, *map(str, more), "upgrade-check"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)

    def second_version(self):
        shutil.copy(FILES / "two" / "visit.conf", self.workflow)
        self.site.ctl("reload")

    def test_a_wrong_date_is_put_right(self):
        case = self.start_case()
        self.site.ctl("event", case, "date")
        said = self.site.ctl("case", "correct", case, "asked=2026-08-25", "--reason", "misread").stdout
        self.assertIn("cancelled: message 1, dated, to contact/", said)
        self.assertEqual(self.fields(case)["asked"], "2026-08-25")
        states = {row["notice"]: row["state"] for row in self.site.json("outbox", "list", "--case", case)["outbox"]}
        self.assertEqual(states["notice.dated"], "cancelled")
        self.assertEqual(self.site.ctl("case", "correct", case, "asked=2026-08-25", check=False).returncode, 2)

    def test_a_step_is_taken_back_and_done_again(self):
        case = self.start_case()
        self.assertIn("comes from the daemon itself", self.refused("event", case, "kept.expired"))
        self.site.ctl("event", case, "go")
        self.assertEqual(self.states(case), ["going"])
        said = self.site.ctl("case", "undo", case, "--reason", "another child's").stdout
        self.assertIn("taken back: go", said)
        self.assertIn("cancelled: message 1, hello", said)
        self.assertEqual(self.states(case), ["asking"])
        self.assertIn("taken back already", self.refused("case", "undo", case, "--reason", "again"))
        self.site.ctl("case", "redo", case)
        self.assertEqual(self.states(case), ["going"])
        kinds = [row["kind"] for row in self.site.json("case", "history", case)["history"]]
        self.assertEqual(kinds, ["start", "event", "undo", "redo"])
        self.assertIn("another child's", self.site.ctl("case", "history", case).stdout)

    def test_what_was_sent_stops_an_undo(self):
        case = self.start_case()
        self.site.ctl("release")
        self.site.ctl("event", case, "go")
        self.site.wait(lambda: self.site.json("outbox", "list", "--state", "delivered")["outbox"], "it is delivered")
        self.assertIn("delivered", self.refused("case", "undo", case, "--reason", "wrong"))
        said = self.site.ctl("case", "undo", case, "--reason", "wrong", "--even-though-sent").stdout
        self.assertIn("was handed over: message 1, hello", said)
        self.assertEqual(self.states(case), ["asking"])

    def test_cases_move_to_the_new_version(self):
        case, stuck = self.start_case(), self.start_case("pupil/P0002")
        self.site.ctl("event", stuck, "wait")
        self.second_version()
        self.assertIn("old", self.fields(case))
        dry = self.site.ctl("workflow", "migrate", case, "--dry-run").stdout
        self.assertIn("version 1 -> 2 (dry run)", dry)
        self.assertIn("deadline plan: opens, due 2027-01-19", dry)
        self.assertIn("field old: dropped", dry)
        self.assertIn("old", self.fields(case))
        done = self.site.ctl("workflow", "migrate", "visit", check=False)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("no counterpart of the state \"waiting\"", done.stderr)
        self.assertIn(f"sendctl: {stuck}: ", done.stderr)  # which one
        again = self.site.ctl("--json", "workflow", "migrate", "visit", check=False)
        answers, at = [], 0
        while at < len(again.stdout.rstrip()):
            answer, at = json.JSONDecoder().raw_decode(again.stdout, at)
            answers.append(answer)
            at += len(again.stdout[at:]) - len(again.stdout[at:].lstrip())
        self.assertEqual({answer["case"]: "error" in answer for answer in answers}, {case: False, stuck: True})
        self.assertIn("1 moved, 0 as they are, 1 refused", done.stdout)
        self.assertEqual(self.fields(case)["fresh"], "new")
        self.site.ctl("workflow", "migrate", stuck, "--map", "waiting=going")
        self.assertEqual(self.states(stuck), ["going"])
        self.site.ctl("workflow", "migrate", "--undo", stuck)
        self.assertEqual(self.states(stuck), ["waiting"])
        self.site.ctl("workflow", "migrate", case, "--to", "1")
        self.assertIn("old", self.fields(case))
        self.assertIn("0 cases differ", self.check().stdout)
        self.assertEqual(json.loads(self.check("--json").stdout)["differing"], [])

    def test_the_day_chooses_the_version_of_a_new_case(self):
        one, two = (FILES / name / "visit.conf" for name in ("one", "two"))
        second = self.site.conf / "workflows" / "visit-2.conf"
        second.write_text(two.read_text().replace("version = 2;", 'version = 2; valid_from = "2026-09-01";'))
        self.assertIn('version 1 has no end, and version 2 begins on 2026-09-01', self.refused("reload"))
        self.workflow.write_text(one.read_text().replace("version = 1;", 'version = 1; valid_to = "2026-08-31";'))
        self.site.ctl("reload")
        old = self.site.json("case", "start", "visit", "pupil/P0001", "--happened", "2026-08-31")["case"]
        new = self.site.json("case", "start", "visit", "pupil/P0002", "--happened", "2026-09-01")["case"]
        self.assertIn("old", self.fields(old))
        self.assertIn("fresh", self.fields(new))
        rows = {row["version"]: row for row in self.site.json("workflow", "list")["workflows"] if row["id"] == "visit"}
        self.assertEqual([rows[1]["open"], rows[2]["open"]], [1, 1])
        self.assertEqual([rows[1]["in_force"], rows[2]["in_force"]], [False, True])
        self.site.ctl("workflow", "migrate", "visit")  # to the one that is in force today
        self.assertIn("fresh", self.fields(old))

    def drawn(self, *words):
        return self.site.ctl("graph", *words, "--format", "mermaid", check=False)

    def test_a_picture_of_a_case_is_of_its_version(self):
        case = self.start_case()
        self.site.ctl("event", case, "wait")
        self.second_version()  # knows no "waiting"
        place = self.site.conf / "workflows" / "sen-support.conf"
        other = self.site.json("case", "start", "sen-support", "pupil/P0002", "started_on=2026-09-01")["case"]
        for words in (("visit",), ("visit@1",), ()):
            marked = self.drawn(*words, "--case", case)
            self.assertEqual((marked.returncode, marked.stderr), (0, ""))
            self.assertEqual(marked.stdout.count(" active\n"), 1)
            self.assertIn("waiting", marked.stdout.lower())
        self.assertNotIn("waiting", self.drawn("visit").stdout.lower())
        self.assertEqual(self.drawn("visit").stdout.count(" active\n"), 0)
        for words, told in ((("visit@2",), "is pinned to version 1 of visit"),
                            ((self.workflow,), "is pinned to version 1 of visit"),
                            (("sen-support",), f"{case} is a case of visit, not of sen-support"),
                            ((place,), f"{case} is a case of visit, not of sen-support")):
            refused = self.drawn(*words, "--case", case)
            self.assertEqual((refused.returncode, refused.stdout), (1, ""))
            self.assertIn(told, refused.stderr)
        self.assertIn(" active\n", self.drawn(place, "--case", other).stdout)  # the file says what the case has
        self.workflow.unlink()  # only the store has it now
        self.site.ctl("reload")
        self.assertEqual(self.drawn("--case", case).stdout.count(" active\n"), 1)
        self.assertIn("waiting", self.drawn("visit@1").stdout.lower())
        self.assertEqual(self.drawn("--case", "VISIT-1").returncode, 1)

    def test_a_reload_that_orphans_cases_is_refused(self):
        self.start_case(), self.start_case("pupil/P0002")
        shutil.copy(FILES / "two" / "visit.conf", self.workflow)
        whole = self.templates.read_text()
        self.templates.write_text("\n".join(line for line in whole.splitlines() if '"dated"' not in line).replace(
            '((link))\\n"; },', '((link))\\n"; }'))
        said = self.refused("reload")
        self.assertIn("2 open cases are pinned to workflow visit version 1", said)
        self.assertIn('unknown template "dated"; it belongs in ', said)
        self.assertEqual(self.site.json("workflow", "list")["workflows"][-1]["version"], 1)
        self.site.stop()
        self.site.start("--hold")  # a start is not refused, but says so
        self.assertIn('unknown template "dated"', self.site.ctl("status").stdout)
        line = next(line for line in self.site.tail().splitlines() if "> workflow-missing: " in line)
        self.assertIn(" WORKFLOW=visit COUNT=2 FAULTS=", line)
        self.templates.write_text(whole)
        self.site.ctl("reload")
        self.assertNotIn("attention: 2 open cases", self.site.ctl("status").stdout)

    def test_the_check_before_an_upgrade(self):
        case = self.start_case()
        for word in ("say", "date", "go"):
            self.site.ctl("event", case, word)
        self.site.ctl("case", "undo", case, "--reason", "to see")
        done = self.check()  # beside the running daemon
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1 open cases, 5 rows of their history: 0 cases differ", done.stdout)
        self.site.stop()
        # Negative control: a row that says that the case went elsewhere.
        row = self.doctor("asking -> going on go", "asking -> waiting on go")
        done = self.check()
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(f"{case}: row {row} of the history (event): it did asking -> waiting on go and would do "
                      "asking -> going on go", done.stdout)

    def doctor(self, old, new):
        store = sqlite3.connect(self.site.folder / "sendd.db")
        store.execute("DROP TRIGGER IF EXISTS history_no_update")
        found = store.execute("SELECT seq FROM history WHERE kind = 'event' AND body LIKE ?", (f"%{old}%",)).fetchone()
        store.execute("UPDATE history SET body = replace(body, ?, ?) WHERE seq = ?", (old, new, found[0]))
        store.commit()
        store.close()
        return found[0]

    def test_an_older_store_is_checked_in_a_copy(self):
        self.start_case()
        self.site.stop()
        store = sqlite3.connect(self.site.folder / "sendd.db")
        version, = store.execute("PRAGMA user_version").fetchone()
        store.execute("DROP INDEX cases_parent")
        store.execute("ALTER TABLE cases DROP COLUMN parent")
        store.execute(f"PRAGMA user_version = {version - 1}")
        store.commit()
        store.close()
        os.environ["TMPDIR"] = str(self.site.folder / "copies")
        self.addCleanup(os.environ.pop, "TMPDIR")
        (self.site.folder / "copies").mkdir()
        done = self.check()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1 open cases", done.stdout)
        self.assertEqual(list((self.site.folder / "copies").iterdir()), [])
        store = sqlite3.connect(self.site.folder / "sendd.db")
        self.assertEqual(store.execute("PRAGMA user_version").fetchone(), (version - 1,))
        store.close()
        self.site.start("--hold")  # brings it forward
        self.assertTrue(self.site.json("audit", "verify")["sound"])


if __name__ == "__main__":
    unittest.main()
