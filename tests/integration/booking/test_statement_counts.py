"""Calendar and queue cost a fixed number of statements, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.database import db
from app.policies.actor import SYSTEM
from app.queries import application as applications
from app.queries import booking as bookings
from app.queries import calendar, decision
from app.queries import pilot as pilots
from app.services import ledger
from models.window import Window
from tests.factories.account import acting, admin, member
from tests.factories.application import booked, day, offered, part, sent
from tests.factories.testbed import testbed
from tests.integration.booking.test_calendar_tells_the_truth import ledger_end


@contextmanager
def statements() -> Iterator[list[str]]:
    """Gather the statements that are run."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    db.session.expire_all()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_calendar_of_many_places_is_one_statement(session):
    places = [testbed(capacity=2) for _ in range(30)]
    for place in places:
        ledger.hold(SYSTEM, place, None, Window(day(3), day(9)), ledger_end())
    ids = [place.id for place in places]
    with statements() as seen:
        shown = calendar.load(ids, day(0), day(30))
    assert len(seen) == 1
    assert all(shown[one][5].free == 1 for one in ids)


@pytest.mark.parametrize("count", [2, 9])
def test_lists_do_not_ask_again_for_each_row(session, count):
    of = member()
    for _ in range(count):
        part(testbed(), author=of)
        sent(testbed(), testbed("tampere"), author=of)
        offered(testbed(), author=of)
        booked(testbed(), author=of)
    chief, me = acting(admin()), acting(of)
    place = testbed(capacity=20)
    for _ in range(count):
        offered(place, author=of)
    for most, ask in (
        (4, lambda: [row.applicant for row in decision.queue(chief).rows]),
        (3, lambda: [p.testbed.city.slug for a in applications.mine(me) for p in a.parts]),
        (2, lambda: [pilot.testbed.slug for pilot in pilots.mine(me)]),
        (3, lambda: [pilot.testbed.slug for pilot in pilots.desk(chief).rows]),
        (5, lambda: [s.applicant for s in bookings.stays(chief, place.id, day(0), day(60))]),
    ):
        with statements() as seen:
            assert len(ask()) >= count
        assert len(seen) <= most, seen
