"""Real dispatchers as processes: two at once, one killed in the middle, one told to stop."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import clock
from app.adapters.mail_smtp import SmtpSender
from app.database import db
from app.jobs.letter import Letters
from app.jobs.outbox import Post, run_once
from app.services.notification import tell_address
from models.outbox import OutboxMessage, OutboxStatus

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 40
MAILS = 30


class Office:
    """An installation with a database of its own, whose dispatchers are processes."""

    def __init__(self, app, folder, mailbox):
        self.app, self.log = app, folder / "dispatcher.log"
        self.environment = {
            **os.environ,
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "SECRET_KEY": "k" * 40,
            "INSTANCE_DIR": str(folder),
            "SMTP_URL": mailbox.url,
        }

    def queue(self, number):
        with self.app.app_context():
            for key in range(number):
                to = f"person{key}@koepaikka.example"
                tell_address(to, "fi", "account/reset_notice", f"k{key}", name="Aino")
            db.session.commit()

    def rows(self):
        with self.app.app_context():
            return list(db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id)))

    def send(self):
        """Send what is due, in this process."""
        with self.app.app_context():
            letters = Letters(self.app, "http://localhost", "post@koepaikka.example")
            run_once(Post(letters, SmtpSender(self.environment["SMTP_URL"])))

    def let_leases_run_out(self):
        with self.app.app_context():
            past = clock.now() - dt.timedelta(seconds=1)
            db.session.execute(db.update(OutboxMessage).values(leased_until=past))
            db.session.commit()

    @contextmanager
    def dispatcher(self, *options):
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "outbox", "run", *options],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(PATIENCE_S)


@pytest.fixture
def office(engine_kind, databases, tmp_path, mailbox):
    made = Office(databases.application(engine_kind), tmp_path, mailbox)
    yield made
    with made.app.app_context():
        db.engine.dispose()


def wait_for(is_true, patience_s=PATIENCE_S):
    end = time.monotonic() + patience_s
    while not is_true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_two_dispatchers_at_once_send_each_mail_once(office, mailbox):
    office.queue(MAILS)
    with office.dispatcher("--once") as one, office.dispatcher("--once") as other:
        assert [one.wait(PATIENCE_S), other.wait(PATIENCE_S)] == [0, 0], office.log.read_text()

    assert Counter(mailbox.ids()).most_common(1)[0][1] == 1
    assert len(mailbox.taken) == MAILS
    assert {row.status for row in office.rows()} == {OutboxStatus.SENT}
    assert {row.attempts for row in office.rows()} == {1}


def test_what_a_killed_dispatcher_held_is_sent_by_the_next_and_nothing_else_twice(office, mailbox):
    office.queue(MAILS)
    with office.dispatcher("--loop") as doomed:
        wait_for(lambda: len(mailbox.taken) >= 5)
        mailbox.pause_s = 30  # the server holds the next one, and its dispatcher dies meanwhile
        begun = mailbox.begun
        wait_for(lambda: mailbox.begun > begun)
        doomed.kill()
        doomed.wait(PATIENCE_S)
    mailbox.pause_s = 0

    office.send()
    left = [row for row in office.rows() if row.status is OutboxStatus.WAITING]
    assert len(left) == 1, "the dead one's lease still runs"

    office.let_leases_run_out()
    office.send()
    assert {row.status for row in office.rows()} == {OutboxStatus.SENT}
    assert len(set(mailbox.ids())) == MAILS
    assert len(mailbox.taken) <= MAILS + 1, "only what was being sent can have gone out twice"


def test_the_loop_outlives_failures_and_ends_well_when_it_is_told_to(office, mailbox):
    office.queue(1)
    mailbox.answer = "451 not now"
    with office.dispatcher("--loop") as told:
        wait_for(lambda: office.rows()[0].last_error)
        mailbox.answer, mailbox.pause_s = "250 OK", 0.5
        with office.app.app_context():
            db.session.execute(db.update(OutboxMessage).values(due_at=clock.now()))
            db.session.commit()
        begun = mailbox.begun
        wait_for(lambda: mailbox.begun > begun)
        told.send_signal(signal.SIGTERM)
        assert told.wait(PATIENCE_S) == 0, office.log.read_text()

    (row,) = office.rows()
    assert (row.status, row.leased_until) == (OutboxStatus.SENT, None), "it finished its mail"
    assert len(mailbox.taken) == 1
