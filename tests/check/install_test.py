"""make install: everything is where it belongs, runs from there, and a site's own configuration is never touched."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import unittest

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", ".")).resolve()
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", ".")).resolve()


def make(*arguments):
    quiet = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = subprocess.run(["make", "-C", str(BUILD), *arguments], env=quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def variables():
    """The folders of this build: NAME = VALUE of its Makefile, with what they name put in."""
    found = dict(re.findall(r"^(\w+) = *(.*)$", (BUILD / "Makefile").read_text(encoding="utf-8"), re.M))

    def value(name):
        return re.sub(r"\$[({](\w+)[)}]", lambda inner: value(inner[1]), found[name])
    return value


def missing(root, value):
    """What is not where it belongs below ROOT."""
    wanted = [(value("sbindir"), "sendd"), (value("bindir"), "sendctl"),
              (value("pkglibexecdir"), "sendd-plugin-host"), (value("pkgincludedir"), "plugin.h"),
              (value("systemdsystemunitdir"), "sendd.service"), (value("sysusersdir"), "sendd.conf"),
              (value("docdir"), "README.md")]
    wanted += [(value("pkglibdir"), f"{module}.so") for module in ("email", "maildir", "webhook")]
    wanted += [(value("docdir"), str(page.relative_to(SOURCE)))
               for top in ("docs", "plugins") for page in (SOURCE / top).rglob("*.md")]
    wanted += [(value("mandir"), f"man{page[-1]}/{page}") for page in
               ("sendctl.1", "sendd.8", "sendd.conf.5", "sendd-expression.5", "sendd-scenario.5", "sendd-workflow.5")]
    pack = [str(file.relative_to(SOURCE / "conf")) for file in (SOURCE / "conf").rglob("*.conf")]
    wanted += [(value("pkgdatadir") + "/conf", file) for file in pack]
    wanted += [(value("sysconfdir") + "/sendd", file) for file in pack]
    return [f"{folder}/{name}" for folder, name in wanted if not pathlib.Path(root + folder, name).is_file()]


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.value = staticmethod(variables())
        cls.installed = tempfile.mkdtemp(prefix="sendd-install.")
        cls.addClassCleanup(shutil.rmtree, cls.installed)
        make("install", f"DESTDIR={cls.installed}")

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="sendd-install.")
        self.addCleanup(shutil.rmtree, self.root)
        shutil.copytree(self.installed, self.root, dirs_exist_ok=True, symlinks=True)

    def place(self, variable, name):
        return pathlib.Path(self.root + self.value(variable), name)

    def test_everything_is_where_it_belongs(self):
        self.assertEqual(missing(self.root, self.value), [])
        self.place("pkglibdir", "webhook.so").unlink()
        self.place("sysconfdir", "sendd/rules/ehcna.conf").unlink()
        self.assertEqual(len(missing(self.root, self.value)), 2)

    def test_programs_look_where_things_are_installed(self):
        daemon = self.place("sbindir", "sendd").read_bytes()
        for path in [self.value("pkglibdir"), self.value("pkglibexecdir") + "/sendd-plugin-host",
                     self.value("sysconfdir") + "/sendd"]:
            self.assertIn(path.encode() + b"\0", daemon)
        unit = self.place("systemdsystemunitdir", "sendd.service").read_text(encoding="utf-8")
        self.assertIn(f"ExecStart={self.value('sbindir')}/sendd\n", unit)
        self.assertNotRegex(unit, r"@\w+@")

    def test_a_site_s_configuration_is_never_touched(self):
        site = self.place("sysconfdir", "sendd")
        (site / "sendd.conf").write_text("// ours\n", encoding="utf-8")
        (site / "rules/ehcna.conf").unlink()
        (site / "rules/local.conf").write_text("// ours too\n", encoding="utf-8")
        before = {file: file.read_bytes() for file in site.rglob("*.conf")}
        self.assertIn("stays as it is", make("install", f"DESTDIR={self.root}"))
        self.assertEqual({file: file.read_bytes() for file in site.rglob("*.conf")}, before)
        make("uninstall", f"DESTDIR={self.root}")
        left = sorted(str(file.relative_to(self.root)) for file in pathlib.Path(self.root).rglob("*") if file.is_file())
        self.assertEqual([f"{self.root}/{file}" for file in left], [str(site / "rules/local.conf"), str(site / "sendd.conf")])

    def ctl(self, *arguments):
        return subprocess.run([self.place("bindir", "sendctl"), "--socket", f"{self.root}/socket", *arguments],
                              capture_output=True, text=True, check=False)

    def test_the_installed_tree_runs(self):
        site = self.place("sysconfdir", "sendd")
        done = self.ctl("-c", str(site), "check")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("0 errors", done.stdout)
        conf = site / "sendd.conf"
        text = conf.read_text(encoding="utf-8").replace("/var/lib/sendd/mail", f"{self.root}/mail")
        # DESTDIR stands before every folder here, which the programs cannot know.
        conf.write_text(f'{text}\nplugin_folder = "{self.place("pkglibdir", "")}";\n'
                        f'plugin_host = "{self.place("pkglibexecdir", "sendd-plugin-host")}";\n', encoding="utf-8")
        with open(f"{self.root}/log", "w+", encoding="utf-8") as log:
            daemon = subprocess.Popen([self.place("sbindir", "sendd"), "-c", site, "--store", f"{self.root}/sendd.db",
                                       "--socket", f"{self.root}/socket"], stderr=log)
            try:
                self.await_plugin(daemon, log)
            finally:
                daemon.terminate()
                daemon.wait()
        self.assertEqual(daemon.returncode, 0)

    def await_plugin(self, daemon, log):
        for _ in range(600):
            done = self.ctl("--json", "plugin", "list")
            if done.returncode == 0 and '"ready"' in done.stdout:
                self.assertEqual(len(json.loads(done.stdout)["plugins"]), 1)
                return
            self.assertIsNone(daemon.poll(), pathlib.Path(log.name).read_text(encoding="utf-8"))
            time.sleep(0.1)
        self.fail(done.stdout + pathlib.Path(log.name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
