"""What happened is told once to each address, in its order; what fails is tried again."""

import datetime as dt
from itertools import pairwise

import pytest
import time_machine

from app import clock
from app.database import db
from app.jobs.webhook import run_once
from app.services import decision, webhook
from app.services.webhook_post import LEASE, MOST_ATTEMPTS, claim
from models.outbox import OutboxMessage
from models.webhook import (
    DeliveryStatus,
    Trouble,
    Webhook,
    WebhookEvent,
    WebhookSide,
    WebhookStatus,
    WebhookTry,
)
from models.webhook_topic import Topic
from tests.factories.account import acting, member, person
from tests.factories.application import coordinator, part
from tests.factories.webhook import deliveries, hook, secret

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def tried(session):
    """Returns every try so far, oldest first."""

    def rows():
        db.session.expire_all()
        return list(db.session.scalars(db.select(WebhookTry).order_by(WebhookTry.id)))

    return rows


def of_company(receiver, *topics):
    """Return the owner of a company and the webhook by which it hears of its own things."""
    owner = member()
    organisation = next(iter(acting(owner).organisations))
    side = WebhookSide.ORGANISATION
    return owner, hook(owner, receiver.url, *topics, side=side, ident=organisation)


def tested(receiver):
    """Return a webhook to which a test message waits."""
    owner = person()
    made = hook(owner, receiver.url)
    webhook.send_test(acting(owner), made.id)
    return made


def test_a_move_of_an_application_is_told_signed_thin_and_once(receiver, courier, session):
    owner, made = of_company(receiver, Topic.APPLICATION)
    one = part(author=owner)

    assert run_once(courier) == 1
    assert run_once(courier) == 0
    (taken,) = receiver.taken
    assert taken.is_signed_by(secret(made))
    assert taken.headers["content-type"].startswith("application/json")
    assert taken.json["type"] == "application.moved"
    assert taken.json["id"] == taken.uid == deliveries(made)[0].uid
    assert taken.json["data"] == {
        "thing": "application_part",
        "id": one.id,
        "application": one.application_id,
        "application_part": one.id,
        "page": f"http://localhost/fi/my/applications/{one.application_id}",
    }
    assert one.application.title not in taken.body.decode()
    assert db.session.query(WebhookEvent).count() == 0


def test_a_change_that_is_rolled_back_is_never_told(receiver, courier, session):
    owner, _made = of_company(receiver, Topic.APPLICATION)
    one = part(author=owner)
    run_once(courier)
    receiver.taken.clear()
    with pytest.raises(Exception, match="needed"):
        decision.ask(coordinator(one), one.id, " ")

    assert run_once(courier) == 0
    assert receiver.taken == []


def test_a_refused_message_waits_longer_each_time_under_one_id_and_is_given_up(
    receiver, courier, tried
):
    made = tested(receiver)
    receiver.mood, receiver.body = 500, b"<b>Out of\x00 order</b>\n at present"
    waits = []
    with time_machine.travel(clock.now(), tick=False) as time:
        for _try in range(MOST_ATTEMPTS):
            assert run_once(courier) == 0
            (one,) = deliveries(made)
            waits.append(one.due_at - clock.now())
            rests = db.session.get_one(Webhook, made.id).resting_until
            time.move_to(max(one.due_at, rests) + SECOND)
        assert run_once(courier) == 0

    assert len(set(receiver.ids())) == 1
    assert receiver.begun == MOST_ATTEMPTS
    assert one.status is DeliveryStatus.DEAD
    assert all(later > 1.5 * earlier for earlier, later in pairwise(waits[:6]))
    assert {(row.code, row.trouble) for row in tried()} == {(500, Trouble.STATUS)}
    assert tried()[0].answer == "<b>Out of order</b> at present"


def test_when_nothing_gets_through_it_stops_and_its_owner_is_told_once(receiver, courier, session):
    made = tested(receiver)
    webhook.send_test(acting(made.user), made.id)
    receiver.mood = 503
    with time_machine.travel(clock.now(), tick=False) as time:
        for _day in range(20):
            run_once(courier)
            time.shift(dt.timedelta(hours=11))

    assert db.session.get_one(Webhook, made.id).status is WebhookStatus.STOPPED
    letters = db.session.query(OutboxMessage).filter_by(template="webhook/stopped").all()
    assert [one.recipient for one in letters] == [made.user.email]
    states = [one.status for one in deliveries(made)]
    assert states == [DeliveryStatus.DEAD, DeliveryStatus.WAITING]

    receiver.mood = 200
    webhook.resume(acting(made.user), made.id)
    assert run_once(courier) == 1, "what waited goes out"


def test_who_says_gone_is_left_alone_at_once(receiver, courier, session):
    made = tested(receiver)
    receiver.mood = 410
    run_once(courier)

    assert db.session.get_one(Webhook, made.id).status is WebhookStatus.STOPPED
    assert deliveries(made)[0].status is DeliveryStatus.DEAD


def test_who_asks_for_time_is_given_it(receiver, courier, session):
    made = tested(receiver)
    receiver.mood, receiver.headers = 429, {"Retry-After": "3600"}
    with time_machine.travel(clock.now(), tick=False):
        run_once(courier)
        assert deliveries(made)[0].due_at == clock.now() + dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("mood", "trouble"),
    [
        ("hang", Trouble.TIMEOUT),
        ("drip", Trouble.TIMEOUT),
        ("close_early", Trouble.CLOSED),
        ("flood", Trouble.CLOSED),
        ("nonsense", Trouble.UNREADABLE),
    ],
)
def test_a_receiver_that_misbehaves_costs_one_try_in_bounded_time(
    mood, trouble, receiver, courier, tried
):
    made = tested(receiver)
    receiver.mood = mood
    assert run_once(courier) == 0

    (one,) = tried()
    assert one.trouble is trouble
    assert one.took_ms < 3000
    receiver.mood = 200
    with time_machine.travel(clock.now() + dt.timedelta(hours=1), tick=False):
        assert run_once(courier) == 1
    assert len(receiver.ids()) == 2
    assert len(set(receiver.ids())) == 1
    assert deliveries(made)[0].status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize("mood", ["huge", "cut_short"])
def test_an_answer_that_is_too_long_or_cut_short_was_an_answer(mood, receiver, courier, tried):
    made = tested(receiver)
    receiver.mood = mood

    assert run_once(courier) == 1
    assert deliveries(made)[0].status is DeliveryStatus.DELIVERED
    assert len(tried()[0].answer) <= 500


def test_a_redirect_is_not_followed(receiver, courier, tried):
    tested(receiver)
    receiver.mood, receiver.headers = 307, {"Location": f"http://127.0.0.1:{receiver.port}/in"}
    run_once(courier)

    assert [one.path for one in receiver.taken] == ["/hook"]
    assert tried()[0].trouble is Trouble.REDIRECT


def test_messages_about_one_thing_wait_for_each_other_and_others_pass(receiver, courier, session):
    owner, made = of_company(receiver, Topic.APPLICATION)
    one, other = part(author=owner), part(author=owner)
    decision.take_up(coordinator(one), one.id)
    receiver.mood = 500
    run_once(courier)  # the first of them fails; after that the address rests
    receiver.mood = 200
    db.session.execute(db.update(Webhook).values(resting_until=None))
    db.session.commit()

    assert run_once(courier) == 1, "the other application; the second move waits for the first"
    assert receiver.taken[-1].json["data"]["id"] == other.id
    with time_machine.travel(clock.now() + dt.timedelta(hours=1), tick=False):
        assert run_once(courier) == 2
    told = [t.uid for t in receiver.taken[-2:]]
    assert told == [d.uid for d in deliveries(made) if d.thing_id == one.id]


def test_what_its_dispatcher_died_with_is_sent_again_under_the_same_id(receiver, courier, session):
    made = tested(receiver)
    assert claim() is not None  # taken, and then nothing more was heard
    assert run_once(courier) == 0, "the lease still runs"
    with time_machine.travel(clock.now() + LEASE + SECOND, tick=False):
        assert run_once(courier) == 1
    assert receiver.ids() == [deliveries(made)[0].uid]


def test_while_a_secret_is_changed_both_sign(receiver, courier, session):
    made = tested(receiver)
    before = secret(made)
    webhook.renew_secret(acting(made.user), made.id)
    run_once(courier)
    (taken,) = receiver.taken
    assert taken.is_signed_by(before)
    assert taken.is_signed_by(secret(made))

    with time_machine.travel(clock.now() + dt.timedelta(hours=25), tick=False):
        webhook.send_test(acting(made.user), made.id)
        run_once(courier)
    assert not receiver.taken[-1].is_signed_by(before)
    assert receiver.taken[-1].is_signed_by(secret(made))


def test_a_message_sent_again_by_hand_keeps_its_id(receiver, courier, session):
    made = tested(receiver)
    run_once(courier)
    (one,) = deliveries(made)
    webhook.send_again(acting(made.user), one.id)

    assert run_once(courier) == 1
    assert receiver.ids() == [one.uid, one.uid]
