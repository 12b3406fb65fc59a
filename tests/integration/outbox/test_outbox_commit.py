"""A mail is in the outbox if and only if the change that it tells of was committed.

Each mail's use case is done twice: once its commit fails, and nothing is there, neither the change
nor the mail; then it is done as it is, and both are.  What is there is sent once.
"""

import datetime as dt
from collections import Counter
from contextlib import contextmanager

import pytest
import time_machine
from sqlalchemy import event

from app.database import db
from app.jobs import outbox
from app.jobs.outbox import LEASE, run_once
from models.outbox import OutboxMessage, OutboxStatus
from tests.factories.mail import mails
from tests.integration.outbox.letter_scenes import SCENES
from tests.integration.outbox.test_letters import TEMPLATES
from tests.integration.tenant.doors import everything

SECOND = dt.timedelta(seconds=1)


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


# What goes out together, because both sides have to know.
PAIRS = [
    {"agreement/asked", "agreement/asked_city"},
    {"agreement/signed", "agreement/signed_city"},
    {"application/sent", "application/received_city"},
    {
        "award/won", "award/mentioned", "award/placed", "award/outside", "award/announced_jury",
        "award/announced_city",
    },
    {"award/offered_next", "award/passed_on"},
    {"fault/received", "fault/arrived"},
    {"harm_report/received", "harm_report/reported"},
    {"harm_report/again", "harm_report/reopened"},
    {"jury/decided", "jury/decided_city"},
    {"offer/accepted", "offer/accepted_city"},
    {"offer/expired", "offer/expired_city"},
    {"offer/released", "offer/released_city"},
    {"pilot/ends_soon", "pilot/ends_soon_city"},
    {"pilot/starts_soon", "pilot/starts_soon_city"},
    {"place_request/sent", "place_request/received_city"},
    {"staff/departed", "staff/handed_over"},
    {
        "pilot/change_approved", "pilot/change_approved_city", "agreement/signed",
        "agreement/signed_city",
    },
]  # fmt: skip
# What besides goes out with a mail, and not the other way round.
BESIDES = {
    "token/made_city": {"token/made"},
    "agreement/renewed": {"booking/moved"},
    "agreement/renewed_city": {"booking/moved", "agreement/renewed"},
    "application/given_way_city": {"offer/accepted", "offer/accepted_city"},
    "award/lapsed": {"award/offered_next", "award/passed_on", "award/nobody_left"},
    "harm_report/many": {"harm_report/received"},
    "offer/other_lost_city": {"offer/declined_city"},
    "offer/released": {"offer/declined_city"},
    "offer/released_city": {"offer/declined_city"},
    "pilot/task_overdue": {"pilot/task_due"},
    "replication/sent": {"application/sent", "application/received_city"},
    "staff/left": {"staff/departed", "staff/handed_over"},
    "volunteer/asked_anew": {"panel/approved"},
    "volunteer/ended": {"pilot/completed"},
    "volunteer/informed": {"volunteer/placed"},
    "volunteer/offered": {"panel/withdrawn"},
}


def together(template):
    """Return every mail that the use case of this one sends."""
    pair = next((one for one in PAIRS if template in one), {template})
    return pair | BESIDES.get(template, set())


# Reminders and answers that change nothing but what has been told.
WITHOUT_A_TRACE = {
    "account/identity_known", "account/welcome_existing", "agreement/remind_city",
    "application/message",
    "award/answer_soon", "challenge/answers",
    "application/message_city", "fault/due_soon", "jury/reminder", "offer/last_day",
    "pilot/ends_soon",
    "pilot/ends_soon_city", "pilot/midterm_due", "pilot/midterm_overdue", "pilot/report_overdue",
    "pilot/starts_soon", "pilot/starts_soon_city", "pilot/task_due", "pilot/task_overdue",
    "registration/already", "saved_search/found", "subscription/news", "testbed/stale",
    "volunteer/already",
}  # fmt: skip


@pytest.mark.parametrize("template", sorted(SCENES))
def test_a_mail_is_there_exactly_when_its_change_is_and_is_sent_once(
    session, post, mailbox, template
):
    """Both in one test, as setting the scene takes longer than all that is asked of it."""
    deed = SCENES[template]()
    db.session.execute(db.delete(OutboxMessage))
    db.session.commit()
    before = everything()
    with commits_fail(), pytest.raises(PowerCutError):
        deed()
    db.session.rollback()
    assert everything() == before

    deed()
    after, waiting = everything(), mails()
    told = Counter((mail.template, mail.recipient) for mail in waiting)
    assert {name for name, _reader in told} == together(template)
    assert set(told.values()) == {1}, "nobody is told the same twice"
    changed = {table for table in after if after[table] != before[table]}
    assert changed >= ({"outbox"} if template in WITHOUT_A_TRACE else {"outbox", "audit"})
    _is_sent_once_though_a_dispatcher_dies(waiting, post, mailbox)


def _is_sent_once_though_a_dispatcher_dies(waiting, post, mailbox):
    last = max(mail.due_at for mail in waiting) + SECOND
    with time_machine.travel(last, tick=False) as time:
        assert outbox.claim() is not None, "and nothing more is heard of that dispatcher"
        time.shift(LEASE + SECOND)
        for _restart in range(2):
            run_once(post)
    db.session.expire_all()
    assert {mail.status for mail in mails()} == {OutboxStatus.SENT}, [m.last_error for m in mails()]
    assert len(mailbox.ids()) == len(set(mailbox.ids())) == len(waiting)
