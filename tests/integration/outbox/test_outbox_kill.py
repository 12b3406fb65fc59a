"""Killed in the act: before the commit nothing was said or done; after it the mail goes out once.

The writer is a process that ends by SIGKILL (tests/doomed_writer.py); the dispatchers that start
afterwards are processes, too, and send to a real server.
"""

import signal
import subprocess
import sys
from collections import Counter

import pytest

from app.database import db
from config import ROOT
from models.application import ApplicationPart, PartStatus
from models.outbox import OutboxStatus
from tests.factories.account import staff
from tests.factories.application import part
from tests.integration.outbox.test_outbox_processes import Office

PATIENCE_S = 60


@pytest.fixture
def office(engine_kind, databases, tmp_path, mailbox):
    made = Office(databases.application(engine_kind), tmp_path, mailbox)
    yield made
    with made.app.app_context():
        db.engine.dispose()


def decline(office, when):
    """Let a process decline a new application and be killed; return the part's state after it."""
    with office.app.app_context():
        made = part()
        values = [str(made.id), staff().email, when]
        db.session.execute(db.text("DELETE FROM outbox"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    url = office.environment["DATABASE_URL"]
    command = [sys.executable, "-m", "tests.doomed_writer", url, *values]
    killed = subprocess.run(command, cwd=ROOT, timeout=PATIENCE_S, check=False)
    assert killed.returncode == -signal.SIGKILL
    with office.app.app_context():
        return db.session.get(ApplicationPart, int(values[0])).status


def dispatch(office):
    with office.dispatcher("--once") as sender:
        assert sender.wait(PATIENCE_S) == 0, office.log.read_text()


def test_killed_before_the_commit_nothing_was_done_and_nobody_is_told(office, mailbox):
    assert decline(office, "before_commit") is PartStatus.SUBMITTED
    assert office.rows() == []
    dispatch(office)
    assert mailbox.taken == []


def test_killed_between_commit_and_sending_the_mail_goes_out_after_the_restart_once(
    office, mailbox
):
    assert decline(office, "after_commit") is PartStatus.REJECTED
    assert {row.status for row in office.rows()} == {OutboxStatus.WAITING}
    for _restart in range(2):
        dispatch(office)
    assert {row.status for row in office.rows()} == {OutboxStatus.SENT}
    assert Counter(mailbox.ids()) == dict.fromkeys(mailbox.ids(), 1)
    (mail,) = mailbox.mails()
    assert "No power" in mail.get_body(("plain",)).get_content()
    assert "No power" in mail.get_body(("html",)).get_content()
