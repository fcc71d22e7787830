"""How the law counts time, a second time: written from the words of statutes and cases, sharing no code with the daemon.

A day is a datetime.date. A calendar is read from conf/calendars, and remembers the days that it was asked about.
"""
import re
from datetime import date, timedelta

DAY = timedelta(days=1)
FIRST, LAST = date(1970, 1, 1), date(2110, 12, 31)  # the days that a calendar holds
SEASONS = ("autumn", "spring", "summer")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")


# --- the calendars' files ---

def conf_dates(text, key):
    """The days of KEY = [ "..." ] in TEXT."""
    found = re.search(r"^\s*" + key + r"\s*=\s*\[(.*?)\]", text, re.M | re.S)
    return [date.fromisoformat(day) for day in re.findall(r'"([^"]*)"', found[1])] if found else []


def conf_groups(text, key):
    """The groups of KEY = ( { name = "value"; ... }, ... ) in TEXT, each a dictionary of strings."""
    found = re.search(r"^\s*" + key + r"\s*=\s*\((.*?)\)\s*;", re.sub(r'"[^"\n]*"', lambda one: one[0].replace("(", "\1")
                      .replace(")", "\2").replace(";", "\3"), text), re.M | re.S)
    if not found:
        return []
    whole = found[1].replace("\1", "(").replace("\2", ")").replace("\3", ";")
    return [dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', group)) for group in re.findall(r"\{(.*?)\}", whole, re.S)]


def conf_date(text, key):
    """The day of KEY = "..." in TEXT, or None."""
    found = re.search(r"^\s*" + key + r'\s*=\s*"([^"]*)"', text, re.M)
    return date.fromisoformat(found[1]) if found else None


def conf_text(path):
    """The file without its comments."""
    return re.sub(r"(?m)^\s*(#|//).*$", "", path.read_text(encoding="utf-8"))


class Calendar:
    """Working days of England and Wales, school days of one school, and the seasons' ends."""

    def __init__(self, folder, school="oakfield"):
        nation = conf_text(folder / "bank-holidays.conf")
        self.holidays = {date.fromisoformat(one["date"]) for one in conf_groups(nation, "holidays")}
        self.working_known = (conf_date(nation, "known_from"), conf_date(nation, "known_until"))
        mine = conf_text(folder / f"{school}.conf")
        self.terms = [(one["season"], date.fromisoformat(one["from"]), date.fromisoformat(one["to"]))
                      for one in conf_groups(mine, "terms")]
        self.shut = set(conf_dates(mine, "inset")) | {date.fromisoformat(one["date"]) for one in conf_groups(mine, "closures")}
        self.school_known = (self.terms[0][1], conf_date(mine, "known_until") or self.terms[-1][2])
        self.origin = FIRST.toordinal()
        days = [FIRST + DAY * n for n in range((LAST - FIRST).days + 1)]
        self.working_table = bytes(self._works(day) for day in days)
        self.school_table = bytes(self._teaches(day) for day in days)
        self.every_table = bytes(1 for _ in days)
        self.guessed = False

    def _works(self, day):
        """A day that is not Saturday, Sunday, Christmas Day, Good Friday or a bank holiday (HESC Rules r.1(3)); Christmas
        Day and Good Friday are in the list when they fall on a weekday. Outside the list: Monday to Friday."""
        return day.weekday() < 5 and day not in self.holidays

    def _teaches(self, day):
        """A day with a school session (Education Act 1996 s.579). Outside the terms that are known: any working day."""
        if not self.school_known[0] <= day <= self.school_known[1]:
            return self._works(day)
        return self._works(day) and day not in self.shut and any(first <= day <= last for _, first, last in self.terms)

    def look(self, known, first, last):
        """Notes that the days FIRST to LAST were needed, of which only those within KNOWN are known."""
        if first < FIRST or last > LAST:
            raise ValueError(f"no calendar has {first} to {last}")
        if first < known[0] or last > known[1]:
            self.guessed = True

    def works(self, day):
        self.look(self.working_known, day, day)
        return bool(self.working_table[day.toordinal() - self.origin])

    def teaches(self, day):
        self.look(self.school_known, day, day)
        return bool(self.school_table[day.toordinal() - self.origin])


def read(folder, school="oakfield"):
    return Calendar(folder, school)


# --- days and weeks ---

def days_after(day, count):
    """The day of the event is left out: Williams v Burgess (1840) 12 A & E 635; Zoan v Rouamba [2000] 1 WLR 1509."""
    return day + DAY * count


def days_beginning(day, count):
    """"Beginning with" takes the day in: Trow v Ind Coope [1967] 2 QB 899."""
    return day + DAY * (count - 1)


def days_before(day, count):
    """Back from the event, which is left out: "at least N days before"."""
    return day - DAY * count


def clear_days_after(day, count):
    """COUNT whole days lie between; neither end is counted: Re Hector Whaling [1936] Ch 208. The day on which one may act."""
    return day + DAY * (count + 1)


def clear_days_before(day, count):
    return day - DAY * (count + 1)


def weeks_after(day, count):
    """A week is any seven days in a row, holidays and weekends among them; SI 2014/1530 defines no other."""
    return days_after(day, 7 * count)


def weeks_beginning(day, count):
    return days_beginning(day, 7 * count)


def weeks_before(day, count):
    return days_before(day, 7 * count)


def clear_weeks_after(day, count):
    return clear_days_after(day, 7 * count)


def clear_weeks_before(day, count):
    return clear_days_before(day, 7 * count)


# --- months and years ---

def month_last(year, month):
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def month_of(day, count):
    """The year and the month that lie COUNT calendar months from DAY's (Interpretation Act 1978 Sch 1)."""
    months = day.year * 12 + day.month - 1 + count
    return months // 12, months % 12 + 1


def corresponding(day, count):
    """The day of the same number COUNT months on, or None."""
    year, month = month_of(day, count)
    return date(year, month, day.day) if day.day <= month_last(year, month).day else None


def months_after(day, count):
    """The corresponding date, or the month's last day when it has none: Dodds v Walker [1981] 1 WLR 1027 (HL)."""
    return corresponding(day, count) or month_last(*month_of(day, count))


def months_beginning(day, count):
    """The day before the corresponding date; where the last month has none, that month's last day and no day off: the form
    of the Insolvency (England and Wales) Rules 2016 Sch 5 and SI 2018/1082 r.1.4."""
    same = corresponding(day, count)
    return same - DAY if same else month_last(*month_of(day, count))


def months_before(day, count):
    """The corresponding date of the earlier month, or that month's last day."""
    return months_after(day, -count)


def years_after(day, count):
    """A year is twelve calendar months."""
    return months_after(day, 12 * count)


def years_beginning(day, count):
    return months_beginning(day, 12 * count)


def years_before(day, count):
    return months_before(day, 12 * count)


def years_after_next(day, count):
    """As years_after, but 29 February becomes 1 March: nothing is given up a day too soon."""
    return corresponding(day, 12 * count) or month_last(*month_of(day, 12 * count)) + DAY


# --- days that count and days that do not ---

def stepped(calendar, known, table, day, count, step, inclusive):
    """Goes from DAY by STEP until COUNT days of TABLE went by. DAY itself is looked at when INCLUSIVE."""
    place, first = day.toordinal() - calendar.origin, day if inclusive else day + DAY * step
    seen = table[place] if inclusive else 0
    while seen < count:
        place += step
        seen += table[place]
    last = date.fromordinal(place + calendar.origin)
    calendar.look(known, min(first, last), max(first, last))
    return last


def working(calendar, day, count, step=1, inclusive=False):
    """Working days: Monday to Friday less the bank holidays (Banking and Financial Dealings Act 1971 s.1)."""
    return stepped(calendar, calendar.working_known, calendar.working_table, day, count, step, inclusive)


def school(calendar, day, count, step=1, inclusive=False):
    """School days: days with a session at that school (Education Act 1996 s.579)."""
    return stepped(calendar, calendar.school_known, calendar.school_table, day, count, step, inclusive)


def after(kind, calendar, day, count):
    """The day itself is not counted. KIND is working or school."""
    return kind(calendar, day, count)


def beginning(kind, calendar, day, count):
    """The day itself is the first if it counts, else the first one after it that does."""
    return kind(calendar, day, count, inclusive=True)


def before(kind, calendar, day, count):
    return kind(calendar, day, count, step=-1)


def clear_after(kind, calendar, day, count):
    """COUNT whole ones lie between; the day that follows the last of them is the first on which one may act."""
    return kind(calendar, day, count) + DAY


def clear_before(kind, calendar, day, count):
    return kind(calendar, day, count, step=-1) - DAY


def within(day, first, last):
    """Whether DAY lies in the yearly stretch from FIRST to LAST, both (month, day); it may run over the new year."""
    at = (day.month, day.day)
    return first <= at <= last if first <= last else at >= first or at <= last


AUGUST = ((8, 1), (8, 31))
CHRISTMAS = ((12, 25), (1, 1))


def working_without(calendar, day, count, stretches=(AUGUST, CHRISTMAS)):
    """"The days from 25th December to 1st January inclusive and any day in August must not be counted" (HESC Rules r.12(3)(b))."""
    while count:
        day += DAY
        if not any(within(day, *stretch) for stretch in stretches) and calendar.works(day):
            count -= 1
    return day


def working_on_or_after(calendar, day):
    """"If the time ends on a day other than a working day, the act is done in time if it is done on the next working day"."""
    while not calendar.works(day):
        day += DAY
    return day


def working_on_or_before(calendar, day):
    """The day to aim at when nothing moves a date that falls on a Sunday."""
    while not calendar.works(day):
        day -= DAY
    return day


def tribunal_roll(calendar, day):
    """HESC Rules (SI 2008/2699) r.12(2) and (3)(a), for the notice that starts an appeal.

    (3)(a): when the time "ends on a day from 25th December to 1st January inclusive or on any day in August", the notice is in
    time "on the first working day after 1st January or 31st August, as appropriate". Otherwise (2): the next working day.

    Note. When that next working day itself lies in such a stretch (the time ends on Saturday 31 July; the next working day is
    Monday 2 August) the words can be read in two ways. Paragraph (3)(a) looks at the day on which the time ends, which is
    not in August, so it does not apply and Monday 2 August is the date: the reading taken here, as by the daemon. It is also
    the earlier and so the safe one. Against it: an act done on 1 September would be within the purpose of the paragraph.
    """
    if within(day, *AUGUST):
        return working_on_or_after(calendar, date(day.year, 9, 1))
    if within(day, *CHRISTMAS):
        return working_on_or_after(calendar, date(day.year + (day.month == 12), 1, 2))
    return working_on_or_after(calendar, day)


# --- days of the year ---

def next_on_or_after(day, days_of_year):
    """The first of the days that DAYS_OF_YEAR(year) gives which is not before DAY."""
    for year in range(day.year, day.year + 9):
        for one in sorted(days_of_year(year)):
            if one >= day:
                return one
    raise ValueError(f"no such day after {day}")


def day_of(day, month):
    """DAYS_OF_YEAR of a day and a month; 29 February is there in leap years only."""
    return lambda year: [date(year, month, day)] if day <= month_last(year, month).day else []


def before_day(day, number, month):
    """"Before" a date leaves the date out: SI 2014/1530 reg 18 "before 15 February"; the first one after DAY."""
    return next_on_or_after(day + DAY, day_of(number, month)) - DAY


def by_day(day, number, month):
    """"By" a date takes it in."""
    return next_on_or_after(day, day_of(number, month))


def before_day_that_year(day, number, month):
    return date(day.year, month, number) - DAY


def by_day_that_year(day, number, month):
    return date(day.year, month, number)


def nth_weekday(day, nth, weekday, month):
    """The NTH (1 to 4, or -1 for the last) WEEKDAY (0 is Monday) of MONTH, on or after DAY."""
    def days(year):
        found = [date(year, month, n) for n in range(1, month_last(year, month).day + 1)
                 if date(year, month, n).weekday() == weekday]
        return [found[nth if nth < 0 else nth - 1]]
    return next_on_or_after(day, days)


# --- terms ---

def school_year(day):
    """The year in which DAY's school year begins, which here runs from 1 September to 31 August."""
    return day.year if day.month >= 9 else day.year - 1


GUESSES = {"autumn": (12, 15), "spring": (3, 20), "summer": (7, 15)}


def season_days(calendar, season, year):
    """The school days that are known of a season of the school year that begins in YEAR."""
    found = []
    for name, first, last in calendar.terms:
        if name == season and school_year(first) == year:
            found += [first + DAY * n for n in range((last - first).days + 1) if calendar.teaches(first + DAY * n)]
    return found


def season_end(calendar, season, year):
    """The last school day of a season. Terms are the school's own; one that is not known yet is guessed early, on the day
    that docs/rules.md gives or the last weekday before it."""
    known = season_days(calendar, season, year)
    if known:
        return known[-1]
    calendar.guessed = True
    month, day = GUESSES[season]
    guess = date(year + (season != "autumn"), month, day)
    while guess.weekday() > 4:
        guess -= DAY
    return guess


def end_of_season(calendar, day, season):
    """The last school day of SEASON in the school year that DAY is in; it may lie before DAY."""
    return season_end(calendar, season, school_year(day))


def seasons_from(day):
    """(season, year) from the first of DAY's school year on. One that is not listed may be the one that is asked for, so what is
    found after it is a guess as well."""
    for year in (school_year(day), school_year(day) + 1):
        for season in SEASONS:
            yield season, year


def end_of_term(calendar, day):
    """The first end of a season that is not before DAY."""
    return next(end for end in (season_end(calendar, *season) for season in seasons_from(day)) if end >= day)


def start_of_term(calendar, day):
    """The first first school day of a season after DAY; None, and a guess, where it may be that of a season that is not listed."""
    for season in seasons_from(day + DAY):  # it starts on the next day at the soonest
        end, days = season_end(calendar, *season), season_days(calendar, *season)
        if days and days[0] > day:
            return days[0]
        if not days and end > day:
            return None
    raise ValueError(f"no term starts after {day}")


# --- sums of several ---

def earlier(*ends):
    """Of those that are there."""
    return min(end for end in ends if end is not None)


def later(*ends):
    return max(end for end in ends if end is not None)


# --- hours ---

def last_sunday(year, month):
    last = month_last(year, month)
    return last - DAY * ((last.weekday() + 1) % 7)


def minutes(day, minute):
    """Minutes of the proleptic calendar, at Greenwich."""
    return day.toordinal() * 1440 + minute


def summer(at):
    """Whether it is summer time at minute AT of Greenwich: "one o'clock, Greenwich mean time, in the morning of the last Sunday
    in March" to that of October (Summer Time Act 1972 s.1(2), as amended by SI 2002/262)."""
    year = date.fromordinal(at // 1440).year
    return minutes(last_sunday(year, 3), 60) <= at < minutes(last_sunday(year, 10), 60)


def hours_after(day, minute, count):
    """(day, minute) on the clocks of London after COUNT hours have passed since MINUTE of DAY on them. An hour that the clocks
    show twice is taken as its first showing; one that they leave out, as an hour later."""
    at = minutes(day, minute)
    begin = at - 60 if summer(at - 60) else at
    end = begin + 60 * count
    end += 60 if summer(end) else 0
    return date.fromordinal(end // 1440), end % 1440
