#!/usr/bin/env python3
"""Makes a manual page from pages of this folder: manual.py [--as HEAD] --version V SOURCE.md ... >PAGE

The first source, or HEAD, says in a comment what the page is called; its second and later lines are the synopsis:

    <!-- manual sendctl(1): control sendd
    sendctl VERB ... -->

Further sources are added as sections of their own. Tables become lists: a terminal has 80 columns. Only the Markdown
that these pages use is understood; what is not is an error, never text that is lost.
"""
import argparse
import os
import re
import sys

PAGES = {"sendctl.md": "sendctl(1)", "workflow-language.md": "sendd-workflow(5)", "workflow.md": "sendd-workflow(5)",
         "expressions.md": "sendd-expression(5)", "scenarios.md": "sendd-scenario(5)",
         "scenario.md": "sendd-scenario(5)", "sendd.md": "sendd.conf(5)", "daemon.md": "sendd(8)"}
SPECIAL = {"\\": "\\e", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}
HEAD = re.compile(r"<!-- manual (?P<name>[\w.-]+)\((?P<section>\d)\): (?P<what>[^\n]*?)(\n(?P<synopsis>.*?))?\s*-->\n", re.S)


class Fault(Exception):
    pass


def plain(text, code=False):
    """Text in which roff sees nothing of its own."""
    out = []
    for letter in text:
        if letter in SPECIAL:
            out.append(SPECIAL[letter])
        elif letter == "-" and code:
            out.append("\\-")
        elif ord(letter) > 126:
            out.append("\\[u%04X]" % ord(letter))
        else:
            out.append(letter)
    return "".join(out)


def protect(line):
    """A line of text that is no request."""
    return "\\&" + line if line[:1] in (".", "'") else line


def link(text, address, page):
    base = os.path.basename(address.split("#")[0])
    if re.match(r"https?://", address):
        return inline(text, page) + " <" + plain(address) + ">"
    if base in PAGES and PAGES[base] != page:
        other = PAGES[base]
        same = text.endswith(".md") or text.replace("`", "") in (other.split("(")[0], "reference")
        shown = "" if same else inline(text, page) + " in "
        return shown + "\\fB" + plain(other.split("(")[0], True) + "\\fR(" + other.split("(")[1]
    return inline(text, page)


INLINE = re.compile(r"``(?P<double>.+?)``|`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|(?<!\w)\*(?P<italic>[^*\s][^*]*)\*"
                    r"|\[(?P<text>[^\]]+)\]\((?P<address>[^)]+)\)|\\(?P<escaped>[|*`])|<a name=[^>]*></a>")


def inline(text, page):
    out, end = [], 0
    for match in INLINE.finditer(text):
        out.append(plain(text[end:match.start()]))
        end = match.end()
        kind = match.lastgroup
        if kind in ("code", "double"):
            out.append("\\fB" + plain(match[kind].replace("\\|", "|").strip(), True) + "\\fR")
        elif kind == "bold":
            out.append("\\fB" + inline(match[kind], page).replace("\\fR", "\\fB") + "\\fR")
        elif kind == "italic":
            out.append("\\fI" + plain(match[kind]) + "\\fR")
        elif kind == "address":
            out.append(link(match["text"], match["address"], page))
        elif kind == "escaped":
            out.append(match[kind])
    out.append(plain(text[end:]))
    return protect("".join(out))


def cells(line):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]


def row_text(head, row, page):
    """What stands under a row's first cell."""
    if head[:4] == ["key", "type", "default", "meaning"]:
        how = "required" if row[2] == "**required**" else "" if row[2] == "none" else "default " + row[2]
        return [inline(row[1] + (", " + how if how else "") + ".", page), ".br", inline(row[3], page)]
    lines = [inline(row[1], page)]
    for name, cell in zip(head[2:], row[2:]):
        if cell and cell != "no":
            said = name[:1].upper() + name[1:]
            lines += [".br", inline(said + "." if cell == "yes" else said + ": " + cell if name else cell, page)]
    return [line for line in lines if line]


def table(lines, page):
    head, out = cells(lines[0]), []
    for line in lines[2:]:
        row = cells(line)
        if len(row) != len(head):
            raise Fault("a row has %d cells, its table %d: %s" % (len(row), len(head), line))
        out += [".TP", inline(row[0], page)] + row_text(head, row, page)
    return out + [".PP"]


def code(lines):
    return [".PP", ".in +2n", ".EX"] + [protect(plain(line, True)) for line in lines] + [".EE", ".in", ".PP"]


ITEM = re.compile(r"(- |(\d+)\. )(.*)")


def items(lines, page):
    out = []
    for line in lines:
        match = ITEM.match(line)
        if match:
            out.append([match[2], match[3]])
        else:
            out[-1][1] += " " + line.strip()
    return [part for number, text in out
            for part in ((".IP %s. 4" % number) if number else ".IP \\(bu 3", inline(text, page))] + [".PP"]


def blocks(lines):
    """(kind, lines) of each block."""
    at = 0
    while at < len(lines):
        line, start = lines[at], at
        at += 1
        if not line.strip():
            continue
        if line.startswith("```"):
            while lines[at] != "```":
                at += 1
            yield "code", lines[start + 1:at]
            at += 1
        elif line.startswith("    "):
            while at < len(lines) and lines[at].startswith("    "):
                at += 1
            yield "code", [inner[4:] for inner in lines[start:at]]
        elif line.startswith("#"):
            yield "head", [line]
        elif line.startswith("|"):
            while at < len(lines) and lines[at].startswith("|"):
                at += 1
            yield "table", lines[start:at]
        else:
            kind = "items" if ITEM.match(line) else "text"
            while at < len(lines) and lines[at].strip() and not re.match(r"```|\||#", lines[at]) \
                    and not (kind == "text" and ITEM.match(lines[at])):
                at += 1
            yield kind, lines[start:at]


def heading(line, extra):
    level, text = len(line) - len(line.lstrip("#")), line.lstrip("#").strip()
    text = plain(text.replace("`", ""))
    if level + extra > 2:
        return ['.SS "%s"' % text]
    return ['.SH "%s"' % text.upper()]


def body(text, page, extra):
    out = []
    for kind, lines in blocks(text.split("\n")):
        if kind == "head":
            out += heading(lines[0], extra)
        elif kind == "code":
            out += code(lines)
        elif kind == "table":
            out += table(lines, page)
        elif kind == "items":
            out += items(lines, page)
        else:
            shown = inline(" ".join(line.strip() for line in lines), page)
            out += [".PP", shown] if shown else []
    return out


def tidy(lines):
    """Without paragraphs that hold nothing."""
    out = []
    for line in lines:
        if line == ".PP" and out and re.match(r"\.(PP|SH|SS)\b", out[-1]):
            continue
        while line.startswith((".SH", ".SS", ".IP", ".TP")) and out and out[-1] == ".PP":
            out.pop()
        out.append(line)
    while out[-1] == ".PP":
        out.pop()
    return out


def see_also(page):
    others = sorted(set(PAGES.values()) - {page}, key=lambda other: (other[-2], other))
    names = ["\\fB%s\\fR(%s" % tuple(plain(other, True).split("(")) for other in others]
    return ['.SH "SEE ALSO"', ",\n".join(names), ".PP",
            "The folder of these pages' sources, with a tutorial and the admin's guide: /usr/share/doc/sendd."]


def manual(sources, version, given_head=None):
    texts = [open(source, encoding="utf-8").read() for source in sources]
    if given_head:
        texts[0] = "<!-- manual %s -->\n" % given_head.replace("; ", "\n") + texts[0]
    head = HEAD.search(texts[0])
    if not head:
        raise Fault("%s does not say which manual page it is: <!-- manual NAME(SECTION): WHAT -->" % sources[0])
    name, page = head["name"], "%s(%s)" % (head["name"], head["section"])
    out = ['.\\" Made by docs/manual.py from %s.' % ", ".join(os.path.basename(source) for source in sources),
           '.TH "%s" "%s" "" "sendd %s" "sendd"' % (name.upper(), head["section"], version), ".nr HY 0", ".ad l",
           '.SH "NAME"', "%s \\- %s" % (plain(name, True), plain(head["what"]))]
    if head["synopsis"]:
        out += ['.SH "SYNOPSIS"', ".nf"]
        out += [protect(plain(line, True)) for line in head["synopsis"].split("\n")] + [".fi"]
    first = re.sub(r"^# .*\n", "", texts[0].replace(head[0], ""), count=1, flags=re.M)
    out += ['.SH "DESCRIPTION"'] + body(first, page, 0)
    for text in texts[1:]:
        title, rest = re.match(r"# ([^\n]*)\n(.*)", text, re.S).groups()
        out += ['.SH "REFERENCE: %s"' % plain(title.upper())] + body(rest, page, 1)
    return "\n".join(tidy(out + see_also(page))) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--as", dest="head")
    parser.add_argument("--version", default="")
    parser.add_argument("sources", nargs="+")
    given = parser.parse_args()
    try:
        sys.stdout.write(manual(given.sources, given.version, given.head))
    except Fault as fault:
        sys.exit("manual.py: %s" % fault)


if __name__ == "__main__":
    main()
