"""Free days over all testbeds, in one statement: against a count day by day in Python."""

import datetime as dt
import random
from itertools import product

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from app import clock
from app.database import db
from app.queries import free_window
from app.queries.free_window import FreeSearch, FreeWish, free_stretches, free_windows
from models.booking import Booking, BookingStatus, Closure, slots_of
from models.testbed import TestbedStatus
from models.testbed_kind import SlotUnit
from models.window import EVERY_DAY, MONDAY_TO_FRIDAY
from tests.factories.testbed import testbed

TODAY = dt.date(2027, 3, 8)  # the clocks change on 28 March
SPAN = 42
ZONE = "Europe/Helsinki"


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    noon = dt.datetime(2027, 3, 8, 12, tzinfo=dt.UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)


def day(n):
    return TODAY + dt.timedelta(days=n)


class World:
    """Some testbeds with closures and bookings; knows of each slot what a reader would count."""

    def __init__(self, session, seed):
        self.session, self.dice = session, random.Random(seed)
        self.places, self.closed, self.used = [], {}, {}
        for _number in range(16):
            self.add()

    def add(self):
        dice = self.dice
        least = dice.choice([1, 1, 2, 5])
        place = testbed(
            dice.choice(["helsinki", "oulu"]),
            dice.choice([*[TestbedStatus.PUBLISHED] * 6, TestbedStatus.PAUSED]),
            slot_unit=dice.choice([SlotUnit.DAY, SlotUnit.DAY, SlotUnit.HOUR]),
            capacity=dice.randint(1, 3), min_days=least, max_days=dice.choice([least + 4, 30]),
            lead_days=dice.choice([0, 0, 9]),
        )  # fmt: skip
        self.places.append(place)
        self.closed[place.id], self.used[place.id] = set(), {}
        for _number in range(dice.randint(0, 4)):
            self.close(place, dice.randint(-2, SPAN), dice.choice([1, 1, 2, 4]))
        if dice.random() < 0.3:
            for n in range(-1, SPAN + 2):
                if day(n).weekday() > 4:
                    self.close(place, n, 1)
        for _number in range(dice.randint(0, 5)):
            self.book(place, dice.randint(-3, SPAN), dice.choice([1, 2, 5, 9]))

    def slots(self, place, first, days):
        return range(*slots_of(place.slot_unit, ZONE, day(first), day(first + days - 1)))

    def close(self, place, first, days):
        slots = set(self.slots(place, first, days))
        if place.slot_unit is SlotUnit.HOUR and self.dice.random() < 0.5:
            slots = set(self.dice.sample(sorted(slots), 9))
        for slot in slots - self.closed[place.id]:
            self.session.add(Closure(testbed_id=place.id, slot=slot, reason=""))
        self.closed[place.id] |= slots
        self.session.commit()

    def book(self, place, first, days):
        units, slots = self.dice.randint(1, place.capacity), self.slots(place, first, days)
        if place.slot_unit is SlotUnit.HOUR and self.dice.random() < 0.5:
            slots = slots[self.dice.randint(0, 12) :][:7]
        try:
            with self.session.begin_nested():
                self.session.add(Booking(
                    testbed_id=place.id, start_slot=slots[0], end_slot=slots[-1] + 1, units=units,
                    status=BookingStatus.CONFIRMED, created_at=clock.now(),
                ))  # fmt: skip
        except DBAPIError:
            return  # full, or closed on all of these days
        used = self.used[place.id]
        for slot in set(slots) - self.closed[place.id]:
            used[slot] = used.get(slot, 0) + units

    def is_busy(self, place, n, units):
        open_slots = set(self.slots(place, n, 1)) - self.closed[place.id]
        used = self.used[place.id]
        return not open_slots or any(
            used.get(slot, 0) + units > place.capacity for slot in open_slots
        )

    def answer(self, place, search):
        """Return (first start or None, longest run), or None when the place is no candidate."""
        if place.status is not TestbedStatus.PUBLISHED or place.capacity < search.units:
            return None
        lead = place.lead_days if search.after_lead else 0
        first = max((search.start - TODAY).days, lead, 0)
        last = (search.end - TODAY).days
        days = search.days or place.min_days
        fits = search.days is None or place.min_days <= days <= place.max_days
        start, longest = None, 0
        for n in range(first, last + 1):
            if not search.weekdays >> day(n).weekday() & 1:
                continue
            length = 0
            while n + length <= last and not (
                search.weekdays >> day(n + length).weekday() & 1
                and self.is_busy(place, n + length, search.units)
            ):
                length += 1
            longest = max(longest, length)
            if start is None and fits and length >= days:
                start = day(n)
        return start, longest


@pytest.mark.parametrize("seed", range(4))
def test_every_answer_is_that_of_a_count_day_by_day(session, seed):
    world = World(session, seed)
    places = {one.id: one for one in world.places}
    kinds = product((None, 1, 4, 12), (1, 2), (EVERY_DAY, MONDAY_TO_FRIDAY), (True, False))
    for days, units, weekdays, lead in kinds:
        first = world.dice.randint(-3, 20)
        search = FreeSearch(day(first), day(first + 20), days, units, lead, weekdays)
        found = free_stretches(search)
        for ident, place in places.items():
            expected = world.answer(place, search)
            assert found.get(ident) == expected, (search, place.slot_unit)
        few = sorted(places)[:5]
        assert free_windows(search, few) == {
            one: found[one].start for one in few if one in found and found[one].start
        }


def test_it_is_one_statement(session):
    World(session, 1)
    sent = []

    def note(*given):
        sent.append(given[2])

    event.listen(db.engine, "before_cursor_execute", note)
    free_stretches(FreeSearch(day(0), day(180), 30))
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(sent) == 1


def test_a_city_in_another_zone_has_its_own_days(session, monkeypatch):
    monkeypatch.setattr(free_window, "_zones", {clock.FINLAND})
    lab = testbed("helsinki", slot_unit=SlotUnit.HOUR)
    lab.city.time_zone = "Atlantic/Azores"
    session.commit()
    start, after = slots_of(SlotUnit.HOUR, "Atlantic/Azores", day(20), day(20))
    session.add(Booking(
        testbed_id=lab.id, start_slot=start, end_slot=after, status=BookingStatus.CONFIRMED,
        created_at=clock.now(),
    ))  # fmt: skip
    session.commit()
    search = FreeSearch(day(18), day(30), 3)
    assert free_windows(search) == {lab.id: day(21)}


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (FreeWish(), (0, 181, 1)),
        (FreeWish(days=30), (0, 210, 30)),
        (FreeWish(days=3, start=day(4), end=day(9)), (4, 9, 3)),
        (FreeWish(start=day(4), end=day(9)), (4, 9, 6)),
        (FreeWish(days=3, start=day(-9), end=day(2)), (0, 2, 3)),
        (FreeWish(days=7, start=day(4), end=day(9)), None),
        (FreeWish(end=day(-1)), None),
    ],
)
def test_what_was_said_becomes_what_is_looked_for(wish, found):
    search = wish.search(TODAY)
    got = search and ((search.start - TODAY).days, (search.end - TODAY).days, search.days)
    assert got == found
