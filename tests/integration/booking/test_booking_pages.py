"""Moving a booking to other days, on the desk's page."""

import pytest

from tests.factories.account import staff
from tests.factories.application import booked, day
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.page import read_page

HOSTILE = "</script>${7*7}<b>\u202etupmal\0"


@pytest.fixture
def desk(session, client, sign_in):
    sign_in(staff(slug="helsinki"))
    return client


def post(client, url, status, **data):
    answer = client.post(url, data=data)
    assert answer.status_code == status, (answer.status_code, answer.location)
    return answer


def test_moving_the_booking_moves_the_pilot(desk, session):
    made = booked(testbed(), start=10, days=5)
    url = f"/en/desk/bookings/{made.booking_id}/move"
    sent = filled(desk.page(url))
    assert sent["start"] == [day(10).isoformat()]
    post(desk, url, 303, **{**sent, "start": day(20).isoformat(), "end": day(22).isoformat(),
                            "reason": f"Katutyö {HOSTILE}"})  # fmt: skip
    session.refresh(made)
    assert (made.start_day, made.end_day) == (day(20), day(22))


BAD_MOVES = [
    ({"start": ""}, 422, {"start"}),
    ({"end": ""}, 422, {"end"}),
    ({"start": "huomenna"}, 422, {"start"}),
    ({"start": "0001-01-01"}, 422, {"start"}),
    ({"reason": " "}, 422, {"reason"}),
    ({"reason": "r" * 1_001}, 422, {"reason"}),
    ({"start": -2}, 422, {"start"}),
    ({"end": 1}, 422, {"end"}),
    ({"end": 3_000}, 422, {"end"}),
]


@pytest.mark.parametrize(("typed", "status", "fields"), BAD_MOVES)
def test_days_that_a_booking_cannot_move_to(desk, session, typed, status, fields):
    made = booked(testbed(), start=10, days=5)
    url = f"/en/desk/bookings/{made.booking_id}/move"
    sent = {"start": 20, "end": 24, "reason": "Katutyö", **typed}
    sent = {k: day(v).isoformat() if isinstance(v, int) else v for k, v in sent.items()}
    page = read_page(post(desk, url, status, **sent))
    assert page.blamed() == fields
    kept = {name: page.value(name) for name in sent}
    assert kept == {name: text.strip() for name, text in sent.items()}
    session.refresh(made)
    assert (made.start_day, made.end_day) == (day(10), day(14))


def test_moving_onto_full_days_names_them_and_keeps_the_old_ones(desk, session):
    place = testbed(capacity=1)
    booked(place, start=30, days=3)
    made = booked(place, start=10, days=5)
    url = f"/en/desk/bookings/{made.booking_id}/move"
    sent = {"start": day(28).isoformat(), "end": day(31).isoformat(), "reason": "Katutyö"}
    page = read_page(post(desk, url, 409, **sent))
    assert f"There is no room at {place.name.en} on" in page.text
    assert page.value("reason") == "Katutyö"
    session.refresh(made)
    assert made.start_day == day(10)
