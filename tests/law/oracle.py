"""Every rule a second time: from its anchors to the legal date, the dates of other readings, and the earliest of all.

Written from the words of the law, by counting.py alone. REGS is SI 2014/1530, CODE the SEND Code of Practice of January 2015,
CFA the Children and Families Act 2014, HESC the Tribunal's rules (SI 2008/2699). Nothing in REGS moves a date that falls on
a Sunday or a holiday, so only the rules that say so look at a calendar.
"""
from collections import namedtuple
from datetime import date

import counting as c

Answer = namedtuple("Answer", "legal candidates earliest provisional")
Rule = namedtuple("Rule", "id anchors since count")

RULES = {}
SEND = date(2014, 9, 1)     # CFA Part 3, REGS and CODE
GDPR = date(2018, 5, 25)
PUBLIC = date(2017, 3, 31)  # SI 2017/353
FORCE = date(2026, 4, 1)
JCQ = date(2021, 9, 1)      # the first school year of whose dates something was read
OLDER = date.min


def rule(name, *others, since=SEND):
    """Registers a function of (calendar, from, *others) that gives (legal date, [dates of other readings]). OTHERS are the
    names of the anchors besides the first, which is `from`; one that is not given is None. SINCE: the first day from which
    this law can be asked; None for the date says that there is none."""
    def register(count):
        RULES[name] = Rule(name, others, since, count)
        return count
    return register


def answer(calendar, name, day, **others):
    """The Answer of rule NAME for anchors; the names of OTHERS have _ for -."""
    found = RULES[name]
    calendar.guessed = False
    given = [others.get(one.replace("-", "_")) for one in found.anchors]
    legal, candidates = found.count(calendar, day, *given)
    return Answer(legal, candidates, min([legal] + candidates) if legal else None, calendar.guessed)


# --- an assessment and its plan ---

@rule("ehcna.decision")
def _(_calendar, received):
    """REGS reg 5(1): "in any event within 6 weeks of receiving a request". Another reading counts the day of receipt as the
    first (one decision of the Ombudsman, 2023)."""
    return c.weeks_after(received, 6), [c.weeks_beginning(received, 6)]


@rule("ehcna.advice")
def _(_calendar, received):
    """REGS reg 8(1): "within 6 weeks of the date on which they receive" the authority's request. The first day counted: as
    above."""
    return c.weeks_after(received, 6), [c.weeks_beginning(received, 6)]


@rule("ehcna.no-plan")
def _(_calendar, received):
    """REGS reg 10(1): "in any event within 16 weeks of the local authority receiving a request"."""
    return c.weeks_after(received, 16), [c.weeks_beginning(received, 16)]


@rule("ehcna.draft-target")
def _(_calendar, received):
    """No law: the draft must go by week 14 if 15 days for the parents and the consultation are to fit in 20 (IPSEA); many
    authorities aim at week 16."""
    return c.weeks_after(received, 14), [c.weeks_after(received, 16)]


@rule("ehcna.draft-comments")
def _(_calendar, served):
    """REGS reg 13(1)(a): "at least 15 days, beginning with the day on which the draft plan was served"."""
    return c.days_beginning(served, 15), []


@rule("ehcna.consultation")
def _(_calendar, consulted):
    """CODE 9.83: the school should answer "within 15 days", which CODE's timeline calls calendar days. Guidance, so it may also
    be read as the parents' 15 days are, which begin with the day."""
    return c.days_after(consulted, 15), [c.days_beginning(consulted, 15)]


@rule("ehcna.plan")
def _(_calendar, received):
    """REGS reg 13(2): "within 20 weeks of the local authority receiving a request"."""
    return c.weeks_after(received, 20), [c.weeks_beginning(received, 20)]


def from_request(request, weeks):
    """R (W) v Hertfordshire CC [2023] EWHC 3138 (Admin): without an order the time still runs from the original request."""
    return [c.weeks_after(request, weeks)] if request else []


@rule("ehcna.reversed-no-plan", "request")
def _(_calendar, ordered, request):
    """REGS reg 44(2)(b)(ii), 45(3A)(a): "within 10 weeks of the date" of the order or the notice to the Tribunal."""
    return c.weeks_after(ordered, 10), from_request(request, 20)


@rule("ehcna.reversed-plan", "request")
def _(_calendar, ordered, request):
    """REGS reg 44(2)(b)(iii), 45(3A)(b): "within 14 weeks of the date" of the order or the notice."""
    return c.weeks_after(ordered, 14), from_request(request, 20)


# --- orders of the Tribunal ---

@rule("order.assess")
def _(_calendar, ordered):
    """REGS reg 44(2)(b)(i), 45(3): "within 2 weeks of the date of the order" tell the parents that it will assess."""
    return c.weeks_after(ordered, 2), []


@rule("order.contents")
def _(_calendar, ordered):
    """REGS reg 44(2)(e): the amended plan "within 5 weeks of the order being made"."""
    return c.weeks_after(ordered, 5), []


@rule("order.school")
def _(_calendar, ordered):
    """REGS reg 44(2)(f): the school named in the plan "within 2 weeks of the order being made"."""
    return c.weeks_after(ordered, 2), []


@rule("order.make-draft")
def _(_calendar, ordered):
    """REGS reg 44(2)(c)(i): a draft plan "within 5 weeks of the order being made"."""
    return c.weeks_after(ordered, 5), []


@rule("order.make-plan")
def _(_calendar, ordered):
    """REGS reg 44(2)(c)(ii): the finalised plan "within 11 weeks of the order being made"."""
    return c.weeks_after(ordered, 11), []


@rule("reassess.decision")
def _(_calendar, received):
    """REGS reg 25(1): "within 15 days of receiving the request" to re-assess."""
    return c.days_after(received, 15), []


@rule("reassess.plan")
def _(_calendar, notified):
    """REGS reg 27(2): "within 14 weeks of the date on which it notified" under reg 25(1)."""
    return c.weeks_after(notified, 14), []


# --- reviews ---

@rule("review.notice")
def _(_calendar, meeting):
    """REGS reg 20(3): those invited "must be given at least two weeks' notice". Another reading leaves both days out ("at
    least" and a length: clear days)."""
    return c.weeks_before(meeting, 2), [c.clear_days_before(meeting, 14)]


@rule("review.circulate")
def _(_calendar, meeting):
    """REGS reg 20(4): advice must be circulated "at least two weeks in advance of" the meeting. Clear days as above."""
    return c.weeks_before(meeting, 2), [c.clear_days_before(meeting, 14)]


@rule("review.report")
def _(calendar, meeting):
    """REGS reg 20(8): the report "within two weeks of the review meeting"; 10 working days in some authorities' practice."""
    return c.weeks_after(meeting, 2), [c.after(c.working, calendar, meeting, 10)]


@rule("review.decision")
def _(_calendar, meeting):
    """REGS reg 20(10): "within four weeks of the review meeting"."""
    return c.weeks_after(meeting, 4), []


@rule("review.final", "notice")
def _(_calendar, meeting, notice):
    """REGS reg 22(3): the final plan "within 8 weeks of the local authority sending" the notice of amendments; R (L, M and P) v
    Devon CC [2022] EWHC 493 (Admin): notice and all, within 12 weeks of the meeting. Some authorities count from the notice
    alone."""
    from_notice = [c.weeks_after(notice, 8)] if notice else []
    return c.earlier(*from_notice, c.weeks_after(meeting, 12)), from_notice


def first_twelve_months(day):
    """CFA s.44(1): "in the period of 12 months starting with the date on which the plan was first made" or "was previously
    reviewed"."""
    return c.months_beginning(day, 12)


@rule("review.first")
def _(_calendar, made):
    """CFA s.44(1)(a)."""
    return first_twelve_months(made), []


@rule("review.next")
def _(_calendar, reviewed):
    """CFA s.44(1)(b). The review ends with the authority's decision (REGS reg 20(10); CODE 9.169)."""
    return first_twelve_months(reviewed), []


@rule("review.meeting-latest")
def _(_calendar, reviewed):
    """The decision comes up to 4 weeks after the meeting, and must lie within the twelve months."""
    return c.weeks_before(first_twelve_months(reviewed), 4), []


@rule("transfer.phase")
def _(_calendar, transfer):
    """REGS reg 18(1)(b): reviewed and amended "before 15 February in the calendar year of the child's transfer"; CODE 9.179
    says "by"."""
    return c.before_day_that_year(transfer, 15, 2), [c.by_day_that_year(transfer, 15, 2)]


@rule("transfer.post16")
def _(_calendar, transfer):
    """REGS reg 18(1)(a): "before 31 March in the calendar year of the child or young person's transfer"; CODE says "by". By reg
    18(3) it was 31 May for a transfer on 1 September 2015."""
    if transfer == date(2015, 9, 1):
        return c.before_day_that_year(transfer, 31, 5), []
    return c.before_day_that_year(transfer, 31, 3), [c.by_day_that_year(transfer, 31, 3)]


@rule("transfer.other")
def _(_calendar, transfer):
    """REGS reg 18(2): "at least five months before that transfer takes place"."""
    return c.months_before(transfer, 5), []


@rule("move.transfer")
def _(calendar, aware):
    """REGS reg 15(2): "within 15 working days beginning with the day on which it did become aware"."""
    return c.beginning(c.working, calendar, aware, 15), []


@rule("move.notice")
def _(_calendar, transfer):
    """REGS reg 15(4): "within 6 weeks of the date of the transfer"."""
    return c.weeks_after(transfer, 6), []


@rule("move.review", "reviewed")
def _(_calendar, transfer, reviewed):
    """REGS reg 15(5): "before the expiry of the later of" 12 months beginning with the making of the plan or its last review, and
    3 months beginning with the date of the transfer. The last day of the later period."""
    return c.later(c.months_beginning(reviewed, 12) if reviewed else None, c.months_beginning(transfer, 3)), []


# --- mediation and appeals ---

@rule("mediation.contact")
def _(_calendar, sent):
    """REGS reg 33: "within 2 months after written notice of the local authority's decision was sent"."""
    return c.months_after(sent, 2), []


@rule("mediation.certificate")
def _(calendar, told):
    """REGS reg 34(2), CFA s.55(4): the certificate "within 3 working days" of being told."""
    return c.after(c.working, calendar, told, 3), []


@rule("mediation.meeting")
def _(_calendar, told):
    """REGS reg 36: mediation "within 30 days" of the authority's being told; calendar days."""
    return c.days_after(told, 30), []


def last_days_to_appeal(calendar, sent, certificate):
    """HESC r.20(1)(c): received "within 2 months after written notice of the decision was sent" or "within 1 month from the
    date of issue of the mediation certificate", whichever is the later; then r.12. Another reading has 30 days for the month."""
    window = c.months_after(sent, 2)
    ends = [c.later(window, c.months_after(certificate, 1)), c.later(window, c.days_after(certificate, 30))] \
        if certificate else [window]
    return [c.tribunal_roll(calendar, end) for end in ends]


@rule("appeal.lodge", "certificate")
def _(calendar, sent, certificate):
    """HESC r.20(1)(c) and r.12."""
    legal, *others = last_days_to_appeal(calendar, sent, certificate)
    return legal, others


@rule("appeal.response")
def _(calendar, received):
    """HESC r.21(1): "within 30 working days after the day on which" it received the appeal; r.12(3)(b)."""
    return c.working_without(calendar, received, 30), []


@rule("cease.effective", "certificate")
def _(calendar, sent, certificate):
    """CFA s.45(4): the plan must be maintained until the time for appealing has ended: the first day on which it may end is
    the one after."""
    legal, *others = [c.days_after(end, 1) for end in last_days_to_appeal(calendar, sent, certificate)]
    return legal, others


# --- the school's own duties ---

@rule("support.parent-meeting")
def _(calendar, day):
    """CODE 6.65: parents are met "at least three times each year": once a term, by its last school day."""
    return c.end_of_term(calendar, day), []


@rule("records.transfer", since=OLDER)
def _(calendar, left):
    """SI 2005/1437 reg 9(3): "no later than fifteen school days after" the pupil ceases to be registered."""
    return c.after(c.school, calendar, left, 15), []


@rule("records.access", since=OLDER)
def _(calendar, asked):
    """SI 2005/1437 reg 5: "within fifteen school days of" the parent's written request."""
    return c.after(c.school, calendar, asked, 15), []


ARTICLE_12A = date(2026, 2, 5)    # SI 2026/82 reg 2(h); not for a request that was received before (reg 4)
CLARIFYING = date(2020, 10, 21)   # the Commissioner's guidance of that day lets the time stop


def paused(received, start, end, asked, got):
    """The days of the time from START to END that do not count. UK GDPR Art 12A(5): "the period beginning with the day on which
    the controller makes the request [for clarification] and ending with the day on which the controller receives the
    information does not count": both days. Before that, by the guidance: the whole time between the two days."""
    if not asked or not got or received < CLARIFYING:
        return 0
    first = c.later(asked, start)
    return (got - first).days + (received >= ARTICLE_12A) if first <= end and first <= got else 0


@rule("sar.reply", "identity", "clarify-asked", "clarify-got", since=GDPR)
def _(calendar, received, identity, asked, got):
    """UK GDPR Art 12(3): one month; from the proof of identity if that came later, to the corresponding date and on to the next
    working day, all by the Commissioner's guidance. Art 12A says "one month beginning with the relevant time", the later of the
    request and the proof of identity. Read literally that ends a day sooner."""
    start, ends = c.later(received, identity), []
    for end in (c.months_after(start, 1), c.months_beginning(start, 1)):
        if asked and not got and asked <= end and received >= CLARIFYING:
            calendar.guessed = True  # the time stands still: how many days will be added is not known yet
        end = c.days_after(end, paused(received, start, end, asked, got))
        ends.append(c.working_on_or_after(calendar, end))
    return ends[0], ends[1:]


@rule("breach.report", since=GDPR)
def _(_calendar, aware):
    """UK GDPR Art 33(1): "not later than 72 hours after having become aware of it". AWARE is a day, taken from its first
    minute, or (day, minute)."""
    day, minute = aware if isinstance(aware, tuple) else (aware, 0)
    return c.hours_after(day, minute, 72), []


@rule("senco.qualified", since=OLDER)
def _(_calendar, became):
    """REGS reg 49(4): "after the third anniversary of the date on which that person becomes the SENCO": the anniversary is the
    last day; of 29 February it is taken to be 28 February, the safe side."""
    return c.years_after(became, 3), []


@rule("access.approval")
def _(_calendar, approved):
    """JCQ: an approval lasts 26 months at most."""
    return c.months_after(approved, 26), []


LISTED = 2027  # the last year whose dates were published


def jcq(calendar, day, number, month, moved=()):
    """The next yearly date; that of another year than usual is in MOVED. Past those published, the same day is a guess."""
    if day < JCQ:
        return None
    found = c.next_on_or_after(day, lambda year: [one for one in moved if one.year == year] or [date(year, month, number)])
    calendar.guessed = calendar.guessed or found.year > LISTED
    return found


@rule("access.deadline", since=JCQ)
def _(calendar, day):
    """JCQ, June series: applications by 21 March; in 2022, after the closures, by 31 March."""
    return jcq(calendar, day, 21, 3, [date(2022, 3, 31)]), []


@rule("access.modified-papers", since=JCQ)
def _(calendar, day):
    """JCQ, June series: modified papers by 31 January."""
    return jcq(calendar, day, 31, 1), []


@rule("accessibility.plan", since=OLDER)
def _(_calendar, made):
    """Equality Act 2010 Sch 10 para 3, SI 2005/3221: reviewed every three years."""
    return c.years_after(made, 3), []


@rule("equality.objectives", since=PUBLIC)
def _(_calendar, published):
    """SI 2017/353 reg 5: "at intervals of not greater than four years beginning with the date of last publication"."""
    return c.years_beginning(published, 4), []


@rule("equality.information", since=PUBLIC)
def _(_calendar, published):
    """SI 2017/353 reg 4(2): "at intervals of not greater than one year beginning with the date of last publication"."""
    return c.years_beginning(published, 1), []


@rule("sen.information-report")
def _(_calendar, published):
    """CODE 6.79: "updated annually"."""
    return c.months_after(published, 12), []


@rule("force.record", since=FORCE)
def _(_calendar, day):
    """DfE guidance under Education and Inspections Act 2006 s.93A: endeavour to record on the same day."""
    return day, []


@rule("force.parent", since=FORCE)
def _(_calendar, day):
    """The same guidance: the parents are told on the same day."""
    return day, []


@rule("retention.sen-file", since=OLDER)
def _(_calendar, born):
    """The records toolkit for schools: kept for 31 years from birth; a birthday of 29 February is kept on 1 March (In re Figgis:
    an age is reached on the anniversary; nothing is destroyed a day too soon). Older editions: 25."""
    return c.years_after_next(born, 31), [c.years_after_next(born, 25)]


@rule("census.autumn")
def _(_calendar, day):
    """The school census: the first Thursday of October."""
    return c.nth_weekday(day, 1, 3, 10), []


@rule("census.spring")
def _(_calendar, day):
    """The third Thursday of January."""
    return c.nth_weekday(day, 3, 3, 1), []


@rule("census.summer")
def _(_calendar, day):
    """The third Thursday of May."""
    return c.nth_weekday(day, 3, 3, 5), []
