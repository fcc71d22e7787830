"""The second implementation of the law's sums gives the dates of worked.txt, which were worked out by hand."""
import os
import pathlib
import re
import sys
import tempfile
import unittest
from datetime import date

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", ".")).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "law"))
sys.dont_write_bytecode = True

import counting  # noqa: E402
import oracle  # noqa: E402
import wordings  # noqa: E402

LINE = re.compile(r"(.+?) (\d{4}-\d\d-\d\d)((?: [\w-]+=\S+)*) = (\S+)(?: \| (\S+))?")
CALENDARS = SOURCE / "conf" / "calendars"


def worked():
    """(rule or length, start, other anchors, date, date of the other reading or None) of each line."""
    for line in (SOURCE / "tests" / "law" / "worked.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, start, others, due, other = LINE.fullmatch(line).groups()
            others = dict(one.split("=") for one in others.split())
            yield name, date.fromisoformat(start), {key: date.fromisoformat(day) for key, day in others.items()}, due, other


def written(end):
    """As worked.txt has it: a day, or a day and a time."""
    if isinstance(end, tuple):
        return f"{end[0]}T{end[1] // 60:02}:{end[1] % 60:02}"
    return str(end)


def counted(calendar, name, start, others):
    """(date, date of the other reading or None), as the oracle counts them."""
    if name not in oracle.RULES:
        return written(wordings.counter(name)(calendar, start)), None
    given = oracle.answer(calendar, name, start, **{key.replace("-", "_"): day for key, day in others.items()})
    return written(given.legal), written(given.candidates[0]) if given.candidates else None


class Worked(unittest.TestCase):
    def setUp(self):
        self.calendar = counting.read(CALENDARS)

    def test_dates(self):
        for name, start, others, due, other in worked():
            with self.subTest(name, start=start, **others):
                self.assertEqual((due, other), counted(self.calendar, name, start, others))

    def test_every_rule_has_four(self):
        names = [line[0] for line in worked()]
        self.assertEqual([], [name for name in oracle.RULES if names.count(name) < 4])
        self.assertEqual(55, len(oracle.RULES))

    def test_known(self):
        """What reaches past the lists of days is told."""
        cases = {"mediation.certificate": [("2026-09-01", False), ("2028-12-27", True), ("2028-12-26", False)],
                 "records.access": [("2028-06-01", False), ("2028-07-10", True), ("2025-09-02", False), ("2025-08-01", True)],
                 "support.parent-meeting": [("2026-09-01", False), ("2028-07-21", True), ("2025-07-20", True), ("2025-09-01", False)],
                 "ehcna.decision": [("2040-01-01", False)]}
        for name, days in cases.items():
            for day, guessed in days:
                self.assertEqual(guessed, oracle.answer(self.calendar, name, date.fromisoformat(day)).provisional, (name, day))

    def test_an_open_pause_is_provisional(self):
        for asked, provisional in ((date(2026, 9, 8), True), (date(2026, 10, 20), False)):
            given = oracle.answer(self.calendar, "sar.reply", date(2026, 9, 1), clarify_asked=asked)
            self.assertEqual((date(2026, 10, 1), provisional), (given.legal, given.provisional))

    def test_breach_has_a_time(self):
        given = oracle.answer(self.calendar, "breach.report", (date(2026, 3, 27), 15 * 60 + 30))
        self.assertEqual((date(2026, 3, 30), 16 * 60 + 30), given.legal)

    def test_hours_over_the_changes(self):
        for start, minute, hours, end in [
                (date(2026, 3, 29), 30, 1, (date(2026, 3, 29), 150)),     # 00:30 GMT, then 02:30 BST
                (date(2026, 3, 29), 90, 1, (date(2026, 3, 29), 210)),     # 01:30 is left out: 02:30 BST
                (date(2026, 10, 25), 30, 1, (date(2026, 10, 25), 90)),    # still BST
                (date(2026, 10, 25), 30, 2, (date(2026, 10, 25), 90)),    # 01:30 a second time
                (date(2026, 10, 25), 30, 3, (date(2026, 10, 25), 150)),
                (date(2026, 7, 1), 0, 24, (date(2026, 7, 2), 0)),
                (date(2026, 12, 31), 1380, 2, (date(2027, 1, 1), 60))]:
            self.assertEqual(end, counting.hours_after(start, minute, hours))


class Files(unittest.TestCase):
    """The calendars' files are read without the daemon's parser."""

    def read(self, nation, school):
        with tempfile.TemporaryDirectory(prefix="sendd-law.") as folder:
            pathlib.Path(folder, "bank-holidays.conf").write_text(nation, encoding="utf-8")
            pathlib.Path(folder, "oakfield.conf").write_text(school, encoding="utf-8")
            return counting.read(pathlib.Path(folder))

    def test_shipped(self):
        calendar = counting.read(CALENDARS)
        text = (CALENDARS / "bank-holidays.conf").read_text(encoding="utf-8")
        self.assertEqual(text.count("{ date"), len(calendar.holidays))
        self.assertGreaterEqual(len(calendar.holidays), 8 * (calendar.working_known[1].year - calendar.working_known[0].year + 1))
        self.assertEqual((CALENDARS / "oakfield.conf").read_text(encoding="utf-8").count("season ="), len(calendar.terms))
        for year in (2025, 2026, 2027):
            days = [day for season in counting.SEASONS for day in counting.season_days(calendar, season, year)]
            self.assertEqual(190, len(days), year)

    def test_made_up(self):
        calendar = self.read(
            '# known_from = "2001-01-01";\nknown_from = "2026-01-01"; \nknown_until = "2026-12-31";\n'
            'holidays = (\n  { date = "2026-05-04"; name = "May (early); moved"; },\n  { date = "2026-12-25"; name = "x"; }\n);\n',
            'known_until = "2026-07-31";\nterms = ( { name = "a"; season = "summer"; from = "2026-05-01"; to = "2026-05-08"; } );\n'
            'inset = [ "2026-05-05",\n "2026-05-06" ];\nclosures = ( { date = "2026-05-07"; name = "snow"; } );\n')
        self.assertEqual({date(2026, 5, 4), date(2026, 12, 25)}, calendar.holidays)
        self.assertEqual((date(2026, 1, 1), date(2026, 12, 31)), calendar.working_known)
        days = [day for day in range(1, 32) if calendar.teaches(date(2026, 5, day))]
        self.assertEqual([1, 8], days)
        self.assertFalse(calendar.guessed)
        self.assertTrue(calendar.teaches(date(2026, 4, 30)))
        self.assertTrue(calendar.guessed)


if __name__ == "__main__":
    unittest.main()
