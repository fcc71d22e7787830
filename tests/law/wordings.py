"""Which way of counting each wording of a length asks for: from the text to a function of counting.py."""
import re

import counting as c

SUMS = {
    ("day", "after"): c.days_after, ("day", "beginning"): c.days_beginning, ("day", "before"): c.days_before,
    ("day", "clear after"): c.clear_days_after, ("day", "clear before"): c.clear_days_before,
    ("week", "after"): c.weeks_after, ("week", "beginning"): c.weeks_beginning, ("week", "before"): c.weeks_before,
    ("week", "clear after"): c.clear_weeks_after, ("week", "clear before"): c.clear_weeks_before,
    ("month", "after"): c.months_after, ("month", "beginning"): c.months_beginning, ("month", "before"): c.months_before,
    ("year", "after"): c.years_after, ("year", "beginning"): c.years_beginning, ("year", "before"): c.years_before,
}
COUNTED = {"after": c.after, "beginning": c.beginning, "before": c.before, "clear after": c.clear_after,
           "clear before": c.clear_before}
NTH = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": -1}
DAY_OF_YEAR = re.compile(r"(before|by) (?:the next )?(\d+) (\w+)( of that year)?")
LENGTH = re.compile(r"(\d+) (clear )?(calendar |working |school )?(day|week|month|year|hour)s?(?: (after|of|from|before|beginning with|"
                    r"starting with))?")
WITHOUT = "working days not counting August and 25 December to 1 January"


def length(text):
    """A function (calendar, day) for "N UNIT ..."."""
    count, clear, kind, unit, form = LENGTH.fullmatch(text).groups()
    form = {"beginning with": "beginning", "starting with": "beginning", "before": "before"}.get(form, "after")
    form, count = ("clear " if clear else "") + form, int(count)
    if kind in ("working ", "school "):
        days = c.working if kind == "working " else c.school
        return lambda calendar, day: COUNTED[form](days, calendar, day, count)
    if unit == "hour":
        return lambda calendar, day: c.hours_after(day, 0, count)
    return lambda calendar, day: SUMS[unit, form](day, count)


def day_of_year(match):
    form, number, month, same = match.groups()
    count = {("before", False): c.before_day, ("by", False): c.by_day, ("before", True): c.before_day_that_year,
             ("by", True): c.by_day_that_year}[form, bool(same)]
    return lambda calendar, day: count(day, int(number), c.MONTHS.index(month) + 1)


def several(text):
    """"earlier of A and B", "later of A, B and C"."""
    name, rest = text.split(" of ", 1)
    parts = [counter(part) for part in re.split(r" and (?!25 December)|, ", rest)]
    choose = c.earlier if name == "earlier" else c.later
    return lambda calendar, day: choose(*[part(calendar, day) for part in parts])


def then(text):
    first, second = (counter(part) for part in text.split(", then ", 1))
    return lambda calendar, day: second(calendar, first(calendar, day))


def counter(text):
    """A function (calendar, day) that gives the day on which the length TEXT ends."""
    if ", then " in text:
        return then(text)
    if re.match(r"(earlier|later) of", text):
        return several(text)
    if text.endswith(WITHOUT):
        return lambda calendar, day: c.working_without(calendar, day, int(text.split()[0]))
    if DAY_OF_YEAR.fullmatch(text):
        return day_of_year(DAY_OF_YEAR.fullmatch(text))
    if re.fullmatch(r"end of (autumn|spring|summer) term", text):
        return lambda calendar, day: c.end_of_season(calendar, day, text.split()[2])
    fixed = {"end of term": c.end_of_term, "start of term": c.start_of_term, "tribunal roll": c.tribunal_roll,
             "on": lambda calendar, day: day, "on the day": lambda calendar, day: day}
    if text in fixed:
        return fixed[text]
    nth = re.fullmatch(r"(?:the )?(1st|2nd|3rd|4th|last) (\w+) of (\w+)", text)
    if nth:
        return lambda calendar, day: c.nth_weekday(day, NTH[nth[1]], c.WEEKDAYS.index(nth[2]), c.MONTHS.index(nth[3]) + 1)
    return length(text)
