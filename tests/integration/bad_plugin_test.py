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


class BadPlugins(unittest.TestCase):
    def setUp(self):
        names = [*WAYS, *("open-" + how for how in OPENS)]
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

    def plugins(self):
        return {plugin["name"]: plugin for plugin in self.site.json("plugin", "list")["plugins"]}

    def delivered(self):
        return [row for row in self.site.json("outbox", "list", "--state", "delivered", "--limit", 1000)["outbox"]
                if row["instance"] == "school-mail"]

    def test_others_go_on(self):
        pid = self.site.process.pid
        case = self.site.json("case", "start", "trial", "pupil/P0001")["case"]
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


if __name__ == "__main__":
    unittest.main(verbosity=2)
