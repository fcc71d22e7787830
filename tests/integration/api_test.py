"""The API's edges on the real socket: what is refused, with which status, and that nothing breaks."""
import concurrent.futures
import http.client
import json
import os
import signal
import socket
import unittest

from sendd_site import Site


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("sendd", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.site = Site('email = "school-mail";',
                        '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }')
        cls.site.start()
        cls.site.import_school()

    @classmethod
    def tearDownClass(cls):
        cls.site.close()

    def head(self, method, path):
        """The answer's status, its Allow header, the length it tells, and the bytes that come."""
        connection = Connection(self.site.socket)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Allow"), int(answer.getheader("Content-Length")), answer.read()
        finally:
            connection.close()

    def ask(self, method, path, body=None, headers=None):
        connection = Connection(self.site.socket)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def test_statuses(self):
        for method, path, body, status, code in (
                ("GET", "/v1/nowhere", None, 404, "not-found"),
                ("GET", "/", None, 404, "not-found"),
                ("DELETE", "/v1/cases", None, 405, "not-found"),
                ("GET", "/v1/cases/EHC-1999-0001", None, 404, "not-found"),
                ("GET", "/v1/cases/a/b/c", None, 404, "not-found"),
                ("POST", "/v1/cases", "{", 400, "invalid"),
                ("POST", "/v1/cases", "[]", 400, "invalid"),
                ("POST", "/v1/cases", '{"a":1,"a":2}', 400, "invalid"),
                ("POST", "/v1/cases", "{}", 400, "invalid"),
                ("POST", "/v1/cases", b'{"\xff":1}', 400, "invalid"),
                ("POST", "/v1/tasks/999999/complete", "{}", 404, "not-found"),
                ("POST", "/v1/tasks/x/complete", "{}", 400, "invalid"),
                ("GET", "/v1/outbox/999999", None, 404, "not-found"),
                ("GET", "/v1/outbox/x", None, 400, "invalid"),
                ("GET", "/v1/outbox?state=lost", None, 400, "invalid"),
                ("GET", "/v1/deadlines?within=soon", None, 400, "invalid"),
                ("POST", "/v1/clock", '{"to":"2030-01-01"}', 403, "refused"),
                ("POST", "/v1/cases", '{"x":"' + "y" * 70000 + '"}', 413, "limit")):
            with self.subTest(path=path, body=str(body)[:20]):
                answer = self.ask(method, path, body)
                self.assertEqual((answer[0], answer[1]["error"]["code"]), (status, code), answer)

    def test_another_method_is_told_what_the_path_has(self):
        for method, path, allow in (("PUT", "/v1/status", "GET, HEAD"), ("GET", "/v1/import", "POST"),
                                    ("DELETE", "/v1/cases", "GET, HEAD, POST"), ("OPTIONS", "/v1/cases/X/events", "POST"),
                                    ("HEAD", "/v1/reload", "POST")):
            with self.subTest(method=method, path=path):
                self.assertEqual(self.head(method, path)[:2], (405, allow))
        status, body = self.ask("PUT", "/v1/status")
        self.assertEqual((status, body["error"]["hint"]), (405, "it has GET, HEAD"))
        self.assertIn("no method PUT", body["error"]["text"])
        self.assertEqual(self.head("GET", "/v1/nowhere")[:2], (404, None))

    def test_head_is_get_without_its_body(self):
        for path, status in (("/v1/workflows", 200), ("/v1/cases/EHC-1999-0001", 404), ("/v1/nowhere", 404)):
            got, head = self.head("GET", path), self.head("HEAD", path)
            self.assertEqual((got[0], len(got[3])), (status, got[2]))
            self.assertEqual((head[:3], head[3]), (got[:3], b""))

    def test_reads_answer_with_their_list(self):
        for path, name in (("/v1/status", "counts"), ("/v1/workflows", "workflows"), ("/v1/cases", "cases"),
                           ("/v1/tasks", "tasks"), ("/v1/deadlines?within=4%20weeks", "deadlines"),
                           ("/v1/outbox", "outbox"), ("/v1/plugins", "plugins")):
            status, body = self.ask("GET", path)
            self.assertEqual((status, name in body), (200, True), path)

    def test_keys_have_limits(self):
        status, _ = self.ask("POST", "/v1/release", "{}", {"Idempotency-Key": "k" * 129})
        self.assertEqual(status, 400)

    def test_many_at_once_and_answered_once_each(self):
        def start(number):
            return self.ask("POST", "/v1/cases", json.dumps(
                {"workflow": "sen-support", "subject": f"pupil/P{number:04d}", "fields": {"started_on": "2026-09-02"}}))
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            answers = list(pool.map(start, range(1, 41)))
        self.assertEqual({status for status, _ in answers}, {200}, answers[0])
        self.assertEqual(len({body["case"] for _, body in answers}), 40)

    def test_broken_peers_do_no_harm(self):
        for bytes_sent in (b"", b"\0\0\0", b"GET", b"POST /v1/cases HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{",
                           b"GET / HTTP/9.9\r\n\r\n", b"A" * 100000):
            with socket.socket(socket.AF_UNIX) as peer:
                peer.connect(str(self.site.socket))
                try:
                    peer.sendall(bytes_sent)
                except BrokenPipeError:
                    pass
        self.assertEqual(self.ask("GET", "/v1/status")[0], 200)

    def test_files_are_closed(self):
        def open_files():
            return len(os.listdir(f"/proc/{self.site.process.pid}/fd"))
        self.ask("GET", "/v1/status")
        before = open_files()
        for _ in range(100):
            self.ask("GET", "/v1/status")
        self.site.wait(lambda: open_files() <= before, "as many open files as before")


class Drain(unittest.TestCase):
    def test_what_waits_at_the_end_is_answered(self):
        site = Site('email = "school-mail";',
                    '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }')
        self.addCleanup(site.close)
        site.start()
        site.import_school()

        def start(number):
            connection = Connection(site.socket)
            try:
                connection.request("POST", "/v1/cases", json.dumps(
                    {"workflow": "sen-support", "subject": f"pupil/P{number:04d}", "fields": {"started_on": "2026-09-02"}}))
                return connection.getresponse().status
            except (ConnectionError, FileNotFoundError):
                return 0  # it came after the socket had closed: never taken
            finally:
                connection.close()
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            waiting = [pool.submit(start, number) for number in range(1, 61)]
            site.process.send_signal(signal.SIGTERM)
            statuses = [answer.result() for answer in waiting]
        self.assertEqual(site.process.wait(60), 0)
        self.assertLessEqual(set(statuses), {0, 200, 503}, statuses)
        site.start()
        started = len(site.json("case", "list", "--limit", 1000)["cases"])
        self.assertEqual(started, statuses.count(200))


if __name__ == "__main__":
    unittest.main(verbosity=2)
