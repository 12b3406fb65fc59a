"""Who comes without having registered is counted in, as far as there is room, and taken back."""

import datetime as dt

import pytest
import time_machine

from app import clock
from app.queries.registration_desk import let_in_at, people_who_came
from app.services import registration_desk as desk
from app.services import registration_door as service
from models.account import CityRole
from models.audit import AuditLine
from models.errors import ConflictError, ForbiddenError, IllegalMoveError
from models.event import EventStatus
from models.registration import Registration
from tests.factories import event as events
from tests.factories import registration as make
from tests.factories.account import acting, staff


def room_of(event):
    return event.sessions[0]


def test_one_is_let_in_for_each_free_place_and_no_more(session):
    event = make.held(2)
    make.confirmed(event)
    who, room = make.people(event), room_of(event)
    service.let_in(who, event.id, room.id)
    with pytest.raises(ConflictError) as refused:
        service.let_in(who, event.id, room.id)
    assert refused.value.code == "session_full"
    session.expire_all()
    assert (room.taken, let_in_at(room)) == (2, 1)
    assert session.query(AuditLine).filter_by(action="registration:let_in").count() == 1


def test_whoever_has_been_offered_a_place_keeps_it(session):
    event = make.held(1)
    make.offered(event)
    with pytest.raises(ConflictError):
        service.let_in(make.people(event), event.id, room_of(event).id)


def test_without_a_limit_everybody_comes_in(session):
    event = make.held(None)
    for _one in range(3):
        service.let_in(make.people(event), event.id, room_of(event).id)
    session.expire_all()
    assert let_in_at(room_of(event)) == 3


def test_the_last_one_is_taken_back_and_nobody_else(session):
    event = make.held(3)
    who, room = make.people(event), room_of(event)
    desk.check_in(who, event.id, make.confirmed(event).registrations[0].id)
    service.let_in(who, event.id, room.id)
    service.take_back(who, event.id, room.id)
    session.expire_all()
    assert (room.taken, let_in_at(room)) == (1, 0)
    with pytest.raises(IllegalMoveError):
        service.take_back(who, event.id, room.id)


def test_who_was_forgotten_was_not_let_in_at_the_door(session):
    event = make.held(3)
    one = make.confirmed(event)
    desk.check_in(make.people(event), event.id, one.registrations[0].id)
    session.query(Registration).update({"registrant_id": None})
    session.commit()
    assert let_in_at(room_of(event)) == 0
    assert people_who_came(event) == 1


def test_nobody_is_let_in_where_nothing_is_held(session):
    event = make.held(3)
    event.status = EventStatus.CANCELLED
    session.commit()
    with pytest.raises(ConflictError) as refused:
        service.let_in(make.people(event), event.id, room_of(event).id)
    assert refused.value.code == "session_not_held"


def test_a_reviewer_lets_nobody_in(session):
    event = make.held(3)
    who = acting(staff(CityRole.REVIEWER))
    with pytest.raises(ForbiddenError):
        service.let_in(who, event.id, room_of(event).id)


def test_the_page_of_the_door_lets_in_and_takes_back(client, session, sign_in):
    event = make.held(1)
    sign_in(staff())
    door = f"/en/desk/events/{event.id}/sessions/{room_of(event).id}"
    assert "1 place is free." in client.page(f"{door}/check-in").text
    assert client.post(f"{door}/door/let_in").status_code == 303
    told = client.page(f"{door}/check-in").text
    assert "Every place is taken" in told
    assert "1 was let in." in told
    answer = client.post(f"{door}/door/let_in", follow_redirects=True)
    assert "nobody more can be let in" in answer.text
    assert client.post(f"{door}/door/take_back").status_code == 303
    assert "1 place is free." in client.page(f"{door}/check-in").text


def test_what_came_of_it_begins_with_those_who_were_checked_in(client, session, sign_in):
    rooms = events.session(capacity=9), events.session(50, capacity=9)
    event = events.event(EventStatus.PUBLISHED, *rooms)
    who, both = make.people(event), frozenset(one.id for one in event.sessions)
    for row in make.confirmed(event, sessions=both, clash_is_fine=True).registrations:
        desk.check_in(who, event.id, row.id)
    service.let_in(who, event.id, room_of(event).id)
    with time_machine.travel(clock.now() + dt.timedelta(days=9), tick=False):
        sign_in(staff())
        page = client.page(f"/en/desk/events/{event.id}/outcome")
    assert page.fields()["came"] == "2"
