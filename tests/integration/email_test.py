"""The email plugin against real mail servers on loopback: aiosmtpd, and a scripted one that fails at each point of the talk."""
import base64
import email
import email.policy
import logging
import os
import socket
import tempfile
import threading
import unittest

from plugin_host import Host, skip
from tls_parts import REFUSED, Wire, certificates, server_context

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    skip("python3-aiosmtpd is not installed")

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it tells at length of the handshakes that must fail
logging.getLogger("asyncio").setLevel(logging.CRITICAL)


# What must not be seen on the wire: the sign-in, and each part of the message.
SECRETS = ("open-sesame-words", "school-account", "parent.p@home.example", "Quarterly-meeting", "Invented-Pupil-text", "ob-4711")


class Box:
    """Keeps what a real server took on."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        return "250 2.0.0 Taken"


class OwnName(Controller):
    """aiosmtpd on a port of the system's choice."""

    def __init__(self, box, implicit=None, **rest):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        super().__init__(box, hostname="127.0.0.1", port=port, ssl_context=implicit, **rest)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()


class Script(threading.Thread):
    """A mail server that answers from a table: verb -> bytes, or None to hang up. "." is the end of a message."""

    GOOD = {"greeting": b"220 localhost\r\n", "EHLO": b"250-localhost\r\n250 SIZE\r\n", "MAIL": b"250 2.1.0 Ok\r\n",
            "RCPT": b"250 2.1.5 Ok\r\n", "DATA": b"354 Go\r\n", ".": b"250 2.0.0 Ok\r\n", "QUIT": b"221 Bye\r\n",
            "RSET": b"250 Ok\r\n", "AUTH": b"235 Ok\r\n", "HELO": b"250 localhost\r\n"}

    def __init__(self, drop_in_text=0, **answers):
        super().__init__(daemon=True)
        self.answers = {**self.GOOD, **{("." if k == "dot" else k): v for k, v in answers.items()}}
        self.drop_in_text, self.whole, self.talks = drop_in_text, [], 0
        self.listener = socket.socket()
        if drop_in_text:  # little room in between, so that the client knows that it could not send all
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.join(10)

    def run(self):
        while True:
            try:
                talk, _ = self.listener.accept()
            except OSError:
                return
            self.talks += 1
            talk.settimeout(10)
            with talk, talk.makefile("rb") as lines:
                try:
                    self.talk(talk, lines)
                except OSError:
                    pass

    def say(self, talk, verb):
        answer = self.answers.get(verb, b"502 No\r\n")
        if isinstance(answer, list):  # one after the other, the last for ever
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if answer:
            talk.sendall(answer)
        return answer

    def talk(self, talk, lines):
        if not self.say(talk, "greeting"):
            return
        for line in lines:
            verb = line.split()[0].decode().upper()
            if verb == "DATA" and self.answers["DATA"] and self.answers["DATA"].startswith(b"354"):
                talk.sendall(self.answers["DATA"])
                text = b""
                for part in lines:
                    if part == b".\r\n":
                        break
                    text += part
                    if self.drop_in_text and len(text) > self.drop_in_text:
                        return
                self.whole.append(text)
                verb = "."
            if not self.say(talk, verb) or verb == "QUIT":
                return


class Email(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="sendd-email-")
        cls.folder = cls.scratch.name
        certificates(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def host(self, port, secrets=None, **options):
        options = {"server": "localhost", "port": port, "from": "senco@school.example", **options}
        host = Host("email", options, secrets)
        self.assertEqual(host.said["type"], "ready", host.said)
        return host

    def context(self, name):
        return server_context(self.folder, name)

    def secret(self, text):
        path = os.path.join(self.folder, "password")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text + "\n")
        return path

    # --- whole talks with a real server ---

    def test_plain_to_this_machine(self):
        box = Box()
        body = "Dear parent,\r\nhow are you?\n.\n..\n.hidden\nBest wishes — Zoë\n" + "x" * 3000 + "\n.\n"
        with OwnName(box) as server, self.host(server.port, tls="none", from_name="The SENCo") as host:
            for attempt in (1, 2):
                outcome = host.deliver("parent@home.example", key="ob-9", subject="Übergang ☂ " * 12, body=body,
                                       attempt=attempt)
                self.assertEqual((outcome["kind"], outcome["detail"]), ("delivered", "250 2.0.0 at end of the message"))
        self.assertEqual(len(box.mails), 2)
        first, second = [email.message_from_bytes(m.content, policy=email.policy.default) for m in box.mails]
        self.assertEqual(first["Message-ID"], "<ob-9@school.example>")
        self.assertEqual(first["Message-ID"], second["Message-ID"])
        self.assertEqual((first["X-Sendd-Attempt"], second["X-Sendd-Attempt"]), ("1", "2"))
        self.assertEqual(first["Subject"], ("Übergang ☂ " * 12).rstrip() if first["Subject"][-1] != " " else "Übergang ☂ " * 12)
        self.assertEqual(first.get_content().replace("\r\n", "\n"), body.replace("\r\n", "\n"))
        self.assertEqual(box.mails[0].mail_from, "senco@school.example")
        self.assertEqual(box.mails[0].rcpt_tos, ["parent@home.example"])

    def test_dots_at_line_starts_survive(self):
        box = Box()
        body = ".\n..\n.x\n\n.\n"  # plain ASCII: goes as 7bit, so that the dots are at line starts on the wire
        with OwnName(box) as server, self.host(server.port, tls="none") as host:
            self.assertEqual(host.deliver("p@home.example", body=body)["kind"], "delivered")
        mail = email.message_from_bytes(box.mails[0].content, policy=email.policy.default)
        self.assertEqual(mail["Content-Transfer-Encoding"], "7bit")
        self.assertEqual(mail.get_content().replace("\r\n", "\n"), body)

    def test_starttls_with_a_checked_certificate(self):
        box = Box()
        with OwnName(box, tls_context=self.context("localhost"), require_starttls=True) as server:
            with self.host(server.port, ca_file=self.folder + "/ca.pem") as host:
                self.assertEqual(host.deliver("p@home.example")["kind"], "delivered")
        self.assertEqual(len(box.mails), 1)

    def test_implicit_tls_and_sign_in(self):
        box, seen = Box(), []

        def check(server, session, envelope, mechanism, data):
            seen.append((data.login, data.password))
            return AuthResult(success=data.password == b"s3cret words", handled=False, auth_data=data)

        with OwnName(box, implicit=self.context("localhost"), authenticator=check, auth_required=True,
                     auth_require_tls=False) as server:
            options = {"tls": "implicit", "ca_file": self.folder + "/ca.pem", "user": "school"}
            with self.host(server.port, {"password": self.secret("s3cret words")}, **options) as host:
                self.assertEqual(host.deliver("p@home.example")["kind"], "delivered")
            with self.host(server.port, {"password": self.secret("wrong")}, **options) as host:
                outcome = host.deliver("p@home.example", key="ob-2")
                self.assertEqual((outcome["kind"], outcome["detail"]), ("retry", "535 5.7.8 at AUTH"))
        self.assertEqual(seen[0], (b"school", b"s3cret words"))
        self.assertEqual(len(box.mails), 1)

    def over_the_wire(self, server, **options):
        """The outcome of one mail that signs in, and all that the plugin said to the server, encrypted or not."""
        with server, Wire(server.port) as wire:
            with self.host(wire.port, {"password": self.secret(SECRETS[0])}, user=SECRETS[1], **options) as host:
                outcome = host.deliver(SECRETS[2], subject=SECRETS[3], body=SECRETS[4] + "\n", key=SECRETS[5])
        return outcome, wire.said

    def assert_secret(self, said):
        for word in SECRETS:
            for form in (word, base64.b64encode(word.encode()).decode().rstrip("=")[:-1]):
                self.assertNotIn(form.encode(), said)

    def test_nothing_goes_over_tls_that_does_not_check(self):
        box, seen = Box(), []

        def check(server, session, envelope, mechanism, data):
            seen.append(data)
            return AuthResult(success=True, auth_data=data)

        ca = self.folder + "/ca.pem"
        auth = {"authenticator": check, "auth_required": True}
        for name, trusted in [*((name, ca) for name in REFUSED), ("localhost", None)]:
            options = {"ca_file": trusted} if trusted else {}
            context = self.context(name)
            for tls, server in (("required", OwnName(box, tls_context=context, require_starttls=True, **auth)),
                                ("implicit", OwnName(box, implicit=context, auth_require_tls=False, **auth))):
                with self.subTest(certificate=name, tls=tls):
                    outcome, said = self.over_the_wire(server, tls=tls, **options)
                    self.assertEqual(outcome["kind"], "retry", outcome)
                    self.assertIn("certificate of localhost does not check", outcome["detail"])
                    clear, _, rest = said.partition(b"\x16\x03")  # where the handshake begins
                    self.assertRegex(clear, rb"\AEHLO \S+\r\nSTARTTLS\r\n\Z" if tls == "required" else rb"\A\Z")
                    self.assertTrue(rest)
                    self.assert_secret(said)
        with OwnName(box) as server, self.host(server.port, ca_file=ca) as host:  # STARTTLS stripped
            outcome = host.deliver("p@home.example")
            self.assertEqual((outcome["kind"], outcome["detail"]), ("retry", "localhost does not offer TLS: nothing was sent"))
        self.assertEqual((box.mails, seen), ([], []))
        # Controls: a good certificate is taken, and the wire tells what goes over it in the clear.
        outcome, said = self.over_the_wire(OwnName(box, implicit=self.context("localhost"), auth_require_tls=False, **auth),
                                           tls="implicit", ca_file=ca)
        self.assertEqual((outcome["kind"], len(box.mails), len(seen)), ("delivered", 1, 1), outcome)
        self.assert_secret(said)
        outcome, said = self.over_the_wire(OwnName(box, auth_require_tls=False, **auth), tls="none")
        self.assertEqual(outcome["kind"], "delivered", outcome)
        for word in SECRETS[2:]:
            self.assertIn(word.encode(), said)

    def test_tls_none_is_for_this_machine_only(self):
        for server in ("mail.example", "127.mail.example", "localhost.example", "10.0.0.1"):
            with Host("email", {"server": server, "tls": "none", "from": "a@b.example"}) as host:
                self.assertEqual(host.said["type"], "fault", server)
                self.assertIn("only for a server on this machine", host.said["text"])

    def test_verp_names_the_message_in_the_envelope(self):
        box = Box()
        with OwnName(box) as server, self.host(server.port, tls="none", bounce="bounce@school.example", verp=True) as host:
            host.deliver("p@home.example", key="ob-77")
        self.assertEqual(box.mails[0].mail_from, "bounce+ob-77@school.example")

    def test_header_injection_reaches_no_server(self):
        box = Box()
        with OwnName(box) as server, self.host(server.port, tls="none") as host:
            for address in ("a@b.example>\r\nRCPT TO:<x@y.example", "a@b.example, x@y.example", "a@b.example x@y.example"):
                self.assertEqual(host.deliver(address)["kind"], "rejected")
            self.assertEqual(host.deliver("a@b.example", subject="x\r\nBcc: x@y.example")["kind"], "rejected")
        self.assertEqual(box.mails, [])

    # --- a server that fails at each point ---

    def outcome(self, timeout=10, body="Please come.\n", secrets=None, **script):
        options = script.pop("options", {})
        with Script(**script) as server, self.host(server.port, secrets, tls="none", **options) as host:
            outcome = host.deliver("parent.p@home.example", timeout=timeout, body=body)
            self.assertNotIn("parent", outcome["detail"])
            return outcome["kind"], outcome["detail"], len(server.whole)

    def test_each_reply_has_its_class(self):
        for verb in ("MAIL", "RCPT", "DATA", "dot"):
            where = "end of the message" if verb == "dot" else verb
            whole = 1 if verb == "dot" else 0
            never = "retry" if verb == "MAIL" else "rejected"  # MAIL names only us
            for code, kind in (("421", "retry"), ("450", "retry"), ("452", "retry"), ("550", never), ("554", never)):
                reply = f"{code} {code[0]}.1.1 <parent.p@home.example> no\r\n".encode()
                self.assertEqual(self.outcome(**{verb: reply}), (kind, f"{code} {code[0]}.1.1 at {where}", whole), (verb, code))
                many = f"{code}-parent\r\n{code}-parent\r\n{code} done\r\n".encode()
                self.assertEqual(self.outcome(**{verb: many}), (kind, f"{code} at {where}", whole), (verb, code))
        for code in ("421", "554"):
            self.assertEqual(self.outcome(greeting=f"{code} no\r\n".encode()), ("retry", f"{code} at greeting", 0))
            refused = f"{code} no\r\n".encode()
            self.assertEqual(self.outcome(EHLO=refused, HELO=refused)[0::2], ("retry", 0))

    def test_what_is_about_us_makes_no_dead_letters(self):
        """The way of the reply; which replies these are, tests/unit/plugin/mail_reply_test.c knows."""
        for verb, reply, kind in (("MAIL", "530 5.7.0", "retry"), ("RCPT", "530", "retry"), ("DATA", "503 5.5.1", "retry"),
                                  ("dot", "550 5.7.26", "retry"), ("RCPT", "550 5.7.1", "rejected"),
                                  ("MAIL", "552 5.3.4", "rejected"), ("dot", "554 5.7.1", "rejected")):
            where = "end of the message" if verb == "dot" else verb
            result = self.outcome(**{verb: f"{reply} no\r\n".encode()})
            self.assertEqual(result, (kind, f"{reply} at {where}", verb == "dot"))
        password = {"options": {"user": "school"}, "secrets": {"password": self.secret("pw")}}
        for reply in ("432 4.7.12", "454 4.7.0", "501 5.5.2", "534 5.7.9", "535 5.7.8", "538 5.7.11", "550 5.7.1"):
            result = self.outcome(EHLO=b"250-localhost\r\n250 AUTH PLAIN\r\n", AUTH=f"{reply} no\r\n".encode(), **password)
            self.assertEqual(result, ("retry", f"{reply} at AUTH", 0))

    def test_a_connection_lost_before_the_end_is_a_retry(self):
        for verb in ("greeting", "MAIL", "RCPT", "DATA"):
            self.assertEqual(self.outcome(**{verb: None})[0::2], ("retry", 0), verb)
        long = ("x" * 60 + "\n") * 12000  # 700 kB
        self.assertEqual(self.outcome(body=long, drop_in_text=1000)[0::2], ("retry", 0))

    def test_a_reply_lost_after_the_final_dot_is_unknown(self):
        kind, detail, whole = self.outcome(dot=None)
        self.assertEqual((kind, whole), ("unknown", 1), detail)
        self.assertEqual(self.outcome(timeout=1, dot=b"250-and")[0::2], ("unknown", 1))
        self.assertEqual(self.outcome(timeout=1, dot=b"rubbish\r\n")[0::2], ("unknown", 1))
        long = ("x" * 60 + "\n") * 12000
        self.assertEqual(self.outcome(dot=None, body=long)[0::2], ("unknown", 1))
        self.assertEqual(self.outcome(body=long)[0::2], ("delivered", 1))

    def test_silence_ends_in_time(self):
        self.assertEqual(self.outcome(timeout=1, MAIL=b"250-")[0], "retry")
        self.assertEqual(self.outcome(timeout=1, dot=b"250-")[0::2], ("unknown", 1))

    def test_lost_after_the_reply_is_delivered(self):
        # The connection is kept for the next mail; that the server closes it, or never says goodbye, changes nothing.
        with Script(QUIT=None) as server, self.host(server.port, tls="none") as host:
            self.assertEqual(host.deliver("p@home.example", key="a")["kind"], "delivered")
            self.assertEqual(host.deliver("p@home.example", key="b")["kind"], "delivered")
            self.assertEqual(server.talks, 1)
    def test_a_kept_connection_that_has_ended_is_no_reason_to_wait(self):
        good = b"250 Ok\r\n"
        for second in (b"421 too long idle\r\n", None):
            with Script(MAIL=[good, second, good]) as server, self.host(server.port, tls="none") as host:
                for key in ("a", "b"):
                    self.assertEqual(host.deliver("p@home.example", key=key)["kind"], "delivered")
                self.assertEqual((server.talks, len(server.whole)), (2, 2))
        with Script(MAIL=[good, b"450 busy\r\n", good]) as server, self.host(server.port, tls="none") as host:
            host.deliver("p@home.example", key="a")
            self.assertEqual(host.deliver("p@home.example", key="b")["kind"], "retry")  # that was an answer

    def test_no_server_is_a_retry(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with self.host(port, tls="none") as host:
            self.assertEqual(host.deliver("p@home.example")["kind"], "retry")
        with Host("email", {"server": "nowhere.invalid", "from": "a@b.example"}) as host:
            self.assertEqual(host.deliver("p@home.example")["kind"], "retry")

    # --- settings ---

    def test_settings_that_cannot_work_say_why(self):
        good = {"server": "localhost", "from": "a@b.example"}
        loose = self.secret("pw")
        cases = [({"from": "a@b.example"}, {}, '"server" is missing'), ({**good, "prot": 25}, {}, 'did you mean "port"'),
                 ({**good, "port": "25"}, {}, "must be a whole number"), ({**good, "password": "x"}, {}, 'under "secrets"'),
                 ({**good, "tls": "maybe"}, {}, "tls must be"), ({**good, "port": 70000}, {}, "port must be"),
                 ({**good, "server": "a/b"}, {}, "plain host name"), ({**good, "user": "x"}, {}, "go together"),
                 (good, {"password": "/nonexistent"}, "mode 0600"), ({**good, "verp": "yes"}, {}, "true or false"),
                 (good, {"password": self.folder}, "not a plain file"), ({**good, "from": "x"}, {}, "no '@'")]
        for options, secrets, text in cases:
            with Host("email", options, secrets) as host:
                self.assertEqual(host.said["type"], "fault", options)
                self.assertIn(text, host.said["text"])
        os.chmod(loose, 0o640)
        with Host("email", {**good, "user": "x"}, {"password": loose}) as host:
            self.assertIn("chmod 600", host.said["text"])
        os.chmod(loose, 0o600)
        os.symlink(loose, loose + ".link")
        with Host("email", {**good, "user": "x"}, {"password": loose + ".link"}) as host:
            self.assertIn("a link is refused", host.said["text"])


if __name__ == "__main__":
    unittest.main(warnings="ignore")  # aiosmtpd warns of what the tests ask of it
