"""A receiver of webhooks on this machine that behaves as it is told to, well or badly."""

import base64
import hashlib
import hmac
import json
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OPEN_S = 20  # how long a receiver that hangs holds on at most


@dataclass(frozen=True)
class Taken:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def uid(self):
        return self.headers["webhook-id"]

    @property
    def json(self):
        return json.loads(self.body)

    def is_signed_by(self, secret):
        """Say whether one of the signatures is right, as a receiver reckons it by the standard."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = b".".join(
            [self.uid.encode(), self.headers["webhook-timestamp"].encode(), self.body]
        )
        right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{right}" in self.headers["webhook-signature"].split()


class Receiver:
    """``mood`` is what it does with a request: a status, or the name of a method below."""

    def __init__(self, certificate=None):
        self.taken, self.begun = [], 0
        self.mood, self.headers, self.body = 204, {}, b""
        self.going_on = threading.Event()  # set: whoever hangs may go on
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.receiver = self
        self._server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._server.handle_error = lambda *_of: None  # who trusts it not hangs up
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_ended):
        self.going_on.set()
        self._server.shutdown()
        self._server.server_close()

    def ids(self):
        return [one.uid for one in self.taken]


class Handler(BaseHTTPRequestHandler):
    """Does what the receiver's mood is."""

    protocol_version = "HTTP/1.1"

    @property
    def receiver(self):
        return self.server.receiver

    def log_message(self, *_words):
        pass

    def do_GET(self):
        self.do_POST()

    def do_POST(self):
        self.receiver.begun += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.taken.append(Taken(self.path, headers, body))
        mood = self.receiver.mood
        if isinstance(mood, int):
            self.say(mood, self.receiver.body)
            return
        self.close_connection = True
        with suppress(OSError):  # whoever asked has gone away
            getattr(self, mood)()

    def say(self, status, body):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **self.receiver.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if body and status != 204:
            self.wfile.write(body)

    def hang(self):
        self.receiver.going_on.wait(OPEN_S)

    def close_early(self):
        self.connection.shutdown(socket.SHUT_RDWR)

    def cut_short(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort")

    def drip(self):
        """Send the head letter by letter: each comes in time, the whole never does."""
        for letter in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
            if self.receiver.going_on.wait(0.05):
                break
            self.wfile.write(bytes([letter]))

    def flood(self):
        """Send a head without end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.receiver.going_on.is_set():
            self.wfile.write(b"X-Much: " + b"x" * 4000 + b"\r\n")

    def huge(self):
        """Take it, and answer with a body without end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        while not self.receiver.going_on.is_set():
            self.wfile.write(b"much " * 2000)

    def nonsense(self):
        self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
