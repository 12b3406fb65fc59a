"""Hours of a day are closed at labs: the ledger, the calendar, who is in the way, the words."""

import datetime as dt

import pytest

from app.queries import calendar
from app.queries.closure import ranges_of
from app.queries.feed import of_testbed
from app.services import closure
from app.services.closure_slot import Stretch
from models.base import Translated
from models.booking import Closure
from models.errors import CapacityError, FieldError
from models.local_hour import wall_time
from models.testbed_kind import SlotUnit
from models.window import Hours
from tests.factories.account import acting, staff
from tests.factories.application import booking_of, day, offered, part
from tests.factories.testbed import testbed
from tests.ledger import faults

ZONE = "Europe/Helsinki"
CLEANING = Translated("Siivous", "Städning", "Cleaning")


@pytest.fixture
def lab(session):
    return testbed(slot_unit=SlotUnit.HOUR, capacity=2)


@pytest.fixture
def keeper(lab):
    return acting(staff())


def close(keeper, place, first, last, hours, weekdays=127):
    stretch = Stretch(day(first), day(last), CLEANING, weekdays, hours)
    return closure.close_stretch(keeper, place.id, stretch)


def closed(session, place):
    """Return the closed hours as (days from today, hour on the wall)."""
    slots = session.query(Closure.slot).filter_by(testbed_id=place.id).order_by(Closure.slot)
    shown = [wall_time(ZONE, slot) for (slot,) in slots]
    return [((one.date() - day(0)).days, one.hour) for one in shown]


def pieces(place):
    return [
        ((one.start_day - day(0)).days, (one.end_day - day(0)).days, one.from_hour, one.to_hour)
        for one in ranges_of([place.id], dt.date.min, dt.date.max)
    ]


def test_the_same_hours_of_each_day_are_closed(session, lab, keeper):
    assert close(keeper, lab, 5, 6, Hours(8, 10)) == 4
    assert closed(session, lab) == [(5, 8), (5, 9), (6, 8), (6, 9)]


def test_what_is_booked_around_them_leaves_them_out(session, lab, keeper):
    close(keeper, lab, 10, 10, Hours(9, 11))
    made = booking_of(offered(lab, start=10, days=1, from_hour=8, to_hour=12))
    shown = calendar.load([lab.id], day(10), day(10), Hours(8, 12))[lab.id][0].hours
    assert (shown.open, shown.closed, shown.used) == (2, 2, 1)
    assert made.stretches is not None
    assert faults(session.connection()) == []


def test_other_hours_of_the_day_are_no_reason_to_refuse(session, lab, keeper):
    offered(lab, start=10, days=3, from_hour=9, to_hour=12)
    assert close(keeper, lab, 10, 12, Hours(12, 14)) == 6
    with pytest.raises(CapacityError) as refused:
        close(keeper, lab, 12, 12, Hours(11, 13))
    (stay,) = refused.value.facts["bookings"]
    assert stay.hours == Hours(9, 12)
    assert faults(session.connection()) == []


def test_opening_hours_leaves_the_rest_closed(session, lab, keeper):
    close(keeper, lab, 5, 8, Hours(8, 16))
    assert closure.open_days(keeper, lab.id, day(6), day(7), Hours(10, 12)) == 4
    assert sorted(pieces(lab)) == [(5, 5, 8, 16), (6, 7, 8, 10), (6, 7, 12, 16), (8, 8, 8, 16)]
    assert len(closed(session, lab)) == 4 * 8 - 4


def test_a_closure_is_moved_to_other_hours_and_opened_again(session, lab, keeper):
    close(keeper, lab, 5, 5, Hours(8, 10))
    (one,) = ranges_of([lab.id], day(0), day(60))
    wanted = Stretch(day(5), day(5), CLEANING, hours=Hours(9, 12))
    closure.change_range(keeper, lab.id, one.id, one.version, wanted)
    assert closed(session, lab) == [(5, 9), (5, 10), (5, 11)]
    assert closure.remove_range(keeper, lab.id, one.id, one.version) == 3
    assert (closed(session, lab), pieces(lab)) == ([], [])


def test_the_hours_of_the_clock_change_are_closed_as_the_wall_shows_them(session, lab, keeper):
    change = next(
        d for n in range(400) if (d := day(n)).month == 3 and d.weekday() == 6 and d.day > 24
    )
    stretch = Stretch(change, change, CLEANING, hours=Hours(0, 6))
    assert closure.close_stretch(keeper, lab.id, stretch) == 5


def test_places_booked_by_the_day_close_whole_days(session, keeper):
    place = testbed()
    assert close(keeper, place, 5, 6, Hours(8, 10)) == 2
    assert pieces(place) == [(5, 6, 0, 24)]


def test_hours_that_end_before_they_begin_are_refused(session, lab, keeper):
    with pytest.raises(FieldError) as refused:
        close(keeper, lab, 5, 5, Hours(10, 8))
    assert (refused.value.code, refused.value.field) == ("hour_order", "to_hour")
    assert closed(session, lab) == []


def test_a_day_with_closed_hours_says_how_many_are_left(session, lab, keeper):
    close(keeper, lab, 5, 5, Hours(8, 10))
    (one,) = calendar.load([lab.id], day(5), day(5))[lab.id]
    assert (one.closed, one.room) == (False, (22, 24))
    assert calendar.first_free(lab.id, 1, day(5), hours=Hours(9, 11)) == day(6)
    assert calendar.first_free(lab.id, 1, day(5), hours=Hours(10, 12)) == day(5)


def test_the_desk_closes_hours_and_names_whom_it_touches(session, lab, client, sign_in):
    part(lab, earliest=day(20), days=1, from_hour=9, to_hour=12)
    sign_in(staff())
    path = f"/en/desk/testbeds/{lab.id}/calendar"
    assert 'name="from_hour"' in client.get(path).get_data(as_text=True)
    form = {"start": day(20), "end": day(20), "reason_fi": "Siivous"}
    touched = client.post(path, data=form | {"from_hour": 10, "to_hour": 14})
    assert touched.status_code == 200
    assert "Before you close" in touched.get_data(as_text=True)
    done = client.post(path, data=form | {"from_hour": 14, "to_hour": 16}, follow_redirects=True)
    page = done.get_data(as_text=True)
    assert "2 hours closed." in page
    assert "14:00–16:00" in page
    wrong = client.post(path, data=form | {"from_hour": 14, "to_hour": 12})
    assert wrong.status_code == 422
    assert 'selected value="14"' in wrong.get_data(as_text=True)


def test_the_calendar_feed_tells_the_hours(session, lab, keeper):
    close(keeper, lab, 5, 5, Hours(8, 10))
    (entry,) = of_testbed(lab)
    assert (entry.by_hour, entry.window.hours) == (True, Hours(8, 10))
