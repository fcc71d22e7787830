"""sendd is killed at random moments under load; nothing acknowledged may be lost or done twice.

KILLS and SEED in the environment choose how many and which: the moments, the commands and the receivers' moods come from
the seed, the interleaving from the machine. `make kill KILLS=n SEED=s` is the long tier."""
import os
import pathlib
import random
import shutil
import sqlite3
import sys
import types
import unittest

SRC = pathlib.Path(os.environ.get("SENDD_SRC", "."))
sys.path[:0] = [str(SRC / "tests/fault/kill"), str(SRC / "tests/integration")]

try:
    import aiosmtpd  # noqa: F401
except ImportError:
    print("SKIP: python3-aiosmtpd is not installed")
    sys.exit(77)

from checks import Findings, check_acknowledged, check_at_rest
from programme import Programme
from sendd_site import BUILD

KILLS = int(os.environ.get("KILLS") or 15)
SEED = os.environ.get("SEED") or str(random.SystemRandom().randrange(10**6))
CONTROL_KILLS = 60  # by then the control must have been caught

# Broken in a sound store, or in a sound ledger, and the words that must come.
HARM_TO_STORE = (
    ("DELETE FROM request WHERE key = 'k0-1'", "k0-1 (start) was acknowledged and is lost"),
    ("UPDATE request SET answer = replace(answer, 'LET-', 'LAT-') WHERE key = 'k0-1'", "k0-1 (start) is kept with another"),
    ("DROP TRIGGER history_no_delete; DELETE FROM history WHERE body LIKE '%\"k0-1\"%'", "rows of k0-1 (start)"),
    ("INSERT INTO history SELECT seq + 100000, kase, school, at, algorithm, key, hash, kind, body FROM history "
     "WHERE body LIKE '%\"k0-1\"%'", "rows of k0-1 (start) in the history: 2, not 1"),
    ("INSERT INTO history SELECT seq + 100000, kase, school, at, algorithm, key, hash, kind, '{\"mark\":\"k9-9\"}' "
     "FROM history WHERE kind = 'start' LIMIT 1", "k9-9 is in the history and was never acknowledged"),
    ("UPDATE cases SET fields = json_set(fields, '$.count', 999) WHERE id = 1", "count of "),
    ("DELETE FROM attempt WHERE outbox = 3; DELETE FROM outbox WHERE id = 3", "messages intended"),
    ("UPDATE outbox SET state = 4 WHERE id = 3", "message 3 is in state 4"),
    ("UPDATE outbox SET key = (SELECT key FROM outbox WHERE id = 3) WHERE id = 4", "keys of messages"),
)
HARM_TO_LEDGER = (
    (lambda order: order[:-1], "was never seen"),
    (lambda order: order + [("mail", "0" * 32)], "which the store does not have"),
    (lambda order: [("mail" if receiver == "hook" else "hook", key) for receiver, key in order], "went to"),
    (lambda order: order[::-1], "overtook"),
)


class Kill(unittest.TestCase):
    caught = ""  # the controls run first

    def programme(self, **how):
        programme = Programme(SEED, **how)
        self.addCleanup(programme.close)
        programme.begin()
        return programme

    def report(self, name, programme, more=""):
        print(f"kill: {name}: seed {SEED}: {programme.figures()}{more}", flush=True)

    def test_nothing_acknowledged_is_lost_or_doubled(self):
        programme = self.programme()
        programme.run(KILLS, every=1 if KILLS <= 30 else 10)
        if not programme.findings.all():
            programme.reckon()
        self.report("sendd", programme, Kill.caught)
        self.assertEqual(programme.findings.all()[:20], [])
        self.assertEqual(programme.kills, KILLS)
        self.assertGreater(programme.early, 0)             # some while it started
        self.assertLess(programme.early, KILLS)            # some under load
        self.assertGreater(len(programme.orphans), 0)      # with hosts running
        self.assertGreater(programme.ledger.repeats(), 0)  # and the receivers had to tell repeats from new messages

    def test_control_answering_before_the_commit_is_caught(self):
        programme = self.programme(program=BUILD / "tests/fault/sendd-answers-early", reads=False,
                                   moments=[("answer", 0, 0.3)])
        programme.run(CONTROL_KILLS)
        Kill.caught = f"; control caught at kill {programme.kills}"
        self.report("control, answers early", programme, Kill.caught)
        self.assertTrue(any("was acknowledged and is lost" in finding for finding in programme.findings.lost),
                        programme.findings.all()[:5])

    def test_control_a_fresh_key_at_a_repeat_is_caught(self):
        programme = self.programme(program=BUILD / "tests/fault/sendd-fresh-key")
        programme.run(3)
        programme.reckon()
        self.report("control, fresh keys", programme)
        self.assertTrue(any("which the store does not have" in finding for finding in programme.findings.doubled))
        self.assertTrue(any("was never seen" in finding for finding in programme.findings.lost))

    def findings(self, programme, store, ledger):
        findings, commands = Findings(), programme.crowd.commands()
        check_acknowledged(store, commands, findings)
        check_at_rest(store, commands, programme.crowd.intended(), ledger, findings)
        return findings.all()

    def test_control_each_kind_of_harm_is_seen(self):
        programme = self.programme()
        programme.reckon()
        self.assertEqual(programme.findings.all(), [])
        copy = programme.site.folder / "harmed.db"
        for sql, words in HARM_TO_STORE:
            with self.subTest(sql):
                shutil.copyfile(programme.site.store, copy)
                db = sqlite3.connect(copy)
                db.executescript(sql)
                db.close()
                found = self.findings(programme, copy, programme.ledger)
                self.assertTrue(any(words in finding for finding in found), found)
        for harm, words in HARM_TO_LEDGER:
            with self.subTest(words):
                ledger = types.SimpleNamespace(order=harm(programme.ledger.order))
                found = self.findings(programme, programme.site.store, ledger)
                self.assertTrue(any(words in finding for finding in found), found)


if __name__ == "__main__":
    unittest.main(verbosity=2)
