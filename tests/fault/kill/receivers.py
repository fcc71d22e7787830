"""A mail server and a webhook receiver that outlive the daemon and write down, in one ledger, what they took on."""
import collections
import http.server
import logging
import random
import re
import threading

from aiosmtpd.controller import Controller

from sendd_site import free_port

for name in ("mail.log", "asyncio"):  # they tell at length of the connections that a kill cuts off
    logging.getLogger(name).setLevel(logging.CRITICAL + 1)

KEY = re.compile(rb"^Message-ID:\s*<([0-9A-Za-z-]+)@", re.MULTILINE | re.IGNORECASE)

TAKE, REFUSE, HANG_UP = "take", "refuse", "hang up"  # the last: taken on, but the answer is lost


class Ledger:
    """What was taken on, in the order of arrival."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sights = collections.Counter()
        self.order = []  # of (receiver, key): first sights only
        self.refused = self.hung_up = 0

    def take(self, receiver, key):
        with self.lock:
            if key not in self.sights:
                self.order.append((receiver, key))
            self.sights[key] += 1

    def distinct(self):
        return len(self.order)

    def seen(self):
        return sum(self.sights.values())

    def repeats(self):
        return self.seen() - self.distinct()


class Moods:
    """One message in twenty is refused for now; of one in forty the answer is lost."""

    def __init__(self, ledger, seed):
        self.ledger, self.random = ledger, random.Random(seed)

    def next(self):
        with self.ledger.lock:
            dice = self.random.random()
            self.ledger.refused += dice < 0.05
            self.ledger.hung_up += 0.05 <= dice < 0.075
        return REFUSE if dice < 0.05 else HANG_UP if dice < 0.075 else TAKE


class MailReceiver:
    def __init__(self, ledger, seed):
        moods = Moods(ledger, seed)

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                mood = moods.next()
                if mood == REFUSE:
                    return "451 4.3.0 Later"
                found = KEY.search(envelope.content)
                ledger.take("mail", found[1].decode() if found else "no Message-ID")
                if mood == HANG_UP:
                    server.transport.abort()
                return "250 2.0.0 Ok"

        self.controller = Controller(Handler(), hostname="127.0.0.1", port=free_port())
        self.controller.start()
        self.port = self.controller.port

    def close(self):
        self.controller.stop()


class HookReceiver:
    def __init__(self, ledger, seed):
        moods = Moods(ledger, seed)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                if len(self.rfile.read(int(self.headers["Content-Length"]))) != int(self.headers["Content-Length"]):
                    return  # cut off by the kill: not taken on
                mood = moods.next()
                if mood != REFUSE:
                    ledger.take("hook", self.headers["webhook-id"])
                if mood == HANG_UP:
                    self.close_connection = True
                    return
                self.send_response(503 if mood == REFUSE else 204)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args):
                pass  # the sender was killed

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
