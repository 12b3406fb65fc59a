"""Mail by SMTP: one connection a message, encrypted unless the server is on this machine.

Headers come from ``EmailMessage``, which refuses line ends in them, and the envelope from the
message's own single addresses, so nobody's text can add a header or a recipient.
"""

import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from app.adapters.mail import MailError

TIMEOUT_S = 20.0  # for each answer of the server
DEADLINE_S = 90.0  # for a whole message; shorter than the lease, so that nobody else sends it too
ADDRESS = re.compile(r"[^\s'\"<>(),:;{}]+@[^\s'\"<>(),:;{}]+")
PORTS = {"none": 25, "starttls": 587, "ssl": 465}


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """The parts of ``smtp://user:password@host:port?tls=starttls|ssl|none``."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> "SmtpServer":
        """Return the server of an address; ``tls`` is starttls unless it is on this machine.

        Raises:
            ValueError: It cannot work, or would send a password in the clear.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SMTP_URL must be like smtp://user:password@host:587?tls=starttls")
        near = _is_here(parts.hostname)
        usual = "ssl" if parts.scheme == "smtps" else "none" if near else "starttls"
        tls = parse_qs(parts.query).get("tls", [usual])[0]
        if tls not in PORTS:
            raise ValueError("SMTP_URL: tls must be starttls, ssl or none")
        if parts.username and tls == "none" and not near:
            raise ValueError("SMTP_URL: a password needs tls=starttls or tls=ssl")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or PORTS[tls], tls, user, password)


class SmtpSender:
    """Hands mail to an SMTP server."""

    def __init__(self, url: str, timeout_s: float = TIMEOUT_S) -> None:
        self.server = SmtpServer.of(url)
        self.timeout_s = timeout_s

    def send(self, message: EmailMessage) -> None:
        sender, recipient = _address(message, "From"), _address(message, "To")
        with self._connection(sender) as connection:
            try:
                connection.send_message(message, sender, [recipient])
            except (smtplib.SMTPNotSupportedError, UnicodeError) as problem:
                raise MailError(_words(problem), is_hopeless=True) from problem
            except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as problem:
                raise MailError(_words(problem)) from problem
            except OSError as problem:  # and the rest of smtplib's errors
                raise MailError(_words(problem), is_down=True) from problem

    @contextmanager
    def _connection(self, sender: str) -> Iterator[smtplib.SMTP]:
        """Yield a greeted, encrypted, signed-in connection that ends at the deadline.

        Whatever goes wrong before is the server's.  What goes wrong with saying goodbye is not
        told: the message has been taken by then.
        """
        try:
            connection = self._open(sender.rpartition("@")[2])
        except OSError as problem:
            raise MailError(_words(problem), is_down=True) from problem
        try:
            self._introduce(connection)
            yield connection
            with contextlib.suppress(OSError):
                connection.quit()
        finally:
            connection.close()

    def _introduce(self, connection: smtplib.SMTP) -> None:
        try:
            if self.server.tls == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.server.user:
                connection.login(self.server.user, self.server.password)
        except OSError as problem:
            raise MailError(_words(problem), is_down=True) from problem

    def _open(self, name: str) -> smtplib.SMTP:
        host, port, wait = self.server.host, self.server.port, self.timeout_s
        if self.server.tls == "ssl":
            return _BoundedSsl(host, port, name, timeout=wait, context=ssl.create_default_context())
        return _Bounded(host, port, name, timeout=wait)


class _Bounded(smtplib.SMTP):
    """A connection that ends at the deadline, under the feet of whoever waits for its answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._timer = threading.Timer(DEADLINE_S, self._cut)
        self._timer.daemon = True
        self._timer.start()
        try:
            super().__init__(*args, **kwargs)
        except BaseException:
            self._timer.cancel()
            raise

    def close(self) -> None:
        self._timer.cancel()
        super().close()

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)


class _BoundedSsl(_Bounded, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


def _address(message: EmailMessage, header: str) -> str:
    return parseaddr(str(message[header]))[1]


def _is_here(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _words(problem: Exception) -> str:
    """Return what went wrong, without the addresses in it: it stands in logs and reports."""
    return f"{type(problem).__name__}: {ADDRESS.sub('…@…', str(problem))}"
