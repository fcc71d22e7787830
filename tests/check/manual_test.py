"""The manual pages hold all that they should, are as the pages of docs make them, and can be read.

What there is comes from the programs and their sources: the verbs and options of sendctl, the options of sendd, the keys
of the files, the functions of expressions. Each check has a control: a page from which one thing was taken away.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ.get("SENDD_SRC", ".")).resolve()
BUILD = pathlib.Path(os.environ.get("SENDD_BUILD", ".")).resolve()
DOCS = SOURCE / "docs"
PAGES = ["sendctl.1", "sendd-expression.5", "sendd-scenario.5", "sendd-workflow.5", "sendd.conf.5", "sendd.8"]
OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])")


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def read(path):
    return path.read_text(encoding="utf-8")


def page_of(name):
    """The made page: of the build, else of a release."""
    built = BUILD / "docs" / "man" / name
    return read(built if built.exists() else DOCS / "man" / name)


def words(page):
    """A made page's text, without roff."""
    return re.sub(r"\\f[BIR]|\\&", "", page).replace("\\-", "-").replace("\\e", "\\")


# --- what there is ---

def verbs():
    """{verb: its usage}"""
    names = re.findall(r"^  ((?:[a-z-]+ ?){1,2})(?<! ) +\S", said(BUILD / "sendctl", "--help").split("\noptions")[0], re.M)
    return {name.strip(): said(BUILD / "sendctl", *name.split(), "--help").split("usage: ", 1)[1] for name in names}


def keys(kind):
    return set(re.findall(r"^\| `(\w+)` \|", said(BUILD / "sendctl", "reference", kind), re.M))


def functions():
    """Named ones; operators begin with no letter."""
    found = set()
    for file in ("functions.c", "parse_macro.c"):
        found |= set(re.findall(r'^    \{"([A-Za-z]\w*)", (?:CALL|FOLD)_', read(SOURCE / "daemon/expr" / file), re.M))
    return found | {"has", "In"}


# --- what is missing ---

def verbs_missing(page):
    rows = {tuple(row.split("`")[1].split()[:2]): row for row in re.findall(r"^\| `[a-z].*$", page, re.M)}
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    missing = []
    for verb, usage in verbs().items():
        name = verb.split()
        mine = [row for first, row in rows.items() if list(first[:len(name)]) == name]
        text = "\n".join(mine + [line for line in page.split("\n") if f"| `{verb} " in line] + [sections.get(verb, "")])
        missing += [verb] if not mine else [f"{verb} {option}" for option in OPTION.findall(usage)
                                            if not re.search(r"(?<![\w-])" + option + r"(?![\w-])", text)]
    return missing


def words_missing(page, wanted):
    return sorted(word for word in wanted if not re.search(r"(?<!\w)" + word + r"(?!\w)", page))


def keys_unexplained(page):
    """Keys that the prose does not name in the type of code."""
    named = set(re.findall(r"\w+", " ".join(re.findall(r"```.*?```|`[^`\n]+`", page, re.S))))
    return sorted(keys("workflow") - named)


def links_broken(page, folder):
    """Files that the links of a page name and that are not there."""
    found = re.findall(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)", re.sub(r"```.*?```|`[^`\n]+`", "", page, flags=re.S))
    return [name for name in found if not (folder / name).exists()]


class Manual(unittest.TestCase):
    def test_verbs(self):
        page = read(DOCS / "sendctl.md")
        self.assertGreater(len(verbs()), 30)
        self.assertEqual([], verbs_missing(page))
        self.assertEqual(["case redo"], verbs_missing(re.sub(r"^\| `case redo.*\n", "", page, flags=re.M)))
        without = re.sub(r"^\| `import.*", lambda row: row[0].replace("--dry-run", ""), page, flags=re.M)
        self.assertEqual(["import --dry-run"], verbs_missing(without))

    def test_keys(self):
        for kind, name in (("workflow", "sendd-workflow.5"), ("scenario", "sendd-scenario.5"), ("sendd", "sendd.conf.5")):
            page = words(page_of(name))
            self.assertEqual([], words_missing(page, keys(kind)), name)
        self.assertGreater(len(keys("workflow")), 70)
        page = words(page_of("sendd-workflow.5"))
        self.assertEqual(["autoforward"], words_missing(page.replace("autoforward", ""), keys("workflow")))

    def test_keys_in_prose(self):
        page = read(DOCS / "workflow-language.md")
        self.assertEqual([], keys_unexplained(page))
        self.assertEqual(["met_by"], keys_unexplained(page.replace("met_by", "met by")))

    def test_functions(self):
        page = words(page_of("sendd-expression.5"))
        self.assertGreater(len(functions()), 40)
        self.assertEqual([], words_missing(page, functions()))
        self.assertEqual(["school_days"], words_missing(page.replace("school_days", ""), functions()))

    def test_links(self):
        for path in [SOURCE / "README.md", *DOCS.rglob("*.md")]:
            self.assertEqual([], links_broken(read(path), path.parent), path)
        self.assertEqual(["gone.md"], links_broken("[a](sendctl.md#try) [b](gone.md)", DOCS))

    def test_daemon_options(self):
        page = words(page_of("sendd.8"))
        wanted = set(OPTION.findall(said(BUILD / "sendd", "--help")))
        missing = [option for option in wanted if option not in page]
        self.assertGreater(len(wanted), 12)
        self.assertEqual([], missing)


class Made(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sendd-manual."))
        self.addCleanup(shutil.rmtree, self.folder)

    def made(self, text):
        path = self.folder / "page.md"
        path.write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, str(DOCS / "manual.py"), str(path)], capture_output=True, text=True, check=False)

    def test_parts(self):
        for name in PAGES:
            page = page_of(name)
            heads = re.findall(r'^\.SH "(.*)"$', page, re.M)
            self.assertEqual(["NAME", "SYNOPSIS", "DESCRIPTION"], heads[:3], name)
            self.assertEqual("SEE ALSO", heads[-1], name)
            self.assertFalse(re.search(r"^\|", page, re.M), f"{name}: a table was not understood")
            self.assertFalse(re.search(r"^$", re.sub(r"\.EX.*?\.EE\n", "", page, flags=re.S)[:-1], re.M), f"{name}: an empty line")

    def test_markdown(self):
        page = self.made("# X\n<!-- manual x(1): it's\nx -->\n\n.dot `a-b|c` **bold** [t](sendctl.md)\n\n"
                         "| a | b | c |\n|---|---|---|\n| `k\\|l` | 2 | yes |\n\n```\n.x 'y\n```\n- one\n  more\n").stdout
        for part in ("x \\- it\\(aqs", "\\&.dot \\fBa\\-b|c\\fR \\fBbold\\fR t in \\fBsendctl\\fR(1)",
                     ".TP\n\\fBk|l\\fR\n2\n.br\nC.", "\\&.x \\(aqy", ".IP \\(bu 3\none more"):
            self.assertIn(part, page)

    def test_refused(self):
        self.assertIn("does not say which manual page", self.made("# X\n").stderr)
        self.assertIn("a row has 3 cells", self.made("# X\n<!-- manual x(1): x -->\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n").stderr)

    def test_lines(self):
        """No line of code runs over the edge of a terminal of 80 columns."""
        for name in PAGES:
            code = re.findall(r"\.EX\n(.*?)\.EE|^\.nf\n(.*?)^\.fi", page_of(name), re.M | re.S)
            lines = "".join(a + b for a, b in code).split("\n")
            self.assertEqual([], [line for line in map(words, lines) if len(re.sub(r"\\\(..", "x", line)) > 71], name)

    @unittest.skipUnless(shutil.which("groff"), "skipped: there is no groff")
    def test_groff(self):
        for name in PAGES:
            path = self.folder / name
            path.write_text(page_of(name), encoding="utf-8")
            done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", str(path)], capture_output=True, text=True, check=False)
            self.assertEqual("", done.stderr, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
