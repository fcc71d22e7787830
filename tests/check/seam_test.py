"""Only daemon/env calls clocks, randomness, timers, processes and threads: seen in our objects' undefined symbols."""
import fnmatch
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

FORBIDDEN = re.compile(r"""
    time | times | clock | clock_(gettime|settime|getres|nanosleep|adjtime|getcpuclockid)
  | gettimeofday | settimeofday | ftime | timespec_get | adjtimex
  | nanosleep | usleep | sleep | sqlite3_sleep | timer_(create|settime|gettime|delete|getoverrun)
  | timerfd_.* | setitimer | getitimer | alarm | ualarm
  | localtime(_r)? | mktime | ctime(_r)? | tzset | strftime(_l)?
  | s?rand(_r)? | s?random(_r)? | [dejlmn]rand48(_r)? | s?rand48 | getrandom | getentropy | arc4random.*
  | randombytes.* | crypto_.*_(keygen|keypair) | crypto_pwhash_str | uuid_generate.* | mk[sd]temp | tmpfile | tmpnam
  | v?fork | _Fork | clone | posix_spawn.* | exec[lv].* | fexecve | system | popen | pclose | daemon
  | kill | killpg | raise | wait | waitpid | waitid | wait[34] | signal | sigaction | signalfd | sigprocmask
  | pthread_(create|join|detach|cancel|kill|sigmask|cond_.*) | thrd_.* | cnd_.* | sem_.*
  | poll | ppoll | select | pselect | epoll_.* | __p?poll_chk
  | uv_.*""", re.VERBOSE)


def source_of(path):
    """The source file of an object, as automake names it: daemon/core/libsendd_a-queue.o -> daemon/core/queue.c."""
    folder = path.parent.parent if path.parent.name == ".libs" else path.parent
    return str(folder / (path.stem.rsplit("-", 1)[-1] + ".c"))


def undefined(path):
    command = [*(os.environ.get("NM") or "nm").split(), "-u", "-P", str(path)]
    listed = subprocess.run(command, check=True, capture_output=True, text=True)
    return [line.split()[0].split("@")[0] for line in listed.stdout.splitlines() if line.strip()]


def read_exceptions(text):
    rules = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            pattern, _, reason = line.partition(" ")
            assert reason.strip(), f"{pattern}: an exception needs a reason"
            rules[pattern] = reason.strip()
    return rules


def check(build, rules):
    """Faults of the objects under BUILD, and how many were looked at."""
    faults, seen, needed = set(), 0, set()
    for top in ("daemon", "plugins"):
        for path in sorted(pathlib.Path(build, top).rglob("*.o")):
            source = source_of(path.relative_to(build))
            if source.startswith("daemon/env/"):
                continue
            seen += 1
            calls = [name for name in undefined(path) if FORBIDDEN.fullmatch(name)]
            excepted = [pattern for pattern in rules if fnmatch.fnmatch(source, pattern)]
            if calls and excepted:
                needed.update(excepted)
            elif calls:
                faults.add(f"{source} calls {', '.join(calls)}: ask env/env.h for it")
    faults.update(f"seam_exceptions.txt: {pattern} is not needed any more" for pattern in set(rules) - needed)
    return sorted(faults), seen


class Seam(unittest.TestCase):
    def test_only_env_calls_the_outside(self):
        build = os.environ.get("SENDD_BUILD", ".")
        source = os.environ.get("SENDD_SRC", ".")
        rules = read_exceptions(pathlib.Path(source, "tests/check/seam_exceptions.txt").read_text(encoding="utf-8"))
        faults, seen = check(build, rules)
        self.assertGreater(seen, 30)
        self.assertEqual(faults, [], "\n" + "\n".join(faults))

    def plant(self, top, name, body):
        path = pathlib.Path(top, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        compiler = (os.environ.get("CC") or "cc").split()
        code = "#include <time.h>\n#include <stdlib.h>\n#include <unistd.h>\nlong planted(void);\nlong planted(void)\n"
        subprocess.run([*compiler, "-O2", "-xc", "-c", "-o", str(path), "-"], input=code + body, text=True, check=True)

    def test_planted_calls_are_caught(self):
        with tempfile.TemporaryDirectory() as top:
            self.plant(top, "daemon/core/libsendd_a-clean.o", "{ return labs(-1); }")
            self.plant(top, "daemon/env/libsendd_a-real.o", "{ return time(0); }")
            self.assertEqual(check(top, {}), ([], 1))
            self.plant(top, "daemon/core/libsendd_a-late.o", "{ return time(0); }")
            self.plant(top, "plugins/x/.libs/x_la-x.o", "{ return fork() + random(); }")
            faults, _ = check(top, {})
            self.assertEqual(len(faults), 2)
            self.assertIn("daemon/core/late.c calls time", faults[0])
            self.assertIn("fork", faults[1])
            self.assertIn("random", faults[1])
            faults, _ = check(top, {"daemon/core/la*.c": "because", "plugins/*": "because", "daemon/gone.c": "because"})
            self.assertEqual(len(faults), 1)
            self.assertIn("daemon/gone.c", faults[0])

    def test_an_exception_needs_a_reason(self):
        with self.assertRaises(AssertionError):
            read_exceptions("daemon/core/late.c\n")


if __name__ == "__main__":
    unittest.main()
