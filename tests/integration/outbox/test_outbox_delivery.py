"""Each mail goes out once; what fails waits longer each time; nothing holds up the others."""

import datetime as dt
from itertools import pairwise

import time_machine

from app import clock
from app.adapters.mail_smtp import SmtpSender
from app.database import db
from app.jobs import outbox
from app.jobs.outbox import LEASE, MOST_ATTEMPTS, Post, run_once
from app.services import retention
from models.outbox import OutboxMessage, OutboxStatus
from tests.factories.mail import mails
from tests.integration.outbox.mailbox import Mailbox

SECOND = dt.timedelta(seconds=1)
SENT_KEPT = dt.timedelta(days=90)


def row():
    db.session.expire_all()
    (only,) = mails()
    return only


def states():
    db.session.expire_all()
    return {mail.dedup_key.partition(":")[0]: mail.status for mail in mails()}


def test_a_waiting_mail_is_sent_once_and_its_links_are_forgotten(post, mailbox, queue):
    queue("k", "account/reset_instructions", path="/fi/reset/secret")
    queue("k", "account/reset_instructions", path="/fi/reset/secret")

    assert run_once(post) == 1
    assert run_once(post) == 0
    assert len(mailbox.taken) == 1
    assert mailbox.taken[0].rcpt_tos == ["aino@koepaikka.example"]
    assert mailbox.taken[0].mail_from == "post@koepaikka.example"
    assert (row().status, row().context) == (OutboxStatus.SENT, {})
    assert row().sent_at is not None


def test_a_refused_mail_waits_longer_each_time_and_is_dead_after_eight_tries(post, mailbox, queue):
    queue("k")
    mailbox.answer = "451 not now"
    waits = []
    with time_machine.travel(clock.now(), tick=False) as time:
        for _try in range(MOST_ATTEMPTS):
            assert run_once(post) == 0
            waits.append(row().due_at - clock.now())
            time.move_to(row().due_at + SECOND)
        assert run_once(post) == 0

    assert mailbox.begun == MOST_ATTEMPTS
    assert row().status is OutboxStatus.DEAD
    assert "451" in row().last_error
    assert all(later > 1.5 * earlier for earlier, later in pairwise(waits[:6]))
    assert dt.timedelta(hours=8) < sum(waits[:-1], dt.timedelta()) < dt.timedelta(days=2)


def test_a_refused_mail_is_not_tried_before_its_time(post, mailbox, queue):
    queue("k")
    mailbox.answer = "451 not now"
    run_once(post)
    mailbox.answer = "250 OK"

    assert run_once(post) == 0
    with time_machine.travel(row().due_at + SECOND):
        assert run_once(post) == 1
    assert row().last_error == ""


def test_one_address_that_is_refused_holds_up_nobody(post, mailbox, queue):
    mailbox.refused_addresses = {"gone@koepaikka.example"}
    queue("gone", to="gone@koepaikka.example")
    queue("good")

    assert run_once(post) == 1
    assert states() == {"gone": OutboxStatus.WAITING, "good": OutboxStatus.SENT}


def test_a_server_that_is_away_costs_one_try_and_the_others_wait_untried(letters, queue):
    queue("first")
    queue("second")
    nobody = Mailbox()

    assert run_once(Post(letters, SmtpSender(nobody.url))) == 0
    assert sorted(mail.attempts for mail in mails()) == [0, 1]
    assert set(states().values()) == {OutboxStatus.WAITING}


def test_mail_that_cannot_be_written_is_dead_at_once_and_holds_up_nobody(post, mailbox, queue):
    queue("missing", "account/no_such_mail")
    queue("lacking", "account/reset_instructions")  # without its path
    queue("nobody", to="not an address")
    queue("two", to="a@koepaikka.example, b@koepaikka.example")
    queue("good")

    assert run_once(post) == 1
    assert states() == {
        "missing": OutboxStatus.DEAD, "lacking": OutboxStatus.DEAD, "nobody": OutboxStatus.DEAD,
        "two": OutboxStatus.DEAD, "good": OutboxStatus.SENT,
    }  # fmt: skip
    reasons = {mail.dedup_key.partition(":")[0]: mail.last_error for mail in mails()}
    assert "no_such_mail" in reasons["missing"]
    assert "path" in reasons["lacking"]


def test_the_claim_of_a_dispatcher_that_died_runs_out_and_the_mail_keeps_its_id(
    post, mailbox, queue
):
    queue("k")
    assert outbox.claim() is not None
    assert run_once(post) == 0, "nobody else may send it meanwhile"

    with time_machine.travel(clock.now() + LEASE + SECOND):
        assert run_once(post) == 1
        db.session.execute(db.update(OutboxMessage).values(status=OutboxStatus.WAITING))
        db.session.execute(db.update(OutboxMessage).values(context={"name": "Aino"}))
        db.session.commit()
        assert run_once(post) == 1
    first, again = mailbox.ids()
    assert first == again
    assert first.endswith("@koepaikka.example>")


def test_mail_that_kills_its_dispatchers_is_buried(post, mailbox, queue):
    queue("k")
    with time_machine.travel(clock.now(), tick=False) as time:
        for _death in range(MOST_ATTEMPTS):
            assert outbox.claim() is not None
            time.shift(LEASE + SECOND)
        assert run_once(post) == 0

    assert row().status is OutboxStatus.DEAD
    assert mailbox.taken == []


def test_a_late_failure_does_not_undo_what_another_dispatcher_sent(post, mailbox, queue):
    class Slow(SmtpSender):
        """Is refused after its lease ran out and another dispatcher sent the mail."""

        def send(self, message):
            with time_machine.travel(clock.now() + LEASE + SECOND):
                assert run_once(post) == 1
            mailbox.answer = "451 not now"
            super().send(message)

    queue("k")
    run_once(Post(post.letters, Slow(mailbox.url)))

    assert row().status is OutboxStatus.SENT


def test_dead_mail_is_tried_again_when_an_operator_says_so(post, mailbox, queue):
    queue("k", "account/no_such_mail")
    run_once(post)
    db.session.execute(db.update(OutboxMessage).values(template="account/reset_notice"))
    db.session.commit()

    assert outbox.revive() == 1
    assert run_once(post) == 1


def test_mail_sent_long_ago_is_forgotten_and_other_mail_is_not(post, mailbox, queue):
    queue("sent")
    run_once(post)
    queue("waits")
    with time_machine.travel(clock.now() + SENT_KEPT - SECOND):
        retention.run()
        assert set(states()) == {"sent", "waits"}
    with time_machine.travel(clock.now() + SENT_KEPT + SECOND):
        retention.run()
    assert set(states()) == {"waits"}
