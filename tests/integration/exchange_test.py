"""sendctl workflow import and sendctl graph, as people call them. `dot` is a stand-in: what it draws is not ours."""
import os
import pathlib
import subprocess
import tempfile
import unittest

SOURCE, BUILD = os.environ.get("SENDD_SRC", "."), os.environ.get("SENDD_BUILD", ".")
CHART = """<scxml xmlns="http://www.w3.org/2005/07/scxml" name="chart">
  <state id="a"><transition event="go" target="b"/></state>
  <final id="b">%s</final>
</scxml>
"""


class Exchange(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def sendctl(self, *words, path=None):
        environment = dict(os.environ, PATH=path or os.environ["PATH"])
        return subprocess.run([f"{BUILD}/sendctl", "-c", f"{SOURCE}/conf", *map(str, words)], capture_output=True, text=True,
                              env=environment, timeout=120)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_a_chart_becomes_a_file_that_sendctl_reads(self):
        run = self.sendctl("workflow", "import", self.write("chart.scxml", CHART % ""), "--prefix", "CH", "--subject", "pupil")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn('prefix = "CH";', run.stdout)
        drawn = self.sendctl("graph", self.write("chart.conf", run.stdout), "--format", "mermaid")
        self.assertEqual(drawn.returncode, 0, drawn.stderr)
        self.assertIn("s0 --> s1 : go", drawn.stdout)

    def test_what_has_no_equal_is_named_and_nothing_printed(self):
        path = self.write("bad.scxml", CHART % "<onentry><script>x()</script></onentry>")
        run = self.sendctl("workflow", "import", path)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertIn(f"{path}:3: error: <script> is not run", run.stderr)
        self.assertEqual(self.sendctl("workflow", "import").returncode, 2)
        missing = self.sendctl("workflow", "import", self.folder / "none")
        self.assertEqual((missing.returncode, missing.stdout), (1, ""))
        self.assertEqual(self.sendctl("workflow", "import", self.folder).returncode, 1)

    def test_graph_says_what_is_wrong(self):
        self.assertEqual(self.sendctl("graph").returncode, 2)
        self.assertEqual(self.sendctl("graph", "sen-support", "--format", "gif").returncode, 2)
        unknown = self.sendctl("graph", "sen-suport")
        self.assertEqual((unknown.returncode, unknown.stdout), (1, ""))
        self.assertIn("sen-suport", unknown.stderr)

    def test_svg_is_drawn_by_dot(self):
        tools, out = self.folder / "bin", self.folder / "out.svg"
        tools.mkdir()
        missing = self.sendctl("graph", "sen-support", "-o", out, path=str(tools))
        self.assertEqual((missing.returncode, missing.stdout, out.exists()), (1, "", False))
        self.assertIn("install the package graphviz", missing.stderr)
        dot = tools / "dot"
        dot.write_text('#!/bin/sh\n[ "$*" = -Tsvg ] || exit 9\necho "<svg>"\nexec cat\n', encoding="utf-8")
        dot.chmod(0o755)
        path = f"{tools}:{os.environ['PATH']}"
        drawn = self.sendctl("graph", "sen-support", "-o", out, path=path)
        self.assertEqual((drawn.returncode, drawn.stdout), (0, ""), drawn.stderr)
        text = self.sendctl("graph", "sen-support", "--format", "dot").stdout
        self.assertEqual(out.read_text(encoding="utf-8"), "<svg>\n" + text)
        dot.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        failed = self.sendctl("graph", "sen-support", "-o", out, path=path)
        self.assertEqual((failed.returncode, out.exists()), (1, False))
        self.assertIn("dot failed", failed.stderr)

    def test_the_day_or_its_number_chooses_among_versions(self):
        body = 'workflow = { id = "t3"; version = %d; title = "T"; prefix = "T"; subject = "pupil"; %s states = ( { id = "%s"; } ); };'
        (self.folder / "conf" / "workflows").mkdir(parents=True)
        for number, days, state in ((1, 'valid_to = "2020-08-31";', "old"),
                                    (2, 'valid_from = "2020-09-01"; valid_to = "2199-08-31";', "now"),
                                    (3, 'valid_from = "2199-09-01";', "later")):
            self.write(f"conf/workflows/t3-{number}.conf", body % (number, days, state))
        self.write("conf/workflows/faulty.conf", "workflow = { id = ")
        for name, state in (("t3", "now"), ("t3@1", "old"), ("t3@2", "now"), ("t3@3", "later")):
            drawn = self.sendctl("-c", self.folder / "conf", "graph", name, "--format", "mermaid")
            self.assertEqual((drawn.returncode, drawn.stderr), (0, ""), name)
            self.assertEqual([other for other in ("old", "now", "later") if other in drawn.stdout], [state])
        none = self.sendctl("-c", self.folder / "conf", "--socket", self.folder / "none", "graph", "t3@4", "--format", "dot")
        self.assertEqual((none.returncode, none.stdout), (4, ""))  # only the store could have it


if __name__ == "__main__":
    unittest.main()
