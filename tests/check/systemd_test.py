"""The unit that is installed: systemd understands every line of it, and its sandbox is as tight as promised."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ANALYZE = shutil.which("systemd-analyze")
MOST = 1.2  # of the 10 of systemd-analyze security; docs/admin.md says so too


def unit_text():
    """The built unit, its programs those of the build tree: verify looks whether they can be run."""
    build = pathlib.Path(os.environ.get("SENDD_BUILD", ".")).resolve()
    text = (build / "systemd/sendd.service").read_text(encoding="utf-8")
    return re.sub(r"^(Exec\w+=)\S*/", rf"\g<1>{build}/", text, flags=re.M)


def analyze(text, *command):
    with tempfile.TemporaryDirectory() as folder:
        unit = pathlib.Path(folder, "sendd.service")
        unit.write_text(text, encoding="utf-8")
        done = subprocess.run([ANALYZE, *command, str(unit)], capture_output=True, text=True, check=False,
                              env={**os.environ, "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"})
    return done.returncode, done.stdout + done.stderr


def faults(text):
    """What verify says of our unit; it also talks about the machine's other units."""
    code, output = analyze(text, "verify", "--man=no")
    return [line for line in output.splitlines() if "sendd" in line] or ([output] if code else [])


def exposure(text):
    _, output = analyze(text, "security", "--offline=true", "--no-pager")
    found = re.search(r"Overall exposure level for sendd\.service: ([0-9.]+)", output)
    assert found, output
    return float(found[1])


@unittest.skipUnless(ANALYZE, "SKIP: systemd-analyze is not installed, so the unit is not looked at")
class Unit(unittest.TestCase):
    def test_every_line_is_understood(self):
        self.assertEqual(faults(unit_text()), [])

    def test_planted_faults_are_caught(self):
        text = unit_text()
        for right, wrong in [("ProtectHome=", "ProtectHom="), ("ProtectHome=yes", "ProtectHome=perhaps"),
                             ("ExecStart=", "ExecStart=/nowhere"), ("@privileged", "@privilegde")]:
            self.assertIn(right, text)
            self.assertNotEqual(faults(text.replace(right, wrong)), [], wrong)

    def test_the_sandbox_is_tight(self):
        self.assertLessEqual(exposure(unit_text()), MOST)

    def test_a_looser_sandbox_is_caught(self):
        text = unit_text()
        for line in ["CapabilityBoundingSet=\n", "SystemCallFilter=~@privileged @resources\n", "PrivateUsers=yes\n"]:
            self.assertIn(line, text)
            text = text.replace(line, "")
        self.assertGreater(exposure(text), MOST)


@unittest.skipUnless(shutil.which("systemd-sysusers"), "SKIP: systemd-sysusers is not installed")
class User(unittest.TestCase):
    def sysusers(self, text):
        with tempfile.TemporaryDirectory() as root:
            done = subprocess.run(["systemd-sysusers", "--dry-run", f"--root={root}", "-"], input=text,
                                  capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_the_unit_s_user_is_made(self):
        source = pathlib.Path(os.environ.get("SENDD_SRC", "."))
        text = (source / "systemd/sysusers.d/sendd.conf").read_text(encoding="utf-8")
        user = re.search(r"^User=(\S+)$", unit_text(), re.M)[1]
        code, output = self.sysusers(text)
        self.assertEqual(code, 0, output)
        self.assertIn(f"Creating user '{user}'", output)
        code, output = self.sysusers(text.replace("u sendd", "uu sendd"))
        self.assertNotEqual(code, 0, output)


if __name__ == "__main__":
    unittest.main(verbosity=2)  # says why a test was skipped
