"""A change tried before it is made: `sendctl diff` on a daemon's stored workflows, `sendctl simulate` on its store."""
import hashlib
import json
import shutil
import unittest

from sendd_site import Site

WORDS = ("simulate", "--span", "16 weeks")
CASES = ["SEN-2026-0001", "SEN-2026-0002", "SEN-2026-0003"]


class Simulate(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """Three cases: the first with a plan that is to be reviewed on 30 November."""
        cls.site = Site('email = "school-mail";',
                        '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }',
                        jump_from="2026-09-02")
        cls.addClassCleanup(cls.site.close)
        cls.site.start()
        cls.site.import_school()
        for number in (1, 2, 3):
            cls.site.ctl("case", "start", "sen-support", f"pupil/P{number:04d}", "started_on=2026-09-02")
        cls.site.ctl("event", CASES[0], "assessed")
        cls.site.ctl("event", CASES[0], "plan.shared", "review_on=2026-11-30")
        cls.site.ctl("clock", "to", "2026-09-10")

    def changed(self, *edits):
        """A copy of the configuration in which each (file, old, new) is replaced."""
        conf = self.site.folder / "changed"
        shutil.rmtree(conf, ignore_errors=True)
        shutil.copytree(self.site.conf, conf)
        for name, old, new in edits:
            path = conf / name
            text = path.read_text()
            self.assertIn(old, text)
            path.write_text(text.replace(old, new))
        return conf

    def simulate(self, conf, *more, words=WORDS):
        """The exit code and the differences as (kind, case, what, to, before, after)."""
        done = self.site.ctl("--json", *words, "-c", conf, *more, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        result = json.loads(done.stdout)
        keys = ("kind", "case", "what", "to", "before", "after")
        return done.returncode, {tuple(row[key] for key in keys) for row in result["differences"]}, result

    # --- known changes on a copy of the live store ---

    def test_without_a_change_there_is_no_difference(self):
        code, differences, result = self.simulate(self.changed())
        self.assertEqual((code, differences, result["weeks"]), (0, set(), []))
        self.assertEqual(result["before"], result["after"])
        self.assertEqual(result["after"]["cases"], 3)
        self.assertGreater(result["after"]["messages"], 5)
        self.assertIn("no difference", self.site.ctl(*WORDS, "-c", self.changed()).stdout)

    def test_an_inset_day_moves_the_dates_and_the_messages_that_hang_on_it(self):
        conf = self.changed(("calendars/oakfield.conf", '"2026-11-02", "2027', '"2026-11-02", "2026-12-18", "2027'))
        code, differences, _ = self.simulate(conf)
        self.assertEqual(code, 1)
        for kind, what, to, before, after in (
                ("date", "meeting.autumn", "school", "2026-12-18", "2026-12-17"),
                ("overdue", "meeting.autumn", "school", "2026-12-19", "2026-12-18")):
            self.assertEqual({row for row in differences if row[0] == kind},
                             {(kind, case, what, to, before, after) for case in CASES})
        invites = {row[1:3] + row[4:] for row in differences if row[2] == "sen-meeting-invite-parents"}
        self.assertEqual(invites, {(case, "sen-meeting-invite-parents", "2026-11-20", "2026-11-19") for case in CASES})
        moved = {row[2:] for row in differences if row[2] == "sen-meeting-missed-senco"}
        self.assertEqual(moved, {("sen-meeting-missed-senco", "role/senco", "2026-12-19", "2026-12-18")})
        text = self.site.ctl(*WORDS, "-c", conf, check=False).stdout
        self.assertIn("SEN-2026-0001: meeting.autumn is due 2026-12-17, before 2026-12-18", text)
        self.assertIn("\n2026-12-14         3        3         3", text)

    def test_a_tightened_rule_moves_only_what_it_dates(self):
        rule = 'length = "on the day"; basis = "guidance"; source = "CODE 6.53"'
        conf = self.changed(("rules/sen-support.conf", rule,
                             'length = "1 week before"; basis = "local"; source = "CODE 6.53, a week early"'),
                            ("rules/sen-support.conf", 'from = "2026-11-13"; due = "2026-11-13"',
                             'from = "2026-11-13"; due = "2026-11-06"'))
        _, differences, _ = self.simulate(conf)
        self.assertEqual({row for row in differences if row[0] in ("date", "overdue")},
                         {("date", CASES[0], "sen.review", "school", "2026-11-30", "2026-11-23"),
                          ("overdue", CASES[0], "sen.review", "school", "2026-12-01", "2026-11-24")})
        self.assertEqual({row[1] for row in differences}, {CASES[0]})

    def test_templates_change_what_goes_and_what_waits(self):
        name, words = "templates/sen-support.conf", "We would like to meet with you by ((due))"
        conf = self.changed((name, words, words + " at the latest"))
        code, differences, result = self.simulate(conf)
        self.assertEqual((code, {row[:1] + row[2:3] for row in differences}),
                         (1, {("message", "sen-meeting-invite-parents")}))
        self.assertEqual({row["reads"] for row in result["differences"]}, {True})
        conf = self.changed((name, words, words + " ((no_such_value))"))
        _, differences, _ = self.simulate(conf)
        invites = {row for row in differences if row[2] == "sen-meeting-invite-parents"}
        self.assertEqual({row[0] for row in invites if row[4] is None}, {"held"})
        self.assertEqual({row[0] for row in invites if row[5] is None}, {"message"})
        self.assertEqual({row[1] for row in invites}, set(CASES))

    def test_a_case_whose_pinned_workflow_cannot_go_on_is_told(self):
        conf = self.changed(("rules/sen-support.conf", 'id = "sen.review"', 'id = "sen.reviewed"'),
                            ("workflows/sen-support.conf", 'rule = "sen.review"', 'rule = "sen.reviewed"'),
                            ("workflows/sen-support.conf", "sen.review.missed", "sen.reviewed.missed"))
        _, differences, result = self.simulate(conf)
        stops = [row for row in result["differences"] if row["kind"] == "stop"]
        self.assertEqual({(row["case"], row["what"], row["before"]) for row in stops},
                         {(CASES[0], "dates.check", None)})
        self.assertIn("sen.review", stops[0]["detail"])
        self.assertEqual(result["after"]["stops"], len(result["stops"]))
        self.assertEqual([row["case"] for row in result["stops"]], [CASES[0]])
        self.assertEqual({row[1] for row in differences}, {CASES[0]})

    def test_the_live_daemon_is_left_alone(self):
        def seen():
            audit = self.site.json("audit", "verify")
            mail = sorted(str(path) for path in (self.site.folder / "mail").rglob("*"))
            return audit["rows"], audit["head"], mail, self.site.json("status")["now"]
        before, store = seen(), hashlib.sha256(self.site.store.read_bytes()).digest()
        self.simulate(self.changed())
        self.assertEqual(seen(), before)
        self.assertEqual(hashlib.sha256(self.site.store.read_bytes()).digest(), store)

    def test_the_same_question_has_the_same_answer(self):
        conf = self.changed(("calendars/oakfield.conf", '"2026-11-02", "2027', '"2026-11-02", "2026-10-01", "2027'))
        made_up = ("simulate", "--school", "made-up", "--pupils", "10", "--from", "2026-09-01", "--span", "8 weeks")
        for words in (WORDS, made_up):
            outputs = [self.site.ctl("--json", *words, "-c", conf, check=False).stdout for _ in range(2)]
            self.assertEqual(outputs[0], outputs[1])
            self.assertTrue(outputs[0])

    def test_a_made_up_school_shows_what_a_workflow_would_do(self):
        words = ("simulate", "--school", "made-up", "--pupils", "10", "--from", "2026-09-01", "--span", "14 weeks")
        code, differences, result = self.simulate(self.changed(), words=words)
        self.assertEqual((code, differences), (0, set()))
        self.assertGreater(result["after"]["cases"], 5)
        warn = 'from = "year_start"; warn = ["4 weeks"]; met_by = ["meeting.autumn.held"]'
        conf = self.changed(("workflows/sen-support.conf", warn, warn.replace("4 weeks", "6 weeks")))
        code, differences, _ = self.simulate(conf, words=words)
        self.assertEqual(code, 1)
        self.assertTrue({row for row in differences
                         if row[2] == "sen-meeting-invite-parents" and row[4:] == ("2026-11-20", "2026-11-06")})
        other = self.site.ctl(*words, "--seed", "2", "-c", conf, check=False).stdout
        self.assertNotEqual(other, self.site.ctl(*words, "-c", conf, check=False).stdout)

    def test_a_new_bank_holiday_gives_a_day_more_where_school_days_are_counted(self):
        words = ("simulate", "--school", "made-up", "--pupils", "10", "--from", "2026-09-01", "--span", "8 weeks")
        conf = self.changed(("calendars/bank-holidays.conf", '  { date = "2026-12-25";',
                             '  { date = "2026-10-12"; name = "Proclaimed"; },\n  { date = "2026-12-25";'))
        _, differences, _ = self.simulate(conf, words=words)
        moved = {row[4:] for row in differences}
        self.assertEqual({row[0] for row in differences}, {"task"})
        self.assertTrue(all("2026-10-12" <= before < after for before, after in moved), moved)

    def test_what_cannot_be_done_is_told_with_another_code(self):
        faulty = self.changed(("calendars/oakfield.conf", "inset = [", "inset = [ nonsense, "))
        done = self.site.ctl(*WORDS, "-c", faulty, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("oakfield.conf:", done.stderr)
        for more in (("--store", self.site.folder / "none.db"), ("--store", self.site.conf / "sendd.conf"),
                     ("--from", "2026-09-01"), ("--span", "a while"), ("--school", "real"), ("--pupils", "0"),
                     ("--nonsense", "1")):
            done = self.site.ctl("simulate", "-c", self.changed(), *more, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""), more)
            self.assertTrue(done.stderr)
        self.assertEqual(self.site.ctl("simulate", check=False).returncode, 2)

    # --- diff ---

    def test_a_stored_version_and_a_changed_file_differ_in_words(self):
        conf = self.changed(("workflows/sen-support.conf", "  version = 1;", "  version = 2;"),
                            ("workflows/sen-support.conf", '{ event = "plan.issued"; goto = "plan-issued"; }',
                             '{ event = "plan.issued"; goto = "ended"; }'))
        new = conf / "workflows" / "sen-support.conf"
        done = self.site.ctl("diff", "sen-support@1", new, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("  it: `version` changed from 1 to 2\n", done.stdout)
        self.assertIn("state `supported` (On SEN support)\n"
                      "  on `plan.issued` it now goes to `ended`, before to `plan-issued`\n", done.stdout)
        rows = json.loads(self.site.ctl("--json", "diff", "sen-support", new, check=False).stdout)
        self.assertEqual([row["kind"] for row in rows["differences"]], ["workflow", "transition"])
        stored = rows["old"]["hash"]
        for name in ("sen-support@1", "sen-support", stored, stored[:10]):
            done = self.site.ctl("diff", name, self.site.conf / "workflows" / "sen-support.conf", check=False)
            self.assertEqual((done.returncode, done.stdout), (0, "no difference\n"), name)

    def test_versions_that_are_not_there(self):
        for name in ("sen-support@7", "nonsense@1", "sen-support@x", "abcdef0123", "nonsense", "/no/such/file.conf"):
            done = self.site.ctl("diff", name, "sen-support", check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""), name)
            self.assertTrue(done.stderr)
        self.assertEqual(self.site.ctl("diff", "sen-support", check=False).returncode, 2)
        self.assertEqual(self.site.ctl("--socket", "/no/socket", "diff", "sen-support@1", "sen-support",
                                       check=False).returncode, 4)


class RealClock(unittest.TestCase):
    """A store of the machine's clock, read while its daemon runs and when none does."""

    def setUp(self):
        self.site = Site('email = "school-mail";',
                         '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }')
        self.addCleanup(self.site.close)
        self.site.start()
        self.site.import_school()
        self.start_case(1)

    def start_case(self, number):
        self.site.ctl("case", "start", "ehc-needs-assessment", f"pupil/P{number:04d}", "request_received=2026-09-01")

    def test_it_begins_now_with_or_without_a_daemon(self):
        today = self.site.json("status")["now"][:10]
        for _ in range(2):
            result = self.site.json("simulate", "-c", self.site.conf, "--span", "4 weeks")
            self.assertEqual((result["differences"], result["after"]["cases"]), ([], 1))
            self.assertGreaterEqual(result["from"], today)
            self.site.stop()

    def test_two_texts_of_one_version_must_be_told_apart(self):
        workflow = self.site.conf / "workflows" / "ehc-needs-assessment.conf"
        workflow.write_text(workflow.read_text().replace("LA is deciding whether", "The LA is deciding whether"))
        self.site.ctl("reload")
        self.start_case(2)
        done = self.site.ctl("diff", "ehc-needs-assessment@1", "ehc-needs-assessment", check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("2 texts", done.stderr)
        new, old = done.stderr.rsplit("first: ", 1)[1].strip().split(", ")
        done = self.site.ctl("diff", old, new, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("`title` changed from `LA is deciding whether to assess` to `The LA is deciding", done.stdout)
        self.assertIn("both say version 1", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
