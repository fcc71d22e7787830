"""The law changes while cases run: what it dates is dated again, the old date stays, and someone is told.

The bank holidays that came at short notice in 2022 and 2023, the rule on subject access of February 2026, and a made-up draft
of a plan that does not exist yet."""
import re
import unittest

from sendd_site import SRC, Site

WORKFLOW = """
workflow = {
  id = "dated"; version = 1; title = "Dated"; prefix = "DAT"; subject = "pupil"; reads = ["pupil"];
  fields = { on = { type = "date"; required = true; }; asked = { type = "date"; }; got = { type = "date"; };
             kind = { type = "string"; required = true; }; note = { type = "string"; }; };
  events = ( { name = "ended"; } );
  states = (
    { id = "open";
      deadlines = (
        { id = "handover"; rule = "move.transfer"; from = "on"; when = "fields.kind == 'move'"; },
        { id = "plan"; rule = "ehcna.plan"; from = "on"; when = "fields.kind == 'move'"; },
        { id = "reply"; rule = "sar.reply"; from = "on"; when = "fields.kind == 'access'";
          anchors = { clarify-asked = "asked"; clarify-got = "got"; }; },
        { id = "breach"; rule = "breach.report"; from = "on"; when = "fields.kind == 'breach'"; },
        { id = "support"; rule = "isp.review"; from = "on"; when = "fields.kind == 'support'"; }
      );
      on = ( { event = "ended"; goto = "done"; }%s ); },
    { id = "done"; final = true; }
  );
};
"""
TAKES = """,
             { event = "deadline.redated"; do = ( { set = "note"; expr = "event.data.was + ' to ' + event.data.due"; } ); }"""

SUPPORT = """
// Made up: nobody has decided how often a plan that does not exist yet would be reviewed.
title = "A draft";
rules = (
  { id = "isp.review"; title = "School reviews the individual support plan"; owner = "school"; kind = "statutory";
    versions = ( { valid_from = "2026-09-01"; %s length = "12 months"; basis = "statute"; source = "a draft"; }%s );
    examples = ( { from = "2026-09-01"; due = "2027-09-01"; } ); }
);
"""
SHORTER = """,
                 { valid_from = "2029-09-01"; applies = "running"; length = "6 months"; basis = "statute"; source = "another draft"; }"""


class Law(unittest.TestCase):
    def site_at(self, day, takes=""):
        self.site = Site('email = "school-mail";',
                         '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }',
                         jump_from=day)
        self.addCleanup(self.site.close)
        (self.site.conf / "workflows" / "dated.conf").write_text(WORKFLOW % takes)
        (self.site.conf / "rules" / "draft.conf").write_text(SUPPORT % ("", ""))
        self.holidays = self.site.conf / "calendars" / "bank-holidays.conf"

    def holidays_without(self, *days):
        """As the file was before those days were announced."""
        text = (SRC / "conf" / "calendars" / "bank-holidays.conf").read_text()
        for day in days:
            text, count = re.subn(r"\n[^\n]*date = \"%s\"[^\n]*" % day, "", text)
            self.assertEqual(count, 1, day)
        self.holidays.write_text(text)

    def begin(self):
        self.site.start()
        self.site.import_school()
        self.pupil = 0

    def case(self, kind, on, **more):
        self.pupil += 1
        fields = [f"{name}={value}" for name, value in more.items()]
        return self.site.json("case", "start", "dated", f"pupil/P{self.pupil:04}", f"kind={kind}", f"on={on}", *fields,
                              "--happened", on)["case"]

    def move_before_the_funeral(self, takes=""):
        """A case whose 15 working days span 19 September 2022, while nobody knows of it."""
        self.site_at("2022-09-05", takes)
        self.holidays_without("2022-09-19")
        self.begin()
        return self.case("move", "2022-09-05")

    def due(self, case, name):
        return {row["name"]: row["due"] for row in self.site.json("case", "show", case)["deadlines"]}[name]

    def moved(self, case, name, day):
        self.site.wait(lambda: self.due(case, name) == day, f"{case} {name} is due on {day}, not {self.due(case, name)}")

    def moves(self):
        return [(row["case"], row["name"], row["due"], row["now"], row["reason"])
                for row in self.site.json("deadlines", "--moved")["deadlines"]]

    def tasks(self, case):
        return [row["title"] for row in self.site.json("task", "list", "--case", case)["tasks"]]

    # --- bank holidays at short notice ---

    def test_the_state_funeral_of_2022_moves_what_counts_working_days(self):
        self.site_at("2022-09-05")
        self.holidays_without("2022-09-19", "2023-05-08")
        self.begin()
        spans, before = self.case("move", "2022-09-05"), self.case("move", "2022-08-15")
        self.assertEqual(self.due(spans, "handover"), "2022-09-23")
        self.assertEqual(self.due(before, "handover"), "2022-09-05")
        self.site.ctl("clock", "to", "2022-09-12")
        rows = len(self.site.json("case", "history", before)["history"])
        self.holidays_without("2023-05-08")
        self.site.ctl("reload")
        self.moved(spans, "handover", "2022-09-26")
        self.assertEqual(self.moves(), [(spans, "handover", "2022-09-23", "2022-09-26", "rule or calendar changed: the days that count")])
        self.assertIn("The old LA hands the plan to the new one is now due on 2022-09-26, before 2022-09-23: "
                      "rule or calendar changed: the days that count", self.tasks(spans))
        # Weeks pass over no holiday, and what stood is not written about.
        self.assertEqual(self.due(spans, "plan"), "2023-01-23")
        self.assertEqual(len(self.site.json("case", "history", before)["history"]), rows)
        self.site.ctl("audit", "verify")

    def test_the_coronation_of_2023_is_followed_at_the_next_start(self):
        self.site_at("2023-04-24")
        self.holidays_without("2023-05-08")
        self.begin()
        case = self.case("move", "2023-04-24")
        self.assertEqual(self.due(case, "handover"), "2023-05-15")
        self.assertEqual(self.site.stop(), 0)
        self.holidays_without()
        self.site.start()
        self.moved(case, "handover", "2023-05-16")
        self.assertEqual(self.site.stop(), 0)
        self.site.start()  # nothing new: nothing again
        self.assertEqual(len(self.moves()), 1)

    # --- mistakes around a change ---

    def test_what_the_law_did_is_not_taken_back(self):
        case = self.move_before_the_funeral()
        self.holidays_without()
        self.site.ctl("reload")
        self.moved(case, "handover", "2022-09-26")
        done = self.site.ctl("case", "undo", case, "--reason", "a try", check=False)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("its dates followed a change of the law", done.stderr)
        self.assertEqual(self.due(case, "handover"), "2022-09-26")

    def test_what_comes_back_is_dated_by_the_law_of_today(self):
        case = self.move_before_the_funeral()
        self.site.ctl("event", case, "ended")
        self.holidays_without()
        self.site.ctl("reload")
        self.site.ctl("case", "undo", case, "--reason", "the wrong case")
        self.moved(case, "handover", "2022-09-26")

    def test_a_date_past_the_calendar_is_dated_again_when_it_grows(self):
        self.site_at("2022-12-19")
        text = (SRC / "conf" / "calendars" / "bank-holidays.conf").read_text()
        text = re.sub(r"\n[^\n]*date = \"202[3-9]-[^\n]*", "", text)
        text = re.sub(r"\},(\s*\);)", r"}\1", text)
        self.holidays.write_text(re.sub(r'known_until = "[^"]*"', 'known_until = "2022-12-31"', text))
        self.begin()
        case = self.case("move", "2022-12-19")
        self.assertEqual(self.due(case, "handover"), "2023-01-10")  # as if 2 January were a working day
        shown = {row["name"]: row for row in self.site.json("case", "show", case)["deadlines"]}
        self.assertTrue(shown["handover"]["provisional"])
        self.assertIn("provisional", self.site.ctl("explain", case).stdout)
        self.holidays_without()
        self.site.ctl("reload")
        self.moved(case, "handover", "2023-01-11")
        self.assertEqual(self.moves()[0][4], "rule or calendar changed: the calendar now reaches it")

    def test_a_held_case_is_looked_at_when_it_is_released(self):
        case = self.move_before_the_funeral()
        self.site.ctl("case", "hold", case, "--reason", "a doubt")
        self.holidays_without()
        self.site.ctl("reload")
        self.assertEqual(self.due(case, "handover"), "2022-09-23")
        self.site.ctl("case", "release", case)
        self.moved(case, "handover", "2022-09-26")

    def test_a_workflow_that_waits_for_it_is_told_instead(self):
        case = self.move_before_the_funeral(TAKES)
        self.holidays_without()
        self.site.ctl("reload")
        self.moved(case, "handover", "2022-09-26")
        self.assertEqual(self.tasks(case), [])
        self.assertEqual(self.site.json("case", "show", case)["fields"]["note"], "2022-09-23 to 2022-09-26")

    def test_a_remark_in_a_file_changes_nothing(self):
        self.site_at("2022-09-05")
        self.begin()
        case = self.case("move", "2022-09-05")
        self.holidays.write_text("# A remark.\n" + self.holidays.read_text())
        self.site.ctl("reload")
        self.case("move", "2022-09-05")
        self.assertFalse(self.log_has("law-changed"))
        self.assertEqual(self.due(case, "handover"), "2022-09-26")

    def log_has(self, text):
        return text in (self.site.folder / "log").read_text(errors="replace")

    def overdue(self, case):
        """As the list and the case itself show it."""
        rows = [row["overdue"] for row in self.site.json("deadlines", "--case", case)["deadlines"]]
        self.assertEqual(rows, [row["overdue"] for row in self.site.json("case", "show", case)["deadlines"]])
        return rows

    def events(self, case):
        return [row["body"].get("event") for row in self.site.json("case", "history", case)["history"]]

    # --- when it is late ---

    def test_a_clock_that_stands_still_makes_nobody_late(self):
        self.site_at("2026-03-02")
        self.begin()
        case = self.case("access", "2026-03-02", asked="2026-03-10")
        self.site.ctl("clock", "to", "2026-04-20")
        self.assertEqual(self.overdue(case), [False])
        self.assertNotIn("deadline.reply.missed", self.events(case))
        self.site.ctl("case", "correct", case, "got=2026-04-09", "--reason", "the answer came")
        self.assertEqual(self.due(case, "reply"), "2026-05-05")  # 31 days later, and on from a weekend and a holiday
        self.site.ctl("clock", "to", "2026-05-06")
        self.assertIn("deadline.reply.missed", self.events(case))
        self.assertEqual(self.overdue(case), [True])

    def test_hours_end_at_their_time_of_day(self):
        self.site_at("2026-11-27")
        self.begin()
        case = self.case("breach", "2026-11-27")
        self.site.ctl("clock", "to", "2026-11-29T23:00:00Z")
        self.assertEqual(self.overdue(case), [False])
        self.site.ctl("clock", "to", "2026-11-30T12:00:00Z")
        self.assertEqual((self.due(case, "breach"), self.overdue(case)), ("2026-11-30", [True]))

    def test_the_practical_target_is_that_of_the_holidays_known_now(self):
        case = self.move_before_the_funeral()
        self.site.ctl("event", case, "ended")
        case = self.case("move", "2022-05-02")  # 20 weeks end on the day of the funeral
        self.holidays_without()
        self.site.ctl("reload")
        shown = {row["name"]: row for row in self.site.json("case", "show", case)["deadlines"]}["plan"]
        self.assertEqual((shown["due"], shown["ruling"]["workday"]), ("2022-09-19", "2022-09-16"))
        self.assertIn("Friday 16 September 2022", self.site.ctl("explain", case).stdout)

    # --- what the site decides ---

    def test_an_authority_that_asks_for_more_moves_the_warnings(self):
        self.site_at("2026-11-02")
        path, site = self.site.conf / "workflows" / "dated.conf", self.site.conf / "rules" / "site.conf"
        text, law = path.read_text(), site.read_text()
        site.write_text(law + """
            overlays = ( { authority = "901"; targets = ( { rule = "isp.review"; length = "9 months"; source = "its handbook"; } ); } );""")
        checked = self.site.ctl("check", check=False).stdout
        self.assertIn('what authorities ask for beyond rule "isp.review" does not count here', checked)
        path.write_text(text.replace('reads = ["pupil"]', 'reads = ["pupil", "authority"]'))
        self.assertNotIn("does not count here", self.site.ctl("check", check=False).stdout)
        wish = site.read_text()
        site.write_text(law)
        self.begin()
        case = self.case("support", "2026-10-01")
        site.write_text(wish)
        self.site.ctl("reload")
        self.site.wait(lambda: self.tasks(case), "someone is told")
        self.assertEqual(self.tasks(case), [
            "School reviews the individual support plan is still due on 2027-10-01, but warnings count back from 2027-07-01, before "
            "from 2027-10-01: rule or calendar changed: what the authority itself asks for"])
        self.assertIn("2027-10-01, earliest 2027-07-01", self.site.ctl("deadlines", "--moved").stdout)
        site.write_text(law)
        self.site.ctl("reload")
        self.site.wait(lambda: len(self.tasks(case)) == 2, "and again when it asks no more")

    def test_a_task_goes_with_the_rule_that_dates_it(self):
        self.site_at("2026-10-02")
        self.begin()
        case = self.site.json("case", "start", "ehc-needs-assessment", "pupil/P0001", "request_received=2026-10-01")["case"]
        for event, day in (("la.agreed", "2026-11-02"), ("la.draft", "2026-11-30"), ("la.consulted", "2026-12-02")):
            self.site.ctl("clock", "to", day)
            self.site.ctl("event", case, event, "--happened", day)
        due = lambda: {row["name"]: row["due"] for row in self.site.json("task", "list", "--case", case)["tasks"]}  # noqa: E731
        self.assertEqual(due()["reply-to-consultation"], "2026-12-17")
        site = self.site.conf / "rules" / "site.conf"
        site.write_text(site.read_text().replace("readings = [];", 'readings = ["consultation.inclusive"];'))
        self.site.ctl("reload")
        self.moved(case, "ehcna.consultation", "2026-12-16")
        self.assertEqual(due()["reply-to-consultation"], "2026-12-16")
        self.assertIn("it is now read as 15 days, the first day counted", self.moves()[0][4])

    # --- a rule that changes ---

    def test_subject_access_counts_otherwise_for_requests_since_february_2026(self):
        self.site_at("2026-02-02")
        duties = self.site.conf / "rules" / "duties.conf"
        law = duties.read_text()
        # As the file was while nobody knew of Art. 12A: without the last version, and without the examples of it.
        old, versions = re.subn(r' valid_to = "2026-02-04";', "", law)
        old, last = re.subn(r',\s*\{ valid_from = "2026-02-05";.*?\}; \}', "", old, count=1, flags=re.S)
        old, examples = re.subn(r'(anchors = \["received", "identity".*?examples = \( )[^)]*\)',
                                r'\1{ from = "2025-09-03"; due = "2025-10-03"; } )', old, count=1, flags=re.S)
        self.assertEqual((versions, last, examples), (1, 1, 1))
        duties.write_text(old)
        self.begin()
        self.site.ctl("clock", "to", "2026-02-16")
        before = self.case("access", "2026-02-02", asked="2026-02-09", got="2026-02-13")
        since = self.case("access", "2026-02-06", asked="2026-02-09", got="2026-02-13")
        self.assertEqual(self.due(before, "reply"), "2026-03-06")
        self.assertEqual(self.due(since, "reply"), "2026-03-10")
        duties.write_text(law)
        self.site.ctl("reload")
        self.moved(since, "reply", "2026-03-11")  # both days of the pause count now
        self.assertEqual(self.due(before, "reply"), "2026-03-06")
        self.assertEqual(self.moves(), [(since, "reply", "2026-03-10", "2026-03-11",
                                         "rule or calendar changed: version 2026-02-05, before 2020-10-21")])

    def test_a_draft_that_is_also_for_running_plans_moves_those_it_says(self):
        self.site_at("2029-05-01")
        self.begin()
        running, over = self.case("support", "2029-04-02"), self.case("support", "2028-08-15")
        self.assertEqual(self.due(running, "support"), "2030-04-02")
        (self.site.conf / "rules" / "draft.conf").write_text(SUPPORT % ('valid_to = "2029-08-31";', SHORTER))
        self.site.ctl("reload")
        self.moved(running, "support", "2029-10-02")
        self.assertEqual(self.due(over, "support"), "2029-08-15")  # it ends before the new law begins
        self.assertEqual([move[:4] for move in self.moves()], [(running, "support", "2030-04-02", "2029-10-02")])
        shown = self.site.ctl("deadlines", "--moved").stdout
        self.assertIn("School reviews the individual support plan", shown)
        said = self.site.ctl("explain", running).stdout
        self.assertIn("2029-04-02 + 6 months = 2029-10-02", said)

    def test_a_draft_that_begins_again_puts_nobody_in_the_past(self):
        self.site_at("2029-05-01")
        self.begin()
        running, over = self.case("support", "2028-10-02"), self.case("support", "2028-08-15")
        shorter = SHORTER.replace('"running"', '"afresh"')
        (self.site.conf / "rules" / "draft.conf").write_text(SUPPORT % ('valid_to = "2029-08-31";', shorter))
        self.site.ctl("reload")
        self.moved(running, "support", "2030-03-01")
        self.assertEqual(self.due(over, "support"), "2029-08-15")
        self.assertIn("the time begins again on 2029-09-01, with this version of the law", self.site.ctl("explain", running).stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
