"""Send something to an address that somebody outside has given, and to nowhere inside.

The name is resolved once; if any of its addresses is not public, nothing is sent.  The connection
goes to one of the addresses that were looked at, so a name that means another place a moment later
changes nothing, and the certificate is checked against the name.  Redirects are not followed.
Connecting, each read, the whole and the size of the answer are bounded, also when the answer comes
letter by letter.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field
from typing import Any, cast

from app.adapters.outward_address import Ip, Rules, Target, may_connect
from models.webhook import Trouble

ASKERS = 8  # threads that ask for names; one that hangs holds up no more than itself
MOST_ADDRESSES = 2  # of one name that are tried
REDIRECTS = range(300, 400)
Resolve = Callable[[str, int], list[Ip]]


class OutwardError(Exception):
    """Nothing got through; ``trouble`` says why."""

    def __init__(self, trouble: Trouble, words: str = "") -> None:
        super().__init__(words or trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes."""

    connect_s: float = 5.0
    read_s: float = 10.0
    whole_s: float = 15.0
    most_bytes: int = 64 * 1024  # of heads and body together
    kept_bytes: int = 2048  # of the body


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the first bytes of the body, and the headers in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def resolve(host: str, port: int) -> list[Ip]:
    """Return every address of a host, in the system's order.

    Raises:
        OSError: It has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(one[4][0]) for one in found))


class Outward:
    """Posts to and asks addresses from outside, for one installation and its rules."""

    def __init__(
        self,
        rules: Rules,
        user_agent: str,
        limits: Limits | None = None,
        ask: Resolve = resolve,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.rules, self.limits = rules, limits or Limits()
        self._user_agent, self._ask = user_agent, ask
        self._askers = ThreadPoolExecutor(ASKERS, thread_name_prefix="resolve")
        self._context = context or ssl.create_default_context()

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post a body and return the answer, whatever its status.

        Raises:
            OutwardError: There is no answer, or it must not be asked for.
        """
        return self._send("POST", target, body, headers)

    def get(self, target: Target, headers: Mapping[str, str]) -> Answer:
        """Ask for what is at an address and return the answer, whatever its status.

        Raises:
            OutwardError: There is no answer, or it must not be asked for.
        """
        return self._send("GET", target, b"", headers)

    def _send(self, method: str, target: Target, body: bytes, headers: Mapping[str, str]) -> Answer:
        until = time.monotonic() + self.limits.whole_s
        sock = self._connect(target, self._addresses(target, until), until)
        wire = _Wire(sock, until, self.limits)
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.auto_open = 0  # never by itself to wherever the name leads now
        connection.sock = cast("socket.socket", wire)
        try:
            connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
            length = {"Content-Length": str(len(body))} if method == "POST" else {}
            sent = {
                "Host": target.netloc,
                "User-Agent": self._user_agent,
                **length,
                "Connection": "close",
                **headers,
            }
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            return self._answer(connection.getresponse(), until)
        except TimeoutError as problem:
            raise OutwardError(Trouble.TIMEOUT) from problem
        except http.client.RemoteDisconnected as problem:
            raise OutwardError(Trouble.CLOSED) from problem
        except http.client.HTTPException as problem:
            raise OutwardError(Trouble.UNREADABLE, type(problem).__name__) from problem
        except OSError as problem:
            raise OutwardError(Trouble.CLOSED, str(problem)) from problem
        finally:
            connection.close()
            sock.close()

    def _answer(self, response: http.client.HTTPResponse, until: float) -> Answer:
        """Return the answer; a body that is too long, too slow or cut short is left where it is.

        The status is the receiver's word, and stands when all that follows it fails.
        """
        pieces = b""
        try:
            while len(pieces) < self.limits.kept_bytes and time.monotonic() < until:
                piece = response.read1(self.limits.kept_bytes - len(pieces))
                if not piece:
                    break
                pieces += piece
        except (OSError, http.client.HTTPException):
            pass
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, pieces[: self.limits.kept_bytes], named)

    def _addresses(self, target: Target, until: float) -> list[Ip]:
        """Return the addresses that may be connected to: all of them, or none at all."""
        asked = self._askers.submit(self._ask, target.host, target.port)
        try:
            found = asked.result(min(self.limits.connect_s, until - time.monotonic()))
        except LateError as problem:
            asked.cancel()
            raise OutwardError(Trouble.TIMEOUT, "no name server answers") from problem
        except (OSError, ValueError) as problem:
            raise OutwardError(Trouble.UNKNOWN_HOST, str(problem)) from problem
        if not found:
            raise OutwardError(Trouble.UNKNOWN_HOST)
        if not all(may_connect(one, self.rules) for one in found):
            raise OutwardError(Trouble.FORBIDDEN_ADDRESS)
        return found[:MOST_ADDRESSES]

    def _connect(self, target: Target, addresses: list[Ip], until: float) -> socket.socket:
        last: OutwardError | None = None
        for ip in addresses:
            try:
                return self._open(target, ip, until)
            except ssl.SSLCertVerificationError as problem:
                last = OutwardError(Trouble.CERTIFICATE, problem.verify_message)
            except TimeoutError:
                last = OutwardError(Trouble.TIMEOUT, "no connection")
            except ssl.SSLError as problem:
                last = OutwardError(Trouble.CERTIFICATE, problem.reason or "")
            except OSError as problem:
                last = OutwardError(Trouble.REFUSED, str(problem))
        raise last or OutwardError(Trouble.UNKNOWN_HOST)

    def _open(self, target: Target, ip: Ip, until: float) -> socket.socket:
        wait = max(0.01, min(self.limits.connect_s, until - time.monotonic()))
        sock = socket.create_connection((str(ip), target.port), timeout=wait)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if target.scheme == "https":
                return self._context.wrap_socket(sock, server_hostname=target.host)
        except BaseException:
            sock.close()
            raise
        return sock


class _Wire:
    """A socket whose every wait ends in time, and that gives no more bytes than it may."""

    def __init__(self, sock: socket.socket, until: float, limits: Limits) -> None:
        self._sock, self._until, self._limits = sock, until, limits

    def sendall(self, data: Any) -> None:
        self._sock.settimeout(self.left())
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock, self.left, self._limits.most_bytes))

    def left(self) -> float:
        """Return how long the next wait may be, in seconds.

        Raises:
            TimeoutError: All the time is over.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(self._limits.read_s, left)

    def close(self) -> None:
        """Keep it open: http.client lets go of it before the answer is read; ``post`` closes it."""


class _Reader(io.RawIOBase):
    """What comes from a socket, as a stream."""

    def __init__(self, sock: socket.socket, left: Callable[[], float], most: int) -> None:
        super().__init__()
        self._sock, self._left, self._most = sock, left, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._most <= 0:
            raise OSError("more than may be read")
        self._sock.settimeout(self._left())
        got = self._sock.recv_into(buffer, min(len(buffer), self._most))
        self._most -= got
        return got
