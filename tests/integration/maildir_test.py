"""The maildir plugin: its files as Python's own mail library reads them."""
import email
import email.policy
import email.utils
import mailbox
import os
import stat
import tempfile
import unittest

from plugin_host import Host


class Maildir(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="sendd-maildir-")
        self.addCleanup(self.scratch.cleanup)
        self.folder = os.path.join(self.scratch.name, "deep", "mail")

    def host(self, **options):
        host = Host("maildir", {"folder": self.folder, "from": "senco@school.example", **options})
        self.assertEqual(host.said["type"], "ready", host.said)
        return host

    def mails(self):
        return list(mailbox.Maildir(self.folder, factory=None, create=False))

    def test_a_reader_sees_what_was_sent(self):
        subject = "Réunion: Zoë’s plan " + "und weiter " * 20
        body = "Dear parent,\n\nplease cøme on 3 May.\n.\n.. dots\nFrom here\n" + "long " * 400 + "\n\n-- \nSENCo\n"
        with self.host(from_name="Ms Späth, SENCo") as host:
            outcome = host.deliver("parent.one@home.example", key="ob-7", subject=subject.strip(), body=body)
            self.assertEqual(outcome["kind"], "delivered", outcome)
        mail, = self.mails()
        decoded = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
        self.assertEqual(decoded["Subject"], subject.strip())
        self.assertEqual(decoded["To"].addresses[0].addr_spec, "parent.one@home.example")
        self.assertEqual(decoded["From"].addresses[0].display_name, "Ms Späth, SENCo")
        self.assertEqual(decoded["From"].addresses[0].addr_spec, "senco@school.example")
        self.assertEqual(decoded["Message-ID"], "<ob-7@school.example>")
        self.assertEqual(decoded["Auto-Submitted"], "auto-generated")
        self.assertEqual(decoded["MIME-Version"], "1.0")
        self.assertEqual(email.utils.parsedate_to_datetime(decoded["Date"]).timestamp(), 1790000060)
        self.assertEqual(decoded.get_content_charset(), "utf-8")
        self.assertEqual(decoded.get_content(), body)
        self.assertTrue(all(len(line) <= 998 and line.isascii() for line in mail.as_bytes().split(b"\n")))

    def test_plain_text_stays_readable_in_the_file(self):
        with self.host() as host:
            host.deliver("parent@home.example", body="Please come.\n")
        name, = os.listdir(self.folder + "/new")
        with open(f"{self.folder}/new/{name}", "rb") as file:
            raw = file.read()
        self.assertIn(b"\nPlease come.\n", raw)
        self.assertNotIn(b"\r", raw)
        self.assertEqual(stat.S_IMODE(os.stat(f"{self.folder}/new/{name}").st_mode), 0o600)
        self.assertEqual(os.listdir(self.folder + "/tmp"), [])

    def test_a_repeat_does_not_double(self):
        with self.host() as host:
            for attempt in (1, 2, 3):
                outcome = host.deliver("parent@home.example", key="same", attempt=attempt, now=1790000000 + attempt)
                self.assertEqual(outcome["kind"], "delivered")
            self.assertEqual(len(self.mails()), 1)
            name, = os.listdir(self.folder + "/new")
            os.rename(f"{self.folder}/new/{name}", f"{self.folder}/cur/{name}:2,S")
            self.assertEqual(host.deliver("parent@home.example", key="same", attempt=4)["kind"], "delivered")
            self.assertEqual(os.listdir(self.folder + "/new"), [])
            host.deliver("parent@home.example", key="same-2")
            self.assertEqual(len(self.mails()), 2)

    def test_no_address_or_subject_makes_a_header(self):
        addresses = ["", "a", "@b.example", "a@", "a@b.example, c@d.example", "a@b.example c@d.example", "A <a@b.example>",
                     "a@b.example\r\nBcc: c@d.example", "a@b.example\nX: y", "a@b.example\0", "a@b@c.example", "a..b@c.example",
                     ".a@c.example", "a.@c.example", "a@-c.example", "a@c..example", "a@c.example.", "a@[127.0.0.1]",
                     '"a b"@c.example', "a(b)@c.example", "ä@c.example", "a@cä.example", "a;b@c.example", "a@c.example>",
                     "x" * 65 + "@c.example", "a@" + "x" * 64 + ".example", "a@" + "x.y" * 100]
        with self.host() as host:
            for address in addresses:
                if "\0" in address:
                    continue  # a frame cannot hold it at all
                outcome = host.deliver(address)
                self.assertEqual(outcome["kind"], "rejected", repr(address))
                if len(address) > 3:
                    self.assertNotIn(address, outcome["detail"])
            for subject in ("a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x01b", "a\x7fb"):
                self.assertEqual(host.deliver("a@b.example", subject=subject)["kind"], "rejected", repr(subject))
            for key in ("", "a.b", "../../x", "a b", "a\nb", "x" * 300):
                self.assertEqual(host.deliver("a@b.example", key=key)["kind"], "rejected", repr(key))
            self.assertEqual(self.mails(), [])
            for address in ("a+b@c.example", "o'brien@c.example", "a_b-c@x-y.example", "root@localhost"):
                self.assertEqual(host.deliver(address, key="ok-" + str(len(address)))["kind"], "delivered", address)

    def test_a_full_disk_is_a_retry(self):
        with self.host() as host:
            os.rmdir(self.folder + "/tmp")
            self.assertEqual(host.deliver("a@b.example")["kind"], "retry")
            os.mkdir(self.folder + "/tmp")
            self.assertEqual(host.deliver("a@b.example")["kind"], "delivered")

    def test_an_unusable_folder_is_a_fault_that_says_so(self):
        with open(os.path.join(self.scratch.name, "file"), "w"):
            pass
        with Host("maildir", {"folder": self.scratch.name + "/file"}) as host:
            self.assertEqual(host.said["type"], "fault")
            self.assertIn("Not a directory", host.said["text"])
        with Host("maildir", {"folder": self.folder, "from": "a@b\r\nBcc: x@y"}) as host:
            self.assertEqual(host.said["type"], "fault")


if __name__ == "__main__":
    unittest.main()
