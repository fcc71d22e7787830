"""What the pages of the plugins show of sendd.conf is true: each block is taken by sendctl check as it stands, starts its plugin
in a real sendd, and the webhook's goes to two receivers, each with a secret of its own."""
import base64
import pathlib
import re
import subprocess
import tempfile
import unittest

from sendd_site import BUILD, SRC, Receiver, Site, signature_checks

FENCE = re.compile(r"^```[^\n]*\n(.*?)^```$", re.M | re.S)
LIST = re.compile(r"^plugins *= *\((.*)\);\s*\Z", re.M | re.S)
NAME = re.compile(r'\{ *name = "([^"]+)"')
PAGES = [*sorted((SRC / "plugins").glob("*/README.md")), *sorted((SRC / "docs").glob("*.md"))]
MUST_SHOW = {"plugins/email/README.md", "plugins/maildir/README.md", "plugins/webhook/README.md", "docs/plugins.md"}

WORKFLOW = """
workflow = {
  id = "trial"; version = 1; title = "Trial"; prefix = "TRI"; subject = "pupil"; reads = ["pupil"];
  events = ( { name = "finish" } );
  states = (
    { id = "open"; entry = ( { notify = "clerk"; template = "trial"; }, { notify = "caseworker"; template = "trial"; } );
      on = ( { event = "finish"; goto = "done"; } ); },
    { id = "done"; final = true; } ); };
"""
TEMPLATE = 'templates = ( { id = "trial"; subject = "Trial ((reference))"; body = "See ((link)).\\n"; } );\n'


def blocks():
    """[(page, block)] of every block that lists plugins."""
    return [(str(page.relative_to(SRC)), block) for page in PAGES
            for block in FENCE.findall(page.read_text(encoding="utf-8")) if LIST.search(block)]


class Pages(unittest.TestCase):
    def check(self, block):
        """sendctl check of a site whose list of plugins is BLOCK, letter by letter."""
        with tempfile.TemporaryDirectory(prefix="sendd-pages-") as folder:
            conf = pathlib.Path(folder) / "conf"
            subprocess.run(["cp", "-r", "--no-preserve=mode", SRC / "conf", conf], check=True)
            site = conf / "sendd.conf"
            rest, lists = re.subn(r"^plugins = \(.*^\);$", "", site.read_text(), flags=re.M | re.S)
            rest, channels = re.subn('email = "school-mail";', f'email = "{NAME.search(block)[1]}";', rest)
            self.assertEqual((lists, channels), (1, 1))
            site.write_text(rest + block)
            done = subprocess.run([BUILD / "sendctl", "-c", conf, "check"], capture_output=True, text=True)
            return done.returncode, done.stdout + done.stderr

    def test_every_block_is_taken_as_it_stands(self):
        self.assertEqual({page for page, _ in blocks()} & MUST_SHOW, MUST_SHOW)
        for page, block in blocks():
            code, said = self.check(block)
            self.assertIn(code, (0, 3), f"{page}:\n{block}\n{said}")

    def test_a_wrong_block_is_told(self):
        """Control."""
        for block in ('plugins = ( { name = "a"; module = "email"; options = { server = [1]; }; } );\n',
                      'plugins = ( { name = "a"; module = "email"; options = { a = { b = { c = 1; }; }; }; } );\n',
                      'plugins = ( { name = "a"; module = "email"; optoins = { }; } );\n'):
            code, said = self.check(block)
            self.assertEqual(code, 1, said)


class Running(unittest.TestCase):
    def site(self, block, channels="", roles="", secrets=None):
        """A site with the plugins of BLOCK, its files below the site's own folder."""
        first = NAME.search(block)[1]
        plugins = LIST.search(block)[1].replace("%", "%%")
        plugins = plugins.replace("/etc/sendd", "%(folder)s").replace("/var/lib/sendd", "%(folder)s")
        site = Site(f'email = "{first}"; {channels}', plugins, roles=roles)
        self.addCleanup(site.close)
        (site.folder / "secrets").mkdir()
        for name in re.findall(r'"/etc/sendd/(secrets/[^"]+)"', block):
            site.secret(name, (secrets or {}).get(name, "whsec_" + base64.b64encode(b"x" * 32).decode()))
        return site

    def test_every_block_starts_its_plugin(self):
        for page, block in blocks():
            site = self.site(block)
            site.start()

            def plugins():
                return site.json("plugin", "list")["plugins"]
            site.wait(lambda: all(plugin["state"] != "starting" for plugin in plugins()), "each has begun")
            self.assertEqual([plugin["last_error"] for plugin in plugins() if plugin["state"] != "ready"], [], page)
            self.assertEqual(site.stop(), 0)

    def test_each_receiver_has_its_own_secret(self):
        block = next(block for page, block in blocks() if page == "plugins/webhook/README.md")
        keys = {name: "whsec_" + base64.b64encode(name.encode() * 12).decode() for name in ("mis", "la!")}
        mis, la = Receiver(keys["mis"]), Receiver(keys["la!"])
        self.addCleanup(mis.close)
        self.addCleanup(la.close)
        for url, receiver in (("https://mis.school.example/", mis), ("https://la.example/", la)):
            self.assertEqual(block.count(url), 1)
            block = block.replace(url, f"http://127.0.0.1:{receiver.port}/")
        block = block.replace("options = {", f'options = {{ allow = "127.0.0.1:{mis.port} 127.0.0.1:{la.port}";')
        site = self.site(block, 'hook = "hooks";',
                         'clerk = { title = "Clerk"; channel = "hook"; address = "mis"; }; '
                         'caseworker = { title = "Caseworker"; channel = "hook"; address = "la"; };',
                         {"secrets/hook-mis": keys["mis"], "secrets/hook-la": keys["la!"]})
        (site.conf / "workflows" / "trial.conf").write_text(WORKFLOW)
        (site.conf / "templates" / "trial.conf").write_text(TEMPLATE)
        site.start()
        site.import_school()
        site.ctl("case", "start", "trial", "pupil/P0001")
        site.wait(lambda: len(site.json("outbox", "list", "--state", "delivered")["outbox"]) == 2, "both are delivered")
        for receiver, path, own, other in ((mis, "/sendd", "mis", "la!"), (la, "/hooks/17", "la!", "mis")):
            (where, headers, body), = receiver.raw
            self.assertEqual(where, path)
            self.assertTrue(signature_checks(keys[own], headers, body))
            self.assertFalse(signature_checks(keys[other], headers, body))


if __name__ == "__main__":
    unittest.main(verbosity=2)
