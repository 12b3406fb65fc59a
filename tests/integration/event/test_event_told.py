"""What those who come have to know of is marked as moved; what they need not know of is not."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from app.services import event as service
from app.services import event_session
from app.services.event_session import SessionText
from app.services.event_text import Place, Times, kept
from models.account import CityRole
from models.base import Translated
from models.errors import ConflictError
from models.event import EventKind, EventStatus
from tests.factories.account import acting, staff
from tests.factories.event import HOUR, event
from tests.factories.event import session as starting

NOW = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel(NOW, tick=False):
        yield


def editor():
    return acting(staff(CityRole.EDITOR))


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        (lambda text: replace(text, description=Translated("Uutta")), False),
        (lambda text: replace(text, capacity=30), False),
        (lambda text: replace(text, times=Times(text.times.start, text.times.end + HOUR)), True),
        (lambda text: replace(text, place=Place(address="Muualla 2")), True),
        (lambda text: replace(text, place=Place(online_url="https://a.example/b")), True),
    ],
)
def test_times_and_place_move_an_event_and_texts_do_not(session, change, moves):
    made = event(title=Translated("A", "B"), summary=Translated("A", "B"))
    service.save(editor(), made.id, made.version, change(kept(made)))
    assert (made.moved_at is not None) == moves


def test_nobody_is_told_of_a_draft(session):
    made = event(EventStatus.DRAFT)
    text = kept(made)
    later = replace(text, times=Times(text.times.start + HOUR, text.times.end + HOUR))
    service.save(editor(), made.id, made.version, later)
    assert made.moved_at is None


@pytest.mark.parametrize(("room", "hours", "moves"), [("Sali 1", 0, False), ("Sali 2", 0, True),
                                                     ("Sali 1", 1, True)])  # fmt: skip
def test_a_session_moves_with_its_time_or_room(session, room, hours, moves):
    made = event(kind=EventKind.PROGRAMME)
    (one,) = made.sessions
    text = SessionText(
        title=Translated("Uusi nimi"), start=one.starts_at + hours * HOUR,
        end=one.ends_at + hours * HOUR, room=room,
    )  # fmt: skip
    event_session.save(editor(), made.id, one.id, one.version, text)
    assert (made.moved_at is not None) == moves


@pytest.mark.parametrize(
    ("status", "begins"),
    [(EventStatus.CANCELLED, 48), (EventStatus.CLOSED, -9), (EventStatus.PUBLISHED, -9)],
)
def test_what_is_over_is_not_written_again(session, status, begins):
    made = event(status, starting(begins))
    with pytest.raises(ConflictError) as refused:
        service.save(editor(), made.id, made.version, kept(made))
    assert refused.value.code == "event_over"
