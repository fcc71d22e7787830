"""The daemon's own life: signals, a hold, and what is under way when it must end."""
import base64
import http.client
import json
import os
import signal
import socket
import sqlite3
import threading
import unittest
import unittest.mock

from sendd_site import SRC, Site


class Caller(http.client.HTTPConnection):
    """One connection that is kept."""

    def __init__(self, path):
        super().__init__("sendd", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)

    def ask(self, method, path, body=None):
        """The answer's status, Connection header and JSON."""
        self.request(method, path, None if body is None else json.dumps(body))
        answer = self.getresponse()
        return answer.status, answer.getheader("Connection"), json.loads(answer.read())


def dry_run():
    text = base64.b64encode((SRC / "conf" / "demo" / "pupils.csv").read_bytes()).decode()
    return "POST", "/v1/import", {"register": "pupil", "csv": text, "file": "pupils.csv", "dry_run": True}


READS = [("GET", "/v1/status"), ("GET", "/v1/deadlines?limit=1000"), ("GET", "/v1/cases"), ("GET", "/v1/plugins")]
OTHERS = [dry_run(), ("POST", "/v1/audit/verify", {}), ("POST", "/v1/reload", {}),
          ("POST", "/v1/cases/SEN-2026-0001/hold", {"reason": "a test"}),
          ("POST", "/v1/cases/SEN-2026-0001/release", {"reason": "a test"})]


class Asker(threading.Thread):
    """Asks on one connection without a pause, until that ends."""

    def __init__(self, path, questions):
        super().__init__(daemon=True)
        self.caller, self.questions, self.statuses, self.closed = Caller(path), questions, [], []

    def run(self):
        try:
            self.caller.connect()
            self.caller.auto_open = False
            while not self.closed or not self.closed[-1]:
                status, header, _ = self.caller.ask(*self.questions[len(self.statuses) % len(self.questions)])
                self.statuses.append(status)
                self.closed.append(header == "close")
        except (OSError, http.client.HTTPException):
            pass  # it ended before the request was taken
        finally:
            self.caller.close()


class Daemon(unittest.TestCase):
    def setUp(self):
        self.site = Site('email = "school-mail";',
                         '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }')
        self.addCleanup(self.site.close)

    def start(self, *arguments):
        self.site.start(*arguments)
        self.site.import_school()

    def case_start(self, number):
        return self.site.json("case", "start", "sen-support", f"pupil/P{number:04d}", "started_on=2026-09-02")["case"]

    def send(self, path, body):
        """A whole request, whose answer is not waited for."""
        peer = socket.socket(socket.AF_UNIX)
        self.addCleanup(peer.close)
        peer.settimeout(60)
        peer.connect(str(self.site.socket))
        text = json.dumps(body)
        peer.sendall(f"POST {path} HTTP/1.1\r\nHost: sendd\r\nContent-Length: {len(text)}\r\n\r\n{text}".encode())
        return peer

    def send_start(self, number):
        return self.send("/v1/cases", {"workflow": "sen-support", "subject": f"pupil/P{number:04d}",
                                       "fields": {"started_on": "2026-09-02"}})

    def status_of(self, peer):
        """Of the answer; 0 when the connection ended without one."""
        head = peer.recv(65536)
        return int(head.split()[1]) if head else 0

    def started(self):
        return len(self.site.json("case", "list", "--limit", 1000)["cases"])

    def delivered(self):
        return len(self.site.json("outbox", "list", "--state", "delivered", "--limit", 1000)["outbox"])

    def log_has(self, text):
        return text in (self.site.folder / "log").read_text(errors="replace")

    # --- the end ---

    def test_requests_that_wait_at_the_end_are_answered(self):
        self.start()
        lock = sqlite3.connect(self.site.store, isolation_level=None)
        self.addCleanup(lock.close)
        lock.execute("BEGIN IMMEDIATE")  # the batch that comes now waits for the file, all others for the batch
        first = self.send_start(1)
        self.site.wait(lambda: self.site.json("status")["core"]["queue"] == 0, "the first is in a batch")
        rest = [self.send_start(number) for number in range(2, 12)]
        self.site.wait(lambda: self.site.json("status")["core"]["queue"] == len(rest), "the others wait")
        self.site.process.send_signal(signal.SIGTERM)
        self.assertEqual({self.status_of(peer) for peer in rest}, {503})
        lock.execute("ROLLBACK")
        self.assertEqual(self.status_of(first), 200)
        self.assertEqual(self.site.process.wait(60), 0)
        self.site.start()
        self.assertEqual(self.started(), 1)

    def test_a_reload_that_waits_at_the_end_is_answered(self):
        self.start()
        for i in range(200):  # long enough to be seen, and stopped
            (self.site.conf / "templates" / f"slow{i}.conf").write_text("/* */\n" * 150_000)
        waiting = self.send("/v1/reload", {})
        self.site.wait(self.child_stopped, "the check of the configuration runs")
        self.site.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.status_of(waiting), 503)
        self.assertEqual(self.site.process.wait(60), 0)

    def child_stopped(self):
        with open(f"/proc/{self.site.process.pid}/task/{self.site.process.pid}/children") as children:
            for pid in children.read().split():
                with open(f"/proc/{pid}/cmdline") as words:
                    if "--check" in words.read():
                        os.kill(int(pid), signal.SIGSTOP)
                        return True
        return False

    def test_from_the_signal_on_whatever_is_asked_is_refused(self):
        self.start()
        questions = [*READS, *OTHERS]
        callers = [Caller(self.site.socket) for _ in questions]
        for caller in callers:
            self.addCleanup(caller.close)
            self.assertEqual(caller.ask("GET", "/v1/status")[0], 200)
        lock = sqlite3.connect(self.site.store, isolation_level=None)
        self.addCleanup(lock.close)
        lock.execute("BEGIN IMMEDIATE")
        first = self.send_start(1)
        self.site.wait(lambda: self.site.json("status")["core"]["queue"] == 0, "it is in a batch, which waits for the file")
        self.site.process.send_signal(signal.SIGTERM)
        self.site.wait(lambda: not self.site.socket.exists(), "the end has begun")
        for caller, question in zip(callers, questions):
            status, header, body = caller.ask(*question)
            self.assertEqual((status, header, body["error"]["code"]), (503, "close", "busy"), question)
        lock.execute("ROLLBACK")
        self.assertEqual(self.status_of(first), 200)
        self.assertEqual(self.site.process.wait(60), 0)

    def test_it_ends_whoever_asks_without_a_pause(self):
        self.start()
        self.case_start(1)
        for clients, questions in ((2, READS), (8, READS), (4, READS[1:2]), (8, OTHERS[:1]), (12, READS + OTHERS)) * 2:
            with self.subTest(clients=clients, questions=len(questions)):
                askers = [Asker(self.site.socket, questions[i % len(questions):] + questions[:i % len(questions)])
                          for i in range(clients)]
                for asker in askers:
                    asker.start()
                self.site.wait(lambda: all(len(asker.statuses) > 3 for asker in askers), "all are being answered")
                self.site.process.send_signal(signal.SIGTERM)
                self.assertEqual(self.site.process.wait(60), 0, self.site.tail())
                for asker in askers:
                    asker.join(60)
                    refused = [i for i, status in enumerate(asker.statuses) if status == 503 and asker.closed[i]]
                    self.assertLessEqual(len(refused), 1)  # and it was the last
                    self.assertTrue(not refused or refused[0] == len(asker.statuses) - 1)
                self.site.start()
                self.assertTrue(self.site.json("audit", "verify")["sound"])

    # --- SIGHUP ---

    def test_hangup_takes_a_good_configuration_and_keeps_the_old_one_else(self):
        self.start()
        template = next((self.site.conf / "templates").glob("*.conf"))
        good = template.read_text()
        template.write_text(good + "templates = ( ;\n")
        self.site.process.send_signal(signal.SIGHUP)
        self.site.wait(lambda: self.log_has("reload-refused"), "the faulty configuration is refused")
        self.assertTrue(self.log_has(template.name + ":"))
        self.case_start(1)
        self.assertFalse(self.log_has("<5> reloaded"))
        template.write_text(good)
        conf = self.site.conf / "sendd.conf"
        conf.write_text(conf.read_text().replace('"school-mail"', '"new-mail"'))
        self.site.process.send_signal(signal.SIGHUP)
        self.site.wait(lambda: [plugin["name"] for plugin in self.site.json("plugin", "list")["plugins"]] == ["new-mail"],
                       "the new plugin has the old one's place")
        self.case_start(2)
        self.site.wait(lambda: self.site.json("status")["counts"]["outbox_ready"] == 0, "all is delivered")
        rows = self.site.json("outbox", "list", "--limit", 1000)["outbox"]
        self.assertIn("new-mail", {row["instance"] for row in rows if row["state"] == "delivered"})

    def test_what_only_a_start_reads_waits_for_it_and_is_told(self):
        self.start()
        self.case_start(1)
        conf = self.site.conf / "sendd.conf"
        old = conf.read_text()
        for names in (["store"], ["socket"], ["store", "socket"]):
            text = old
            for name in names:
                text = text.replace(str(getattr(self.site, name)), f"{self.site.folder}/other.{name}")
            conf.write_text(text)
            for _ in range(2):  # and as long as it waits
                self.assertEqual(self.site.json("reload")["restart"], names)
            said = self.site.ctl("reload").stdout
            self.assertIn("waits for a restart of sendd: " + ", ".join(f"`{name}`" for name in names), said)
            self.assertTrue(self.log_has("SETTINGS=" + " ".join(names)))
            for _ in range(10):  # reads, which open connections as they need them, still see the store that is in force
                self.assertEqual(self.started(), 1)
        conf.write_text(old)
        self.assertEqual(self.site.json("reload")["restart"], [])
        self.assertIn("is in force\n", self.site.ctl("reload").stdout)
        self.assertEqual(list(self.site.folder.glob("other.*")), [])

    # --- the log ---

    def test_an_inherited_journal_stream_does_not_send_the_log_away(self):
        with unittest.mock.patch.dict(os.environ, JOURNAL_STREAM="8:1"):
            self.site.start()
        self.assertTrue(self.log_has("<5> ready: "))

    def test_a_history_that_was_changed_from_outside_is_told(self):
        self.start()
        self.case_start(1)
        self.site.ctl("audit", "verify")
        self.assertFalse(self.log_has("audit-broken"))
        self.site.stop()
        with sqlite3.connect(self.site.store) as store:
            store.execute("DROP TRIGGER history_no_update")
            store.execute("UPDATE history SET at = at + 1 WHERE seq = 2")
        store.close()
        self.site.start()
        self.assertEqual(self.site.ctl("audit", "verify", check=False).returncode, 1)
        self.assertTrue(self.log_has("<3> audit-broken: ") and self.log_has(" ROW=2 "))

    # --- a hold ---

    def test_a_held_daemon_sends_nothing_until_it_is_released(self):
        self.start("--hold")
        self.site.wait(lambda: self.site.json("plugin", "list")["plugins"][0]["state"] == "ready", "the plugin is ready")
        for number in range(1, 21):  # every batch looks for what may leave
            self.case_start(number)
        status = self.site.json("status")
        self.assertTrue(status["core"]["hold"])
        ready = status["counts"]["outbox_ready"] + status["counts"]["outbox_waiting"]
        self.assertGreater(status["counts"]["outbox_ready"], 0)
        self.assertEqual((self.delivered(), status["core"]["in_flight"]), (0, 0))
        self.assertEqual(list((self.site.folder / "mail").glob("new/*")), [])
        self.site.stop()
        self.site.start("--hold")  # nor is it the end of a hold to end
        self.assertTrue(self.site.json("status")["core"]["hold"])
        self.site.ctl("release")
        self.site.wait(lambda: self.delivered() == ready, "all is delivered")
        self.assertEqual(len(list((self.site.folder / "mail").glob("new/*"))), ready)


if __name__ == "__main__":
    unittest.main(verbosity=2)
