"""The main job on real parts: the daemon, its store and plugin hosts, a mail server, a webhook receiver, sendctl."""
import datetime
import json
import sys
import unittest

try:
    import aiosmtpd  # noqa: F401
except ImportError:
    print("SKIP: python3-aiosmtpd is not installed")
    sys.exit(77)

from sendd_site import MailServer, Receiver, Site, standard_webhooks_vector

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TODAY = datetime.date.today()


class School(unittest.TestCase):
    REFUSE = 0  # so many first attempts are put off, by each receiver

    def setUp(self):
        standard_webhooks_vector()
        self.mail, self.hook = MailServer(refuse=self.REFUSE), Receiver(SECRET, refuse=self.REFUSE)
        self.addCleanup(self.mail.close)
        self.addCleanup(self.hook.close)
        self.site = Site(
            'email = "school-mail"; webhook = "la-hook";',
            '{ name = "school-mail"; module = "email"; options = { server = "127.0.0.1"; port = %d; tls = "none"; '
            'from = "senco@oakfield.example"; }; },' % self.mail.port +
            '{ name = "la-hook"; module = "webhook"; options = { allow = "127.0.0.1:%d"; source = "https://sendd.oakfield.example"; }; '
            'secrets = { secret = "%%(folder)s/hook-secret"; }; }' % self.hook.port)
        self.addCleanup(self.site.close)
        self.site.secret("hook-secret", SECRET)
        self.site.start()
        self.site.import_school()
        # This LA takes webhooks; its record is revised as an admin would do it.
        table = self.site.folder / "la.csv"
        table.write_text('Code,Name,Channel,Address\n901,Exampleshire Council,webhook,http://127.0.0.1:%d/sendd\n' % self.hook.port)
        self.site.ctl("import", "authority", table)

    def start_case(self, pupil):
        received = TODAY - datetime.timedelta(days=7)
        return self.site.json("case", "start", "ehc-needs-assessment", pupil, f"request_received={received}")

    def delivered(self, count):
        return len(self.site.json("outbox", "list", "--state", "delivered")["outbox"]) >= count


class EndToEnd(School):
    def test_a_case_runs_and_its_messages_arrive(self):
        case = self.start_case("pupil/P0001")["case"]
        self.assertEqual(case, f"EHC-{TODAY.year}-0001")
        self.site.ctl("event", case, "la.agreed")
        shown = self.site.json("case", "show", case)
        self.assertEqual([state["id"] for state in shown["states"]], ["running", "assessing", "gathering"])
        due = {row["rule"]: row["due"] for row in shown["deadlines"]}
        self.assertEqual(due["ehcna.plan"], str(TODAY + datetime.timedelta(days=140 - 7)))
        intended = self.site.json("outbox", "list", "--case", case)["outbox"]
        self.assertGreaterEqual(len(intended), 3)
        self.site.wait(lambda: self.delivered(len(intended)), "every message is delivered")

        mails = self.mail.parsed()
        self.assertEqual(len(mails) + len(self.hook.requests), len(intended))
        self.assertTrue(any(case in mail.get_content() for mail in mails))
        self.assertEqual(len({mail["Message-ID"] for mail in mails}), len(mails))
        self.assertGreaterEqual(len(self.hook.requests), 1)
        self.assertEqual(self.hook.bad, 0)
        headers, event = self.hook.requests[0]
        self.assertEqual(event["specversion"], "1.0")
        self.assertEqual(event["id"], headers["webhook-id"])
        self.assertTrue(self.site.json("audit", "verify")["sound"])

    def test_no_personal_data_leaves(self):
        case = self.start_case("pupil/P0001")["case"]
        self.site.ctl("event", case, "la.refused")
        count = len(self.site.json("outbox", "list", "--case", case)["outbox"])
        self.site.wait(lambda: self.delivered(count), "every message is delivered")
        gone = b"".join(message.content for message in self.mail.messages) + json.dumps(self.hook.requests).encode()
        with open(self.site.folder / "log", "rb") as log:
            gone += log.read()
        from sendd_site import SRC
        import csv
        with open(SRC / "conf/demo/pupils.csv", encoding="utf-8-sig") as rows:
            row = next(csv.DictReader(rows))
        for key, value in row.items():
            if any(word in key.lower() for word in ("surname", "forename", "upn", "dob", "birth")):
                self.assertNotIn(value.encode(), gone, key)

    def test_mistakes_are_answered_with_help(self):
        case = self.start_case("pupil/P0001")["case"]
        for words, code, text in (
                (("event", case, "la.agred"), 5, "la.agreed"),
                (("event", "EHC-1999-0001", "la.agreed"), 1, "EHC-1999-0001"),
                (("case", "start", "ehc-needs-asessment", "pupil/P0001"), 1, "ehc-needs-assessment"),
                (("case", "start", "ehc-needs-assessment", "pupil/P9999", "request_received=2026-09-01"), 1, "P9999"),
                (("case", "start", "ehc-needs-assessment", "pupil/P0002"), 1, "request_received"),
                (("case", "start", "ehc-needs-assessment", "pupil/P0002", "request_received=1/9/26"), 1, "YYYY-MM-DD"),
                (("caes", "list"), 2, "case list"),
                (("case", "list", "--workflw", "x"), 2, "--workflow")):
            done = self.site.ctl(*words, check=False)
            self.assertEqual((done.returncode, text in done.stderr), (code, True), (words, done.stderr))

    def test_an_idempotency_key_applies_once(self):
        first = self.site.json("--key", "k1", "case", "start", "ehc-needs-assessment", "pupil/P0003", f"request_received={TODAY}")
        again = self.site.json("--key", "k1", "case", "start", "ehc-needs-assessment", "pupil/P0003", f"request_received={TODAY}")
        self.assertEqual(first, again)
        self.assertEqual(len(self.site.json("case", "list")["cases"]), 1)

    def test_reload_swaps_or_keeps(self):
        template = next((self.site.conf / "templates").glob("*.conf"))
        good = template.read_text()
        template.write_text(good + "templates = ( ;\n")
        refused = self.site.ctl("reload", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(template.name + ":", refused.stderr)
        self.start_case("pupil/P0004")
        template.write_text(good)
        self.assertEqual(self.site.ctl("reload", check=False).returncode, 0)
        self.start_case("pupil/P0005")

    def test_term_ends_cleanly_and_nothing_is_lost(self):
        case = self.start_case("pupil/P0001")["case"]
        self.assertEqual(self.site.stop(), 0)
        self.assertFalse(self.site.socket.exists())
        self.site.start()
        self.assertEqual(self.site.json("case", "show", case)["case"], case)


class PutOff(School):
    REFUSE = 1

    def test_each_attempt_has_the_same_id(self):
        case = self.start_case("pupil/P0001")["case"]
        count = len(self.site.json("outbox", "list", "--case", case)["outbox"])
        self.site.wait(lambda: self.delivered(count), "every message is delivered")
        refused, taken = self.mail.parsed(self.mail.refused), self.mail.parsed()
        self.assertEqual([mail["Message-ID"] for mail in refused],
                         [mail["Message-ID"] for mail in taken if mail["X-Sendd-Attempt"] == "2"])
        self.assertEqual(len({mail["Message-ID"] for mail in taken}), len(taken))
        (first, body), = self.hook.refused
        again = [(headers, event) for headers, event in self.hook.requests if headers["webhook-id"] == first["webhook-id"]]
        self.assertEqual([event for _, event in again], [body])
        self.assertEqual(self.hook.bad, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
