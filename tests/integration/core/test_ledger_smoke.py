"""The ledger refuses what does not fit, on both engines, whoever writes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.database import constraint_of, db
from models import guard
from models.booking import Booking, BookingStatus
from tests.factories.testbed import testbed


def booking(place, start, end, **values):
    return Booking(
        testbed_id=place.id, start_slot=start, end_slot=end, units=1, weekdays=127,
        status=BookingStatus.CONFIRMED, created_at=clock.now(), **values,
    )  # fmt: skip


def test_a_second_booking_of_a_single_place_is_refused_by_the_database(session):
    place = testbed(capacity=1)
    session.add(booking(place, 20000, 20010))
    session.flush()

    session.add(booking(place, 20009, 20012))
    with pytest.raises(DBAPIError) as refused:
        session.flush()
    session.rollback()

    assert "within_capacity" in constraint_of(refused.value)
    assert session.execute(text("SELECT count(*) FROM testbed_load WHERE used > cap")).scalar() == 0


def test_every_guard_exists(session):
    assert guard.missing(db.session.connection()) == frozenset()


def test_the_front_page_answers_in_three_languages(client):
    assert client.get("/", headers={"Accept-Language": "sv"}).headers["Location"].endswith("/sv/")
    for lang in ("fi", "sv", "en"):
        assert client.page(f"/{lang}/").heading
