"""Sending mail: by SMTP, or into files where no SMTP server is set.

Both take a finished message.  Addresses and subjects come from ``EmailMessage``, which refuses
line ends in headers, so nobody's text can add a header.
"""

import logging
import re
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

logger = logging.getLogger(__name__)

TIMEOUT_S = 20
PORTS = {"none": 25, "starttls": 587, "ssl": 465}


class MailSender(Protocol):
    """Something that takes a message and hands it on, or raises."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message on; it is safe to call again with the same Message-ID."""


class SmtpSender:
    """Hands mail to an SMTP server: ``smtp://user:password@host:port?tls=starttls|ssl|none``."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.tls = parse_qs(parts.query).get("tls", ["none"])[0]
        self.host = parts.hostname or "localhost"
        self.port = parts.port or PORTS[self.tls]
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        with self._connection() as server:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)

    def _connection(self) -> smtplib.SMTP:
        if self.tls == "ssl":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)


class FileSender:
    """Writes each message to ``<folder>/<Message-ID>.eml``; the same message to the same file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "_", str(message["Message-ID"]))[:150]
        target = self.folder / f"{name}.eml"
        part = target.with_suffix(".part")
        part.write_bytes(message.as_bytes())
        part.replace(target)
        logger.info("mail to %s: %s", message["To"], target.name)


def sender(smtp_url: str, instance: Path) -> MailSender:
    """Return the sender of this installation."""
    return SmtpSender(smtp_url) if smtp_url else FileSender(instance / "mail")
