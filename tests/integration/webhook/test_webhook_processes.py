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


def test_one_is_killed_in_the_act_and_two_at_once_send_the_rest_once(office, receiver):
    messages_to(office, receiver.url)
    receiver.mood = "hang"  # it has the first message; the dispatcher does not know that yet
    with office.dispatcher("--loop") as doomed:
        wait_for(lambda: receiver.begun == 1, PATIENCE_S)
        doomed.kill()
        doomed.wait(PATIENCE_S)
    receiver.mood = 204
    receiver.going_on.set()
    with office.app.app_context():
        past = clock.now() - dt.timedelta(seconds=1)
        db.session.execute(db.update(WebhookDelivery).values(leased_until=past))
        db.session.commit()
    with office.dispatcher("--once") as one, office.dispatcher("--once") as other:
        assert [one.wait(PATIENCE_S), other.wait(PATIENCE_S)] == [0, 0], office.log.read_text()

    came = Counter(receiver.ids())
    assert set(came) == {row.uid for row in rows(office)}, "none is lost, none is made up"
    held = receiver.ids()[0]
    assert came == {uid: 2 if uid == held else 1 for uid in came}
    assert {row.status for row in rows(office)} == {DeliveryStatus.DELIVERED}


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
