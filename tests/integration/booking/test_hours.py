"""Bookings by the hour take the hours on the wall clock, also in the weeks the clocks change."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.database import db
from app.policies.actor import SYSTEM
from app.queries import calendar
from app.queries.calendar_hour import hours_on
from app.services import closure, ledger
from app.services.waiting import fitting_window
from models.booking import BookingAction, BookingSlot, Closure
from models.errors import CapacityError
from models.local_hour import slot_at, slots_of_day, wall_time
from models.testbed_kind import SlotUnit
from models.window import Hours, Window
from tests.factories.account import acting, staff
from tests.factories.application import booking_of, day, give, offered, part, waiting
from tests.factories.testbed import testbed
from tests.ledger import faults, hours_by_the_clock

ZONE = "Europe/Helsinki"
UNTIL = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
MARCH, OCTOBER = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
ZONES = (
    "Europe/Helsinki", "Europe/Stockholm", "Europe/London", "America/New_York",
    "America/Santiago", "America/Havana", "Atlantic/Azores",
)  # fmt: skip
TUESDAY_THURSDAY = 0b0001010


def lab(**values):
    return testbed(slot_unit=SlotUnit.HOUR, **values)


def taken(place, start, end=None, **window):
    """Book and return the wall times of the slots taken, in order."""
    made = ledger.hold(SYSTEM, place, None, Window(start, end or start, **window), UNTIL)
    return [wall_time(ZONE, slot) for slot in slots(made)]


def slots(made):
    rows = db.session.query(BookingSlot.slot).filter_by(booking_id=made.id)
    return [slot for (slot,) in rows.order_by(BookingSlot.slot)]


def test_mornings_stay_mornings_across_the_change_of_march(session):
    place = lab()
    start, end = dt.date(2027, 3, 2), dt.date(2027, 4, 8)  # the clocks change on 28 March
    found = taken(place, start, end, weekdays=TUESDAY_THURSDAY, hours=Hours(9, 12))
    assert {one.hour for one in found} == {9, 10, 11}
    assert {one.weekday() for one in found} == {1, 3}
    assert len(found) == 12 * 3
    assert {one.utcoffset() for one in found} == {dt.timedelta(hours=2), dt.timedelta(hours=3)}
    assert faults(session.connection()) == []


@pytest.mark.parametrize(
    ("on", "hours", "expected"),
    [
        (MARCH, Hours(0, 6), [0, 1, 2, 4, 5]),
        (OCTOBER, Hours(0, 6), [0, 1, 2, 3, 3, 4, 5]),
        (MARCH, Hours(3, 4), [4]),
        (MARCH, Hours(2, 4), [2]),
        (OCTOBER, Hours(3, 4), [3, 3]),
        (OCTOBER, Hours(4, 5), [4]),
        (MARCH, Hours(9, 12), [9, 10, 11]),
        (MARCH, Hours(), [0, 1, 2, *range(4, 24)]),
        (OCTOBER, Hours(22, 24), [22, 23]),
    ],
)
def test_a_night_is_as_long_as_the_clock_says(session, on, hours, expected):
    assert [one.hour for one in taken(lab(), on, hours=hours)] == expected
    assert faults(session.connection()) == []


def window_around(year, change, before, length, weekdays, hours):
    start = dt.date(year, *change) - dt.timedelta(days=before)
    return Window(start, start + dt.timedelta(days=length - 1), weekdays, hours=hours)


windows = st.builds(
    window_around,
    st.integers(2024, 2037),
    st.sampled_from([(3, 8), (3, 28), (4, 4), (9, 5), (10, 26), (11, 1)]),
    st.integers(0, 12),
    st.integers(1, 14),
    st.integers(1, 127),
    st.builds(
        lambda ends: Hours(min(ends), max(ends)),
        st.sets(st.integers(0, 24), min_size=2, max_size=2),
    ),
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(zone=st.sampled_from(ZONES), window=windows)
def test_the_ledger_takes_what_a_look_at_the_clock_says(session, zone, window):
    place = lab()
    place.city.time_zone = zone
    low, high = slot_at(zone, window.start, 0), slot_at(zone, window.end, 24)
    asked = (window.weekdays, window.hours.start, window.hours.end, zone)
    expected = sorted(hours_by_the_clock(low, high, *asked))
    if not expected:
        with pytest.raises(CapacityError):
            ledger.hold(SYSTEM, place, None, window, UNTIL)
        return
    made = ledger.hold(SYSTEM, place, None, window, UNTIL)
    assert slots(made) == expected
    assert [slot for slot in range(low - 30, high + 30) if made.takes(slot)] == expected
    assert faults(session.connection()) == []
    ledger.let_go(SYSTEM, made, BookingAction.CANCEL)  # the next example has another zone


def test_hours_that_do_not_meet_fit_side_by_side_and_those_that_do_are_named(session):
    place = lab(capacity=1)
    taken(place, MARCH, hours=Hours(9, 12))
    taken(place, MARCH, hours=Hours(12, 15))
    with pytest.raises(CapacityError) as refused:
        taken(place, MARCH, MARCH + dt.timedelta(days=2), hours=Hours(11, 13))
    assert refused.value.facts["days"] == [MARCH]
    with pytest.raises(CapacityError):
        taken(place, MARCH)
    assert faults(session.connection()) == []


def test_moved_and_ended_early_the_booking_keeps_its_hours(session):
    place = lab()
    made = booking_of(offered(place, days=5, from_hour=9, to_hour=12))
    ledger.change_days(SYSTEM, made, Window(day(20), day(26), made.weekdays, made.units))
    assert (made.hours, len(slots(made))) == (Hours(9, 12), 21)
    ledger.change_days(SYSTEM, made, Window(day(20), day(21), hours=Hours(8, 10)))
    assert (made.hours, len(slots(made))) == (Hours(8, 10), 4)
    assert faults(session.connection()) == []
    ledger.confirm(SYSTEM, made)
    ledger.let_go(SYSTEM, made, BookingAction.START)
    ledger.finish(SYSTEM, made, day(20))
    assert (made.last_day, slots(made)) == (day(20), [])
    assert faults(session.connection()) == []


def test_a_move_into_taken_hours_keeps_the_old_ones(session):
    place = lab(capacity=1)
    made = booking_of(offered(place, days=1, from_hour=9, to_hour=12))
    give(part(place, from_hour=11, to_hour=13), 20, 1)
    before = slots(made)
    with pytest.raises(CapacityError):
        ledger.change_days(SYSTEM, made, Window(day(20), day(20)))
    assert (slots(made), made.hours) == (before, Hours(9, 12))
    ledger.change_days(SYSTEM, made, Window(day(20), day(20), hours=Hours(8, 11)))
    assert faults(session.connection()) == []


def test_a_closed_day_closes_its_hours_and_gives_them_back(session):
    place, keeper = lab(), acting(staff())
    made = booking_of(offered(place, start=10, days=3, from_hour=9, to_hour=12))
    with pytest.raises(CapacityError):
        closure.close_days(keeper, place.id, day(11), day(11))
    closure.close_days(keeper, place.id, day(20), day(20))
    ledger.change_days(SYSTEM, made, Window(day(19), day(21)))
    assert len(slots(made)) == 6
    closure.open_days(keeper, place.id, day(20), day(20))
    assert len(slots(made)) == 9
    assert faults(session.connection()) == []


@pytest.mark.parametrize(("on", "length"), [(MARCH, 23), (OCTOBER, 25)])
def test_closed_hours_at_a_change_of_the_clocks_are_the_days_own(session, on, length):
    place = lab()
    first, after = slots_of_day(ZONE, on)
    assert after - first == length
    db.session.add_all(Closure(testbed_id=place.id, slot=slot) for slot in range(first, after))
    db.session.flush()
    with pytest.raises(CapacityError):
        taken(place, on, hours=Hours(0, 6))
    around = [on - dt.timedelta(days=1), on, on + dt.timedelta(days=1)]
    loads = calendar.load([place.id], around[0], around[-1])[place.id]
    assert [one.closed for one in loads] == [False, True, False]


def test_a_closed_hour_is_skipped_by_bookings_that_have_it(session):
    place = lab()
    db.session.add(Closure(testbed_id=place.id, slot=slot_at(ZONE, MARCH, 10)))
    db.session.flush()
    assert [one.hour for one in taken(place, MARCH, hours=Hours(9, 12))] == [9, 11]
    assert faults(session.connection()) == []


def test_the_day_says_how_many_of_its_hours_are_free(session):
    place = lab(capacity=1)
    taken(place, MARCH, hours=Hours(0, 6))
    [shown] = calendar.load([place.id], MARCH, MARCH)[place.id]
    assert (shown.hours.free, shown.hours.open, shown.free) == (18, 23, 0)
    [mornings] = calendar.load([place.id], MARCH, MARCH, Hours(9, 12))[place.id]
    assert mornings.free == 1
    hours = hours_on(place, OCTOBER)
    assert (len(hours), [one.start.hour for one in hours if one.again]) == (25, [3])


def test_the_waiting_list_looks_at_the_hours_wished(session):
    place = lab(capacity=1)
    give(part(place, from_hour=9, to_hour=12), 10, 10)
    late = part(place, from_hour=12, to_hour=14)
    assert fitting_window(late).hours == Hours(12, 14)
    early = waiting(place, from_hour=11, to_hour=14)
    assert fitting_window(early) is None
    assert calendar.first_free(place.id, 1, day(10), hours=Hours(9, 10)) == day(20)
    assert calendar.first_free(place.id, 1, day(10), hours=Hours(13, 14)) == day(10)


def test_capacity_cannot_sink_below_what_an_hour_holds(session):
    place = lab(capacity=2)
    for hours in (Hours(9, 12), Hours(11, 14)):
        taken(place, MARCH, hours=hours)
    place.capacity = 1
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.mark.parametrize(
    "stretches", ["[[0, 99999999]]", "[[491904, 491906], [491905, 491907]]", "[]"]
)
def test_the_database_has_the_last_word_on_stretches(session, stretches):
    """Beyond the window nothing is taken; twice the same hour, or none, is refused."""
    place = lab(capacity=2)
    made = ledger.hold(SYSTEM, place, None, Window(MARCH, MARCH, hours=Hours(9, 12)), UNTIL)
    written = text("UPDATE booking SET stretches = :s WHERE id = :id")
    if session.get_bind().dialect.name == "postgresql":
        written = text("UPDATE booking SET stretches = CAST(:s AS JSON) WHERE id = :id")
    first = made.start_slot
    values = {"s": stretches.replace("4919", str(first)[:-2]), "id": made.id}
    if stretches.startswith("[[0"):
        session.execute(written, values)
        assert slots(made) == [*range(first, first + 23)]
    else:
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(written, values)
