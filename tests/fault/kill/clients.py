"""Clients that give commands over the unix socket and repeat, under the same key, each that was not answered."""
import concurrent.futures
import http.client
import json
import random
import socket
import threading
import time

PATIENCE = 120  # seconds without any answer before a client gives up
AHEAD = 150     # messages that may be under way before the clients wait


class Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("sendd", timeout=PATIENCE)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


class Command:
    """One command that was answered."""

    def __init__(self, key, kind, path, body, answer, subject):
        self.key, self.kind, self.path, self.body = key, kind, path, body
        self.answer, self.subject = answer, subject


class Broken(Exception):
    pass


def ask(path, url, body, key, ended=None):
    """Repeats until there is an answer that counts: (status, body). ENDED, when set, ends it with (0, None)."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not (ended and ended.is_set()):
        connection = Connection(path)
        try:
            connection.request("POST" if body is not None else "GET", url, body and json.dumps(body),
                               {"Idempotency-Key": key} if key else {})
            answer = connection.getresponse()
            status, text = answer.status, json.loads(answer.read())
            if status != 503:
                return status, text
        except (OSError, http.client.HTTPException, ValueError):
            pass  # killed before, during or after: nobody knows, so it is said again
        finally:
            connection.close()
        time.sleep(0.005)
    return 0, None


class Client(threading.Thread):
    """Has pupils of its own; each has one letter and one errand after the other."""

    def __init__(self, crowd, number, pupils, seed):
        super().__init__(daemon=True)
        self.crowd, self.number, self.pupils = crowd, number, pupils
        self.random = random.Random(seed)
        self.errands = {}  # pupil -> the open errand's reference
        self.commands, self.faults, self.count = [], [], 0
        self.intended = 0  # messages that the acknowledged commands make: their own, and the letter's about each "tell"

    def run(self):
        try:
            for pupil in self.pupils:
                self.start_case("letter", pupil)
            while not self.crowd.stop.is_set():
                self.act(self.random.choice(self.pupils))
                self.crowd.pace()
        except Broken as fault:
            self.faults.append(str(fault))

    def give(self, kind, url, body, subject):
        """One command. Now and then it is given on two connections at once, as an impatient person does."""
        self.count += 1
        key = f"k{self.number}-{self.count}"
        body = {name: value if value != "MARK" else key for name, value in body.items()}
        if "data" in body or "fields" in body:
            body["data" if "data" in body else "fields"] = {"mark": key}
        times = 2 if self.random.random() < 0.05 else 1
        asks = [self.crowd.pool.submit(ask, self.crowd.socket, url, body, key, self.crowd.end) for _ in range(times)]
        answers = [one.result() for one in asks]
        status, answer = answers[0]
        if status != 200:
            raise Broken(f"{key} ({kind}) was refused: {status} {answer}" if status else f"{key}: never answered")
        if answers[-1] != answers[0]:
            self.faults.append(f"{key} ({kind}) has two answers: {answers}")
        self.intended += answer.get("notices", 0) + (kind == "tell")
        self.commands.append(Command(key, kind, url, body, answer, subject))
        return answer

    def start_case(self, workflow, pupil):
        return self.give("start", "/v1/cases", {"workflow": workflow, "subject": pupil, "fields": {}}, pupil)["case"]

    def event(self, case, name, pupil):
        return self.give(name, f"/v1/cases/{case}/events", {"event": name, "data": {}}, pupil)

    def act(self, pupil):
        if pupil not in self.errands:
            self.errands[pupil] = self.start_case("errand", pupil)
            return
        case, dice = self.errands[pupil], self.random.random()
        if dice < 0.7:
            self.event(case, "tell", pupil)
        elif dice < 0.8:
            task = self.event(case, "work", pupil)["tasks"][0]["id"]
            self.give("task", f"/v1/tasks/{task}/complete", {"data": {}}, pupil)
        elif dice < 0.88:
            for way in ("hold", "release"):
                self.give(way, f"/v1/cases/{case}/{way}", {"reason": "MARK"}, pupil)
        elif dice < 0.92:
            self.event(case, "finish", pupil)
            del self.errands[pupil]
        elif dice < 0.93:
            ask(self.crowd.socket, "/v1/reload", {}, None, self.crowd.end)
        elif self.crowd.reads:
            self.read(case)

    def read(self, case):
        status, shown = ask(self.crowd.socket, f"/v1/cases/{case}", None, None, self.crowd.end)
        told = sum(command.kind == "tell" and command.answer["case"] == case for command in self.commands)
        if status and (status != 200 or shown["fields"].get("count", 0) != told):
            self.faults.append(f"{case} shows {shown}, but {told} events were acknowledged")


class Crowd:
    """All clients together. READS: they also look whether what was acknowledged is there."""

    def __init__(self, path, ledger, clients, pupils, seed, reads):
        self.socket, self.ledger, self.reads = path, ledger, reads
        self.stop = threading.Event()  # no new commands
        self.end = threading.Event()   # not even repeats
        self.pool = concurrent.futures.ThreadPoolExecutor(2 * clients)
        self.clients = [Client(self, number, [f"pupil/P{clients * i + number + 1:04d}" for i in range(pupils)],
                               f"{seed} client {number}") for number in range(clients)]

    def start(self):
        for client in self.clients:
            client.start()

    def commands(self):
        return [command for client in self.clients for command in list(client.commands)]

    def faults(self):
        return [fault for client in self.clients for fault in client.faults]

    def intended(self):
        return sum(client.intended for client in self.clients)

    def answered(self):
        return sum(len(client.commands) for client in self.clients)

    def pace(self):
        """The messages must keep up, or there would be no end to the wait after the last kill."""
        while self.intended() > self.ledger.distinct() + AHEAD and not self.stop.is_set():
            time.sleep(0.01)

    def finish(self):
        self.stop.set()
        for client in self.clients:
            if client.ident:
                client.join()
        self.pool.shutdown()

    def close(self):
        self.end.set()
        self.finish()
