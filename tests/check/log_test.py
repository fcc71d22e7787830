"""Every message id of the log stands in docs/admin.md, with its levels and its fields, and nothing else does."""
import os
import pathlib
import re
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", "."))
CALL = re.compile(r"\b(log_error|log_warning|log_notice|log_info|log_debug|log_line|remark|remark_message)\(")
LEVEL = re.compile(r"LOG_LEVEL_([A-Z]+)")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
ID = re.compile(r"[a-z]+(-[a-z]+)+|[a-z]+")
ROW = re.compile(r"^\| `([a-z-]+)` \| ([a-z, ]+) \|([^|]*)\| ([^|]+) \|$", re.M)
# What remark_message and plugins add by themselves.
OF_MESSAGES = {"OUTBOX", "CASE", "WORKFLOW", "PLUGIN", "NOTICE"}


def call_text(text, start):
    """From the opening bracket to its end."""
    depth = 0
    for end in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return text[start:end]
    return text[start:]


def said(folder):
    """{id: (levels, fields)} of all calls under FOLDER that name an id."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*.c")):
        text = path.read_text(encoding="utf-8")
        for match in CALL.finditer(text):
            call = call_text(text, match.end() - 1)
            strings = STRING.findall(call)
            if not strings or not ID.fullmatch(strings[0]) or text[:match.start()].rstrip().endswith(("void", "define")):
                continue
            name = match.group(1)
            level = LEVEL.search(call)
            level = name[4:] if name not in ("log_line", "remark", "remark_message") else level.group(1).lower() if level else "any"
            fields = {word for word in strings[1:] if re.fullmatch(r"[A-Z]+", word)}
            if name == "remark_message":
                fields |= OF_MESSAGES | (set() if call.endswith("NULL") else {"CAUSE"})
            levels, known = found.setdefault(strings[0], (set(), set()))
            levels.add("any" if "(enum log_level)" in call else level)
            known |= fields
    return found


def told(page):
    """The same of the page's table."""
    return {name: (set(levels.split(", ")), set(re.findall(r"`([A-Z]+)`", fields))) for name, levels, fields, _ in ROW.findall(page)}


class Log(unittest.TestCase):
    def test_the_page_tells_what_the_code_says(self):
        code, page = said(SOURCE / "daemon"), told((SOURCE / "docs" / "admin.md").read_text(encoding="utf-8"))
        self.assertGreater(len(code), 20)
        self.assertEqual(sorted(set(code) ^ set(page)), [])
        for name, what in code.items():
            self.assertEqual(page[name], what, name)

    def test_a_planted_line_is_seen(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "x.c").write_text('''
                log_error("some-thing", "a (sentence)", "CASE", kase->reference, "FILE", "X-1");
                remark_message(turn, LOG_LEVEL_WARNING, "other", "a sentence", &row, kase, "plugin");
                remark(turn, LOG_LEVEL_NOTICE, "third", "a sentence", "COUNT", number, NULL);
                log_notice("third",
                           "another", "SECONDS", seconds);
            ''')
            self.assertEqual(said(folder), {"some-thing": ({"error"}, {"CASE", "FILE"}),
                                            "other": ({"warning"}, OF_MESSAGES | {"CAUSE"}),
                                            "third": ({"notice"}, {"COUNT", "SECONDS"})})
        page = "| `some-thing` | error, notice | `CASE`, `FILE` | means |\n| `other` | info | | means |\n"
        self.assertEqual(told(page), {"some-thing": ({"error", "notice"}, {"CASE", "FILE"}), "other": ({"info"}, set())})


if __name__ == "__main__":
    unittest.main()
