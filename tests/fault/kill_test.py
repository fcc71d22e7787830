"""sendd is killed at random moments under load; nothing acknowledged may be lost or done twice.

KILLS and SEED in the environment choose how many and which: the moments, the commands and the receivers' moods come from
the seed, the interleaving from the machine. `make kill KILLS=n SEED=s` is the long tier."""
import os
import pathlib
import random
import sys
import unittest

SRC = pathlib.Path(os.environ.get("SENDD_SRC", "."))
sys.path[:0] = [str(SRC / "tests/fault/kill"), str(SRC / "tests/integration")]

try:
    import aiosmtpd  # noqa: F401
except ImportError:
    print("SKIP: python3-aiosmtpd is not installed")
    sys.exit(77)

from programme import Programme
from sendd_site import BUILD

KILLS = int(os.environ.get("KILLS") or 15)
SEED = os.environ.get("SEED") or str(random.SystemRandom().randrange(10**6))
CONTROL_KILLS = 30  # by then the control must have been caught


class Kill(unittest.TestCase):
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
        self.report("sendd", programme)
        self.assertEqual(programme.findings.all()[:20], [])
        self.assertEqual(programme.kills, KILLS)
        self.assertGreater(programme.early, 0)             # some while it started
        self.assertLess(programme.early, KILLS)            # some under load
        self.assertGreater(len(programme.orphans), 0)      # with hosts running
        self.assertGreater(programme.ledger.repeats(), 0)  # and the receivers had to tell repeats from new messages

    def test_control_answering_before_the_commit_is_caught(self):
        programme = self.programme(program=BUILD / "tests/fault/sendd-answers-early", reads=False)
        programme.run(CONTROL_KILLS)
        self.report("control, answers early", programme, f"; caught at kill {programme.kills}")
        self.assertTrue(any("was acknowledged and is lost" in finding for finding in programme.findings.lost),
                        programme.findings.all()[:5])

    def test_control_a_fresh_key_at_a_repeat_is_caught(self):
        programme = self.programme(program=BUILD / "tests/fault/sendd-fresh-key")
        programme.run(3)
        programme.reckon()
        self.report("control, fresh keys", programme)
        self.assertTrue(any("which the store does not have" in finding for finding in programme.findings.doubled))
        self.assertTrue(any("was never seen" in finding for finding in programme.findings.lost))


if __name__ == "__main__":
    unittest.main(verbosity=2)
