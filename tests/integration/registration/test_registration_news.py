"""What those who registered are told of their event, each once."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from app import clock
from app.database import use_case
from app.services import event as event_service
from app.services import event_outcome, registration_desk
from app.services import registration_news as service
from app.services.event_outcome import Outcome
from app.services.event_text import kept
from models.base import Translated
from models.errors import FieldError
from models.event import EventStatus
from models.registration import RegistrationStatus
from tests.factories import event as events
from tests.factories import registration as make
from tests.factories.pilot_run import mails, readers

S = RegistrationStatus
WORDS = Translated("Hyvä", "Bra", "Good")


def later(**span):
    return time_machine.travel(clock.now() + dt.timedelta(**span), tick=False)


def done(deed, *given):
    return use_case(lambda: deed(*given))()


def test_a_reminder_comes_once_as_long_before_as_the_event_says(session):
    event = events.event(
        EventStatus.PUBLISHED, events.session(48), events.session(50), events.session(90),
        remind_hours=24,
    )  # fmt: skip
    every = frozenset(one.id for one in event.sessions)
    one = make.confirmed(event, sessions=every, clash_is_fine=True)
    make.applied(event)
    assert service.remind_all() == 0
    with later(hours=27):
        assert service.remind_all() == 1
        assert service.remind_all() == 0
    (mail,) = mails("registration/reminder")
    assert (mail.recipient, len(mail.context["sessions"])) == (one.reader.email, 2)
    with later(hours=67):
        assert service.remind_all() == 1


def test_nobody_is_reminded_where_the_event_wants_none(session):
    make.confirmed(make.held(2, remind_hours=0))
    with later(hours=47):
        assert service.remind_all() == 0


def test_a_new_time_is_told_and_reminded_of_anew(session):
    event = make.held(2)
    one = make.confirmed(event)
    with later(hours=47):
        assert service.remind_all() == 1
        event.sessions[0].starts_at += dt.timedelta(days=2)
        event.sessions[0].ends_at += dt.timedelta(days=2)
        session.commit()
        done(service.tell_changed, event)
    assert readers("registration/changed") == {one.reader.email}
    with later(hours=90):
        assert service.remind_all() == 1


def test_more_room_is_offered_when_an_event_is_written_again_and_less_is_refused(session):
    event = make.held(2)
    for _place in range(2):
        make.confirmed(event)
    waits = make.confirmed(event)
    who = make.people(event)
    with pytest.raises(FieldError) as refused:
        event_service.save(who, event.id, event.version, replace(kept(event), capacity=1))
    assert refused.value.code == "capacity_below_taken"
    event_service.save(who, event.id, event.version, replace(kept(event), capacity=3))
    assert make.status(waits) == S.OFFERED
    assert mails("registration/changed") == []


def test_a_cancelled_event_ends_every_registration_and_says_why(session):
    event = make.held(1)
    one, waits = make.confirmed(event), make.confirmed(event)
    unconfirmed = make.applied(event)
    event.status = EventStatus.CANCELLED
    session.commit()
    done(service.tell_cancelled, event)
    done(service.tell_cancelled, event)
    found = {make.status(each) for each in (one, waits, unconfirmed)}
    assert found == {S.CANCELLED}
    session.expire_all()
    assert event.sessions[0].taken == 0
    assert readers("registration/event_cancelled") == {one.reader.email, waits.reader.email}


def test_one_session_that_is_not_held_leaves_the_others(session):
    event = events.event(EventStatus.PUBLISHED, events.session(48), events.session(60))
    one = make.confirmed(event, sessions=frozenset(row.id for row in event.sessions))
    event.sessions[0].cancelled_at = clock.now()
    session.commit()
    done(service.tell_cancelled, event, event.sessions[0])
    assert [make.status(one, number) for number in (0, 1)] == [S.CANCELLED, S.CONFIRMED]


def test_those_who_came_are_told_once_what_came_of_it(session):
    event = make.held(2)
    one, _other = make.confirmed(event), make.confirmed(event)
    who = make.people(event)
    registration_desk.check_in(who, event.id, one.registrations[0].id)
    told = Outcome(WORDS, Translated(), 1)
    with later(hours=51):
        event_outcome.tell(who, event.id, event.version, told)
        session.expire_all()
        event_outcome.tell(who, event.id, event.version, told)
    assert readers("registration/thanks") == {one.reader.email}
    assert len(mails("registration/thanks")) == 1
