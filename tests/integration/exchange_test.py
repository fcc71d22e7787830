"""sendctl workflow import and sendctl graph, as people call them. `dot` is a stand-in: what it draws is not ours."""
import json
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
HEAD = '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript"'


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

    def play(self, body, commands="", name="outer"):
        """The answers of `try` to COMMANDS, in the chart NAME with BODY."""
        run = self.sendctl("workflow", "import", self.write("chart.scxml", f'{HEAD} name="{name}">{body}</scxml>'))
        self.assertEqual(run.returncode, 0, run.stderr)
        tried = subprocess.run([f"{BUILD}/sendctl", "-c", f"{SOURCE}/conf", "try", self.write("chart.conf", run.stdout), "--json"],
                               input=commands, capture_output=True, text=True, timeout=120)
        self.assertEqual(tried.returncode, 0, tried.stderr)
        return [json.loads(line) for line in tried.stdout.splitlines()]

    def test_there_is_no_event_before_the_first(self):
        entry = """<onentry><log expr="_event.name"/><log expr="_event.type"/><if cond="typeof _event === 'undefined'">
            <log expr="'unbound'"/></if><raise event="i"/></onentry>"""
        kid = f"""{HEAD} name="kiddo"><state id="k">{entry}<transition event="i" target="f"><log expr="_event.name"/></transition>
            </state><final id="f"><donedata><content expr="_name"/></donedata></final></scxml>"""
        first = self.play(f"""<state id="s">{entry}<invoke id="c"><content>{kid}</content></invoke>
            <transition event="i"><log expr="_event.name"/></transition>
            <transition event="done.invoke.c"><log expr="_event.data"/><log expr="_name"/></transition></state>""")[0]
        self.assertEqual(sorted(first["log"]), sorted(["null", "null", "unbound", "i"] * 2 + ["kiddo", "outer"]))

    def test_a_child_with_arguments_that_fail_does_not_start(self):
        for invoke in ['<invoke id="c"><param name="nobody.knows" expr="v.x.y"/>', '<invoke id="c" typeexpr="v">']:
            first = self.play(f"""<datamodel><data id="v"/></datamodel><state id="s">{invoke}<content>{HEAD}><final id="f"/></scxml>
                </content></invoke><transition event="done.invoke"><log expr="'started'"/></transition>
                <transition event="error.execution"><log expr="'error'"/></transition></state>""")[0]
            self.assertEqual((first["log"], first["children"]), (["error"], []))

    def test_a_forwarded_event_is_an_exact_copy(self):
        shown = "[_event.name, _event.data, _event.origin, _event.origintype, _event.sendid, _event.invokeid, _event.type]"
        asking = f"""{HEAD} name="asking"><state id="k"><onentry><send target="#_parent" event="ask" id="q"><param name="p" expr="1"/>
            </send></onentry></state></scxml>"""
        hearing = f"""{HEAD} name="hearing"><state id="k"><invoke id="a"><content>{HEAD}><state id="x"/></scxml></content><finalize>
            <log expr="'finalize'"/></finalize></invoke><transition event="ask"><log expr="{shown}"/></transition></state></scxml>"""
        first = self.play(f"""<state id="s"><invoke id="b" autoforward="true"><content>{hearing}</content></invoke><invoke id="a">
            <content>{asking}</content></invoke><transition event="ask"><log expr="{shown}"/></transition></state>""")[0]
        logged = [json.loads(line) for line in first["log"]]
        self.assertEqual(len(logged), 2)
        self.assertEqual(logged[0], logged[1])
        self.assertEqual(logged[0][:2] + logged[0][4:], ["ask", {"p": 1}, "q", "a", "external"])

    def test_one_bad_parameter_of_done_data_is_left_out(self):
        first = self.play("""<datamodel><data id="v"/></datamodel><state id="s"><final id="f"><donedata><param name="a" expr="1"/>
            <param name="b.c" expr="v.x.y"/><param name="d.e" expr="2"/></donedata></final><transition event="done.state.s"><log
            expr="_event.data"/></transition><transition event="error.execution"><log expr="'error'"/></transition></state>""")[0]
        self.assertEqual(first["log"], ["error", '{"a":1,"d.e":2}'])

    def test_numbers_are_of_one_kind(self):
        first = self.play("""<datamodel><data id="a" expr="6"/><data id="b" expr="2"/><data id="x" expr="a / 4"/></datamodel><state
            id="s"><onentry><log expr="a/b + a"/><log expr="a/b - b"/><log expr="a/b + 1"/><log expr="x + 1"/><log expr="1 - x"/><log
            expr="x + x"/><log expr="[x].concat([a/b])"/></onentry></state>""")[0]
        self.assertEqual((first["log"], first["errors"]), (["9", "1", "4", "2.5", "-0.5", "3", "[1.5,3]"], []))

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
