"""A real daemon under load, killed again and again at random moments; then everything is counted."""
import os
import random
import shutil
import subprocess
import sys
import time

from checks import Findings, check_acknowledged, check_at_rest
from clients import Crowd, ask
from receivers import HookReceiver, Ledger, MailReceiver
from sendd_site import BUILD, SRC, Site

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CLIENTS, PUPILS = 6, 3
# When a daemon is killed, in seconds: after its start, while it recovers and starts its hosts; again, somewhat later; and
# after its first answer, under load.
MOMENTS = (("start", 0, 0.05), ("start", 0.05, 0.5), ("answer", 0, 1.2))


class Programme:
    """READS: the clients also look whether what was acknowledged is there. PROGRAM: the daemon, or a control. MOMENTS: when it
    is killed, one after the other."""

    def __init__(self, seed, program=None, reads=True, moments=MOMENTS):
        self.random = random.Random(f"{seed} kills")
        self.program, self.moments = program or BUILD / "sendd", moments
        self.findings, self.ledger = Findings(), Ledger()
        self.kills = self.early = self.checked = 0
        self.orphans = set()  # processes whose daemon was killed: they must end
        self.mail = MailReceiver(self.ledger, f"{seed} mail")
        self.hook = HookReceiver(self.ledger, f"{seed} hook")
        self.site = Site('email = "mail"; webhook = "hook";', self.plugins(),
                         roles='outpost = { title = "Outpost"; channel = "webhook"; address = "http://127.0.0.1:%d/"; };'
                         % self.hook.port)
        shutil.copytree(SRC / "tests/fault/kill/site", self.site.conf, dirs_exist_ok=True)
        self.site.secret("hook-secret", SECRET)
        self.site.own_host()
        self.crowd = Crowd(self.site.socket, self.ledger, CLIENTS, PUPILS, seed, reads)

    def plugins(self):
        return ('{ name = "mail"; module = "email"; unknown = "resend"; options = { server = "127.0.0.1"; port = %d; '
                'tls = "none"; from = "senco@oakfield.example"; }; }, ' % self.mail.port +
                '{ name = "hook"; module = "webhook"; options = { allow = "127.0.0.1:%d"; }; '
                'secrets = { secret = "%%(folder)s/hook-secret"; }; }' % self.hook.port)

    def begin(self):
        """The school is brought in by sendd itself, whoever runs then."""
        self.site.start()
        self.site.import_school()
        self.site.stop()
        self.site.program = self.program
        self.site.spawn()
        self.crowd.start()

    # --- kills ---

    def kill(self):
        """One kill; the daemon is down afterwards."""
        since, low, high = self.moments[self.kills % len(self.moments)]
        before = self.crowd.answered()
        if since == "answer":
            self.site.wait(lambda: self.crowd.answered() > before or self.crowd.faults(), "a command is answered")
        time.sleep(self.random.uniform(low, high))
        if not self.site.alive():
            self.findings.other.append(f"the daemon ended by itself: {self.site.tail()}")
        self.orphans |= self.site.children() if since == "answer" else set()
        self.site.kill()
        self.kills += 1
        self.early += self.crowd.answered() == before
        self.orphans |= self.site.processes()

    def check_now(self):
        """On a copy, so that the daemon itself recovers the file."""
        commands = self.crowd.commands()
        copy = self.site.folder / "copy.db"
        for suffix in ("", "-wal"):
            if os.path.exists(f"{self.site.store}{suffix}"):
                shutil.copyfile(f"{self.site.store}{suffix}", f"{copy}{suffix}")
        check_acknowledged(copy, commands[self.checked:], self.findings)
        self.findings.other += self.crowd.faults()
        for path in self.site.folder.glob("copy.db*"):
            path.unlink()

    def run(self, kills, every=1):
        """Stops early at the first finding. The store is looked at after every EVERY kills."""
        for number in range(1, kills + 1):
            self.kill()
            if number % every == 0:
                self.check_now()
            if self.findings.all():
                return
            self.site.spawn()

    # --- the reckoning ---

    def is_quiet(self):
        counts = self.site.json("status")["counts"]
        return not (counts["inbox"] or counts["outbox_ready"] or counts["outbox_waiting"])

    def repeat_all(self, commands):
        for command in commands:
            status, answer = ask(self.site.socket, command.path, command.body, command.key)
            if (status, answer) != (200, command.answer):
                self.findings.other.append(f"{command.key} ({command.kind}) was answered otherwise when repeated: {answer}")

    def reckon(self):
        """After the last kill: everything is delivered, then everything must be right."""
        self.site.wait(lambda: self.site.ctl("status", check=False).returncode == 0, "the daemon answers")
        self.site.wait(lambda: self.ledger.refused and self.ledger.hung_up or self.crowd.faults(), "receivers had moods")
        self.crowd.finish()
        self.findings.other += self.crowd.faults()
        self.site.wait(self.is_quiet, "everything is delivered")
        commands = self.crowd.commands()
        self.repeat_all(commands)
        if not self.site.json("audit", "verify")["sound"]:
            self.findings.other.append("the history's chain is broken")
        if self.site.stop() != 0:
            self.findings.other.append(f"the daemon ended with {self.site.process.returncode}")
        for process in self.site.outlive(self.orphans):
            self.findings.other.append(f"a process outlives its daemon: {process}")
        check_acknowledged(self.site.store, commands, self.findings)
        check_at_rest(self.site.store, commands, self.crowd.intended(), self.ledger, self.findings)
        self.chain_verify()

    def chain_verify(self):
        """The second verifier, which shares no code with the daemon."""
        done = subprocess.run([sys.executable, SRC / "tests/unit/store/verify_chain.py", self.site.store], capture_output=True,
                              text=True, check=False)
        if done.returncode:
            self.findings.other.append(f"the second verifier: {done.stdout}{done.stderr}")

    def figures(self):
        return (f"{self.kills} kills ({self.early} before the daemon answered anything) with {len(self.orphans)} hosts, "
                f"{self.crowd.answered()} commands acknowledged, {self.ledger.distinct()} messages in {self.ledger.seen()} deliveries, "
                f"{self.ledger.repeats()} repeats ({self.ledger.hung_up} answers lost, the others cut off by a kill), "
                f"{self.ledger.refused} refused for now; "
                f"{len(self.findings.lost)} lost, {len(self.findings.doubled)} doubled, "
                f"{len(self.findings.other)} otherwise wrong")

    def close(self):
        self.crowd.close()
        self.site.close()
        self.mail.close()
        self.hook.close()
