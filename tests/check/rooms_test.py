"""A room of the daemon may include only itself and the rooms listed before it."""
import os
import pathlib
import re
import tempfile
import unittest

ROOMS = ("base env config calendar rules expr workflow exchange store records message plugin core simulate people http ctl "
         "web").split()
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
# The programs' wiring: daemon/sendd*.c sit above all rooms.
TOP = re.compile(r"sendd\w*\.[ch]")


def fault_of(room, included):
    """What is wrong with a file of ROOM (None: above all rooms) naming INCLUDED, or None."""
    if included == "config.h":  # made by configure
        return None
    if room is None and TOP.fullmatch(included):  # the wiring's own files lie beside each other
        return None
    if "/" not in included or included.startswith("."):
        return 'is not named as "room/file.h"'
    target = included.split("/")[0]
    if target == "sendd":  # include/sendd: the public plugin contract
        return None
    if target not in ROOMS:
        return f'names "{target}", which is no room'
    if room is not None and ROOMS.index(target) > ROOMS.index(room):
        return f'reaches up: "{target}" comes after "{room}"'
    return None


def check(source):
    """All faults under SOURCE, and how many files were read."""
    faults, files = [], 0
    daemon = pathlib.Path(source, "daemon")
    for path in sorted(daemon.rglob("*.[ch]")):
        parts = path.relative_to(daemon).parts
        room = parts[0] if len(parts) > 1 else None
        if room is None and not TOP.fullmatch(parts[0]):
            faults.append(f"{path}: lies in no room")
        elif room is not None and room not in ROOMS:
            faults.append(f'{path}: "{room}" is not in the list of rooms')
            continue
        files += 1
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            fault = match and fault_of(room, match[1])
            if fault:
                faults.append(f"{path}:{number}: include of {match[1]} {fault}")
    return faults, files


class Rooms(unittest.TestCase):
    def test_no_room_reaches_up(self):
        faults, files = check(os.environ.get("SENDD_SRC", "."))
        self.assertGreater(files, 50)
        self.assertEqual(faults, [], "\n" + "\n".join(faults))

    def test_planted_violations_are_caught(self):
        planted = {
            "daemon/calendar/date.c": ('#include "base/text.h"\n#include "store/store.h"\n', 1),
            "daemon/core/queue.c": ('#include "core/core.h"\n#include <time.h>\n#include "config.h"\n', 0),
            "daemon/core/odd.c": ('#include "core.h"\n#  include "../env/env.h"\n#include "attic/x.h"\n', 3),
            "daemon/attic/x.h": ("", 1),
            "daemon/sendd.c": ('#include "http/http.h"\n', 0),
            "daemon/stray.c": ("", 1),
        }
        for name, (text, wanted) in planted.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as top:
                path = pathlib.Path(top, name)
                path.parent.mkdir(parents=True)
                path.write_text(text, encoding="utf-8")
                self.assertEqual(len(check(top)[0]), wanted)


if __name__ == "__main__":
    unittest.main()
