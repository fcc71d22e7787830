#!/usr/bin/env python3
"""Checks the history chain of a store of sendd, with nothing of sendd's own code.

Usage: verify_chain.py STORE [HEAD]
HEAD is the hex of a head that was kept elsewhere: without one, a cut of the tail can't be seen.
Exit status: 0 sound, 1 damaged, 2 can't be read.
"""
import hashlib
import sqlite3
import struct
import sys

CHAIN = """SELECT h.seq, h.kase, s.code, h.school, h.at, CAST(h.kind AS BLOB), h.algorithm, h.key,
           CAST(h.body AS BLOB), h.hash
           FROM history h LEFT JOIN school s ON s.id = h.school ORDER BY h.seq"""


def number(value):
    """Eight bytes, most significant first, two's complement."""
    return struct.pack(">q", value)


def counted(data):
    """The length as a number, then the bytes; what is absent is the length -1 alone."""
    return number(-1) if data is None else number(len(data)) + data


def row_hash(previous, seq, kase, school, at, kind, algorithm, key, body):
    stream = (previous + number(seq) + number(kase) + counted(school) + number(at) + counted(kind)
              + number(algorithm) + number(key) + counted(body))
    return hashlib.blake2b(stream, digest_size=32).digest()


def check(rows):
    """The count of sound rows, the head, and what is wrong with the row after them (None: nothing)."""
    previous, count = bytes(32), 0
    for seq, kase, code, school, at, kind, algorithm, key, body, stored in rows:
        if seq != count + 1:
            return count, previous, "a row before it is missing"
        if algorithm != 1:
            return count, previous, "its hash algorithm is not known"
        if school is not None and code is None:
            return count, previous, "its school is gone"
        name = None if code is None else code.encode()
        if row_hash(previous, seq, kase, name, at, kind, algorithm, key, body) != stored:
            return count, previous, "its hash does not fit"
        previous, count = stored, count + 1
    return count, previous, None


def main(arguments):
    if len(arguments) not in (2, 3):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        store = sqlite3.connect(f"file:{arguments[1]}?mode=ro", uri=True)
        count, head, fault = check(store.execute(CHAIN))
    except sqlite3.Error as error:
        print(f"{arguments[1]}: {error}", file=sys.stderr)
        return 2
    if fault:
        print(f"bad: row {count + 1}: {fault}")
        return 1
    if len(arguments) == 3 and head.hex() != arguments[2].lower():
        print(f"bad: the log of {count} rows ends at {head.hex()}, not at the head that was kept")
        return 1
    print(f"sound: {count} rows, head {head.hex()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
