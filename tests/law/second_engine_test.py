"""The bank holidays of conf/calendars against those that other programs work out: Debian's python3-holidays, and QuantLib's
calendar of the United Kingdom (quantlib-python); `./bootstrap check` installs both.

Each working day of 2012 to 2028 is compared. A difference must be explained here, and an explanation that is not needed any more
fails too. Each is skipped where it is not installed.
"""
import json
import os
import pathlib
import subprocess
import sys
import unittest
from datetime import date, timedelta

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", ".")).resolve()
sys.path.insert(0, str(SOURCE / "tests" / "law"))
sys.dont_write_bytecode = True

import counting  # noqa: E402

FROM, TO = date(2012, 1, 1), date(2028, 12, 31)
# The package (0.10.1) is of 2021, before these days were proclaimed. True: a working day by conf/calendars.
EXPLAINED = {
    date(2022, 5, 30): (True, "the Spring bank holiday was moved to 2 June for the Platinum Jubilee"),
    date(2022, 6, 2): (False, "the Spring bank holiday, moved from 30 May"),
    date(2022, 6, 3): (False, "the Platinum Jubilee"),
    date(2022, 9, 19): (False, "the State Funeral of Queen Elizabeth II, proclaimed on 10 September 2022"),
    date(2023, 5, 8): (False, "the Coronation of King Charles III, proclaimed in November 2022"),
}
YEARS = f"range({FROM.year}, {TO.year + 1})"
HOLIDAYS_ASK = f"import holidays, json; print(json.dumps(sorted(map(str, holidays.England(years={YEARS})))))"
# Every day of Monday to Friday that is no business day. QuantLib knows the days that were proclaimed: no difference.
QUANTLIB_ASK = f"""
import QuantLib, datetime, json
calendar, found = QuantLib.UnitedKingdom(QuantLib.UnitedKingdom.Settlement), []
for ordinal in range({FROM.toordinal()}, {TO.toordinal()} + 1):
    day = datetime.date.fromordinal(ordinal)
    if day.weekday() < 5 and not calendar.isBusinessDay(QuantLib.Date(day.day, day.month, day.year)):
        found.append(str(day))
print(json.dumps(found))
"""


def second_holidays(ask):
    """The other program's days, or None. A python3 that is first in PATH may not see Debian's packages."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            done = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return {date.fromisoformat(day) for day in json.loads(done.stdout)}
    return None


def differences(calendar, holidays, explained):
    """(days compared, [what is wrong])"""
    wrong, compared, day = [], 0, FROM
    while day <= TO:
        first, second = calendar.works(day), day.weekday() < 5 and day not in holidays
        if first != second and explained.get(day, (None,))[0] != first:
            wrong.append(f"{day} is {'a' if first else 'no'} working day by conf/calendars, {'a' if second else 'none'} by the package")
        if first == second and day in explained:
            wrong.append(f"{day} does not differ any more; remove: {explained[day][1]}")
        compared += 1
        day += timedelta(days=1)
    return compared, wrong


class SecondEngine(unittest.TestCase):
    def setUp(self):
        self.calendar = counting.read(SOURCE / "conf" / "calendars")

    def test_every_day(self):
        self.assertLessEqual(self.calendar.working_known[0], FROM)
        self.assertGreaterEqual(self.calendar.working_known[1], TO)
        compared, wrong = differences(self.calendar, HOLIDAYS, EXPLAINED)
        self.assertEqual((6210, []), (compared, wrong))
        print(f"{compared} days compared, {len(EXPLAINED)} differences, each explained")

    def test_every_day_by_quantlib(self):
        holidays = second_holidays(QUANTLIB_ASK)
        if holidays is None:
            self.skipTest("quantlib-python is not installed")
        compared, wrong = differences(self.calendar, holidays, {})
        self.assertEqual((6210, []), (compared, wrong))
        self.assertEqual(1, len(differences(self.calendar, holidays ^ {date(2026, 4, 3)}, {})[1]))
        print(f"{compared} days compared with QuantLib, no difference")

    def test_a_wrong_day_is_caught(self):
        for day in (date(2026, 4, 3), date(2026, 4, 2)):  # a holiday taken away, one added
            self.assertEqual(1, len(differences(self.calendar, HOLIDAYS ^ {day}, EXPLAINED)[1]))

    def test_a_stale_explanation_is_caught(self):
        stale = EXPLAINED | {date(2026, 4, 2): (False, "made up")}
        self.assertEqual(1, len(differences(self.calendar, HOLIDAYS, stale)[1]))
        turned = EXPLAINED | {date(2022, 6, 3): (True, "the wrong way round")}
        self.assertEqual(1, len(differences(self.calendar, HOLIDAYS, turned)[1]))


if __name__ == "__main__":
    HOLIDAYS = second_holidays(HOLIDAYS_ASK)
    if HOLIDAYS is None:
        print("skipped: Debian's python3-holidays is not installed")
        sys.exit(77)
    unittest.main(verbosity=2)
