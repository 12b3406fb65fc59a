"""A mail server that sometimes refuses, and sometimes takes a mail and never says so."""

import random

from tests.integration.outbox.mailbox import Mailbox

REFUSED, CUT = 0.02, 0.02


class FlakyMailbox(Mailbox):
    """A mailbox in a bad mood as long as ``is_flaky``."""

    def __init__(self, seed):
        super().__init__()
        self.chance, self.is_flaky = random.Random(seed), True
        self.refused = self.cut = 0

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        fate = self.chance.random() if self.is_flaky else 1.0
        if fate < REFUSED:
            self.refused += 1
            return "451 not now"
        self.taken.append(envelope)
        if fate < REFUSED + CUT:
            self.cut += 1
            server.transport.abort()
        return "250 OK"
