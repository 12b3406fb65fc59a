"""The ten hottest requests ask the database a bounded number of times, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event as events

from app.database import db
from models.account import CityRole
from tests.factories import pilot as pilots
from tests.factories.account import member, staff
from tests.factories.application import booked, day, offered, part
from tests.factories.event import event
from tests.factories.testbed import testbed

BOX = "bbox=24.5,59.9,25.5,60.5"
DAYS = {"start": day(40).isoformat(), "end": day(42).isoformat(), "hold_days": "7"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Gather every statement that is run, of reading and of writing."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK TO", "BEGIN")):
            seen.append(statement)

    db.session.expire_all()
    events.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        events.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def scene(session):
    """A city with one of each thing, and what adds as many again; returns addresses by person."""
    chief, company = staff(CityRole.COORDINATOR), member()
    place = testbed(capacity=99)
    trial = pilots.running(testbed=place)

    def more(count: int) -> None:
        for _ in range(count):
            pilots.running(testbed=place)
            pilots.running(testbed=testbed())
            booked(place, author=company)
            offered(place, author=company)
            part(testbed(), author=company)
            event(testbed=testbed(), testbeds=[place, testbed()])

    asked = (
        (None, "/fi/", 12),
        (None, f"/fi/map/experiments.json?{BOX}&zoom=12", 4),
        (None, "/fi/testbeds", 8),
        (None, f"/fi/testbeds/helsinki/{place.slug}", 14),
        (None, f"/fi/pilots/{trial.slug}", 11),
        (None, "/fi/search/suggestions.json?q=kokeilu", 4),
        (None, f"/ogc/collections/testbeds/items?{BOX}&limit=100", 2),
        (chief, "/fi/desk/calendar", 13),
        (chief, "/fi/desk/applications", 19),
        (company, "/fi/my", 20),
    )
    return more, asked, (chief, place)


def test_a_page_costs_as_many_statements_with_many_as_with_few(scene, client, sign_in):
    more, asked, _offer = scene
    costs = []
    for count in (2, 5):
        more(count)
        costs.append({})
        for person, address, most in asked:
            if person is not None:
                sign_in(person)
            assert client.get(address).status_code == 200, address  # what is held is read
            with statements() as seen:
                client.get(address)
            assert len(seen) <= most, (address, len(seen), seen)
            costs[-1][address] = len(seen)
            with client.session_transaction() as cookie:
                cookie.clear()
    assert costs[0] == costs[1]


def test_an_offer_costs_as_many_statements_in_a_full_calendar_as_in_an_empty_one(
    scene, client, sign_in
):
    more, _asked, (chief, place) = scene
    for count in (0, 5):
        more(count)
        waiting = part(place)
        sign_in(chief)
        with statements() as seen:
            answer = client.post(f"/en/desk/applications/{waiting.id}/offer", data=DAYS)
        assert answer.status_code == 303
        assert len(seen) <= 29, (len(seen), seen)
