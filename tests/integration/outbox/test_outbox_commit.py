"""A mail is in the outbox if and only if the change that it tells of was committed.

Each mail's use case is done twice: once its commit fails, and nothing is there, neither the change
nor the mail; then it is done as it is, and both are.
"""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.database import db
from tests.factories.mail import mails
from tests.integration.outbox.letter_scenes import SCENES
from tests.integration.outbox.test_letters import TEMPLATES
from tests.integration.tenant.doors import everything


class PowerCutError(Exception):
    """What happens in the very moment of a commit."""


@contextmanager
def commits_fail():
    def cut(_session):
        raise PowerCutError

    session = db.session()
    event.listen(session, "before_commit", cut)
    try:
        yield
    finally:
        event.remove(session, "before_commit", cut)


def test_every_mail_has_a_scene():
    """A template that is new needs a line in letter_scenes.py: the use case that sends it."""
    assert set(SCENES) == TEMPLATES


@pytest.mark.parametrize("template", sorted(SCENES))
def test_a_mail_is_there_exactly_when_its_change_is(session, template):
    deed = SCENES[template]()
    before, known = everything(), {mail.id for mail in mails()}
    with commits_fail(), pytest.raises(PowerCutError):
        deed()
    db.session.rollback()
    assert everything() == before

    deed()
    after = everything()
    assert template in [mail.template for mail in mails() if mail.id not in known]
    changed = {table for table in after if after[table] != before[table]}
    assert changed >= ({"outbox"} if template in WITHOUT_A_TRACE else {"outbox", "audit"})


# Reminders and answers that change nothing but what has been told.
WITHOUT_A_TRACE = {
    "account/welcome_existing", "application/message", "application/message_city", "testbed/stale",
}  # fmt: skip
