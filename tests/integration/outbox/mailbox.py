"""A real SMTP server on loopback that keeps what it takes, and does as each test tells it."""

import asyncio
import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Mailbox:
    """What was taken, in order.  ``answer`` is said to DATA, ``pause_s`` waited before."""

    def __init__(self, **options):
        self.taken, self.answer, self.pause_s = [], "250 OK", 0.0
        self.begun, self.refused_addresses = 0, set()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._options, self._server = options, None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self):
        self._server = Controller(self, hostname="127.0.0.1", port=self.port, **self._options)
        self._server.start()
        return self

    def __exit__(self, *_given):
        self._server.stop()

    # The names are aiosmtpd's.
    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if address in self.refused_addresses:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.begun += 1
        await asyncio.sleep(self.pause_s)
        if self.answer.startswith("250"):
            self.taken.append(envelope)
        return self.answer

    def mails(self):
        """Return what was taken as parsed messages."""
        return [message_from_bytes(one.content, policy=policy.default) for one in self.taken]

    def ids(self):
        return [mail["Message-ID"] for mail in self.mails()]


def only(user, word):
    """Return an authenticator that lets one user in."""

    def check(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=(data.login, data.password) == (user, word), handled=False)

    return check
