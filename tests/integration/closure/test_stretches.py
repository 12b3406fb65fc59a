"""Stretches of closed days: what they close, what opens when one goes, what is refused."""

import datetime as dt
from contextlib import suppress

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.queries.closure import ranges_of
from app.services import closure
from app.services.closure_slot import Stretch
from models.account import CityRole
from models.base import Translated
from models.booking import Closure, day_of, slots_of
from models.closure import ClosureRange
from models.errors import CapacityError, ConflictError, FieldError, ForbiddenError, NotFoundError
from models.testbed_kind import SlotUnit
from tests.factories.account import acting, host, person, staff
from tests.factories.application import booking_of, day, days_later, give, offered, part
from tests.factories.testbed import testbed
from tests.ledger import faults

HOLIDAY = Translated("Joululoma", "Jullov", "Christmas break")


def closed(session, place):
    slots = session.query(Closure.slot).filter_by(testbed_id=place.id).order_by(Closure.slot)
    return [(day_of(slot) - clock.today()).days for (slot,) in slots]


def rows(place):
    found = ranges_of([place.id], dt.date.min, dt.date.max)
    return [((r.start_day - clock.today()).days, (r.end_day - clock.today()).days) for r in found]


def only(session, place):
    return session.query(ClosureRange).filter_by(testbed_id=place.id).one()


def test_a_stretch_keeps_its_reason_in_three_languages(session):
    place = testbed()
    closure.close_days(acting(host(place)), place.id, day(5), day(8), HOLIDAY)
    assert only(session, place).reason == HOLIDAY
    assert closed(session, place) == [5, 6, 7, 8]


def test_only_the_chosen_weekdays_are_closed(session):
    place = testbed()
    sundays = 1 << 6
    count = closure.close_days(acting(staff()), place.id, day(1), day(28), "", sundays)
    assert count == 4
    assert {day(n).weekday() for n in closed(session, place)} == {6}


def test_a_day_stays_closed_as_long_as_one_stretch_holds_it(session):
    place, keeper = testbed(), acting(staff())
    closure.close_days(keeper, place.id, day(5), day(10), HOLIDAY)
    closure.close_days(keeper, place.id, day(8), day(12), "Exams")
    first = ranges_of([place.id], day(0), day(60))[0]
    assert closure.remove_range(keeper, place.id, first.id, first.version) == 3
    assert closed(session, place) == [8, 9, 10, 11, 12]


def test_opening_days_cuts_the_stretch_in_two(session):
    place, keeper = testbed(), acting(staff())
    closure.close_days(keeper, place.id, day(5), day(12), HOLIDAY)
    assert closure.open_days(keeper, place.id, day(8), day(9)) == 2
    assert rows(place) == [(5, 7), (10, 12)]
    assert {one.reason for one in ranges_of([place.id], day(0), day(60))} == {HOLIDAY}
    assert closed(session, place) == [5, 6, 7, 10, 11, 12]


def test_a_stretch_is_moved_and_opens_what_it_leaves(session):
    place, keeper = testbed(), acting(staff(CityRole.EDITOR))
    closure.close_days(keeper, place.id, day(5), day(10), HOLIDAY)
    one = only(session, place)
    wanted = Stretch(day(8), day(14), HOLIDAY)
    closure.change_range(keeper, place.id, one.id, one.version, wanted)
    assert closed(session, place) == list(range(8, 15))
    assert rows(place) == [(8, 14)]


def test_a_stale_page_does_not_move_a_stretch(session):
    place, keeper = testbed(), acting(staff())
    closure.close_days(keeper, place.id, day(5), day(10))
    one = only(session, place)
    seen = one.version
    closure.change_range(keeper, place.id, one.id, seen, Stretch(day(5), day(11)))
    with pytest.raises(ConflictError):
        closure.change_range(keeper, place.id, one.id, seen, Stretch(day(5), day(6)))
    with pytest.raises(ConflictError):
        closure.remove_range(keeper, place.id, one.id, seen)
    assert closed(session, place) == list(range(5, 12))


def test_moving_a_stretch_over_a_booking_is_refused_and_changes_nothing(session):
    place, keeper = testbed(capacity=1), acting(staff())
    made = booking_of(offered(place, start=20, days=5))
    closure.close_days(keeper, place.id, day(5), day(10))
    one = only(session, place)
    with pytest.raises(CapacityError) as refused:
        closure.change_range(keeper, place.id, one.id, one.version, Stretch(day(5), day(21)))
    assert [stay.booking_id for stay in refused.value.facts["bookings"]] == [made.id]
    assert closed(session, place) == list(range(5, 11))
    assert faults(session.connection()) == []


def test_days_that_open_go_to_bookings_whose_window_has_them(session):
    place, keeper = testbed(capacity=1), acting(staff())
    closure.close_days(keeper, place.id, day(12), day(13))
    give(part(place), 10, 6)
    one = only(session, place)
    closure.remove_range(keeper, place.id, one.id, one.version)
    assert faults(session.connection()) == []
    with pytest.raises(CapacityError):
        closure.close_days(keeper, place.id, day(12), day(12))


def test_what_is_over_of_a_stretch_stays_as_it_was(session):
    place, keeper = testbed(), acting(staff())
    closure.close_days(keeper, place.id, day(1), day(10), HOLIDAY)
    one, before = only(session, place), day(1)
    with days_later(4):
        with pytest.raises(FieldError) as refused:
            closure.change_range(keeper, place.id, one.id, one.version, Stretch(day(2), day(6)))
        assert refused.value.code == "already_begun"
        assert closure.remove_range(keeper, place.id, one.id, one.version) == 7
        assert (one.start_day, one.end_day) == (before, day(-1))
        assert session.query(Closure).filter_by(testbed_id=place.id).count() == 3


@pytest.mark.parametrize(
    ("stretch", "code"),
    [
        ((5, 4, 127), "end_before_start"),
        ((-1, 4, 127), "in_the_past"),
        ((1, 400, 127), "range_too_long"),
        ((1, 1, 0), "no_such_weekday"),
    ],
)
def test_stretches_that_cannot_be(session, stretch, code):
    start, end, weekdays = stretch
    with pytest.raises(FieldError) as refused:
        closure.close_days(acting(staff()), testbed().id, day(start), day(end), "", weekdays)
    assert refused.value.code == code


def test_who_changes_and_removes_stretches(session):
    place, other = testbed(), testbed()
    closure.close_days(acting(host(place)), place.id, day(5), day(6))
    one = only(session, place)
    for actor, expected in (
        (acting(person()), NotFoundError),
        (acting(staff(slug="oulu")), NotFoundError),
        (acting(host(other)), NotFoundError),
        (acting(staff(CityRole.REVIEWER)), ForbiddenError),
    ):
        with pytest.raises(expected):
            closure.remove_range(actor, place.id, one.id, one.version)
        with pytest.raises(expected):
            closure.change_range(actor, place.id, one.id, one.version, Stretch(day(5), day(5)))
    with pytest.raises(NotFoundError):  # through a testbed of one's own
        closure.remove_range(acting(host(other)), other.id, one.id, one.version)
    assert closed(session, place) == [5, 6]


@pytest.mark.parametrize(
    ("local", "hours"), [(dt.date(2027, 3, 28), 23), (dt.date(2027, 10, 31), 25)]
)
def test_a_day_on_which_clocks_change_is_closed_whole_by_the_hour(session, local, hours):
    with time_machine.travel(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        place, keeper = testbed(slot_unit=SlotUnit.HOUR), acting(staff())
        assert closure.close_days(keeper, place.id, local, local) == hours
        first, after = slots_of(SlotUnit.HOUR, "Europe/Helsinki", local, local)
        slots = {slot for (slot,) in session.query(Closure.slot).filter_by(testbed_id=place.id)}
        assert slots == set(range(first, after))
        assert closure.open_days(keeper, place.id, local, local) == hours


SPAN = 12
stretches = st.tuples(st.integers(1, SPAN), st.integers(0, 5), st.integers(1, 127))
steps = st.lists(
    st.one_of(
        st.tuples(st.just("close"), stretches),
        st.tuples(st.just("open"), stretches),
        st.tuples(st.just("remove"), st.integers(0, 9)),
        st.tuples(st.just("change"), st.tuples(st.integers(0, 9), stretches)),
    ),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_closed_days_are_always_those_that_the_stretches_hold(session, steps):
    place, keeper = testbed(), acting(staff())

    def stretch(values):
        start, more, weekdays = values
        return Stretch(day(start), day(start + more), HOLIDAY, weekdays)

    for name, values in steps:
        found = ranges_of([place.id], day(0), day(60))
        with suppress(FieldError):  # a pattern of weekdays may miss so short a stretch
            if name == "close":
                one = stretch(values)
                closure.close_days(keeper, place.id, one.start, one.end, HOLIDAY, one.weekdays)
            elif name == "open":
                one = stretch(values)
                closure.open_days(keeper, place.id, one.start, one.end)
            elif found and name == "remove":
                row = found[values % len(found)]
                closure.remove_range(keeper, place.id, row.id, row.version)
            elif found:
                row = found[values[0] % len(found)]
                wanted = stretch(values[1])
                closure.change_range(keeper, place.id, row.id, row.version, wanted)
    held = {
        n
        for row in ranges_of([place.id], day(0), day(60))
        for n in range(SPAN + 8)
        if row.holds(day(n))
    }
    assert set(closed(session, place)) == held
    assert faults(session.connection()) == []
