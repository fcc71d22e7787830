"""Drives one sendd-plugin-host from a test, on a socket pair, in the daemon's place."""
import json
import os
import socket
import struct
import subprocess
import sys

BUILD = os.environ.get("SENDD_BUILD", ".")


class Host:
    """One host process with one plugin open. self.said is its answer to "open", self.logs what it logged."""

    def __init__(self, module, options=None, secrets=None, memory=256, folder=None):
        ours, theirs = socket.socketpair()
        self.socket, self.buffer, self.logs, self.sent = ours, b"", [], 0
        ours.settimeout(60)
        here = theirs.fileno()

        def child():
            os.dup2(here, 3)

        self.process = subprocess.Popen([os.path.join(BUILD, "sendd-plugin-host")], preexec_fn=child, pass_fds=[3],
                                        stdin=subprocess.DEVNULL, env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
        theirs.close()
        folder = folder or os.path.join(BUILD, "plugins", module)
        self.send({"type": "open", "module": module, "folder": folder, "options": options or {},
                   "secrets": secrets or {}, "memory": memory})
        self.said = self.take()

    def send(self, message):
        body = json.dumps(message).encode()
        self.socket.sendall(struct.pack(">I", len(body)) + body)

    def take(self):
        """The next frame that is no log line; None at the end of the connection."""
        while True:
            while len(self.buffer) < 4 or len(self.buffer) < 4 + struct.unpack(">I", self.buffer[:4])[0]:
                try:
                    more = self.socket.recv(65536)
                except ConnectionResetError:
                    more = b""
                if not more:
                    return None
                self.buffer += more
            size = struct.unpack(">I", self.buffer[:4])[0]
            frame = json.loads(self.buffer[4:4 + size])
            self.buffer = self.buffer[4 + size:]
            if frame["type"] != "log":
                return frame
            self.logs.append(frame["line"])

    def deliver(self, address, key="ob-1", attempt=1, subject="A meeting", body="Please come.\n", timeout=10,
                reference="EHC-2026-0041", event="notice.meeting", intended=1790000000, now=1790000060):
        """Hands one delivery over and waits for its outcome."""
        self.sent += 1
        self.send({"type": "deliver", "outbox": self.sent, "key": key, "attempt": attempt, "address": address,
                   "subject": subject, "body": body, "reference": reference, "event": event, "intended": intended,
                   "now": now, "timeout": timeout})
        outcome = self.take()
        assert outcome is None or outcome["outbox"] == self.sent, outcome
        return outcome

    def end(self):
        """Closes the connection; the exit status."""
        self.socket.close()
        return self.process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.socket.close()
        if self.process.poll() is None:
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def skip(reason):
    print("SKIP:", reason)
    sys.exit(77)
