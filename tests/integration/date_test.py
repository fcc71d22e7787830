"""`sendctl date`, `sendctl rules`: answers about the law without a daemon, as people and scripts take them."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SRC = pathlib.Path(os.environ.get("SENDD_SRC", "."))
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", "."))


class Date(unittest.TestCase):
    def ctl(self, *words, conf=SRC / "conf", **environment):
        return subprocess.run([BUILD / "sendctl", "-c", conf, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60, env={**os.environ, **environment})

    def first_line(self, *words, code=0):
        done = self.ctl("date", *words)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout.split("\n", 1)[0]

    def table(self, text, *words):
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write(text)
            file.flush()
            return self.ctl("date", "--from-table", file.name, *words)

    # --- one question ---

    def test_the_first_line_is_the_date_alone(self):
        for question, date in (("ehcna.plan from 2026-09-01", "2027-01-19"),
                               ("review.final from 2026-11-20 and notice=2026-11-30", "2027-01-25"),
                               ("appeal.lodge from 2026-06-30", "2026-09-01"),
                               ("transfer.phase from 2027-09-01", "2027-02-14"),
                               ("records.transfer from 2025-10-17", "2025-11-17"),  # the only school that has a calendar
                               ("2026-09-01 + 6 weeks", "2026-10-13")):
            self.assertEqual(self.first_line(question), date)
            self.assertEqual(self.first_line(*question.split(" ")), date)

    def test_the_rule_in_hours_gives_a_time(self):
        self.assertEqual(self.first_line("breach.report from 2026-11-26T14:30"), "2026-11-29T14:30")

    def test_the_rest_shows_the_working(self):
        said = self.ctl("date", "appeal.response from 2026-07-02").stdout
        for part in ("2026-07-02 + 30 working days = 2026-09-11", "1 Aug to 31 Aug (not counted by this rule)",
                     "SI 2008/2699 r.21", "unconfirmed:"):
            self.assertIn(part, said)
        said = self.ctl("date", "ehcna.decision from 2026-07-20").stdout
        for part in ("also read as Sunday 30 August 2026 (2026-08-30)", "warnings count back from",
                     "practical target, the last working day on or before it: Friday 28 August 2026",
                     "lateness is excused if (personal)"):
            self.assertIn(part, said)
        self.assertIn("provisional", self.ctl("date", "mediation.certificate from 2028-12-28").stdout)

    def test_json_says_the_same(self):
        answer = json.loads(self.ctl("--json", "date", "ehcna.reversed-plan from 2026-09-01 and request=2026-05-04").stdout)
        self.assertEqual((answer["due"], answer["earliest"], answer["anchors"]),
                         ("2026-12-08", "2026-09-21", {"request": "2026-05-04"}))
        self.assertEqual([(row["due"], row["legal"]) for row in answer["candidates"]],
                         [("2026-12-08", True), ("2026-09-21", False)])

    def test_outside_its_validity_it_answers_and_warns(self):
        done = self.ctl("date", "force.record from 2026-03-31")
        self.assertEqual((done.returncode, done.stdout.split("\n")[0]), (3, "2026-03-31"))
        self.assertIn("warning: 2026-03-31 lies outside what force.record is for (2026-04-01 to further notice)", done.stdout)
        self.assertEqual(self.ctl("date", "force.record from 2026-04-01").returncode, 0)

    def test_what_cannot_be_answered(self):
        for question, said in (("ehcna.plann from 2026-09-01", "did you mean ehcna.plan?"),
                               ("ehcna.plan from 2026-02-30", "there is no day 2026-02-30 in the calendar; that month ends on 2026-02-28"),
                               ("ehcna.plan from 2026-09-01 and reqest=2026-05-04", "counts from no \"reqest\""),
                               ("sar.reply from 2026-03-02 and clarify-got=2026-03-05", "clarify-got is given (2026-03-05) and clarify-asked is not"),
                               ("sar.reply from 2026-03-02 and clarify-asked=2026-03-09 and clarify-got=2026-03-05",
                                "clarify-got (2026-03-05) lies before clarify-asked (2026-03-09)"),
                               ("sar.reply from 2026-03-02 and identity=2026-03-05 and identity=2026-03-06", "identity is given twice"),
                               ("breach.report from 2026-03-29T01:30", "there was no 2026-03-29T01:30 in London"),
                               ("whenever", "is no question about a date")):
            done = self.ctl("date", question)
            self.assertEqual(done.returncode, 1)
            self.assertIn(said, done.stderr)
        self.assertEqual(self.ctl("date").returncode, 2)

    def test_neither_zone_nor_language_changes_it(self):
        wanted = self.ctl("date", "breach.report from 2026-03-27T23:30").stdout
        for environment in ({"TZ": "America/New_York"}, {"TZ": "Asia/Tokyo", "LC_ALL": "C"}, {"LC_ALL": "de_DE.UTF-8"}):
            self.assertEqual(self.ctl("date", "breach.report from 2026-03-27T23:30", **environment).stdout, wanted)

    # --- a file of questions ---

    def test_a_table_is_answered_row_by_row(self):
        done = self.table("school,ask\noakfield,records.transfer from 2025-10-17\n,ehcna.decision from 2026-07-20\n"
                          ",breach.report from 2026-11-26T10:00\n,ehcna.decision from 2010-01-01\n")
        self.assertEqual(done.returncode, 3, done.stderr)  # the last one lies outside its rule
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual([row["due"] for row in rows], ["2025-11-17", "2026-08-31", "2026-11-29T10:00", "2010-02-12"])
        self.assertEqual((rows[1]["earliest"], rows[1]["practical"]), ("2026-08-30", "2026-08-28"))
        self.assertIn("lies outside", rows[3]["error"])

    def test_a_table_is_answered_as_json(self):
        done = self.table("ask\nno.rule from 2026-01-01\nehcna.plan from 2026-09-01\n", "--json")
        first, second = json.loads(done.stdout)["answers"]
        self.assertEqual((done.returncode, first["error"]), (1, 'there is no rule "no.rule"'))
        self.assertEqual((second["ask"], second["ruling"]["due"]), ("ehcna.plan from 2026-09-01", "2027-01-19"))

    def test_a_row_that_fails_does_not_stop_the_others(self):
        done = self.table("ask\nno.rule from 2026-01-01\nehcna.plan from 2026-09-01\n")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual((done.returncode, [row["due"] for row in rows]), (1, ["", "2027-01-19"]))
        self.assertEqual(rows[0]["error"], 'there is no rule "no.rule"')

    def test_a_table_that_is_none(self):
        done = self.table("question\nehcna.plan from 2026-09-01\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn('has no column "ask"', done.stderr)
        self.assertEqual(self.ctl("date", "--from-table", "/nowhere.csv").returncode, 1)

    # --- what is in force ---

    def test_rules_lists_what_is_in_force_with_its_law(self):
        listed = {row["rule"]: row for row in json.loads(self.ctl("--json", "rules", "--at", "2020-06-01").stdout)["rules"]}
        self.assertEqual(listed["ehcna.plan"]["valid_to"], "2020-09-25")
        self.assertNotIn("force.record", listed)
        self.assertIn("force.record", {row["rule"] for row in json.loads(self.ctl("--json", "rules").stdout)["rules"]})
        said = self.ctl("rules", "--at", "2026-11-26").stdout
        self.assertRegex(said, r"(?s)sar\.reply: .*1 month; counted from received, identity.*UK GDPR Art\. 12\(3\) and 12A")
        self.assertEqual(self.ctl("rules", "--at", "soon").returncode, 1)

    def test_every_rule_says_what_it_is_from(self):
        for row in json.loads(self.ctl("--json", "rules", "--all").stdout)["rules"]:
            for member in ("title", "owner", "kind", "basis", "source", "length", "valid_from"):
                self.assertTrue(row[member], row["rule"])
            self.assertIn(row["basis"], ("statute", "guidance", "local"))

    def test_the_ids_are_those_that_the_law_has_here(self):
        wanted = """ehcna.decision ehcna.advice ehcna.no-plan ehcna.draft-target ehcna.draft-comments ehcna.consultation ehcna.plan
            ehcna.reversed-no-plan ehcna.reversed-plan order.assess order.contents order.school order.make-draft order.make-plan
            reassess.decision reassess.plan review.notice review.circulate review.report review.decision review.final review.first
            review.next review.meeting-latest transfer.phase transfer.post16 transfer.other move.transfer move.notice move.review
            mediation.contact mediation.certificate mediation.meeting appeal.lodge appeal.response cease.effective
            support.parent-meeting records.transfer records.access sar.reply breach.report senco.qualified access.approval
            access.deadline access.modified-papers accessibility.plan equality.objectives equality.information
            sen.information-report force.record force.parent retention.sen-file census.autumn census.spring census.summer""".split()
        listed = {row["rule"] for row in json.loads(self.ctl("--json", "rules", "--all").stdout)["rules"]}
        self.assertEqual(set(wanted) - listed, set())

    # --- what the site adds ---

    def test_the_site_takes_another_reading(self):
        with tempfile.TemporaryDirectory() as folder:
            conf = pathlib.Path(folder, "conf")
            subprocess.run(["cp", "-r", SRC / "conf", conf], check=True)
            subprocess.run(["chmod", "-R", "u+w", conf], check=True)
            site = conf / "rules" / "site.conf"
            site.write_text(re.sub(r"readings = \[\];", 'readings = ["weeks.inclusive", "before.by"];', site.read_text()) +
                            'overlays = ( { authority = "901"; targets = ( { rule = "ehcna.advice"; length = "4 weeks"; '
                            'source = "a handbook"; } ); } );\n')
            self.assertEqual(self.ctl("date", "ehcna.plan from 2026-09-01", conf=conf).stdout.split("\n")[0], "2027-01-18")
            self.assertEqual(self.ctl("date", "transfer.phase from 2027-09-01", conf=conf).stdout.split("\n")[0], "2027-02-15")
            said = self.ctl("date", "--authority", "901", "ehcna.advice from 2026-10-13", conf=conf).stdout
            self.assertTrue(said.startswith("2026-11-23\n"), said)  # the law's date stays
            self.assertIn("the authority asks for it by Tuesday 10 November 2026 (2026-11-10)", said)
            self.assertIn("warnings count back from Tuesday 10 November 2026", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
