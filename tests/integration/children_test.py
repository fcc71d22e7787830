"""Child cases through the real daemon: shown with their parent, listed, answered, cancelled, and as they were after a restart."""
import shutil
import unittest

from sendd_site import SRC, Site

FILES = SRC / "tests" / "unit" / "core" / "children"


class Children(unittest.TestCase):
    def setUp(self):
        self.site = Site('email = "school-mail";',
                         '{ name = "school-mail"; module = "maildir"; options = { folder = "%(folder)s/mail"; }; }')
        self.addCleanup(self.site.close)
        for path in FILES.iterdir():
            shutil.copy(path, self.site.conf / "workflows")
        self.site.start()
        self.site.import_school()
        self.parent = self.site.json("case", "start", "panel", "pupil/P0001")["case"]

    def show(self, case):
        return self.site.json("case", "show", case)

    def children(self, *more):
        return self.site.json("case", "list", "--parent", self.parent, *more)["cases"]

    def wait_states(self, case, *states):
        self.site.wait(lambda: [state["id"] for state in self.show(case)["states"]] == list(states),
                       f"{case} in {states}")

    def begun(self):
        self.site.ctl("event", self.parent, "ask")
        child = self.children()[0]["case"]
        self.wait_states(child, "open", "asking")
        return child

    def test_a_child_is_shown_answers_and_is_done(self):
        child = self.begun()
        shown = self.show(child)
        self.assertEqual(shown["parent"], {"case": self.parent, "invokeid": "opinion"})
        self.assertIn(f"child of {self.parent}, which calls it opinion", self.site.ctl("case", "show", child).stdout)
        self.assertEqual([row["case"] for row in self.show(self.parent)["children"]], [child])
        self.assertIn(child, self.site.ctl("case", "show", self.parent).stdout)
        self.assertIn(f"case:{self.parent}", self.site.ctl("case", "history", child).stdout)
        for case in (self.parent, child):
            self.assertIn(" active\n", self.site.ctl("graph", "--case", case, "--format", "mermaid").stdout)
        self.site.stop()
        self.site.start()
        self.site.ctl("event", child, "answer", "text=milk first")
        self.wait_states(self.parent, "all", "idle")
        self.assertEqual(self.show(self.parent)["fields"]["results"], {"topic": "tea", "text": "milk first"})
        self.assertEqual(self.children(), [])
        self.assertEqual([row["case"] for row in self.children("--all")], [child])

    def test_leaving_the_state_cancels_it(self):
        child = self.begun()
        self.site.ctl("event", self.parent, "stop")
        self.site.wait(lambda: self.show(child)["ended"], "the end of the child")
        self.assertIsNone(self.show(self.parent)["parent"])
        done = self.site.ctl("case", "undo", self.parent, "--reason", "a slip", check=False)
        self.assertIn(f"cancelled the child case {child}", done.stdout + done.stderr)
        self.assertTrue(self.site.json("audit", "verify")["sound"])


if __name__ == "__main__":
    unittest.main()
