"""Each thing is told to each reader once, in their rhythm, whoever dies in between."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app.database import db
from app.services import pilot, pilot_incident, pilot_update, subscription_news
from app.services import subscription as service
from app.services.pilot_update import Post
from app.services.subscription_news import hear_all, next_digest, tell_all
from models.base import Translated
from models.pilot_event import PilotEvent
from models.subscription import Rhythm, SubscriptionNews, SubscriptionTold
from tests.factories import pilot as pilots
from tests.factories import pilot_run, pilot_step
from tests.factories import subscription as follow
from tests.factories.application import day

REASON = Translated("Syy", "Skäl", "Reason")
WEDNESDAY = dt.datetime(2027, 3, 3, 9, tzinfo=dt.UTC)


@pytest.fixture
def time():
    with time_machine.travel(WEDNESDAY, tick=False) as travel:
        yield travel


@pytest.fixture
def running(session, time):
    made = pilot_step.running(days=20)
    hear_all()
    time.shift(60)
    return made


def post(made, words="Uutinen"):
    return pilot_update.publish(
        pilot_step.runner(made), made.id, Post(Translated(words), Translated("Lamput palavat"))
    )


def run():
    """Do what the jobs do once; returns how many mails were written."""
    hear_all()
    return tell_all()


def kinds():
    return [what for _who, _title, what in follow.told()]


def waiting():
    return db.session.scalar(select(func.count()).select_from(SubscriptionNews))


def test_a_digest_goes_out_in_the_morning_of_its_rhythm(time):
    summer = dt.datetime(2027, 7, 5, 3, 59, tzinfo=dt.UTC)  # Monday, 6.59 in Finland
    for now, rhythm, then in (
        (WEDNESDAY, Rhythm.DAILY, dt.datetime(2027, 3, 4, 5, tzinfo=dt.UTC)),
        (WEDNESDAY, Rhythm.WEEKLY, dt.datetime(2027, 3, 8, 5, tzinfo=dt.UTC)),
        (summer, Rhythm.DAILY, dt.datetime(2027, 7, 5, 4, tzinfo=dt.UTC)),
        (summer, Rhythm.WEEKLY, dt.datetime(2027, 7, 5, 4, tzinfo=dt.UTC)),
        (summer + dt.timedelta(minutes=1), Rhythm.WEEKLY,
         dt.datetime(2027, 7, 12, 4, tzinfo=dt.UTC)),
    ):  # fmt: skip
        assert next_digest(now, rhythm) == then


def test_each_rhythm_is_told_in_its_time_and_once(running, time):
    for rhythm in Rhythm:
        follow.followed(follow.pilot(running), rhythm)
    time.shift(60)
    post(running)
    assert run() == 1, "at once"
    assert run() == 0
    time.move_to(dt.datetime(2027, 3, 4, 4, 59, tzinfo=dt.UTC))
    assert run() == 0
    time.shift(60)
    assert run() == 1, "the next morning"
    time.move_to(dt.datetime(2027, 3, 8, 5, tzinfo=dt.UTC))
    assert run() == 1, "on Monday"
    assert run() == 0
    assert kinds() == [["news"]] * 3
    assert waiting() == 0


def test_many_subscriptions_make_one_mail_that_names_each_thing_once(running, time):
    other = pilot_step.running(days=20)
    hear_all()
    email = follow.address()
    for what in (follow.pilot(running), follow.pilot(other), follow.view()):
        follow.followed(what, Rhythm.DAILY, email)
    time.shift(60)
    post(running, "Yksi")
    post(running, "Kaksi")
    post(other, "Kolme")
    time.shift(dt.timedelta(days=1))
    assert run() == 0, "heard only now, so it is due the next morning"
    time.shift(dt.timedelta(days=1))
    assert run() == 1
    (mail,) = follow.mails()
    titles = [[what["title"] for what in one["what"]] for one in mail.context["happened"]]
    assert titles == [["Yksi", "Kaksi"], ["Kolme"]]
    assert len(mail.context["follows"]) == 3
    assert mail.recipient == email


def test_what_was_told_at_once_is_not_in_the_digest(running, time):
    email = follow.address()
    follow.followed(follow.pilot(running), Rhythm.AT_ONCE, email)
    follow.followed(follow.view(), Rhythm.WEEKLY, email)
    time.shift(60)
    post(running)
    assert run() == 1
    time.shift(dt.timedelta(days=14))
    assert run() == 0
    assert kinds() == [["news"]]


def test_a_pause_for_safety_is_told_at_once_to_whoever_follows_the_pilot(running, time):
    follower = follow.followed(follow.pilot(running), Rhythm.WEEKLY)
    follow.followed(follow.view(), Rhythm.WEEKLY)
    time.shift(60)
    told = pilot_incident.Incident(day(0), "A lamp fell", is_harm=True)
    pilot_incident.report(pilot_run.applicant_of(running), running.id, told)
    pilot.pause(pilot_step.runner(running), running.id, REASON)
    assert run() == 1
    (mail,) = follow.mails()
    assert mail.recipient == follower.reader.email
    assert mail.context["is_urgent"]
    assert mail.due_at < mail.created_at, "it goes before what waits already"
    assert mail.context["happened"][0]["note"] == "Syy"
    assert "A lamp fell" not in str(mail.context), "incidents are not public"


def test_nobody_hears_what_happened_before_they_confirmed(running, time):
    post(running)
    time.shift(60)
    one = follow.asked(follow.pilot(running))
    time.shift(60)
    post(running, "Ennen")
    time.shift(60)
    service.confirm(one.confirm_token)
    assert run() == 0
    time.shift(60)
    post(running, "Sen jälkeen")
    assert run() == 1
    assert follow.mails()[0].context["happened"][0]["what"][0]["title"] == "Sen jälkeen"


def test_whoever_has_not_confirmed_or_has_stopped_hears_nothing(running, time):
    follow.asked(follow.pilot(running))
    stopped = follow.followed(follow.pilot(running), Rhythm.DAILY)
    also = follow.followed(follow.view(), Rhythm.DAILY, stopped.reader.email)
    time.shift(60)
    post(running)
    hear_all()
    service.stop(stopped.stop_token)
    assert waiting() == 1, "the other subscription still waits"
    service.stop(also.stop_token)
    assert waiting() == 0
    time.shift(dt.timedelta(days=8))
    assert run() == 0


def test_a_post_that_was_removed_meanwhile_is_not_told(running, time):
    follow.followed(follow.pilot(running), Rhythm.DAILY)
    time.shift(60)
    update = post(running)
    hear_all()
    pilot_update.remove(pilot_step.runner(running), running.id, update, "Wrong pilot")
    time.shift(dt.timedelta(days=1))
    assert run() == 0
    assert waiting() == 0


@pytest.mark.parametrize("where", ["due_news", "tell_address", "_settle", "match", "read_trail"])
def test_killed_in_the_middle_nobody_is_told_twice_or_never(running, time, monkeypatch, where):
    for _number in range(3):
        follow.followed(follow.pilot(running))
    time.shift(60)
    post(running)
    real = getattr(subscription_news, where)
    left = iter([True, False])  # dies at the second one, where there is one

    def dies(*given, **named):
        answer = real(*given, **named)
        if where in {"match", "read_trail"} or not next(left):
            raise KeyboardInterrupt
        return answer

    with monkeypatch.context() as broken:
        broken.setattr(subscription_news, where, dies)
        with pytest.raises(KeyboardInterrupt):
            run()
    before = len(follow.mails())
    assert run() == 3 - before
    assert run() == 0
    assert len({who for who, _title, _what in follow.told()}) == 3
    assert kinds() == [["news"]] * 3
    assert waiting() == 0
    assert db.session.scalar(select(func.count()).select_from(SubscriptionTold)) == 3


def test_one_reader_who_cannot_be_told_holds_up_no_other(running, time, monkeypatch, caplog):
    bad = follow.followed(follow.pilot(running))
    follow.followed(follow.pilot(running))
    time.shift(60)
    post(running)
    hear_all()
    real = subscription_news._may_be_told

    def may_be_told(reader):
        if reader.id == bad.reader_id:
            raise ValueError
        return real(reader)

    monkeypatch.setattr(subscription_news, "_may_be_told", may_be_told)
    assert tell_all() == 1
    assert f"reader {bad.reader_id} could not be told" in caplog.text


def test_an_account_that_is_switched_off_is_told_nothing(running, time):
    from tests.factories.account import acting, person  # noqa: PLC0415 - only here

    who = person()
    service.follow(acting(who), follow.pilot(running), Rhythm.AT_ONCE, who.email, "fi")
    who.active = False
    db.session.commit()
    time.shift(60)
    post(running)
    assert run() == 0
    assert follow.mails() == []


def test_many_things_fill_one_mail_and_no_more(session, time):
    some = [pilots.running() for _number in range(23)]
    follow.followed(follow.view(), Rhythm.AT_ONCE)
    time.shift(60)
    ids = [follow.happened(one) for one in some]

    @subscription_news.use_case
    def match():
        subscription_news.match([session.get(PilotEvent, one) for one in ids])

    match()
    assert tell_all() == 1
    context = follow.mails()[0].context
    assert (context["count"], len(context["happened"])) == (23, 20)
    assert tell_all() == 0
