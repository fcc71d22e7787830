"""Broken plugins in the real daemon, beside a good one: theirs fail, the others' deliveries go on, the daemon lives."""
import unittest

from sendd_site import Site

# How tests/unit/plugin/bad.c goes wrong at a delivery, each in an instance of its own.
WAYS = ("crash", "exit", "hang", "leak", "orphan", "steal", "huge", "text", "flood", "wrong", "kind", "again")
OPENS = ("crash", "fault", "hang")  # and when it is opened
TELLS = 10

WORKFLOW = """
workflow = {
  id = "trial"; version = 1; title = "Trial"; prefix = "TRI"; subject = "pupil"; reads = ["pupil"];
  fields = { note = { type = "string"; }; };
  events = ( { name = "tell" }, { name = "finish" } );
  states = (
    { id = "open"; entry = ( %s );
      on = ( { event = "tell"; do = ( { notify = "senco"; template = "trial"; } ); }, { event = "finish"; goto = "done"; } ); },
    { id = "done"; final = true; } ); };
"""
TEMPLATE = 'templates = ( { id = "trial"; subject = "Trial ((reference))"; body = "See ((link)).\\n"; } );\n'


class Trial(unittest.TestCase):
    """A site with one instance of a broken plugin for each of NAMES, beside a good one."""

    def site_make(self, names):
        channels = "".join(f'bad_{i} = "bad-{name}"; ' for i, name in enumerate(names))
        roles = "".join(f'role_{i} = {{ title = "Bad"; channel = "bad_{i}"; address = "{name}"; }}; '
                        for i, name in enumerate(names))
        plugins = "".join(', { name = "bad-%s"; module = "bad"; timeout = 1; memory = 128; options = { open = "%s"; }; }' %
                          (name, name[5:] if name.startswith("open-") else "well") for name in names)
        self.site = Site('email = "school-mail"; ' + channels, '{ name = "school-mail"; module = "maildir"; '
                         'options = { folder = "%(folder)s/mail"; }; }' + plugins, roles=roles)
        self.addCleanup(self.site.close)
        notices = ", ".join(f'{{ notify = "role_{i}"; template = "trial"; }}' for i in range(len(names)))
        (self.site.conf / "workflows" / "trial.conf").write_text(WORKFLOW % notices)
        (self.site.conf / "templates" / "trial.conf").write_text(TEMPLATE)
        self.site.own_host()
        self.site.start()
        self.site.import_school()

    def trial_start(self):
        return self.site.json("case", "start", "trial", "pupil/P0001")["case"]

    def plugins(self):
        return {plugin["name"]: plugin for plugin in self.site.json("plugin", "list")["plugins"]}


class BadPlugins(Trial):
    def setUp(self):
        self.site_make([*WAYS, *("open-" + how for how in OPENS)])

    def delivered(self):
        return [row for row in self.site.json("outbox", "list", "--state", "delivered", "--limit", 1000)["outbox"]
                if row["instance"] == "school-mail"]

    def test_others_go_on(self):
        pid = self.site.process.pid
        case = self.trial_start()
        self.site.wait(lambda: all(self.plugins()["bad-" + way]["failed"] > 0 for way in WAYS), "each goes wrong once")
        for _ in range(TELLS):
            self.site.ctl("event", case, "tell")
        self.site.wait(lambda: len(self.delivered()) == TELLS, "the good plugin delivers")
        self.assertEqual(len(list((self.site.folder / "mail" / "new").iterdir())), TELLS)
        self.site.wait(lambda: all(self.plugins()["bad-" + way]["failed"] > 1 for way in ("crash", "hang", "text")),
                       "they are started again, and go wrong again")
        plugins = self.plugins()
        for how in OPENS:
            self.assertNotEqual(plugins["bad-open-" + how]["state"], "ready")
        self.assertEqual((plugins["school-mail"]["failed"], plugins["school-mail"]["restarts"]), (0, 0))
        self.assertTrue(self.site.alive() and self.site.process.pid == pid)
        self.assertTrue(self.site.json("audit", "verify")["sound"])
        children = self.site.children()
        self.assertGreater(len(children), 1)
        self.site.kill()
        self.assertEqual(self.site.outlive(children), set())  # one that hangs, too, dies with the daemon
        self.site.start()
        self.assertEqual(self.site.stop(), 0)  # nor do they hold up its end


class Families(Trial):
    def test_what_a_plugin_started_ends_with_it(self):
        self.site_make(["family"])
        self.trial_start()
        self.site.wait(lambda: self.plugins()["bad-family"]["failed"] > 0, "it has started a process and crashed")
        self.site.wait(lambda: len(self.site.children()) <= len(self.plugins()), "one process an instance, at most")
        left = self.site.children()
        self.assertEqual(self.site.stop(), 0)
        self.assertEqual(self.site.outlive(left), set())


class Outcomes(Trial):
    """What does not arrive stands in the log, once, where docs/admin.md says; nothing of the message does."""

    def lines(self, name):
        return [line for line in (self.site.folder / "log").read_text().splitlines() if f"> {name}: " in line]

    def fields(self, name):
        return [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in self.lines(name)]

    def test_the_log_tells(self):
        self.site_make(["reject", "unknown", "later"])
        case = self.trial_start()
        states = {"outbox-dead": "dead", "outbox-unknown": "unknown"}
        for name, state in states.items():
            self.site.wait(lambda: self.site.json("outbox", "list", "--state", state)["outbox"], state)
        for _ in range(3):
            self.site.ctl("event", case, "tell")
        for name, state in states.items():
            rows = self.site.json("outbox", "list", "--state", state)["outbox"]
            self.assertEqual([(each["OUTBOX"], each["CASE"], each["WORKFLOW"], each["PLUGIN"]) for each in self.fields(name)],
                             [(str(row["id"]), case, "trial", row["instance"]) for row in rows])
        self.assertEqual([each["PLUGIN"] for each in self.fields("delivery-failing")], ["bad-later"])
        log = (self.site.folder / "log").read_text()
        for word in ("Trial ", "sendd.oakfield.example/case", "@oakfield", "one\\x0aline"):
            self.assertNotIn(word, log)
        self.assertEqual(self.site.stop(), 0)
        self.assertEqual([len(self.lines(name)) for name in ("ready", "stopping", "stopped")], [1, 1, 1])


if __name__ == "__main__":
    unittest.main(verbosity=2)
