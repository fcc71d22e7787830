"""What must be true of the store's file and of the receivers' ledger, whatever was killed when."""
import collections
import json
import re
import sqlite3

MARK = re.compile(r'"(?:mark|reason)":"(k[0-9]+-[0-9]+)"')
DELIVERED = 2  # enum outbox_state


class Findings:
    def __init__(self):
        self.lost, self.doubled, self.other = [], [], []

    def all(self):
        return self.lost + self.doubled + self.other

    def same(self, given, wanted, what):
        """GIVEN and WANTED are counts."""
        if given != wanted:
            (self.lost if given < wanted else self.doubled).append(f"{what}: {given}, not {wanted}")


def marks(db, kinds):
    """Each mark in the history of cases -> the cases whose rows bear it."""
    found = collections.defaultdict(list)
    rows = db.execute("SELECT kind, body, reference FROM history JOIN cases ON cases.id = kase ORDER BY seq")
    for kind, body, reference in rows:
        match = MARK.search(body) if kind in kinds else None
        if match:
            found[match[1]].append(reference)
    return found


def check_acknowledged(path, commands, findings):
    """Each acknowledged command is there: its answer under its key, its effect exactly once. True at any moment."""
    db = sqlite3.connect(path)
    answers = dict(db.execute("SELECT key, answer FROM request"))
    found = marks(db, ("start", "event", "task", "hold", "release"))
    db.close()
    for command in commands:
        kept = answers.get(command.key)
        if kept is None:
            findings.lost.append(f"{command.key} ({command.kind}) was acknowledged and is lost")
        elif json.loads(kept)["answer"] != command.answer:
            findings.other.append(f"{command.key} ({command.kind}) is kept with another answer: {kept}")
        findings.same(len(found[command.key]), 1, f"rows of {command.key} ({command.kind}) in the history")
        if found[command.key][:1] != [command.answer.get("case")] and command.kind != "task":
            findings.other.append(f"{command.key} ({command.kind}) is in {found[command.key]}, not {command.answer['case']}")


def check_effects(db, commands, findings):
    """At rest: nothing that nobody asked for, and the numbers in the cases are those of the commands."""
    tells = [command for command in commands if command.kind == "tell"]
    known = {command.key for command in commands}
    for key in marks(db, ("start", "event", "task", "hold", "release")).keys() - known:
        findings.other.append(f"{key} is in the history and was never acknowledged")
    heard = marks(db, ("inbox",))
    for command in tells:
        findings.same(len(heard[command.key]), 1, f"{command.key} heard by the letter")
    wanted = collections.Counter(command.answer["case"] for command in tells)
    wanted.update(command.subject for command in tells)
    for reference, subject, fields in db.execute("SELECT reference, subject, fields FROM cases"):
        name = subject if reference.startswith("LET") else reference
        findings.same(json.loads(fields or "{}").get("count", 0), wanted[name], f"count of {reference}")
    starts = sum(command.kind == "start" for command in commands)
    findings.same(db.execute("SELECT count(*) FROM cases").fetchone()[0], starts, "cases")


def check_messages(db, intended, ledger, findings):
    """Every message once by its key, at the right place, in the order of its case and recipient."""
    rows = db.execute("SELECT id, lower(hex(key)), kase, recipient, instance, state FROM outbox ORDER BY id").fetchall()
    findings.same(len(rows), intended, "messages intended")
    findings.same(len({key for _, key, *_ in rows}), len(rows), "keys of messages")
    place = {key: receiver for receiver, key in ledger.order}
    for number, key, _, _, instance, state in rows:
        if state != DELIVERED:
            findings.other.append(f"message {number} is in state {state}")
        if key not in place:
            findings.lost.append(f"message {number} was never seen")
        elif place[key] != instance:
            findings.other.append(f"message {number} for {instance} went to {place[key]}")
    for key in place.keys() - {key for _, key, *_ in rows}:
        findings.doubled.append(f"a message came under the key {key}, which the store does not have")
    check_order(rows, ledger, findings)


def check_order(rows, ledger, findings):
    first = {key: turn for turn, (_, key) in enumerate(ledger.order)}
    last = {}
    for number, key, kase, recipient, _, _ in rows:
        turn = first.get(key, -1)
        if 0 <= turn < last.get((kase, recipient), -1):
            findings.other.append(f"message {number} overtook an earlier one to {recipient} in the same case")
        last[kase, recipient] = max(turn, last.get((kase, recipient), -1))


def check_at_rest(path, commands, intended, ledger, findings):
    db = sqlite3.connect(path)
    check_effects(db, commands, findings)
    check_messages(db, intended, ledger, findings)
    db.close()
