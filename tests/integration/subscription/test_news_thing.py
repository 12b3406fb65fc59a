"""Those who follow hear of each challenge and event once: that it opened, was decided, is held."""

import datetime as dt

import pytest
import time_machine
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from app import clock
from app.database import db, writing
from app.services import challenge_opening, event
from app.services.challenge_approval import approve
from app.services.subscription_news import hear_all, tell_all
from app.services.subscription_place import this_testbed
from models.audit import AuditLine
from models.base import Translated
from models.challenge import Challenge, ChallengeStatus
from models.event import EventStatus
from models.pilot_event import PilotEvent
from models.subscription import Rhythm, SubscriptionTold
from tests import ical
from tests.factories import award
from tests.factories import challenge as challenges
from tests.factories import event as events
from tests.factories import pilot as pilots
from tests.factories import subscription as follow
from tests.factories.account import acting, staff
from tests.factories.testbed import testbed
from tests.integration.subscription.test_experiment_feed import read, titles

HOUR = dt.timedelta(hours=1)
WEDNESDAY = dt.datetime(2027, 3, 3, 9, tzinfo=dt.UTC)
WHY = Translated("Sairastuminen", "Sjukdom", "Illness")


@pytest.fixture
def time():
    with time_machine.travel(WEDNESDAY, tick=False) as travel:
        yield travel


def run():
    """Do what the jobs do once; returns how many mails were written."""
    challenge_opening.note_all()
    hear_all()
    return tell_all()


def kinds():
    return [what for _who, _title, what in follow.told()]


def test_a_challenge_is_told_of_when_its_time_has_come_and_only_then(session, time):
    challenges.challenge(opens=2, closes=48)
    challenges.challenge(ChallengeStatus.IN_REVIEW, opens=2, closes=48)
    follow.followed(follow.view(theme=["built_environment"]))
    time.shift(HOUR)
    assert run() == 0, "it is still to open"
    time.shift(HOUR)
    assert run() == 1
    assert kinds() == [["challenge_open"]]
    (mail,) = follow.mails()
    (told,) = mail.context["happened"]
    assert (told["title"], told["end"]) == ("Puhtaampi katu", "2027-03-05")
    assert told["path"].startswith("/fi/challenges/")
    assert run() == 0


def test_one_that_is_opened_again_or_extended_is_not_told_of_twice(session, time):
    made = challenges.challenge(opens=-1, closes=2)
    follow.followed(follow.view())
    time.shift(HOUR)
    assert run() == 1
    time.shift(2 * HOUR)
    made.closes_at = clock.now() + 48 * HOUR
    session.commit()
    assert (run(), challenge_opening.note_opening(made.id)) == (0, 0)


def test_approved_while_its_time_runs_it_is_told_of_at_once(session, time):
    made = challenges.whole(ChallengeStatus.IN_REVIEW)
    follow.followed(follow.view(city=["helsinki"]))
    approve(acting(staff()), made.id, made.version)
    assert run() == 0
    made.opens_at = clock.now() - HOUR
    session.commit()
    time.shift(60)
    assert run() == 1


def test_of_two_jobs_at_once_one_finds_it_noted(session):
    made = challenges.challenge()
    assert [challenge_opening.note_opening(made.id) for _time in range(2)] == [1, 0]
    lines = select(AuditLine).where(AuditLine.action == "challenge:open")
    assert len(session.scalars(lines).all()) == 1


def test_the_outcome_is_told_to_those_who_follow_a_testbed_it_offers(session, time):
    made, place = award.decided(), testbed()
    made.testbeds = [place]
    session.commit()
    run()
    follow.followed(this_testbed(place, "Paikka"))
    time.shift(60)
    award.announced(made)
    assert run() == 1
    assert kinds() == [["challenge_told"]]
    assert run() == 0


def test_a_published_event_is_told_of_in_one_mail_with_a_challenge(session, time):
    who = acting(staff())
    made = events.event(EventStatus.DRAFT, testbed=testbed())
    email = follow.address()
    for what in (follow.view(city=["helsinki"]), this_testbed(made.testbed, "Paikka")):
        follow.followed(what, Rhythm.DAILY, email)
    event.publish(who, made.id, made.version)
    challenges.challenge()
    assert run() == 0
    time.shift(dt.timedelta(days=1))
    assert run() == 1
    assert sorted(kinds()) == [["challenge_open"], ["gathering"]]
    (mail,) = follow.mails()
    assert (mail.context["count"], mail.context["is_pilots"]) == (2, False)


def test_what_was_called_off_before_the_digest_is_not_told(session, time):
    who = acting(staff())
    made = events.event(EventStatus.DRAFT)
    follow.followed(follow.view(), Rhythm.WEEKLY)
    event.publish(who, made.id, made.version)
    run()
    session.expire_all()
    event.cancel(who, made.id, made.version, WHY)
    time.shift(dt.timedelta(days=7))
    assert (run(), kinds()) == (0, [])


def test_an_event_that_is_over_before_the_digest_is_no_news(session, time):
    made = events.event(EventStatus.DRAFT)
    follow.followed(follow.view(), Rhythm.WEEKLY)
    event.publish(acting(staff()), made.id, made.version)
    run()
    time.shift(dt.timedelta(days=7))
    assert (run(), kinds()) == (0, [])


def test_the_feeds_of_a_subscription_have_challenges_and_events(client, session):
    pilot, open_one, off = pilots.running(), challenges.challenge(), events.event()
    held = events.event(EventStatus.DRAFT)
    event.publish(acting(staff()), held.id, held.version)
    challenges.challenge(slug="oulu")
    challenge_opening.note_all()
    hear_all()
    one = follow.followed(follow.view(city=["helsinki"]), language="en")
    atom = f"/feeds/follow/{one.feed_token}.atom"
    assert titles(read(client.get(atom))) == {
        pilot.title.en, "New challenge: A cleaner street", "New event: Walking workshop",
    }  # fmt: skip
    calendar = ical.events(client.get(atom.replace(".atom", ".ics")).get_data()).values()
    found = sorted(str(entry["SUMMARY"]) for entry in calendar)
    assert found == sorted(
        [pilot.title.en, "Last day to enter: A cleaner street", *["Walking workshop"] * 2]
    )
    off.status, open_one.status = EventStatus.CANCELLED, ChallengeStatus.CANCELLED
    held.status = EventStatus.CANCELLED
    session.commit()
    assert titles(read(client.get(atom))) == {pilot.title.en}
    place = follow.followed(follow.pilot(pilot), language="en")
    assert titles(read(client.get(f"/feeds/follow/{place.feed_token}.atom"))) == {pilot.title.en}


def test_what_was_told_survives_the_way_back_and_forth(engine_kind, databases):
    app = databases.application(engine_kind)
    with app.app_context():
        with writing():
            pilot, challenge = pilots.running(), challenges.challenge()
            challenge_id = challenge.id
            ids = follow.happened(pilot), follow.happened(challenge)
            reader = follow.reader()
            db.session.add_all(
                SubscriptionTold(reader_id=reader.id, event_id=one, at=clock.now()) for one in ids
            )
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
        downgrade(revision="0029")
        with db.engine.connect() as connection:
            told = connection.execute(text("SELECT event_id FROM subscription_told")).all()
        db.engine.dispose()
        assert told == [(ids[0],)], "what was told of pilots is kept"
        upgrade()
        assert [one.id for one in db.session.query(PilotEvent)] == [ids[0]]
        assert [one.event_id for one in db.session.query(SubscriptionTold)] == [ids[0]]
        with writing():
            follow.happened(db.session.get(Challenge, challenge_id))
        db.session.remove()
        db.engine.dispose()
