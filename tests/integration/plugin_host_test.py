"""The plugin host from outside: its walls, its settings, what it does with nonsense; and the example plugin."""
import os
import resource
import struct
import tempfile
import unittest

from plugin_host import BUILD, Host


class PluginHost(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory(prefix="sendd-host-")
        self.addCleanup(self.scratch.cleanup)
        self.file = os.path.join(self.scratch.name, "lines")

    def host(self, **rest):
        host = Host("example", {"file": self.file}, **rest)
        self.assertEqual(host.said["type"], "ready", host.said)
        return host

    def proc(self, host, name):
        with open(f"/proc/{host.process.pid}/{name}") as file:
            return file.read()

    def test_the_example_works(self):
        with self.host() as host:
            self.assertEqual(host.said["name"], "example")
            for key in ("a", "b"):
                self.assertEqual(host.deliver("anyone", key=key)["kind"], "delivered")
            self.assertEqual(host.end(), 0)
        with open(self.file) as file:
            self.assertEqual(file.read(), "1790000060 a notice.meeting EHC-2026-0041\n"
                                          "1790000060 b notice.meeting EHC-2026-0041\n")

    def test_its_walls_stand(self):
        with open(os.path.join(BUILD, "sendd-plugin-host"), "rb") as file:
            sanitized = b"__asan_init" in file.read()
        with self.host(memory=128) as host:
            limits = {line[:25].strip(): line[26:].split()[:2] for line in self.proc(host, "limits").splitlines()[1:]}
            self.assertEqual(limits["Max core file size"], ["0", "0"])
            self.assertEqual(limits["Max open files"], ["64", "64"])
            self.assertIn("NoNewPrivs:\t1", self.proc(host, "status"))
            if not sanitized:
                self.assertEqual(limits["Max address space"], [str(128 << 20)] * 2)
            if os.getuid() != 0:
                self.assertLess(int(limits["Max processes"][0]), 100000)
            descriptors = os.listdir(f"/proc/{host.process.pid}/fd") if os.getuid() == 0 else ["0", "1", "2", "3", "4"]
            self.assertEqual(sorted(descriptors), ["0", "1", "2", "3", "4"])  # 4 is the example's own file
            if not sanitized and os.getuid() != 0:
                with self.assertRaises(PermissionError):  # not to be looked into, even by its own user
                    os.readlink(f"/proc/{host.process.pid}/fd/3")

    def test_nonsense_ends_it(self):
        for junk in (b"\xff\xff\xff\xff", b"\0\0\0\2[]", b"hello, is this a mail server?\r\n"):
            with self.host() as host:
                host.socket.sendall(junk)
                self.assertIsNone(host.take())
                self.assertEqual(host.process.wait(10), 3)
        with self.host() as host:
            host.send({"type": "dance"})
            self.assertIsNone(host.take())
            self.assertEqual(host.process.wait(10), 3)

    def test_the_end_of_the_connection_ends_it(self):
        with self.host() as host:
            self.assertEqual(host.end(), 0)
        with self.host() as host:
            host.socket.sendall(struct.pack(">I", 100) + b"{")
            self.assertEqual(host.end(), 0)
        with self.host() as host:
            host.send({"type": "close"})
            self.assertEqual(host.process.wait(10), 0)

    def test_settings_are_checked_against_the_table(self):
        cases = [({}, 'the option "file" is missing'), ({"fiel": "x"}, 'did you mean "file"?'),
                 ({"file": 3}, "must be text in double quotes"), ({"file": "/nonexistent/x"}, "does not open"),
                 ({"file": self.file, "zebra": 1}, "it has: file"), ({"file": {"x": "y"}}, 'no option "file.x"')]
        for options, text in cases:
            with Host("example", options) as host:
                self.assertEqual(host.said["type"], "fault", options)
                self.assertIn(text, host.said["text"])
                self.assertEqual(host.process.wait(10), 2)

    def test_groups_numbers_and_secrets_reach_the_plugin(self):
        folder = os.path.join(BUILD, "tests", "unit", "plugin")
        path = os.path.join(self.scratch.name, "secret")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write("tr0ub4dor\r\n")
        options = {"number": 7, "flag": True, "group": {"la": "x"}}
        with Host("bad", options, {"password": path, "token": {"la": path}}, folder=folder) as host:
            self.assertEqual(host.said["type"], "ready", host.said)
            for name, value in (("number", "7"), ("flag", "true"), ("group.la", "x"), ("open", "well"),
                                ("password", "tr0ub4dor"), ("token.la", "tr0ub4dor")):
                self.assertEqual(host.deliver("ok", subject=name)["detail"], value)
        for mode in (0o644, 0o640, 0o602):
            os.chmod(path, mode)
            with Host("bad", {}, {"password": path}, folder=folder) as host:
                self.assertIn(f"chmod 600 {path}", host.said["text"])
                self.assertNotIn("tr0ub", host.said["text"])
        os.chmod(path, 0o600)
        if os.getuid() == 0:
            os.chown(path, 65534, 65534)
            with Host("bad", {}, {"password": path}, folder=folder) as host:
                self.assertIn("chown", host.said["text"])

    def test_a_folder_can_be_several(self):
        folder = f"/nonexistent::{BUILD}/plugins/maildir:{BUILD}/plugins/example"
        with self.host(folder=folder) as host:
            self.assertEqual(host.deliver("x")["kind"], "delivered")
        with Host("nothing", folder=folder) as host:
            self.assertIn("there is no plugin module", host.said["text"])

    def test_each_of_ours_opens_within_its_memory(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        self.assertEqual((soft, hard), (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        mail = {"from": "a@b.example"}
        for module, options, memory in (("maildir", {"folder": self.scratch.name + "/m", **mail}, 64),
                                        ("email", {"server": "localhost", **mail}, 128), ("webhook", {}, 128),
                                        ("example", {"file": self.file}, 16)):
            with Host(module, options, memory=memory) as host:
                self.assertEqual(host.said["type"], "ready", (module, host.said))


if __name__ == "__main__":
    unittest.main()
