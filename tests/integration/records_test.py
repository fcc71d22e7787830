"""What an admin does with records and lists: imports that lack a column, lists that are longer than one answer, names that are
nobody's, a school that is taken away, a log that was damaged."""
import csv
import io
import json
import sqlite3
import unittest

from sendd_site import SRC, Site

DEMO = SRC / "conf" / "demo"


def rows(name):
    encoding = "cp1252" if name == "contacts.csv" else "utf-8-sig"
    return list(csv.DictReader(io.StringIO((DEMO / name).read_text(encoding=encoding))))


class Records(unittest.TestCase):
    def setUp(self):
        self.site = Site('email = "school-mail";',
                         '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }',
                         jump_from="2026-09-07")
        self.addCleanup(self.site.close)
        self.site.start()
        self.site.import_school()

    def put(self, name, text, encoding="utf-8"):
        path = self.site.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    # --- imports ---

    def without(self, name, column, renamed=None):
        """The demonstration's file NAME without COLUMN, or with another name for it."""
        out = io.StringIO()
        given = rows(name)
        names = [renamed if key == column else key for key in given[0] if key != column or renamed]
        writer = csv.DictWriter(out, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, **({renamed: row[column]} if renamed else {})} for row in given)
        return self.put(name, out.getvalue())

    def test_what_the_file_has_no_column_for_stays(self):
        path = self.without("contacts.csv", "Primary Email", "Primary Emial")
        dry = self.site.ctl("import", "contact", path, "--dry-run")
        self.assertIn(f"0 new, 0 changed, {len(rows('contacts.csv'))} the same", dry.stdout)
        for done in dry, self.site.ctl("import", "contact", path):
            self.assertIn('columns that are not read: "Primary Emial"', done.stderr)
            self.assertRegex(done.stderr, r"the file has no column for email: what is on record stays \(\d+ records\)")
        self.assertEqual(self.site.json("import", "contact", path)["changed"], 0)
        self.assertIn("messages intended: 2", self.site.ctl("case", "start", "sen-support", "pupil/P0001", "started_on=2026-09-07").stdout)

    def test_a_cell_that_is_empty_empties_the_field(self):
        given = rows("pupils.csv")
        at = next(i for i, row in enumerate(given) if row["SEN Need 1"])
        given[at]["SEN Need 1"] = ""
        out = io.StringIO()
        writer = csv.DictWriter(out, given[0].keys())
        writer.writeheader()
        writer.writerows(given)
        self.assertEqual(self.site.json("import", "pupil", self.put("p.csv", out.getvalue()))["changed"], 1)

    def test_an_older_encoding_is_said(self):
        text = (DEMO / "pupils.csv").read_text(encoding="utf-8-sig").replace("Alder", "Ald\u00e9r", 1)
        done = self.site.ctl("import", "pupil", self.put("p.csv", text, "cp1252"), "--dry-run")
        self.assertIn("CP1252", done.stderr)
        self.assertNotIn("Ald", done.stderr)
        answer = self.site.json("import", "pupil", self.site.folder / "p.csv", "--dry-run")
        self.assertEqual(len(answer["warnings"]), 1)

    def test_one_child_under_two_numbers_is_told(self):
        first = rows("pupils.csv")[0]
        out = io.StringIO()
        writer = csv.DictWriter(out, first.keys())
        writer.writeheader()
        writer.writerow({**first, "Adno": "Q3"})
        done = self.site.ctl("import", "pupil", self.put("p.csv", out.getvalue()), "--dry-run")
        self.assertIn(f"Q3 has the UPN of {first['Adno']}", done.stderr)
        self.assertNotIn(first["UPN"], done.stderr)
        self.assertEqual(self.site.ctl("import", "pupil", self.put("p.csv", (DEMO / "pupils.csv").read_text())).stderr, "")

    # --- lists ---

    def test_lists_are_whole_or_say_so(self):
        pupils = rows("pupils.csv")[:60]
        for row in pupils:
            self.site.ctl("case", "start", "sen-support", f"pupil/{row['Adno']}", "started_on=2026-09-07")
        answer = self.site.json("deadlines")
        self.assertGreater(len(answer["deadlines"]), 100)
        self.assertNotIn("more", answer)
        short = self.site.json("deadlines", "--limit", "100")
        self.assertEqual((len(short["deadlines"]), short["more"]), (100, True))
        self.assertEqual(short["deadlines"], answer["deadlines"][:100])
        done = self.site.ctl("deadlines", "--limit", "7")
        self.assertEqual(len(done.stdout.splitlines()), 8)
        self.assertIn("these 7 are not all", done.stderr)
        for verb in (("task", "list"), ("case", "list")):
            self.assertEqual(len(self.site.json(*verb, "--limit", "3")[verb[0] + "s"]), 3)
        newest = self.site.json("outbox", "list", "--limit", "5")["outbox"]
        every = self.site.json("outbox", "list", "--limit", "50000")["outbox"]
        self.assertEqual(newest, every[-5:])

    def test_a_limit_that_is_none_is_refused(self):
        for limit in ("0", "-1", "x", "", "50001", "99999999999999999999"):
            done = self.site.ctl("deadlines", f"--limit={limit}", check=False)
            self.assertEqual((done.returncode, done.stdout), (1, ""), limit)
            self.assertIn("limit must be a number from 1 to 50000", done.stderr)

    def test_names_that_are_nobodys_are_refused(self):
        for words, said in ((("case", "list", "--workflow", "sen-suport"), "did you mean `sen-support`?"),
                            (("case", "list", "--school", "elsewhere"), "there is no school `elsewhere`"),
                            (("task", "list", "--role", "senko"), "there is no role `senko`")):
            done = self.site.ctl(*words, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(said, done.stderr)

    # --- the daemon's other answers ---

    def test_errors_are_json_where_json_is_wanted(self):
        for words, code in ((("--socket", "/nowhere", "status"), 4), (("date", "x"), 1), (("import", "pupil", "/nowhere"), 1),
                            (("stauts",), 2), (("outbox", "list", "--limit"), 2), (("case", "show"), 2),
                            (("case", "show", "SEN-1999-0001"), 1)):
            done = self.site.ctl("--json", *words, check=False)
            self.assertEqual((done.returncode, done.stderr), (code, ""), words)
            self.assertTrue(json.loads(done.stdout)["error"]["text"], words)

    def test_values_that_an_event_does_not_take_are_refused(self):
        case = self.site.json("case", "start", "ehc-needs-assessment", "pupil/P0001", "request_received=2026-09-01")["case"]
        done = self.site.ctl("event", case, "la.agreed", "decided_on=2026-09-04", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no value `decided_on` here", done.stderr)
        self.assertIn("--happened DATE", done.stderr)

    def test_a_school_with_open_cases_cannot_be_taken_away(self):
        case = self.site.json("case", "start", "sen-support", "pupil/P0001", "started_on=2026-09-07")["case"]
        conf, terms = self.site.conf / "sendd.conf", self.site.conf / "calendars" / "oakfield.conf"
        before = conf.read_text()
        conf.write_text(before.replace('"oakfield"', '"oakfeild"'))
        terms.rename(terms.with_name("oakfeild.conf"))
        done = self.site.ctl("reload", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 open cases are of the school oakfield, which is not there", done.stdout + done.stderr)
        self.assertEqual(self.site.json("status")["schools"][0]["id"], "oakfield")
        self.assertEqual(self.site.stop(), 0)
        self.site.start()  # that is no reason not to start; but someone must know, and the dates wait
        self.assertIn("attention: 1 open cases are of the school oakfield", self.site.ctl("status").stdout)
        names = lambda: [task["name"] for task in self.site.json("task", "list", "--case", case)["tasks"]]  # noqa: E731
        self.site.wait(lambda: any(name.startswith("undated.") for name in names()), "someone is told of dates")
        conf.write_text(before)
        terms.with_name("oakfeild.conf").rename(terms)
        self.site.ctl("reload")
        self.site.wait(lambda: not any(name.startswith("undated.") for name in names()), "nobody has to look any more")

    def test_a_damaged_end_of_the_log_is_told_with_its_place(self):
        self.assertEqual(self.site.stop(), 0)
        db = sqlite3.connect(self.site.store)
        last, = db.execute("SELECT max(seq) FROM history").fetchone()
        db.executescript("DROP TRIGGER history_no_update; UPDATE history SET at = at + 1 WHERE seq = %d;" % last)
        db.close()
        self.site.spawn()
        self.site.process.wait(60)
        self.assertNotEqual(self.site.process.returncode, 0)
        said = (self.site.folder / "log").read_text(errors="replace")
        self.assertIn(f"the last row of the history, {last}, is damaged", said)
        self.assertIn(f"the log is sound up to row {last - 1}", said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
