"""sendctl eval: one expression from the command line, its value and its type, without daemon or store."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

SENDCTL = pathlib.Path(os.environ.get("SENDD_BUILD", "."), "sendctl")
SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", "."))


def call(*words):
    # No daemon can be meant by mistake: the socket does not exist.
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SENDD_SOCKET": f"{folder}/none"}
        return subprocess.run([SENDCTL, *words], capture_output=True, text=True, check=False, cwd=folder, env=environment)


def evaluate(*words):
    done = call("eval", "--json", *words)
    return done.returncode, json.loads(done.stdout)


class Eval(unittest.TestCase):
    def given(self, value, kind, *words):
        self.assertEqual(evaluate(*words), (0, {"value": value, "type": kind}))

    def fails(self, piece, *words):
        code, answer = evaluate(*words)
        self.assertEqual((code, list(answer)), (1, ["error"]))
        self.assertIn(piece, answer["error"])

    def test_values_and_types(self):
        self.given(3, "int", "1 + 2")
        self.given([1, 2], "list<int>", "[1, 2]")
        self.given(18446744073709551615, "uint", "18446744073709551615u")
        self.given("NaN", "double", "0.0 / 0.0")
        self.given("-Infinity", "double", "-1.0 / 0.0")
        self.given("/w==", "bytes", r"b'\xff'")
        self.given("2026-09-01T07:30:00.000000001Z", "google.protobuf.Timestamp",
                   "timestamp('2026-09-01T08:30:00.000000001+01:00')")
        self.given("1.5s", "google.protobuf.Duration", "duration('1500ms')")
        self.given({"1": None}, "map<int, null_type>", "{1: null}")
        self.given("int", "type", "type(1)")
        self.given("2026-10-13", "date", "date('2026-09-01') + weeks(6)")
        self.assertEqual(call("eval", "--json", "2.0").stdout, '{"value": 2.0, "type": "double"}\n')

    def test_bindings(self):
        self.given("int", "type", "--bind", "x=1", "type(x)")
        self.given("double", "type", "--bind=x=1.0", "type(x)")
        self.given([1, 2.0, "s"], "list<dyn>", "--bind", 'm={"l": [1, 2.0]}', "--bind", 's="s"', "m.l + [s]")
        self.given(True, "bool", "--bind", "x.y=true", "x.y")
        self.given("a=b", "string", "--bind", 'x="a=b"', "x")
        for wrong in ("x", "=1", "x=", "x=nothing"):
            self.assertEqual(call("eval", "--bind", wrong, "1").returncode, 2)
        self.assertEqual(call("eval", "x", "--bind").returncode, 2)
        self.fails("--bind `x=abc` is not NAME=JSON", "--bind", "x=abc", "x")
        self.fails("is not NAME=JSON", "x", "--bind")

    def test_expressions_that_look_like_options(self):
        self.given(-1, "int", "-1")
        self.given(5, "int", "--", "--5")
        self.given(2, "int", "--bind", "x=3", "--", "--x - 1")
        self.assertEqual(call("eval", "--5").returncode, 2)
        self.assertEqual(call("eval").returncode, 2)
        self.assertEqual(call("eval", "1", "2").returncode, 2)

    def test_errors(self):
        self.fails("division by zero", "1 / 0")
        self.fails("did you mean size()?", "sise('a')")
        self.fails("a value must follow", "1 +")
        self.fails('there is no "x"', "x")
        self.given(False, "bool", "'a' == 1")
        self.fails("can never equal", "--check", "'a' == 1")
        self.given(True, "bool", "x || true")
        self.fails('there is no "x"', "--check", "x || true")
        done = call("eval", "1 / 0")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("division by zero", done.stderr)

    def test_for_people(self):
        self.assertEqual(call("eval", "'a' + \"\\n\" + 'b'").stdout, "a\nb\n")
        self.assertEqual(call("eval", "['a', 1.0]").stdout, '["a", 1.0]\n')
        self.assertEqual(call("eval", "today()", "--today", "2026-09-01").stdout, "2026-09-01\n")

    def test_days_and_calendars(self):
        self.given("date", "type", "type(today())")  # the machine's day
        self.given(42, "int", "today() + weeks(6) - today()")
        conf = ["-c", str(SOURCE / "conf")]
        done = call(*conf, "eval", "--school", "oakfield", "date('2026-10-22') + school_days(2)")
        self.assertEqual(done.stdout, "2026-11-03\n")
        # The only school that has a calendar need not be named; of several one must be.
        self.assertEqual(call(*conf, "eval", "date('2026-10-22') + school_days(2)").stdout, "2026-11-03\n")
        with tempfile.TemporaryDirectory() as folder:
            calendars = pathlib.Path(folder, "calendars")
            shutil.copytree(SOURCE / "conf" / "calendars", calendars)
            shutil.copy(calendars / "oakfield.conf", calendars / "ashdown.conf")
            several = call("-c", folder, "eval", "date('2026-10-22') + school_days(2)")
            self.assertIn("no calendar", several.stderr)
            named = call("-c", folder, "eval", "--school", "ashdown", "date('2026-10-22') + school_days(2)")
            self.assertEqual(named.stdout, "2026-11-03\n")
        self.fails("not a date", "--today", "soon", "1")


if __name__ == "__main__":
    unittest.main()
