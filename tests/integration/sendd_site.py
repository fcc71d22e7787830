"""A real sendd on loopback for the tests: a configuration, the daemon, sendctl, a mail server, a webhook receiver."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

SRC = pathlib.Path(os.environ.get("SENDD_SRC", "."))
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", "."))
PATIENCE = 60  # seconds a condition may take on a busy machine before the test gives up

SITE = """
schools  = ( { id = "oakfield"; name = "Oakfield Example School"; authority = "%(authority)s"; } );
wake     = "08:00";
store    = "%(folder)s/sendd.db";
socket   = "%(folder)s/sendd.sock";
host_name = "sendd.oakfield.example";
link     = "https://sendd.oakfield.example/case/";
attempts = 12;
backoff  = [%(backoff)s];
plugin_host   = "%(build)s/sendd-plugin-host";
plugin_folder = "%(modules)s";
roles = {
  senco         = { title = "SENCo"; address = "senco@oakfield.example"; };
  class_teacher = { title = "Class teacher"; };
  headteacher   = { title = "Headteacher"; address = "head@oakfield.example"; };
  office        = { title = "School office"; address = "office@oakfield.example"; };
  %(roles)s
};
channels = { %(channels)s };
plugins  = ( %(plugins)s );
"""


def modules():
    folders = ("plugins/maildir", "plugins/email", "plugins/webhook", "tests/unit/plugin")
    return ":".join(str(BUILD / folder) for folder in folders)


class Site:
    """A folder with a configuration; every test has its own."""

    def __init__(self, channels, plugins, authority="901", backoff='"1 second", "1 second", "1 second"', roles="",
                 **daemon):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sendd-", dir="/tmp"))
        self.conf = self.folder / "conf"
        self.socket, self.store = self.folder / "sendd.sock", self.folder / "sendd.db"
        self.program = BUILD / "sendd"
        self.process = None
        self.arguments = [argument for pair in daemon.items() for argument in ("--" + pair[0].replace("_", "-"), pair[1])]
        self.log = open(self.folder / "log", "ab")
        shutil.copytree(SRC / "conf", self.conf, ignore=shutil.ignore_patterns("demo", "*.mk"))
        for path in [self.conf, *self.conf.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        (self.conf / "sendd.conf").write_text(SITE % {
            "folder": self.folder, "build": BUILD, "modules": modules(), "channels": channels,
            "plugins": plugins % {"folder": self.folder}, "authority": authority, "backoff": backoff,
            "roles": roles})

    def secret(self, name, text):
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        return path

    def own_host(self):
        """The plugin host under a name in this folder, by which its processes are known."""
        (self.folder / "sendd-plugin-host").symlink_to(BUILD / "sendd-plugin-host")
        conf = self.conf / "sendd.conf"
        conf.write_text(conf.read_text().replace(f"{BUILD}/sendd-plugin-host", f"{self.folder}/sendd-plugin-host"))

    def spawn(self, *more):
        self.process = subprocess.Popen(
            [self.program, "-c", self.conf, *self.arguments, *more], stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log)

    def start(self, *more):
        self.spawn(*more)
        self.wait(lambda: self.ctl("status", check=False).returncode == 0, "the daemon answers")

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def processes(self):
        """(pid, start time) of every process whose command line names this folder."""
        found = set()
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = pathlib.Path("/proc", pid, "cmdline").read_bytes()
                started = pathlib.Path("/proc", pid, "stat").read_text().rsplit(")", 1)[1].split()[19]
            except OSError:
                continue
            if str(self.folder).encode() in words:
                found.add((int(pid), started))
        return found

    def children(self):
        return {process for process in self.processes() if process[0] != self.process.pid}

    def outlive(self, processes):
        """Those of PROCESSES that do not end."""
        end = time.monotonic() + PATIENCE
        while (left := processes & self.processes()) and time.monotonic() < end:
            time.sleep(0.02)
        return left

    def stop(self):
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)
        return self.process.returncode

    def ctl(self, *words, check=True):
        done = subprocess.run([BUILD / "sendctl", "--socket", self.socket, "-c", self.conf, *map(str, words)],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        if check and done.returncode not in (0, 3):
            raise AssertionError(f"sendctl {words} gave {done.returncode}: {done.stdout}{done.stderr}")
        return done

    def json(self, *words):
        return json.loads(self.ctl("--json", *words).stdout)

    def wait(self, condition, what):
        """Polls with an end; the time taken is never asserted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            if condition():
                return
            time.sleep(0.02)
        raise AssertionError(f"never: {what}\n{self.tail()}")

    def tail(self):
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def close(self):
        try:
            self.stop()
        finally:
            self.log.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def import_school(self):
        demo = SRC / "conf" / "demo"
        for register, name in (("authority", "authorities"), ("pupil", "pupils"), ("contact", "contacts")):
            self.ctl("import", register, demo / f"{name}.csv")


class MailServer:
    """A real SMTP server that keeps what it accepts; the first REFUSE attempts it sees, but puts off."""

    def __init__(self, port=0, refuse=0):
        from aiosmtpd.controller import Controller

        self.messages, self.refused, self.refuse = [], [], refuse
        outer = self

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                if len(outer.refused) < outer.refuse:
                    outer.refused.append(envelope)
                    return "451 4.3.0 Later"
                outer.messages.append(envelope)
                return "250 2.0.0 Ok"

        self.controller = Controller(Handler(), hostname="127.0.0.1", port=port or free_port())
        self.controller.start()
        self.port = self.controller.port

    def parsed(self, envelopes=None):
        import email.policy
        from email import message_from_bytes

        return [message_from_bytes(m.content, policy=email.policy.default) for m in envelopes or self.messages]

    def close(self):
        self.controller.stop()


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def signature_checks(secret, headers, body):
    """Standard Webhooks 1.0.0, by arithmetic of our own: any of the signatures may match."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return wanted in headers["webhook-signature"].split(" ")


class Receiver:
    """A real HTTP receiver that checks the signature. The first REFUSE requests are put off."""

    def __init__(self, secret, refuse=0):
        self.requests, self.refused, self.bad = [], [], 0
        self.raw = []  # (path, headers, body) of each request as it came
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.raw.append((self.path, dict(self.headers), body))
                good = signature_checks(secret, self.headers, body)
                outer.bad += not good
                later = len(outer.refused) < refuse
                (outer.refused if later else outer.requests).append((dict(self.headers), json.loads(body)))
                self.send_response(503 if later else 204 if good else 401)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def standard_webhooks_vector():
    """The public test vector: the receiver's own arithmetic must give its signature."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = b'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert digest == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", digest
