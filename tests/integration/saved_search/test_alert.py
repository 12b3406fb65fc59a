"""Alerts: each place that newly fits is told once for each search, whoever dies in between."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.database import db
from app.jobs.letter import Letters, Message
from app.services import saved_search as service
from models.booking import Booking, BookingStatus, slot_of
from models.outbox import OutboxMessage
from models.saved_search import AlertRhythm, SavedSearch
from models.testbed import TestbedStatus
from tests.factories.account import acting, person
from tests.factories.testbed import testbed

DAY = dt.timedelta(days=1)
WISH = {"need": ["power"], "days": ["10"]}


@pytest.fixture
def time():
    with time_machine.travel(dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC), tick=False) as travel:
        yield travel


@pytest.fixture
def owner(session, time):
    return person("Aino")


def keep(owner, alert=AlertRhythm.DAILY, wish=None, name="Talvi"):
    return service.keep_search(acting(owner), name, wish or WISH, alert)


def power(*args, **values):
    return testbed(*args, infrastructure=["power"], **values)


def mails():
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.template == "saved_search/found")
        .order_by(OutboxMessage.id)
    )
    return [[one["path"].rsplit("/", 1)[1] for one in row.context["found"]] for row in rows]


def a_day_later(time):
    time.shift(DAY)
    return service.alert_all()


def test_new_changed_and_freed_places_are_told_each_once(session, owner, time):
    known, later = power(), testbed()
    full = power()
    taken = Booking(
        testbed_id=full.id, start_slot=slot_of(clock.today()) - 1, units=1,
        end_slot=slot_of(clock.today()) + 400, status=BookingStatus.CONFIRMED,
        created_at=clock.now(),
    )  # fmt: skip
    session.add(taken)
    session.commit()
    keep(owner)
    assert a_day_later(time) == 0, "what fitted when it began is no news"
    new = power()
    assert a_day_later(time) == 1
    later.infrastructure = ["power"]
    session.commit()
    assert a_day_later(time) == 1
    taken.status = BookingStatus.CANCELLED
    session.commit()
    assert a_day_later(time) == 1
    for _number in range(3):
        assert a_day_later(time) == 0
    assert mails() == [[new.slug], [later.slug], [full.slug]]
    assert [known.slug] not in mails()


def test_a_place_that_went_and_came_back_is_no_news(session, owner, time):
    keep(owner)
    place = power()
    assert a_day_later(time) == 1
    for status in (TestbedStatus.PAUSED, TestbedStatus.PUBLISHED):
        place.status = status
        session.commit()
        assert a_day_later(time) == 0


def test_two_searches_of_one_person_tell_of_the_same_place_each(session, owner, time):
    keep(owner)
    keep(owner, name="Toinen", wish={"need": ["power"]})
    place = power()
    assert a_day_later(time) == 2
    assert mails() == [[place.slug], [place.slug]]


def test_each_is_looked_at_in_its_own_rhythm(session, owner, time):
    keep(owner, AlertRhythm.WEEKLY)
    keep(owner, AlertRhythm.NEVER, name="Ei")
    place = power()
    for _number in range(6):
        assert a_day_later(time) == 0
    assert a_day_later(time) == 1
    assert mails() == [[place.slug]]


def test_what_came_while_alerts_were_off_is_known_when_they_begin(session, owner, time):
    search = keep(owner, AlertRhythm.NEVER)
    power()
    service.change_search(acting(owner), search, "Talvi", AlertRhythm.DAILY)
    assert a_day_later(time) == 0
    place = power()
    service.change_search(acting(owner), search, "Talvi", AlertRhythm.WEEKLY)
    for _number in range(6):
        assert a_day_later(time) == 0
    assert a_day_later(time) == 1, "a slower rhythm forgets nothing"
    assert mails() == [[place.slug]]


def test_whoever_has_no_account_any_more_is_told_nothing(session, owner, time):
    keep(owner)
    owner.active = False
    session.commit()
    power()
    assert a_day_later(time) == 0
    assert mails() == []


@pytest.mark.parametrize("where", ["tell", "told_places", "cards", "_know"])
def test_killed_in_the_middle_nobody_is_told_twice_or_never(
    session, owner, time, monkeypatch, where
):
    search = keep(owner)
    place = power()
    real = getattr(service, where)

    def dies(*given, **named):
        real(*given, **named)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(service, where, dies)
        with pytest.raises(KeyboardInterrupt):
            a_day_later(time)
    assert mails() == []
    assert service.alert_all() == 1
    assert service.alert_all() == 0
    assert mails() == [[place.slug]]
    assert db.session.get(SavedSearch, search).due_at == clock.now() + DAY


def test_one_search_that_cannot_be_looked_at_holds_up_no_other(
    session, owner, time, monkeypatch, caplog
):
    bad = keep(owner, wish={"days": ["10"], "start": ["2027-99-99"]}, alert=AlertRhythm.NEVER)
    search = db.session.get(SavedSearch, bad)
    search.alert, search.due_at = AlertRhythm.DAILY, clock.now()
    session.commit()
    keep(owner, name="Toinen")
    power()
    assert a_day_later(time) == 1
    assert f"saved search {bad} could not be looked at" in caplog.text


def test_the_mail_says_what_where_and_how_to_stop(app, session, owner, time):
    owner.language = "sv"
    session.commit()
    keep(owner)
    place = power("oulu", lead_days=5)
    a_day_later(time)
    row = db.session.scalar(select(OutboxMessage))
    letters = Letters(app, "https://koepaikka.example", "post@koepaikka.example")
    message = Message(1, row.dedup_key, row.template, row.language, row.recipient, row.context, 1)
    letter = letters.write(message)
    token = db.session.scalar(select(SavedSearch.stop_token))
    stop = f"https://koepaikka.example/sv/searches/stop/{token}"
    text = letter.get_body(("plain",)).get_content()
    page = letter.get_body(("html",)).get_content()
    assert letter["Subject"] == "1 ny plats passar din sökning ”Talvi”"
    for body in (text, page):
        assert place.name.sv in body
        assert f"https://koepaikka.example/sv/testbeds/oulu/{place.slug}" in body
        assert "7 mars 2027" in body
        assert stop in body
    assert letter["List-Unsubscribe"] == f"<{stop}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = letter.as_bytes().decode()
    assert f"List-Unsubscribe: <{stop}>" in raw.replace("\r\n ", " "), "no server reads it encoded"


def test_other_mails_have_no_such_header(app):
    letters = Letters(app, "https://koepaikka.example", "post@koepaikka.example")
    message = Message(1, "k", "account/reset_notice", "fi", "a@b.example", {"name": "A"}, 1)
    with app.app_context():
        assert letters.write(message)["List-Unsubscribe"] is None
