#!/usr/bin/env python3
"""`sendctl calendar`: imports of bank holidays and terms, shown, refused and written; what the calendars know."""
import json
import os
import pathlib
import random
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

SRC = pathlib.Path(os.environ.get("SENDD_SRC", os.getcwd()))
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", SRC / "build"))
ROW = re.compile(r'\{ date = "([^"]+)"; name = "([^"]+)"; \}')
MUTANTS = 300


def rows(path):
    return ROW.findall(path.read_text(encoding="utf-8"))


def event(day, name):
    """A row of ours as GOV.UK writes it: typographic apostrophes, what we have in brackets as notes."""
    title, notes = re.fullmatch(r"(.*?)(?: \(((?:substitute|extra)[^)]*)\))?", name).groups()
    return {"title": title.replace("'", "’"), "date": day, "notes": (notes or "").capitalize(), "bunting": True}


def govuk(events, **more):
    divisions = {"england-and-wales": events, "scotland": [event("2026-01-02", "2nd January")], **more}
    return json.dumps({name: {"division": name, "events": list(of)} for name, of in divisions.items()},
                      ensure_ascii=False)


def year_of_2029():
    days = ["2029-01-01 New Year's Day", "2029-03-30 Good Friday", "2029-04-02 Easter Monday",
            "2029-05-07 Early May bank holiday", "2029-05-28 Spring bank holiday", "2029-08-27 Summer bank holiday",
            "2029-12-25 Christmas Day", "2029-12-26 Boxing Day"]
    return [event(*day.split(" ", 1)) for day in days]


def vevent(summary, first, end=None, more=""):
    lines = [f"SUMMARY:{summary}", f"DTSTART;VALUE=DATE:{first}", *([f"DTEND;VALUE=DATE:{end}"] if end else []), more]
    return "BEGIN:VEVENT\r\n" + "".join(line + "\r\n" for line in lines if line) + "END:VEVENT\r\n"


def ics(*events):
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//made up//EN\r\n" + "".join(events) + "END:VCALENDAR\r\n"


# The year after the shipped ones.
TERMS_2028 = [vevent("Autumn term 1", "20280904", "20281021"), vevent("Autumn term 2", "20281030", "20281221"),
              vevent("Spring term 1", "20290103", "20290210"), vevent("Spring term 2", "20290219", "20290330"),
              vevent("Summer term 1", "20290416", "20290526"), vevent("Summer term 2", "20290604", "20290721"),
              vevent("INSET day", "20280904"), vevent("Half term", "20281023", "20281028")]


class CalendarTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.conf = self.folder / "conf"
        shutil.copytree(SRC / "conf", self.conf)
        self.calendars = self.conf / "calendars"
        self.bank = self.calendars / "bank-holidays.conf"
        self.oakfield = self.calendars / "oakfield.conf"

    def put(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return str(path)

    def call(self, *words):
        # No daemon can be meant by mistake: the socket does not exist.
        environment = {**os.environ, "SENDD_SOCKET": str(self.folder / "none")}
        return subprocess.run([BUILD / "sendctl", "-c", self.conf, *words], capture_output=True, text=True, check=False,
                              env=environment)

    def run_import(self, code, *words):
        done = self.call("calendar", "import", *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def run_json(self, code, *words):
        return json.loads(self.run_import(code, "--json", *words))

    def changes(self, answer):
        return [(one["change"], (one["now"] or one["was"])["from"]) for one in answer["differences"]]

    def assert_clean(self):
        done = self.call("check", "--today", "2026-11-26")
        self.assertEqual((done.returncode, done.stdout), (0, f"{self.conf}: 0 errors, 0 warnings\n"))

    def listed(self, first="2019"):
        return [event(*row) for row in rows(self.bank) if row[0] >= first]

    # --- bank holidays ---

    def test_the_shipped_list_is_the_published_one(self):
        """GOV.UK lists 2019 to 2028: nothing differs, and the years before are not removed."""
        path = self.put("bank-holidays.json", govuk(self.listed()))
        before = self.bank.read_bytes()
        self.assertIn("nothing differs", self.run_import(0, path))
        self.assertIn("nothing differs", self.run_import(0, path, "--write"))
        answer = self.run_json(0, path)
        self.assertEqual((answer["differs"], answer["differences"], answer["written"]), (False, [], False))
        self.assertEqual(self.bank.read_bytes(), before)
        self.assertFalse((self.calendars / "bank-holidays.conf.old").exists())

    def test_a_new_year_is_shown_then_written(self):
        path = self.put("bank-holidays.json", govuk(self.listed() + year_of_2029()))
        before = self.bank.read_text(encoding="utf-8")
        self.bank.chmod(0o640)
        said = self.run_import(3, path)
        self.assertIn("8 differences", said)
        self.assertIn("  added    2029-03-30 Good Friday\n", said)
        self.assertIn("known until 2028-12-31 -> 2029-12-31\n", said)
        self.assertIn("--write", said)
        self.assertEqual(self.bank.read_text(encoding="utf-8"), before)
        self.assertIn("sendctl reload", self.run_import(0, path, "--write"))
        after = self.bank.read_text(encoding="utf-8")
        self.assertRegex(after, r"(?m)^# Written by `sendctl calendar import` on \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\n]*$")
        # The comments at the top stay; all else is as it was, and the new year.
        self.assertTrue(after.startswith(before[:before.index("title = ")]))
        self.assertIn('known_until = "2029-12-31";', after)
        self.assertEqual(ROW.findall(after)[:-8], ROW.findall(before))
        self.assertEqual((self.calendars / "bank-holidays.conf.old").read_text(encoding="utf-8"), before)
        self.assertEqual(stat.S_IMODE(self.bank.stat().st_mode), 0o640)
        self.assertEqual(sorted(os.listdir(self.calendars)),
                         ["bank-holidays.conf", "bank-holidays.conf.old", "oakfield.conf"])
        self.assert_clean()
        # Once more: nothing differs. And a second write replaces the line of the first.
        self.run_import(0, path)
        self.run_import(0, self.put("less.json", govuk(self.listed("2026")[1:] + [event("2026-01-02", "Bank holiday")])),
                        "--write")
        self.assertEqual(self.bank.read_text(encoding="utf-8").count("# Written by"), 1)
        self.assertEqual((self.calendars / "bank-holidays.conf.old").read_text(encoding="utf-8"), after)

    def test_what_was_known_when(self):
        """The state funeral's day and the coronation's, as they came into the list."""
        steps = [("2022-08", "2022-10", [("added", "2022-09-19")]), ("2022-10", "2022-11", [("added", "2023-05-08")]),
                 ("2022-11", "2022-08", [("removed", "2022-09-19"), ("removed", "2023-05-08")])]
        for known, then, wanted in steps:
            with self.subTest(known):
                shutil.copyfile(SRC / f"tests/integration/calendars/bank-holidays-{known}.conf", self.bank)
                given = rows(SRC / f"tests/integration/calendars/bank-holidays-{then}.conf")
                path = self.put("given.json", govuk(event(*row) for row in given))
                self.assertEqual(self.changes(self.run_json(3, path)), wanted)

    def test_a_year_that_has_only_begun_is_left_out(self):
        answer = self.run_json(0, self.put("given.json", govuk(self.listed() + year_of_2029()[:3])))
        self.assertEqual([left["from"] for left in answer["left_out"]], ["2029-01-01", "2029-03-30", "2029-04-02"])
        self.assertEqual(answer["known_until"], {"was": "2028-12-31", "now": "2028-12-31"})

    def test_another_division(self):
        path = self.put("given.json", govuk(self.listed()))
        self.assertIn("added    2026-01-02 2nd January", self.run_import(3, path, "--division", "scotland"))
        self.assertIn("it has england-and-wales, scotland", self.run_import(1, path, "--division", "wales"))

    def test_a_holiday_on_an_inset_day_is_refused_with_its_place(self):
        path = self.put("given.json", govuk(self.listed() + [event("2026-11-02", "A day of joy")]))
        before = self.bank.read_bytes()
        said = self.run_import(1, path, "--write")
        self.assertIn("oakfield.conf", said)
        self.assertIn("2026-11-02 is no school day anyway (A day of joy)", said)
        self.assertEqual(self.bank.read_bytes(), before)

    def test_faults(self):
        good = govuk(self.listed())
        for given, piece in ((good[:-1], "not valid JSON"), ("", "not valid JSON"),
                             (good.replace("2026-05-25", "2026-05-32"), "there is no day 2026-05-32"),
                             (good.replace("2026-05-25", "2011-05-25"), "before known_from (2012-01-01)"),
                             (b"\xff" + good.encode(), "not valid JSON")):
            path = self.put("given.json", given)
            self.assertIn(piece, self.run_import(1, path))
            self.assertIn(piece, self.run_json(1, path)["errors"][0])
        self.assertIn("can't be read", self.run_import(1, str(self.folder / "none.json")))
        self.bank.write_text("holidays = (", encoding="utf-8")
        self.assertIn("bank-holidays.conf:1: error", self.run_import(1, self.put("given.json", good)))

    def test_the_command_line(self):
        for words, piece in (((), "one file is needed"), (("a.json", "b.json"), "one file is needed"),
                             (("terms.ics",), "--school"), (("a.ics", "--school", "../x"), "no school's id"),
                             (("a.ics", "--school", "bank-holidays"), "no school's id"),
                             (("a.ics", "--school", "a", "--division", "b"), "--division is for bank holidays"),
                             (("a.json", "--wirte"), "--write")):
            self.assertIn(piece, self.run_import(2, *words))

    def test_a_folder_that_can_not_be_written(self):
        if os.geteuid() == 0:
            self.skipTest("skipped: root may write everywhere")
        path = self.put("given.json", govuk(self.listed() + year_of_2029()))
        before = self.bank.read_bytes()
        self.calendars.chmod(0o500)
        self.addCleanup(self.calendars.chmod, 0o700)
        self.assertIn("can't be made", self.run_import(1, path, "--write"))
        self.assertEqual(self.bank.read_bytes(), before)

    def test_a_link_stays_one(self):
        real = self.folder / "real.conf"
        self.bank.rename(real)
        self.bank.symlink_to(real)
        self.run_import(0, self.put("given.json", govuk(self.listed() + year_of_2029())), "--write")
        self.assertTrue(self.bank.is_symlink())
        self.assertIn("2029-12-26", real.read_text(encoding="utf-8"))
        self.assertTrue((self.folder / "real.conf.old").exists())

    # --- terms ---

    def test_a_school_year_is_shown_then_written(self):
        self.run_import(0, self.put("given.json", govuk(self.listed() + year_of_2029())), "--write")
        path = self.put("terms.ics", ics(*TERMS_2028))
        before = self.oakfield.read_text(encoding="utf-8")
        answer = self.run_json(3, path, "--school", "oakfield")
        self.assertEqual(self.changes(answer), [("added", day) for day in (
            "2028-09-04", "2028-10-30", "2029-01-03", "2029-02-19", "2029-04-16", "2029-06-04", "2028-09-04")])
        self.assertEqual(answer["differences"][0]["now"], {"kind": "term", "from": "2028-09-04", "to": "2028-10-20",
                                                           "name": "Autumn term 1", "season": "autumn"})
        self.assertEqual(answer["known_until"], {"was": "2028-08-31", "now": "2029-08-31"})
        self.assertEqual([left["name"] for left in answer["left_out"]], ["Half term"])
        self.assertEqual(self.oakfield.read_text(encoding="utf-8"), before)
        self.run_import(0, path, "--school", "oakfield", "--write")
        self.assertEqual((self.calendars / "oakfield.conf.old").read_text(encoding="utf-8"), before)
        self.assertIn("nothing differs", self.run_import(0, path, "--school", "oakfield"))
        self.assert_clean()
        days = json.loads(self.call("calendar", "show", "--json", "--school", "oakfield").stdout)["schools"][0]["years"]
        self.assertEqual([year["year"] for year in days], ["2025/26", "2026/27", "2027/28", "2028/29"])
        self.assertEqual([year["school_days"] for year in days[:3]], [190, 190, 190])

    def test_a_school_without_a_calendar_gets_one(self):
        self.run_import(0, self.put("given.json", govuk(self.listed() + year_of_2029())), "--write")
        said = self.run_import(0, self.put("terms.ics", ics(*TERMS_2028)), "--school", "new-school", "--write")
        self.assertNotIn(".old", said)
        self.assertIn('title = "new-school";', (self.calendars / "new-school.conf").read_text(encoding="utf-8"))
        self.assert_clean()

    def test_terms_past_the_bank_holidays_may_be_written(self):
        """The nation's list ends in 2028, so school days of 2029 stay provisional."""
        self.run_import(0, self.put("terms.ics", ics(*TERMS_2028)), "--school", "oakfield", "--write")
        school = json.loads(self.call("calendar", "show", "--json").stdout)["schools"][0]
        self.assertEqual((school["known_until"], school["sure_until"]), ("2029-08-31", "2028-12-31"))

    def test_faults_of_terms(self):
        for given, piece in ((ics(vevent("Autumn term", "20280904", "20281221", "RRULE:FREQ=YEARLY")), "it repeats"),
                             (ics(vevent("Autumn term", "20280904", "20281221"))[:-20], "cut short"),
                             (ics(vevent("Autumn term", "20280902", "20281221")), "no working day (Saturday)"),
                             (ics(vevent("Sports day", "20280904")), "no term, INSET day or closure"),
                             ("", "no iCalendar file"), (b"BEGIN:VCALENDAR\n\xe9", "not UTF-8")):
            path = self.put("terms.ics", given)
            before = self.oakfield.read_bytes()
            self.assertIn(piece, self.run_import(1, path, "--school", "oakfield", "--write"))
            self.assertEqual(self.oakfield.read_bytes(), before)
            self.assertTrue(self.run_json(1, path, "--school", "oakfield")["errors"])

    # --- what the calendars know ---

    def test_show(self):
        done = self.call("calendar", "show")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("bank holidays of England and Wales: known from 2012-01-01 until 2028-12-31", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^2012 +9$")
        self.assertRegex(done.stdout, r"(?m)^2026/27 +6 +190 +5 +0$")
        self.assertIn("before 2025-09-03 or after 2028-08-31 is provisional", done.stdout)
        answer = json.loads(self.call("--json", "calendar", "show", "--school", "oakfield").stdout)
        self.assertEqual(answer["national"]["years"][0], {"year": 2012, "holidays": 9})
        self.assertEqual({year["year"]: year["holidays"] for year in answer["national"]["years"] if year["holidays"] != 8},
                         {2012: 9, 2022: 10, 2023: 9})
        self.assertEqual(answer["schools"][0]["sure_from"], "2025-09-03")
        done = self.call("calendar", "show", "--school", "oakfeld")
        self.assertEqual(done.returncode, 1)
        self.assertIn("did you mean oakfield?", done.stderr)
        self.assertEqual(self.call("calendar", "show", "--schol", "x").returncode, 2)

    def provisional(self, rule, day):
        done = self.call("date", "--json", f"{rule} from {day}", "--school", "oakfield")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["provisional"]

    def test_dates_outside_are_provisional(self):
        """Past the list and before it; what needs no list is sure."""
        text = self.bank.read_text(encoding="utf-8").replace('known_from = "2012-01-01"', 'known_from = "2024-01-01"')
        self.bank.write_text(re.sub(r'  \{ date = "20(1\d|2[0-3])-.*\n', "", text), encoding="utf-8")
        certificate = "mediation.certificate"  # working days
        self.assertEqual([self.provisional(certificate, day) for day in ("2023-12-20", "2024-01-02", "2028-12-01", "2028-12-28")],
                         [True, False, False, True])
        autumn = "support.parent-meeting.autumn"  # school days: the calendar of the school ends in August 2028
        self.assertEqual([self.provisional(autumn, day) for day in ("2024-09-10", "2025-09-10", "2028-09-10")], [True, False, True])
        self.assertFalse(self.provisional("ehcna.plan", "2023-06-01"))

    # --- anything ---

    def mutate(self, good, seed):
        dice = random.Random(seed)
        bytes_ = bytearray(good)
        for _ in range(dice.choice((1, 1, 2, 5, 30))):
            bytes_ = bytes_ or bytearray(b" ")
            at = dice.randrange(len(bytes_))
            kind = dice.randrange(5)
            if kind == 0:
                bytes_[at] = dice.randrange(256)
            elif kind == 1:
                del bytes_[at:at + dice.randrange(1, 40)]
            elif kind == 2:
                bytes_[at:at] = bytes_[at:at + dice.randrange(1, 200)]
            elif kind == 3:
                bytes_[at:at] = dice.choice((b"RRULE:FREQ=SECONDLY\r\n", b"99999999", b"\x00", b"\r\n ", b"{", b"[", b"\"",
                                             b"-1", b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"\xf0\x9f\x98\x80", b"T999999Z"))
            else:
                bytes_ = bytes_[:at] or bytearray(b" ")
        return bytes(bytes_)

    def test_mutants_never_crash(self):
        kinds = [("given.json", govuk(self.listed() + year_of_2029()).encode(), ()),
                 ("terms.ics", ics(*TERMS_2028).encode(), ("--school", "oakfield"))]
        codes = {}
        for seed in range(MUTANTS):
            name, good, options = kinds[seed % 2]
            path = self.put(name, self.mutate(good, seed))
            done = self.call("calendar", "import", path, *options)
            self.assertIn(done.returncode, (0, 1, 3), f"seed {seed}: {done.stderr}")
            codes[done.returncode] = codes.get(done.returncode, 0) + 1
        # The mutants are near enough to good files to come through at times, and bad enough to be refused.
        self.assertGreater(codes.get(1, 0), 50)
        self.assertGreater(codes.get(3, 0), 20)


if __name__ == "__main__":
    unittest.main()
