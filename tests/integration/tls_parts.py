"""Certificates that must not be trusted, and a wire that is listened in on: for tests of what leaves a plugin over TLS."""
import os
import socket
import ssl
import subprocess
import threading

# Each is refused for one reason; "localhost" is good for who trusts ca.pem.
REFUSED = {"elsewhere.example": "another name", "expired": "its time is over", "self": "signed by itself"}
AUTHORITY = """
[ca]
default_ca = ours
[ours]
database = index
serial = serial.ours
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
"""


def certificates(folder):
    """A throw-away authority ca.pem; NAME.pem and NAME.key for localhost and for each of REFUSED."""
    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)

    def write(name, text):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=sendd test", "-days", "2")
    for name, host in (("localhost", "localhost"), ("elsewhere.example", "elsewhere.example"), ("expired", "localhost")):
        openssl("req", *key, "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + host)
        write("ext", "subjectAltName=DNS:" + host)
        if name != "expired":
            openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                    "2", "-extfile", "ext", "-out", name + ".pem")
    write("authority.cnf", AUTHORITY)
    write("index", "")
    write("serial.ours", "7000\n")
    openssl("ca", "-batch", "-notext", "-config", "authority.cnf", "-extfile", "ext", "-in", "expired.csr", "-out",
            "expired.pem", "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
    openssl("req", "-x509", *key, "-keyout", "self.key", "-out", "self.pem", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-days", "2")


def server_context(folder, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/{name}.pem", f"{folder}/{name}.key")
    return context


class Wire:
    """Hands each connection on to PORT of this machine, and keeps every byte that the client sent: .said."""

    def __init__(self, port):
        self.to, self.said, self.threads, self.ends = port, b"", [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.accepting = threading.Thread(target=self.accept)

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.to))
            self.ends += [client, server]
            for source, target, keep in ((client, server, True), (server, client, False)):
                self.threads.append(threading.Thread(target=self.pump, args=[source, target, keep]))
                self.threads[-1].start()

    def pump(self, source, target, keep):
        try:
            while more := source.recv(65536):
                if keep:
                    self.said += more
                target.sendall(more)
        except OSError:
            pass
        for end, how in ((target, socket.SHUT_WR), (source, socket.SHUT_RD)):
            try:
                end.shutdown(how)
            except OSError:
                pass

    def __enter__(self):
        self.accepting.start()
        return self

    def __exit__(self, *error):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.accepting.join(10)
        for thread in self.threads:
            thread.join(10)
        for end in self.ends:
            end.close()
