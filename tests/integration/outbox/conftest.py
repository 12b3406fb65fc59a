"""A mailbox, and a dispatcher that sends to it."""

import pytest

from app.adapters.mail_smtp import SmtpSender
from app.database import db
from app.jobs.letter import Letters
from app.jobs.outbox import Post
from app.services.notification import tell_address
from tests.integration.outbox.mailbox import Mailbox


@pytest.fixture
def mailbox(socket_enabled):
    with Mailbox() as made:
        yield made


@pytest.fixture
def letters(app):
    return Letters(app, "http://localhost", "Koepaikka <post@koepaikka.example>")


@pytest.fixture
def post(session, letters, mailbox):
    return Post(letters=letters, sender=SmtpSender(mailbox.url, timeout_s=5))


@pytest.fixture
def queue(session):
    """Puts one mail into the outbox: ``queue("key")``."""

    def put(key, template="account/reset_notice", to="aino@koepaikka.example", **context):
        tell_address(to, "fi", template, key, name="Aino", **context)
        db.session.commit()

    return put
