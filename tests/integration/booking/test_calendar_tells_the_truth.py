"""What the calendar shows free the ledger takes, and what it shows full it refuses.

A plain Python model of one place is driven through the same steps as the database.
"""

import datetime as dt
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.database import db
from app.policies.actor import SYSTEM
from app.queries import calendar
from app.queries.free_window import FreeSearch, free_windows
from app.services import closure, ledger
from models.booking import BookingAction
from models.errors import CapacityError
from models.testbed import TestbedStatus
from models.window import Window
from tests.factories.account import acting, staff
from tests.factories.application import day
from tests.factories.testbed import testbed
from tests.ledger import faults

SPAN = 14
DAYS = range(SPAN)


@dataclass
class Model:
    """One place, in plain numbers: days 1 to 14 from today."""

    capacity: int
    closed: set[int] = field(default_factory=set)
    stays: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)

    def days_of(self, stay: tuple[int, int, int, int]) -> list[int]:
        start, length, weekdays, _units = stay
        return [
            n
            for n in range(start, start + length)
            if weekdays >> day(n + 1).weekday() & 1 and n not in self.closed
        ]

    def used(self, n: int, without: int | None = None) -> int:
        return sum(
            stay[3]
            for key, stay in self.stays.items()
            if key != without and n in self.days_of(stay)
        )

    def refuses(self, stay: tuple[int, int, int, int], without: int | None = None) -> list[int]:
        return [n for n in self.days_of(stay) if self.used(n, without) + stay[3] > self.capacity]

    def free(self, n: int) -> int:
        return 0 if n in self.closed else self.capacity - self.used(n)

    def first_run(self, length: int, units: int) -> int | None:
        starts = range(SPAN - length + 1)
        runs = (s for s in starts if all(self.free(n) >= units for n in range(s, s + length)))
        return next(runs, None)

    def first_fit(self, length: int, weekdays: int, units: int) -> int | None:
        for start in range(SPAN - length + 1):
            stay = (start, length, weekdays, units)
            if self.days_of(stay) and not self.refuses(stay):
                return start
        return None


stays = st.tuples(
    st.integers(0, SPAN - 1), st.integers(1, 6), st.sampled_from([127, 127, 31, 10]),
    st.sampled_from([1, 1, 1, 2]),
).filter(lambda stay: stay[0] + stay[1] <= SPAN)  # fmt: skip
steps = st.lists(
    st.one_of(
        st.tuples(st.just("book"), stays),
        st.tuples(st.just("book"), stays),
        st.tuples(st.just("cancel"), st.integers(0, 20)),
        st.tuples(st.just("move"), st.tuples(st.integers(0, 20), stays)),
        st.tuples(st.just("close"), st.integers(0, SPAN - 1)),
        st.tuples(st.just("open"), st.integers(0, SPAN - 1)),
        st.tuples(st.just("capacity"), st.integers(1, 3)),
    ),
    min_size=4,
    max_size=18,
)


class Place:
    """The database's side of the same steps; every one answers whether it was taken."""

    def __init__(self, capacity: int) -> None:
        self.row = testbed(capacity=capacity)
        self.bookings = {}
        self.model = Model(capacity)
        self.keeper = acting(staff())

    def window(self, stay):
        start, length, weekdays, units = stay
        return Window(day(start + 1), day(start + length), weekdays, units)

    def attempt(self, stay, without, take):
        """Take the days and return what was made; check a refusal against the model."""
        full = self.model.refuses(stay, without)
        if not full and self.model.days_of(stay):
            return take()
        with pytest.raises(CapacityError) as refused:
            take()
        assert refused.value.facts["days"] == [day(n + 1) for n in full][:10]
        return None

    def book(self, stay):
        window = self.window(stay)
        made = self.attempt(
            stay, None, lambda: ledger.hold(SYSTEM, self.row, None, window, ledger_end())
        )
        if made is not None:
            self.bookings[made.id] = made
            self.model.stays[made.id] = stay

    def chosen(self, number):
        ids = sorted(self.bookings)
        return ids[number % len(ids)] if ids else None

    def cancel(self, number):
        key = self.chosen(number)
        if key is not None:
            ledger.let_go(SYSTEM, self.bookings.pop(key), BookingAction.CANCEL)
            del self.model.stays[key]

    def move(self, arguments):
        number, stay = arguments
        key = self.chosen(number)
        if key is None:
            return
        moved = self.attempt(stay, key, lambda: self.change(key, stay))
        if moved:
            self.model.stays[key] = stay

    def change(self, key, stay):
        ledger.change_days(SYSTEM, self.bookings[key], self.window(stay))
        return True

    def close(self, n):
        if self.model.used(n):
            with pytest.raises(CapacityError):
                closure.close_days(self.keeper, self.row.id, day(n + 1), day(n + 1))
        else:
            closure.close_days(self.keeper, self.row.id, day(n + 1), day(n + 1))
            self.model.closed.add(n)

    def open(self, n):
        before = set(self.model.closed)
        self.model.closed.discard(n)
        if self.model.used(n) > self.model.capacity:
            self.model.closed = before
            with pytest.raises(CapacityError):
                closure.open_days(self.keeper, self.row.id, day(n + 1), day(n + 1))
        else:
            closure.open_days(self.keeper, self.row.id, day(n + 1), day(n + 1))

    def capacity(self, wanted):
        if any(self.model.used(n) > wanted for n in DAYS):
            return  # refused, see test_moves_and_capacity.py
        self.row.capacity = self.model.capacity = wanted
        db.session.flush()


def ledger_end():
    return dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(capacity=st.integers(1, 3), steps=steps)
def test_calendar_ledger_and_model_agree(session, capacity, steps):
    place = Place(capacity)
    for name, argument in steps:
        getattr(place, name)(argument)
        session.commit()
    model, row = place.model, place.row
    shown = calendar.load([row.id], day(1), day(SPAN))[row.id]

    assert [one.day for one in shown] == [day(n + 1) for n in DAYS]
    assert [one.free for one in shown] == [model.free(n) for n in DAYS]
    assert [one.closed for one in shown] == [n in model.closed for n in DAYS]
    assert faults(session.connection()) == []
    for length in (1, 3, 7):
        for units in (1, 2):
            check_searches(model, row, shown, length, units)


def check_searches(model, row, shown, length, units):
    run = model.first_run(length, units)
    expected = None if run is None else day(run + 1)
    search = FreeSearch(day(1), day(SPAN), length, units)
    assert free_windows(search, [row.id]).get(row.id) == expected
    assert free_windows(search).get(row.id) == expected
    if run is not None:
        assert calendar.first_free(row.id, length, day(1), units) == expected
    for weekdays in (127, 31, 10):
        fit = model.first_fit(length, weekdays, units)
        found = calendar.first_fit(shown, Window(day(1), day(length), weekdays, units))
        assert (found and found.start) == (None if fit is None else day(fit + 1))


def test_the_first_free_day_named_is_really_taken(session):
    place = testbed(capacity=1)
    ledger.hold(SYSTEM, place, None, Window(day(5), day(9)), ledger_end())
    for length, expected in ((4, day(1)), (5, day(10))):
        start = calendar.first_free(place.id, length, day(1))
        assert start == expected
    ledger.hold(SYSTEM, place, None, Window(day(10), day(14)), ledger_end())


def test_a_month_shows_every_day_of_it_and_counts(session):
    place = testbed(capacity=3)
    first = (day(40).replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    ledger.hold(SYSTEM, place, None, Window(first, first, units=1), ledger_end())
    shown = calendar.month(place.id, first.replace(day=17))
    assert shown[0].day == first
    assert shown[-1].day.day >= 28
    assert (shown[0].free, shown[0].capacity, shown[1].free) == (2, 3, 3)
    assert calendar.month(-1, first) == []


@pytest.mark.parametrize(
    "values",
    [{"status": TestbedStatus.PAUSED}, {"status": TestbedStatus.DRAFT}, {"max_days": 4}],
)
def test_only_published_places_that_allow_so_long_a_stay_are_found(session, values):
    place = testbed(**values)
    search = FreeSearch(day(1), day(30), 5)
    assert place.id not in free_windows(search)


def test_days_before_today_are_not_found(session):
    place = testbed()
    assert free_windows(FreeSearch(day(-20), day(-1), 5)) == {}
    assert free_windows(FreeSearch(day(-20), day(10), 5))[place.id] == day(0)
