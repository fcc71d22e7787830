"""What the grid asks: tables of questions for `sendctl date --from-table`, each with the oracle's answers.

A table is one rule or one wording, asked from many days; its rows are in the order of their days, series by series. What is
compared of a row: the legal date, the earliest of all readings, the working day to aim at, whether it is provisional, and whether
a warning says that the day lies outside the time for which the law is known.
"""
import csv
import os
import pathlib
import subprocess
import tempfile
from collections import namedtuple
from datetime import date

import counting as c
import oracle
import wordings

FROM, TO = date(2012, 1, 1), date(2050, 12, 31)
Row = namedtuple("Row", "ask due earliest practical provisional outside")
Table = namedtuple("Table", "name series days")  # SERIES: the other anchors, {name: offset or (month ends from now)}
SCHOOL = "oakfield"
MOST = 49_000  # sendctl takes no longer table
OUTSIDE = "lies outside what"

# Each wording of the contract, with lengths around those that the rules have.
UNITS = {"days": (1, 14, 15, 16, 30), "weeks": (2, 5, 6, 7, 16, 20), "months": (1, 2, 3, 5, 12, 13, 26), "years": (1, 3, 4, 31),
         "working days": (1, 2, 3, 4, 10, 15), "school days": (1, 10, 14, 15, 16)}
FORMS = ("", " after", " beginning with", " before")
CLEAR = {"days": (1, 14, 28), "weeks": (1, 2), "working days": (1, 5), "school days": (1, 5)}
OTHERS = (
    "6 weeks of", "2 months from", "12 months starting with", "15 calendar days", "1 week", "1 month", "1 year", "1 day",
    "10 working days not counting August and 25 December to 1 January",
    "30 working days not counting August and 25 December to 1 January",
    "on the day", "before 15 February", "before the next 31 March", "by 15 February", "by the next 31 March", "by 31 December",
    "before 1 January", "before 1 March", "before 15 February of that year", "before 1 January of that year",
    "by 15 February of that year", "by 1 March of that year", "end of autumn term", "end of spring term",
    "end of summer term", "end of term", "start of term",
    "the 1st Thursday of October", "the 3rd Thursday of January", "the 3rd Thursday of May", "the 2nd Monday of March",
    "the 4th Sunday of February", "the last Friday of June", "the last Monday of August", "the last Sunday of October",
    "earlier of 8 weeks and 2 months", "later of 2 months and 9 weeks", "earlier of 10 working days and 2 weeks",
    "later of 2 weeks and 10 working days and 1 month beginning with", "2 months, then 10 working days",
    "12 months beginning with, then 4 weeks before", "1 month, then 1 month", "24 hours", "72 hours",
)


def basis_texts():
    for unit, counts in UNITS.items():
        for count in counts:
            for form in FORMS:
                yield f"{count} {unit}{form}"
    for unit, counts in CLEAR.items():
        for count in counts:
            for form in ("after", "before"):
                yield f"{count} clear {unit} {form}"
    yield from OTHERS


# --- days ---

def days_whole():
    return [FROM + c.DAY * n for n in range((TO - FROM).days + 1)]


def sharp(day):
    """Month ends, the end of February, Christmas, the ends of July and August, and the days around a change of the clocks."""
    last = c.month_last(day.year, day.month)
    if day.day == 1 or (last - day).days < (3 if day.month == 2 else 1):
        return True
    if c.within(day, (12, 20), (1, 5)) or c.within(day, (7, 28), (8, 3)) or c.within(day, (8, 28), (9, 3)):
        return True
    return any(abs((day - c.last_sunday(day.year, month)).days) <= 1 for month in (3, 10))


def days_short():
    return [day for n, day in enumerate(days_whole()) if n % 7 == 0 or sharp(day) and day.year % 3 == 0]


# --- second anchors ---

SPREAD = [{"days": n} for n in range(-10, 121, 7)] + [{"ends": n} for n in range(4)]


def moved(day, offset):
    """DAY and some days; or the last day of a month a few months on."""
    if "days" in offset:
        return day + c.DAY * offset["days"]
    return c.month_last(*c.month_of(day, offset["ends"]))


def spread(name, offsets):
    return [{name: offset} for offset in offsets]


def days(*numbers):
    return [{"days": n} for n in numbers]


# The request lies before its reversal; a plan was reviewed up to a year and more before it moves, and nine months before is
# where the two ends of REGS reg 15(5) cross.
SECOND = {
    "ehcna.reversed-no-plan": spread("request", days(*range(-210, 1, 14))),
    "ehcna.reversed-plan": spread("request", days(*range(-210, 1, 14))),
    "review.final": spread("notice", SPREAD),
    "move.review": spread("reviewed", days(-400, -366, -365, -300, *range(-278, -268), -200, -100, -28, 0, 30)
                          + [{"ends": n} for n in range(-12, 1)]),
    "appeal.lodge": spread("certificate", SPREAD),
    "cease.effective": spread("certificate", SPREAD),
    "sar.reply": [{"identity": one} for one in days(0, 3, 25, 31, 60)] + [
        {"clarify-asked": asked, "clarify-got": got} for asked, got in  # on the first and the last days, after them, before
        zip(days(1, 3, 3, 0, 20, 27, 29, 30, 31, 33, -5, -5), days(1, 3, 17, 24, 60, 28, 36, 31, 36, 40, 4, -2))] + [
        {"identity": {"days": 4}, "clarify-asked": asked, "clarify-got": got}
        for asked, got in zip(days(10, 2, 2), days(21, 9, 3))] + spread("clarify-asked", days(-5, 0, 8, 31, 45)),
}


# --- tables ---

def tables(whole):
    """All tables of the grid; the short one has fewer days, and fewer again where there are second anchors."""
    every = days_whole() if whole else days_short()
    fewer = every if whole else [day for day in every if date(2025, 9, 1) <= day < date(2029, 1, 1)]
    for text in basis_texts():
        yield Table(text, [{}], every)
    for name in oracle.RULES:
        yield Table(name, [{}], every)
    for name, series in SECOND.items():
        yield Table(name, series, fewer)


def batches(whole, most=MOST):
    """The same tables in lists of at most MOST rows, where a table has no more by itself."""
    batch, rows = [], 0
    for table in tables(whole):
        if batch and rows + count_of(table) > most:
            yield batch
            batch, rows = [], 0
        batch.append(table)
        rows += count_of(table)
    yield batch


def count_of(table):
    return len(table.days) * len(table.series)


def asked(table, day, others):
    if table.name not in oracle.RULES:
        return f"{day} + {table.name}"
    more = "".join(f" and {name}={moved(day, offset)}" for name, offset in others.items())
    return f"{table.name} from {day}{more}"


def questions(tables_asked):
    """[question] of all tables, in the order of rows()."""
    return [asked(table, day, others) for table in tables_asked for others in table.series for day in table.days]


def written(end):
    return f"{end[0]}T{end[1] // 60:02}:{end[1] % 60:02}" if isinstance(end, tuple) else str(end)


FIRST_DAYS = ("cease.effective", "retention.sen-file")


def practical(calendar, table, day, last):
    """The working day on or before the date, or the date itself where none lies between; after it, where the date is the first
    on which one may act; nothing where the holidays are not known."""
    calendar.guessed = False
    if table.name in FIRST_DAYS:
        aim = c.working_on_or_after(calendar, last)
    else:
        aim = c.working_on_or_before(calendar, last)
        aim = last if aim < day <= last else aim
    return "" if calendar.guessed else str(aim)


def row_of(calendar, table, ask, legal, earliest, day, since):
    provisional = calendar.guessed
    if legal is None:
        return Row(ask, None, None, None, provisional, day < since)
    last = legal[0] if isinstance(legal, tuple) else legal
    return Row(ask, written(legal), written(earliest)[:10], practical(calendar, table, day, last), provisional, day < since)


def rows(table, calendar):
    """The oracle's Row for each question of TABLE."""
    if table.name not in oracle.RULES:
        count = wordings.counter(table.name)
        for day in table.days:
            calendar.guessed = False
            end = count(calendar, day)
            yield row_of(calendar, table, asked(table, day, {}), end, end, day, oracle.OLDER)
        return
    since = oracle.RULES[table.name].since
    for others in table.series:
        for day in table.days:
            more = {name.replace("-", "_"): moved(day, offset) for name, offset in others.items()}
            given = oracle.answer(calendar, table.name, day, **more)
            yield row_of(calendar, table, asked(table, day, others), given.legal, given.earliest, day, since)


# --- sendctl ---

class Sendctl:
    """The program under test, with its configuration."""

    def __init__(self, build, conf, folder):
        self.program, self.conf, self.runs = pathlib.Path(build, "sendctl"), conf, 0
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=folder))

    def begin(self, asks, **environment):
        """The running programs that answer ASKS, each one table."""
        return [self.begin_one(asks[first:first + MOST], environment) for first in range(0, len(asks), MOST)]

    def begin_one(self, asks, environment):
        self.runs += 1
        path, out = self.folder / f"ask{self.runs}.csv", self.folder / f"answer{self.runs}.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(("ask", "school"))
            lines.writerows((ask, SCHOOL) for ask in asks)
        with out.open("wb") as file:
            command = [self.program, "-c", self.conf, "date", "--from-table", path]
            return subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE, env=os.environ | environment), path, out

    def finish(self, running):
        """The bytes that they wrote, with one header."""
        answers = [self.finish_one(*one) for one in running]
        return answers[0] + b"".join(answer.split(b"\n", 1)[1] for answer in answers[1:])

    @staticmethod
    def finish_one(process, path, out):
        said, answer = process.communicate()[1], out.read_bytes()
        path.unlink()
        out.unlink()
        if process.returncode not in (0, 1, 3) or said or not answer:  # 1: some rows have an error; 3: some a warning
            raise AssertionError(f"sendctl ended with {process.returncode}: {said.decode(errors='replace')[:400]}")
        return answer

    def answers(self, running):
        """[{column: text}] of a run."""
        return list(csv.DictReader(self.finish(running).decode().splitlines()))


def same(row, answer):
    """Whether sendctl's ANSWER is the oracle's ROW."""
    if row.ask != answer["ask"] or row.outside != bool(answer["error"]) or answer["error"] and OUTSIDE not in answer["error"]:
        return False
    if row.due is None:  # there is no certain date: sendd must say so
        return row.outside or answer["provisional"] == "true"
    return (row.due, row.earliest, row.practical, row.provisional) == \
        (answer["due"], answer["earliest"], answer["practical"], answer["provisional"] == "true")


def differences(expected, given, most):
    """(rows compared, [text of each difference, at MOST]) of Rows and of sendctl's answers."""
    wrong, compared = [], 0
    for row, answer in zip(expected, given, strict=True):
        compared += 1
        if not same(row, answer) and len(wrong) < most:
            wrong.append(f"{row.ask}: given {answer['due']} (earliest {answer['earliest']}, practical {answer['practical']}, provisional "
                         f"{answer['provisional']}) {answer['error']}, expected {row.due} (earliest {row.earliest}, practical "
                         f"{row.practical}, provisional {row.provisional}{', a warning' if row.outside else ''})")
    if not compared:
        raise AssertionError("no row was compared")
    return compared, wrong
