"""Real dispatchers as processes: two at once, one killed in the act, and mail beside a slow one."""

import datetime as dt
from collections import Counter

import pytest

from app import clock
from app.database import db, writing
from app.services import webhook
from models.outbox import OutboxMessage
from models.webhook import DeliveryStatus, WebhookDelivery
from tests.factories.account import acting, person
from tests.factories.webhook import deliveries, hook
from tests.integration.outbox.mailbox import Mailbox
from tests.integration.outbox.test_outbox_processes import Office, wait_for

MESSAGES = 8
PATIENCE_S = 120  # processes begin slowly on a machine with much to do


@pytest.fixture
def mailbox(socket_enabled):
    with Mailbox() as made:
        yield made


@pytest.fixture
def office(engine_kind, databases, tmp_path, mailbox):
    made = Office(databases.application(engine_kind), tmp_path, mailbox)
    made.environment["WEBHOOK_LOOPBACK"] = "1"
    yield made
    with made.app.app_context():
        db.engine.dispose()


def messages_to(office, url, number=MESSAGES):
    """Queue test messages to an address."""
    with office.app.app_context(), writing():
        owner = person()
        made = hook(owner, url)
        for _number in range(number):
            webhook.send_test(acting(owner), made.id)
        db.session.remove()


def rows(office):
    with office.app.app_context():
        return deliveries()


def test_two_dispatchers_at_once_send_each_message_once(office, receiver):
    messages_to(office, receiver.url)
    with office.dispatcher("--once") as one, office.dispatcher("--once") as other:
        assert [one.wait(PATIENCE_S), other.wait(PATIENCE_S)] == [0, 0], office.log.read_text()

    assert Counter(receiver.ids()) == dict.fromkeys((row.uid for row in rows(office)), 1)
    assert {row.status for row in rows(office)} == {DeliveryStatus.DELIVERED}


def test_of_two_at_once_one_is_killed_in_the_act_and_only_what_it_held_comes_again(
    office, receiver
):
    messages_to(office, receiver.url)
    receiver.mood = "late"  # each has handed one over; neither knows yet that it was taken
    with office.dispatcher("--loop") as doomed, office.dispatcher("--loop") as heir:
        wait_for(lambda: receiver.begun == 2)
        doomed.kill()
        doomed.wait(PATIENCE_S)
        with office.app.app_context():
            past = clock.now() - dt.timedelta(seconds=1)
            db.session.execute(db.update(WebhookDelivery).values(leased_until=past))
            db.session.commit()
        receiver.mood = 204
        receiver.going_on.set()
        wait_for(lambda: {row.status for row in rows(office)} == {DeliveryStatus.DELIVERED})
        heir.terminate()
        assert heir.wait(PATIENCE_S) == 0, office.log.read_text()

    came = Counter(receiver.ids())
    assert set(came) == {row.uid for row in rows(office)}, "none is lost, none is made up"
    assert sorted(came.values()) == [1] * (MESSAGES - 1) + [2]


def test_a_receiver_that_hangs_holds_up_neither_mail_nor_other_hosts(office, receiver, mailbox):
    messages_to(office, receiver.url, 3)
    receiver.mood = "hang"
    with office.dispatcher("--loop") as process:
        wait_for(lambda: receiver.begun == 1)
        with writing():
            office.queue(2)
        wait_for(lambda: len(mailbox.taken) == 2)
        other = receiver.url.replace("127.0.0.1", "localhost")
        messages_to(office, other, 1)
        wait_for(lambda: receiver.begun == 2)
        receiver.going_on.set()
        process.terminate()
        assert process.wait(PATIENCE_S) == 0, office.log.read_text()
    assert {row.template for row in office.rows() if isinstance(row, OutboxMessage)} == {
        "account/reset_notice"
    }
