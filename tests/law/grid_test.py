"""sendctl date against the second implementation of the law's sums: every rule and wording from the days of 2012 to 2050.

The short tier is part of make check; `make law-grid` (SENDD_GRID=whole) asks from every day and under every setting of the host.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from datetime import date
from unittest import mock

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", ".")).resolve()
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", ".")).resolve()
CONF = SOURCE / "conf"
WHOLE = os.environ.get("SENDD_GRID") == "whole"
sys.path.insert(0, str(SOURCE / "tests" / "law"))
sys.dont_write_bytecode = True

import counting  # noqa: E402
import grid  # noqa: E402
import oracle  # noqa: E402
import oracle_test  # noqa: E402

SHOWN = 20
LEAST = 5_500_000 if WHOLE else 600_000
HOSTS = ({"TZ": "America/New_York"}, {"TZ": "Asia/Tokyo"}, {"LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "C", "TZ": "UTC"})


def ahead(batches, begin):
    """(batch, running) of each of BATCHES; the next one is begun before one is given."""
    waiting = None
    for batch in batches:
        running = begin(batch)
        if waiting:
            yield waiting
        waiting = batch, running
    if waiting:
        yield waiting


def parts(batch, given):
    """(table, its answers) of a batch."""
    first = 0
    for table in batch:
        yield table, given[first:first + grid.count_of(table)]
        first += grid.count_of(table)
    if first != len(given):
        raise AssertionError(f"{len(given)} answers to {first} questions")


# A later start that the law itself ends earlier: REGS reg 18(3) gave transfers on that one day until 31 May 2015.
DESCENTS = {("transfer.post16", date(2015, 9, 1))}


def descents(table, dues):
    """[text] where a later start gave an earlier end, within each series of TABLE.

    Not where a pause moves along with the start: where a month is cut short it can begin after the end, and then it adds nothing.
    """
    count, found = len(table.days), []
    for first in range(0, len(dues), count):
        others = table.series[first // count]
        if "clarify-asked" in others:
            continue
        series = dues[first:first + count]
        found += [f"{table.name} {others} from {table.days[n]}: {series[n]}, from the next {series[n + 1]}"
                  for n in range(len(series) - 1) if series[n] and series[n + 1] and series[n] > series[n + 1]
                  and (table.name, table.days[n]) not in DESCENTS]
    return found


def rising(dues):
    """[text] where one unit more gave an earlier end. DUES: {wording: [end of each day]}."""
    families, found = {}, []
    for text in dues:
        match = re.fullmatch(r"(\d+) ((?:clear )?(?:working |school )?(?:day|week|month|year)s)( after| beginning with|)", text)
        if match:
            families.setdefault(match[2] + match[3], []).append((int(match[1]), text))
    for lengths in families.values():
        names = [text for _, text in sorted(lengths)]
        for shorter, longer in zip(names, names[1:]):
            found += [f"{shorter} {one}, {longer} {other}" for one, other in zip(dues[shorter], dues[longer]) if one > other]
    return len(families), found


class Grid(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="sendd-grid.")
        self.addCleanup(shutil.rmtree, self.folder)
        self.calendar = counting.read(CONF / "calendars")
        self.sendctl = grid.Sendctl(BUILD, CONF, self.folder)

    def begin(self, batch):
        return self.sendctl.begin(grid.questions(batch))

    def test_every_row(self):
        """No difference; no later start and no longer length with an earlier end."""
        compared, provisional, wrong, falling, dues = 0, 0, [], [], {}
        for batch, running in ahead(grid.batches(WHOLE), self.begin):
            for table, given in parts(batch, self.sendctl.answers(running)):
                rows, faults = grid.differences(grid.rows(table, self.calendar), given, SHOWN)
                compared, wrong = compared + rows, wrong + faults
                ends = [answer["due"] for answer in given]
                provisional += sum(answer["provisional"] == "true" for answer in given)
                falling += descents(table, ends)[:SHOWN]
                if table.name not in oracle.RULES:
                    dues[table.name] = ends
        families, shrinking = rising(dues)
        print(f"{compared} rows compared, {provisional} of them provisional, {len(dues)} wordings, {len(oracle.RULES)} rules, "
              f"{families} families of lengths")
        self.assertEqual([], wrong[:SHOWN], "\n" + "\n".join(wrong[:SHOWN]))
        self.assertEqual([], falling[:SHOWN])
        self.assertEqual([], shrinking[:SHOWN])
        self.assertEqual(sum(map(grid.count_of, grid.tables(WHOLE))), compared)
        self.assertGreater(compared, LEAST)
        self.assertGreater(provisional, LEAST // 100)
        self.assertGreater(families, 15)

    def test_wrong_oracles_are_caught(self):
        """The control: an oracle with one slip of a kind that people make must differ somewhere."""
        real_months, real_roll = counting.months_after, counting.tribunal_roll

        def further_day_off(day, count):
            return real_months(day, count) - counting.DAY

        def month_by_month(day, count):
            for _ in range(abs(count)):
                day = real_months(day, 1 if count > 0 else -1)
            return day

        def no_august(calendar, day):
            return counting.working_on_or_after(calendar, day) if counting.within(day, *counting.AUGUST) else real_roll(calendar, day)

        slips = {
            "months_beginning": (further_day_off, "review.first"), "months_after": (month_by_month, "mediation.contact"),
            "tribunal_roll": (no_august, "appeal.lodge"), "weeks_after": (counting.weeks_beginning, "ehcna.plan"),
            "days_beginning": (counting.days_after, "ehcna.draft-comments"),
            "years_after_next": (counting.years_after, "retention.sen-file"),
            "before_day_that_year": (counting.by_day_that_year, "transfer.phase"),
            "beginning": (counting.after, "move.transfer"), "school": (counting.working, "records.transfer"),
            "working_without": (lambda calendar, day, count: counting.working(calendar, day, count), "appeal.response"),
        }
        batch = [grid.Table(rule, [{}], grid.days_short()) for _, rule in slips.values()]
        given = dict(zip(slips, parts(batch, self.sendctl.answers(self.begin(batch)))))
        for function, (slip, _) in slips.items():
            table, answers = given[function]
            with self.subTest(function):
                self.assertEqual([], grid.differences(grid.rows(table, self.calendar), answers, 1)[1])
                with mock.patch.object(counting, function, slip):
                    compared, wrong = grid.differences(grid.rows(table, self.calendar), answers, SHOWN)
                self.assertGreater(compared, 2000)
                self.assertNotEqual([], wrong)

    def test_no_row_is_no_pass(self):
        with self.assertRaises(AssertionError):
            grid.differences([], [], 1)
        batch = [grid.Table("ehcna.plan", [{}], [date(2026, 9, 1), date(2026, 9, 2)])]
        given = self.sendctl.answers(self.begin(batch))
        self.assertEqual((2, []), grid.differences(grid.rows(batch[0], self.calendar), given, 1))
        with self.assertRaises(ValueError):  # an answer is missing
            grid.differences(grid.rows(batch[0], self.calendar), given[:1], 1)
        with self.assertRaises(AssertionError):
            list(parts(batch, given * 2))

    def test_every_host_gives_the_same_bytes(self):
        """Asked twice, and wherever the host thinks that it is; the days on which clocks change are among the starts."""
        for batch in grid.batches(WHOLE):
            asks = grid.questions(batch) if WHOLE else grid.questions(batch)[::9]
            running = [self.sendctl.begin(asks, **host) for host in ({}, {}, *HOSTS)]
            first, *others = [self.sendctl.finish(one) for one in running]
            self.assertEqual(len(asks) + 1, first.count(b"\n"))
            for host, other in zip(({}, *HOSTS), others):
                self.assertTrue(first == other, f"{host}: not the same bytes for {batch[0].name} to {batch[-1].name}")

    def test_worked_dates_and_their_other_readings(self):
        """worked.txt, with all the candidates that sendctl stores beside the legal date: one line of each rule and each set of
        anchors, or every line."""
        asked = set()
        for name, start, others, due, other in oracle_test.worked():
            if name not in oracle.RULES or not WHOLE and (name, *others) in asked:
                continue
            asked.add((name, *others))
            ask = f"{name} from {start}" + "".join(f" and {key}={day}" for key, day in others.items())
            done = subprocess.run([BUILD / "sendctl", "-c", CONF, "--json", "date", "--school", grid.SCHOOL, ask],
                                  capture_output=True, text=True, check=False)
            with self.subTest(ask):
                given = json.loads(done.stdout)
                self.assertEqual(due, given.get("time", given["due"])[:16])
                readings = [one["due"] for one in given["candidates"] if not one["legal"]]
                self.assertEqual([other] if other else [], readings)
        self.assertGreater(len(asked), 60)


class Holiday(unittest.TestCase):
    """A bank holiday more never makes a date earlier that is the last on which something may be done."""
    ADDED = (date(2024, 6, 12), date(2028, 6, 14))
    TABLES = [f"{count} {unit}{form}" for unit, counts in grid.UNITS.items() for count in counts
              for form in ("", " beginning with")] + [name for name in oracle.RULES if name != "support.parent-meeting"]

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sendd-grid."))
        self.addCleanup(shutil.rmtree, self.folder)
        self.conf = self.folder / "conf"
        shutil.copytree(CONF, self.conf, ignore=shutil.ignore_patterns("demo", "*.am", "*.mk"))
        path = self.conf / "calendars" / "bank-holidays.conf"
        text = path.read_text(encoding="utf-8")
        for added in self.ADDED:
            rows = [row for row in re.findall(r'\{ date = "[\d-]+"; name = "[^"]*"; \}', text)]
            before = next(row for row in rows if row[10:20] > str(added))
            text = text.replace(before, f'{{ date = "{added}"; name = "made up"; }},\n  {before}')
        path.write_text(text, encoding="utf-8")

    def test_never_earlier(self):
        plain, more = (grid.Sendctl(BUILD, conf, self.folder) for conf in (CONF, self.conf))
        calendar, compared, later = counting.read(self.conf / "calendars"), 0, 0
        days = [day for day in grid.days_whole() if any(abs((day - one).days) < 400 for one in self.ADDED)]
        batch = [grid.Table(name, [{}], days if WHOLE else days[::2]) for name in self.TABLES]
        running = [one.begin(grid.questions(batch)) for one in (plain, more)]
        before, after = (one.answers(run) for one, run in zip((plain, more), running))
        for table, given in parts(batch, after):
            rows, wrong = grid.differences(grid.rows(table, calendar), given, SHOWN)
            self.assertEqual([], wrong)
            compared += rows
        for one, other in zip(before, after, strict=True):
            self.assertLessEqual(one["due"], other["due"], one["ask"])
            later += one["due"] < other["due"]
        print(f"{compared} rows compared with a holiday more, {later} of them later")
        self.assertGreater(compared, 60_000)
        self.assertGreater(later, 300)


if __name__ == "__main__":
    unittest.main(verbosity=2)
