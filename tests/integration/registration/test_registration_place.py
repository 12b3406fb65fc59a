"""Places of sessions are given while there are any, in the order of coming, and passed on."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.policies.actor import VISITOR
from app.services import registration as service
from app.services import registration_own as own
from app.services import registration_place
from models import guard_registration
from models.errors import ConflictError, FieldError, NotFoundError
from models.event import EventKind, EventStatus
from models.registration import (
    COUNTED,
    REGISTRATION_WORKFLOW,
    Registrant,
    Registration,
    RegistrationStatus,
    offer_end,
)
from tests.factories import event as events
from tests.factories import registration as make
from tests.factories.account import acting, person
from tests.factories.pilot_run import mails, readers

S = RegistrationStatus


def later(**span):
    return time_machine.travel(clock.now() + dt.timedelta(**span), tick=False)


def taken(session, event):
    session.expire_all()
    return event.sessions[0].taken


def refused(code, deed, error=ConflictError):
    with pytest.raises(error) as found:
        deed()
    assert found.value.code == code
    return found.value


def test_the_place_is_held_until_the_address_is_confirmed(session):
    event = make.held(1)
    one = make.applied(event)
    assert (make.status(one), taken(session, event)) == (S.APPLIED, 1)
    assert readers("registration/confirm") == {one.reader.email}
    late = make.confirmed(event)
    assert make.status(late) == S.WAITING
    service.confirm(VISITOR, one.token)
    assert (make.status(one), taken(session, event)) == (S.CONFIRMED, 1)
    service.confirm(VISITOR, one.token)
    assert len(mails("registration/confirmed")) == 1


def test_who_confirms_too_late_loses_the_place_that_was_held_but_not_the_turn(session):
    event = make.held(1)
    one = make.applied(event)
    waits = make.confirmed(event)
    with later(minutes=31):
        assert registration_place.lapse_all_due() == 0
        assert make.status(waits) == S.OFFERED
        service.confirm(VISITOR, one.token)
        assert make.status(one) == S.WAITING
    assert taken(session, event) == 1


def test_who_is_signed_in_with_a_confirmed_address_has_a_place_at_once(session):
    event, user = make.held(2), person()
    one = make.applied(event, actor=acting(user), email=user.email)
    assert make.status(one) == S.CONFIRMED
    assert mails("registration/confirm") == []
    other = make.applied(event, actor=acting(user), email="toinen@koepaikka.example")
    assert make.status(other) == S.APPLIED


def test_who_comes_after_the_last_place_waits_and_the_longest_is_asked_first(session):
    event = make.held(2)
    first, _second, third, fourth = (make.confirmed(event) for _one in range(4))
    assert [make.status(third), make.status(fourth)] == [S.WAITING, S.WAITING]
    assert readers("registration/waiting") == {third.reader.email, fourth.reader.email}
    make.cancelled(first)
    found = [make.status(one) for one in (first, third, fourth)]
    assert found == [S.CANCELLED, S.OFFERED, S.WAITING]
    assert taken(session, event) == 2
    assert readers("registration/offered") == {third.reader.email}
    own.accept(VISITOR, third.token, third.registrations[0].id)
    row = make.row(third)
    assert (row.status, row.held_until) == (S.CONFIRMED, None)
    own.accept(VISITOR, third.token, row.id)
    assert taken(session, event) == 2


def test_nobody_overtakes_those_who_wait(session):
    event = make.held(1)
    one = make.confirmed(event)
    waits = make.confirmed(event)
    make.cancelled(one)
    newcomer = make.confirmed(event)
    assert [make.status(waits), make.status(newcomer)] == [S.OFFERED, S.WAITING]


def test_an_offer_lapses_and_the_next_one_is_asked(session):
    event = make.held(1)
    first = make.offered(event)
    second = make.confirmed(event)
    with later(hours=23):
        assert registration_place.lapse_all_due() == 0
    with later(hours=25):
        lapsed = first.registrations[0].id
        refused("place_offer_lapsed", lambda: own.accept(VISITOR, first.token, lapsed))
        assert registration_place.lapse_all_due() == 1
    assert [make.status(first), make.status(second)] == [S.LAPSED, S.OFFERED]
    assert taken(session, event) == 1
    assert readers("registration/lapsed") == {first.reader.email}


def test_without_the_clock_the_next_who_comes_lets_the_offer_lapse(session):
    event = make.held(1)
    first = make.offered(event)
    with later(hours=25):
        newcomer = make.confirmed(event)
        assert [make.status(first), make.status(newcomer)] == [S.LAPSED, S.CONFIRMED]


def test_an_offer_never_outlasts_what_leaves_time_to_ask_the_next(session):
    event = make.held()
    begins = event.sessions[0].starts_at
    hour = dt.timedelta(hours=1)
    ends = [
        (begins - 40 * hour, begins - 16 * hour),
        (begins - 10 * hour, begins - 2 * hour),
        (begins - 2.5 * hour, begins - 1.5 * hour),
        (begins - 0.5 * hour, begins),
        (begins, None),
    ]
    assert [offer_end(event.sessions[0], now) for now, _end in ends] == [end for _now, end in ends]


def test_more_places_are_offered_to_those_who_wait(session):
    event = make.held(1)
    make.confirmed(event)
    waits = make.confirmed(event)
    event.sessions[0].capacity = 2
    session.commit()
    registration_place.lapse_one(event.sessions[0].id)
    assert make.status(waits) == S.OFFERED


def test_an_event_without_a_limit_has_room_for_everybody(session):
    event = make.held(None)
    assert {make.status(make.confirmed(event)) for _one in range(3)} == {S.CONFIRMED}
    assert taken(session, event) == 3


def test_a_programme_is_one_form_and_clashes_are_told(session):
    event = events.event(
        EventStatus.PUBLISHED,
        events.session(48, title=events.Translated("A", "A", "A")),
        events.session(49, title=events.Translated("B", "B", "B")),
        events.session(60, title=events.Translated("C", "C", "C")),
        kind=EventKind.PROGRAMME,
    )
    every = frozenset(one.id for one in event.sessions)
    refused("choose_session", lambda: make.applied(event, sessions=frozenset()), FieldError)
    clash = refused("sessions_clash", lambda: make.applied(event, sessions=every), FieldError)
    assert clash.facts == {"first": "A", "second": "B"}
    one = make.confirmed(event, sessions=every, clash_is_fine=True)
    assert {row.status for row in one.registrations} == {S.CONFIRMED}
    assert len(mails("registration/confirmed")) == 1, "one mail for all of them"
    two = make.confirmed(event, sessions=frozenset({event.sessions[0].id}))
    refused(
        "sessions_clash",
        lambda: own.add(VISITOR, two.token, frozenset({event.sessions[1].id})),
        FieldError,
    )
    own.add(VISITOR, two.token, frozenset({event.sessions[2].id}))
    assert [make.status(two, number) for number in (0, 1)] == [S.CONFIRMED, S.CONFIRMED]


def test_one_person_has_one_place(session):
    event = make.held(5)
    one = make.confirmed(event)
    own.add(VISITOR, one.token, frozenset({event.sessions[0].id}))
    assert taken(session, event) == 1
    session.add(
        Registration(
            session_id=event.sessions[0].id,
            registrant_id=one.id,
            status=S.WAITING,
            asked_at=clock.now(),
        )
    )
    with pytest.raises(IntegrityError, match="registration"):
        session.flush()
    session.rollback()


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(session):
    event = make.held(5)
    one = make.confirmed(event)
    again = make.wanting(event, email=one.reader.email, name="Joku Muu")
    answer = service.register(VISITOR, event.slug, again)
    assert answer == service.register(VISITOR, event.slug, make.wanting(event)) == 0
    assert readers("registration/already") == {one.reader.email}
    session.refresh(one)
    assert (one.name, taken(session, event)) == ("Rauha Esimerkki", 2)
    empty = make.wanting(event, email=one.reader.email, name=" ")
    refused("own_name_needed", lambda: service.register(VISITOR, event.slug, empty), FieldError)


def test_who_asks_again_before_confirming_holds_one_place(session):
    event = make.held(2)
    one = make.applied(event)
    again = make.applied(event, email=one.reader.email, name="Toinen Nimi")
    assert (again.id, again.name, taken(session, event)) == (one.id, "Toinen Nimi", 1)


def test_who_has_left_may_come_again(session):
    event = make.held(2)
    user = person()
    one = make.applied(event, actor=acting(user), email=user.email)
    make.cancelled(one)
    assert taken(session, event) == 0
    make.applied(event, actor=acting(user), email=user.email)
    assert [row.status for row in make.latest(event).registrations] == [S.CANCELLED, S.CONFIRMED]


@pytest.mark.parametrize(
    "values",
    [{"registers": False}, {"registration_closes_at": clock.now() - dt.timedelta(hours=1)}],
)
def test_nobody_registers_for_what_is_closed(session, values):
    event = make.held(2, **values)
    refused("registration_closed", lambda: make.applied(event))


def test_nobody_registers_for_what_has_begun_or_is_not_public(session):
    event = make.held(2)
    one = make.applied(event)
    with later(hours=48, minutes=1):
        refused("registration_closed", lambda: make.applied(event))
        refused("registration_closed", lambda: service.confirm(VISITOR, one.token))
    draft = events.event(EventStatus.DRAFT)
    refused("not_found", lambda: make.applied(draft), NotFoundError)


def test_nothing_is_cancelled_once_it_has_begun(session):
    event = make.held(2)
    one = make.confirmed(event)
    with later(hours=48, minutes=1):
        refused("session_has_begun", lambda: make.cancelled(one))


def test_the_database_itself_refuses_one_too_many(session):
    event = make.held(1)
    make.confirmed(event)
    waits = make.confirmed(event)
    with pytest.raises(IntegrityError, match="within_places"):
        session.execute(
            text("UPDATE registration SET status = 'confirmed' WHERE id = :id"),
            {"id": waits.registrations[0].id},
        )
    session.rollback()


def test_the_triggers_count_the_states_that_hold_a_place():
    assert str(tuple(one.value for one in COUNTED)) == guard_registration.COUNTED


def test_the_count_follows_every_way_in_and_out(session):
    event = make.held(3)
    one = make.confirmed(event)
    make.applied(event)
    assert taken(session, event) == 2
    session.delete(one.registrations[0])
    session.commit()
    assert taken(session, event) == 1
    session.execute(text("DELETE FROM registration"))
    session.commit()
    assert taken(session, event) == 0


def test_every_state_but_the_last_ones_leads_somewhere():
    ends = {one for one in S if not REGISTRATION_WORKFLOW.open_actions(one)}
    assert ends == {S.LAPSED, S.CANCELLED}


def test_who_never_confirms_is_forgotten(session):
    event = make.held(3)
    make.applied(event)
    kept = make.confirmed(event)
    with later(days=3):
        assert service.forget_unanswered() == 1
    assert [one.id for one in session.query(Registrant)] == [kept.id]
    assert taken(session, event) == 1
