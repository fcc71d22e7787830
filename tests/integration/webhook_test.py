"""The webhook plugin against a real HTTP server that checks the signature on its own."""
import base64
import datetime
import email.utils
import hashlib
import hmac
import http.server
import json
import os
import socket
import tempfile
import threading
import unittest

from plugin_host import Host
from tls_parts import REFUSED, Wire, certificates, server_context

NEW = "whsec_" + base64.b64encode(b"n" * 32).decode()
# What must not be seen on the wire: the path, which may be a token, the key, and the text.
SECRETS = ("hook-path-token", "ob-4711", "Quarterly-meeting", "Invented-Pupil-text")
OLD = "whsec_" + base64.b64encode(b"o" * 24).decode()


def signature_checks(secret, headers, body):
    """Standard Webhooks 1.0.0, written from the specification: any of the signatures may match."""
    key = base64.b64decode(secret[len("whsec_"):])
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(wanted, given) for given in headers["webhook-signature"].split(" "))


class Receiver:
    """Answers each POST with status, headers and body from a table by path, and keeps what came."""

    def __init__(self, tls=None):
        self.posts, self.answers = [], {}
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.posts.append((self.path, dict(self.headers.items()), body))
                status, headers, answer = receiver.answers.get(self.path, (204, {}, b""))
                if status is None:
                    self.wfile.write(answer)
                    self.close_connection = True
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                try:
                    self.wfile.write(answer)
                except OSError:
                    self.close_connection = True

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *words):
                pass  # handshakes that must fail

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.02])

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(10)

    def url(self, path="/hook", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"


class Webhook(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="sendd-webhook-")
        self.addCleanup(self.scratch.cleanup)
        self.folder = self.scratch.name

    def secret(self, *lines):
        path = os.path.join(self.folder, "secret" + str(len(os.listdir(self.folder))))
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")
        return path

    def host(self, receiver, secrets=None, **options):
        allow = f"127.0.0.1:{receiver.port} localhost:{receiver.port}"
        host = Host("webhook", {"allow": allow, **options}, secrets or {"secret": self.secret(NEW)})
        self.assertEqual(host.said["type"], "ready", host.said)
        return host

    def test_a_signed_thin_cloud_event(self):
        with Receiver() as receiver, self.host(receiver) as host:
            text = "Invented Pupil has a meeting"
            for attempt in (1, 2):
                outcome = host.deliver(receiver.url(), key="ob-5", subject=text, body=text, attempt=attempt,
                                       now=1790000060 + attempt)
                self.assertEqual((outcome["kind"], outcome["detail"]), ("delivered", "HTTP 204"))
        (_, first, body), (_, second, again) = receiver.posts
        self.assertEqual(first["Content-Type"].split(";")[0], "application/cloudevents+json")
        self.assertEqual(json.loads(body), {
            "specversion": "1.0", "id": "ob-5", "source": "urn:sendd", "type": "org.sendd.notice.meeting",
            "time": "2026-09-21T14:13:20Z", "subject": "EHC-2026-0041", "datacontenttype": "application/json",
            "data": {"reference": "EHC-2026-0041", "event": "notice.meeting"}})
        self.assertEqual(body, again)
        self.assertNotIn(b"Invented", body)
        self.assertEqual((first["webhook-id"], second["webhook-id"]), ("ob-5", "ob-5"))
        self.assertEqual((first["webhook-timestamp"], second["webhook-timestamp"]), ("1790000061", "1790000062"))
        for headers in (first, second):
            self.assertTrue(signature_checks(NEW, headers, body))
            self.assertFalse(signature_checks(OLD, headers, body))
            self.assertFalse(signature_checks(NEW, headers, body + b" "))
            self.assertFalse(signature_checks(NEW, {**headers, "webhook-id": "ob-6"}, body))

    def test_text_only_when_asked_for(self):
        with Receiver() as receiver, self.host(receiver, include_text=True, source="urn:school:1",
                                               type_prefix="uk.example") as host:
            host.deliver(receiver.url(), subject="Größe", body="Text\n")
        event = json.loads(receiver.posts[0][2])
        self.assertEqual((event["data"]["subject"], event["data"]["text"]), ("Größe", "Text\n"))
        self.assertEqual((event["source"], event["type"]), ("urn:school:1", "uk.example.notice.meeting"))

    def test_rotation_and_secrets_by_endpoint(self):
        with Receiver() as receiver:
            own = "whsec_" + base64.b64encode(b"e" * 32).decode()
            secrets = {"secret": self.secret(NEW, OLD)}
            with self.host(receiver, secrets) as host:
                host.deliver(receiver.url())
            _, headers, body = receiver.posts[0]
            self.assertTrue(signature_checks(NEW, headers, body) and signature_checks(OLD, headers, body))
            with self.host(receiver, {"secret": {"la": self.secret(own)}}, endpoint={"la": receiver.url("/la")}) as host:
                self.assertEqual(host.deliver("la")["kind"], "delivered")
                outcome = host.deliver(receiver.url())
                self.assertEqual(outcome["kind"], "rejected")
                self.assertIn("no secret to sign with", outcome["detail"])
                self.assertEqual(host.deliver("other")["kind"], "rejected")
            path, headers, body = receiver.posts[1]
            self.assertEqual(path, "/la")
            self.assertTrue(signature_checks(own, headers, body))
        with Host("webhook", {}, {"secret": self.secret("whsec_short")}) as host:
            self.assertEqual(host.said["type"], "fault")
            self.assertNotIn("short", host.said["text"].replace("shorter", ""))

    def test_a_group_without_names_is_told(self):
        for options in ({"endpoint": "https://a.example/"}, {"endpont": {"la": "x"}}):
            with Host("webhook", options) as host:
                self.assertIn('"endpoint" is a group: write endpoint = { NAME = "..."; };', host.said["text"])

    def test_each_status_has_its_class(self):
        classes = {"delivered": [200, 201, 202, 204], "rejected": [301, 308, 400, 401, 403, 404, 405, 409, 410, 413, 422, 451],
                   "retry": [302, 303, 304, 307, 408, 425, 429, 500, 501, 502, 503, 504]}
        with Receiver() as receiver, self.host(receiver) as host:
            for kind, statuses in classes.items():
                for status in statuses:
                    receiver.answers["/hook"] = (status, {"Location": receiver.url("/elsewhere")}, b"")
                    outcome = host.deliver(receiver.url(), key=f"s-{status}")
                    self.assertEqual((outcome["kind"], outcome["detail"][:8]), (kind, f"HTTP {status}"))
        self.assertEqual({path for path, _, _ in receiver.posts}, {"/hook"})  # no redirect was followed

    def test_retry_after(self):
        soon = email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=300),
                                           usegmt=True)
        cases = [(503, "120", 120, 120), (429, "0", 0, 0), (503, "junk", 0, 0), (429, "999999999", 86400, 86400),
                 (503, "Fri, 31 Dec 9999 23:59:59 GMT", 86400, 86400), (503, "Thu, 01 Jan 1970 00:00:10 GMT", 0, 0),
                 (503, soon, 240, 300), (503, "-5", 0, 0)]
        with Receiver() as receiver, self.host(receiver) as host:
            for status, value, least, most in cases:
                receiver.answers["/hook"] = (status, {"Retry-After": value}, b"")
                outcome = host.deliver(receiver.url())
                self.assertEqual(outcome["kind"], "retry")
                self.assertTrue(least <= outcome["retry_after"] <= most, (value, outcome))

    def test_nothing_inside_is_reached_unless_listed(self):
        with Receiver() as receiver:
            port = receiver.port
            spellings = ["127.0.0.1", "localhost", "127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "[::1]",
                         "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "[::]", "127.0.0.1.", "0", "LOCALHOST"]
            with self.host(receiver, allow="", allow_http=True) as host:
                for spelling in spellings:
                    outcome = host.deliver(f"http://{spelling}:{port}/hook")
                    self.assertEqual(outcome["kind"], "retry" if spelling[-1] == "." else "rejected", (spelling, outcome))
            with self.host(receiver, allow=f"127.0.0.1:{port + 1} 127.0.0.2:{port}", allow_http=True) as host:
                self.assertEqual(host.deliver(receiver.url())["kind"], "rejected")
                self.assertEqual(host.deliver("http://169.254.169.254/latest/meta-data")["kind"], "rejected")
                self.assertEqual(host.deliver("http://10.0.0.1/")["kind"], "rejected")
            self.assertEqual(receiver.posts, [])
            with self.host(receiver, allow=f"x:1, 127.0.0.1:{port}") as host:  # control: the way there is open
                self.assertEqual(host.deliver(receiver.url())["kind"], "delivered")

    def test_addresses_that_are_no_endpoint(self):
        bad = ["ftp://a.example/", "file:///etc/passwd", "gopher://a.example", "http://a.example/", "https://user@a.example/",
               "https://user:pw@a.example/", "https://", "javascript://a", "", "la", "https://a b/", "x" * 3000,
               "https://a.example/\r\nX: y"]
        # Names that only look like this machine's: http:// may go to none of them.
        bad += ["http://" + host + "/" for host in ("127.anything.example", "127.0.0.1.example", "127.0.0.1.", "127.a",
                                                    "localhost.example", "alocalhost", "128.0.0.1", "[::2]", "[::ffff:127.0.0.1]")]
        with Receiver() as receiver, self.host(receiver) as host:
            for address in bad:
                outcome = host.deliver(address, timeout=2)
                self.assertEqual(outcome["kind"], "rejected", (address, outcome))
                if address.startswith("http://"):
                    self.assertIn("only for this machine", outcome["detail"], address)
            for key in ("", "a.b", "a\r\nX: y", "é"):
                self.assertEqual(host.deliver(receiver.url(), key=key)["kind"], "rejected")
            self.assertEqual(receiver.posts, [])

    def test_hostile_answers_end_in_time(self):
        with Receiver() as receiver, self.host(receiver) as host:
            receiver.answers["/hook"] = (200, {}, b"x" * (4 << 20))
            self.assertEqual(host.deliver(receiver.url())["kind"], "delivered")  # the status is the answer
            receiver.answers["/hook"] = (500, {}, b"x" * (4 << 20))
            self.assertEqual(host.deliver(receiver.url())["kind"], "retry")
            for raw in (b"", b"rubbish\r\n\r\n", b"HTTP/1.1 ", b"HTTP/1.1 200", b"HTTP/1.1 100 Continue\r\n\r\n" * 500,
                        b"HTTP/1.1 200 OK\r\nX: " + b"y" * (2 << 20)):
                receiver.answers["/hook"] = (None, {}, raw)
                outcome = host.deliver(receiver.url(), timeout=3)
                self.assertIn(outcome["kind"], ("retry",) if b" 200" not in raw else ("retry", "delivered"), raw[:30])
            receiver.answers.clear()
            self.assertEqual(host.deliver(receiver.url())["kind"], "delivered")  # and the host is still well

    def test_silence_is_a_retry(self):

        with socket.create_server(("127.0.0.1", 0)) as silent, Receiver() as receiver:
            port = silent.getsockname()[1]
            with self.host(receiver, allow=f"127.0.0.1:{port}") as host:
                self.assertEqual(host.deliver(f"http://127.0.0.1:{port}/", timeout=1)["kind"], "retry")

    def over_the_wire(self, tls, scheme, **options):
        """The outcome of one message with its text, what arrived, and all that the plugin said, encrypted or not."""
        with Receiver(tls) as receiver, Wire(receiver.port) as wire:
            allow = f"localhost:{wire.port}"
            with self.host(receiver, allow=allow, include_text=True, **options) as host:
                outcome = host.deliver(f"{scheme}://localhost:{wire.port}/{SECRETS[0]}", key=SECRETS[1], subject=SECRETS[2],
                                       body=SECRETS[3])
        return outcome, receiver.posts, wire.said

    def test_tls_must_check(self):
        certificates(self.folder)
        ca = self.folder + "/ca.pem"
        for name, trusted in [*((name, ca) for name in REFUSED), ("localhost", None)]:
            with self.subTest(certificate=name):
                options = {"ca_file": trusted} if trusted else {}
                outcome, posts, said = self.over_the_wire(server_context(self.folder, name), "https", **options)
                self.assertEqual((outcome["kind"], posts), ("retry", []), outcome)
                self.assertIn("certificate does not check", outcome["detail"])
                self.assertEqual(said[:2], b"\x16\x03")  # a handshake, and nothing before it
                for word in SECRETS:
                    self.assertNotIn(word.encode(), said)
        # Controls: a good certificate is taken, and the wire tells what goes over it in the clear.
        outcome, posts, said = self.over_the_wire(server_context(self.folder, "localhost"), "https", ca_file=ca)
        self.assertEqual((outcome["kind"], len(posts)), ("delivered", 1), outcome)
        self.assertFalse([word for word in SECRETS if word.encode() in said])
        outcome, posts, said = self.over_the_wire(None, "http")
        self.assertEqual((outcome["kind"], len(posts)), ("delivered", 1), outcome)
        self.assertFalse([word for word in SECRETS if word.encode() not in said])


if __name__ == "__main__":
    unittest.main()
