"""Testbeds as the six cities' reservation interface knows resources, and when they are taken.

What is open and free comes from the ledger, as the calendar of a testbed's page shows it; stays are
told of as its public calendar feed tells of them: from when to when, without anybody's name.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from app import clock
from app.database import db
from app.queries.calendar import load
from app.queries.calendar_hour import DayLoad, hours_between
from app.queries.search import matching_ids
from app.queries.testbed_field import LISTED
from models.booking import OCCUPYING, Booking, BookingStatus, slot_of
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.wall_time import last_date, local_date

ONE_DAY = dt.timedelta(days=1)
AN_HOUR = dt.timedelta(hours=1)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
TAKEN = (*OCCUPYING, BookingStatus.COMPLETED)
BATCH = 200


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an instant to another, in UTC: wall clocks repeat an hour each autumn."""

    begin: dt.datetime
    end: dt.datetime

    @property
    def minutes(self) -> float:
        return (self.end - self.begin).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class Times:
    """When a resource is open and free between two instants; what is open ends with the day."""

    opened: list[Stretch]
    free: list[Stretch]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client looks for; ``minutes`` in a row between two instants, the whole by default."""

    theme: str = ""
    kind: str = ""
    words: str = ""
    begin: dt.datetime | None = None
    end: dt.datetime | None = None
    minutes: float | None = None
    also_closed: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, by number from 1."""

    number: int
    size: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size


def resources(wish: Wish, page: Page) -> tuple[int, list[Testbed]]:
    """Return how many listed testbeds fit a wish, and those of one page by id."""
    asked = select(Testbed.id).where(*_conditions(wish)).order_by(Testbed.id)
    if wish.begin is None or wish.end is None:
        count = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
        ids = list(db.session.scalars(asked.offset(page.first).limit(page.size)))
    else:
        fitting = [one.id for one in _free(list(db.session.scalars(asked)), wish)]
        count, ids = len(fitting), fitting[page.first : page.first + page.size]
    return count, _by_id(ids)


def resource(testbed_id: int) -> Testbed | None:
    """Return one listed testbed, or None."""
    return db.session.scalar(_whole().where(Testbed.id == testbed_id, Testbed.status.in_(LISTED)))


def times_of(
    testbed: Testbed, begin: dt.datetime, end: dt.datetime, days: Sequence[DayLoad] | None = None
) -> Times:
    """Return when a testbed is open, and when at least one place is free, within two instants.

    ``days`` are its days by the calendar, where they have been read already.
    """
    zone = testbed.city.time_zone
    slots = list(_slots(testbed, *_days_of(begin, end, zone), days))
    whole = Stretch(begin.astimezone(dt.UTC), end.astimezone(dt.UTC))
    opened: dict[dt.date, list[Stretch]] = {}
    for one, is_open, _is_free in slots:
        if is_open:
            opened.setdefault(local_date(one.begin, zone), []).append(_cut(one, whole))
    return Times(
        opened=[each for of_day in opened.values() for each in _joined(of_day)],
        free=_joined([_cut(one, whole) for one, _is_open, is_free in slots if is_free]),
    )


def stays(
    page: Page, testbed_id: int | None = None, *, also_past: bool = False
) -> tuple[int, list[Booking]]:
    """Return how many stays at listed testbeds there are, and those of one page by id."""
    conditions: list[ColumnElement[bool]] = [Testbed.status.in_(LISTED), Booking.status.in_(TAKEN)]
    if testbed_id is not None:
        conditions.append(Booking.testbed_id == testbed_id)
    if not also_past:
        conditions.append(Booking.end_slot > _slot_of_today())
    asked = select(Booking).join(Testbed, Testbed.id == Booking.testbed_id).where(*conditions)
    count = db.session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    found = db.session.scalars(
        _with_place(asked).order_by(Booking.id).offset(page.first).limit(page.size)
    )
    return count, list(found)


def stay(booking_id: int) -> Booking | None:
    """Return one stay at a listed testbed, or None."""
    asked = select(Booking).join(Testbed, Testbed.id == Booking.testbed_id)
    return db.session.scalar(
        _with_place(asked).where(
            Booking.id == booking_id, Testbed.status.in_(LISTED), Booking.status.in_(TAKEN)
        )
    )


def stays_between(testbed: Testbed, begin: dt.datetime, end: dt.datetime) -> list[Booking]:
    """Return the stays at one testbed that have a moment within two instants, by their start."""
    found = db.session.scalars(
        select(Booking)
        .where(Booking.testbed_id == testbed.id, Booking.status.in_(TAKEN))
        .order_by(Booking.start_slot, Booking.id)
    )
    return [
        one for one in found if any(each.begin < end and each.end > begin for each in taken_by(one))
    ]


def taken_by(booking: Booking) -> list[Stretch]:
    """Return when a stay takes its place, in order: at least one stretch, those that touch as one.

    Weekdays and hours outside its pattern are between them.
    """
    if booking.testbed.slot_unit is SlotUnit.HOUR:
        pairs = booking.stretches or [[booking.start_slot, booking.end_slot]]
        return [Stretch(EPOCH + first * AN_HOUR, EPOCH + after * AN_HOUR) for first, after in pairs]
    zone = ZoneInfo(booking.testbed.city.time_zone)
    days = booking.window.used_days() or [booking.start_day]
    return _joined([Stretch(_midnight(day, zone), _midnight(day + ONE_DAY, zone)) for day in days])


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Testbed.status.in_(LISTED)]
    if wish.kind:
        found.append(Testbed.kind == wish.kind)
    if wish.theme:
        found.append(Testbed.id.in_(_with_theme(wish.theme)))
    if wish.words:
        found.append(Testbed.id.in_(matching_ids("testbed", wish.words) or set()))
    return found


def _with_theme(theme: str) -> list[int]:
    rows = db.session.execute(select(Testbed.id, Testbed.themes).where(Testbed.status.in_(LISTED)))
    return [ident for ident, themes in rows if theme in themes]


def _free(ids: Sequence[int], wish: Wish) -> Iterator[Testbed]:
    """Yield the testbeds that are free for long enough within the wish's instants."""
    begin, end = wish.begin, wish.end
    if begin is None or end is None or end <= begin:
        return
    whole = Stretch(begin, end).minutes
    for first in range(0, len(ids), BATCH):
        some = _by_id(ids[first : first + BATCH])
        known = _days_by_id(some, begin, end)
        for testbed in some:
            times = times_of(testbed, begin, end, known.get(testbed.id))
            if wish.also_closed:
                times = replace(times, free=_joined([*times.free, *_shut(times, begin, end)]))
            if any(one.minutes >= (wish.minutes or whole) for one in times.free):
                yield testbed


def _shut(times: Times, begin: dt.datetime, end: dt.datetime) -> Iterator[Stretch]:
    """Yield what is closed between two instants."""
    edges = [begin, *(edge for one in times.opened for edge in (one.begin, one.end)), end]
    for place, (first, after) in enumerate(pairwise(edges)):
        if place % 2 == 0 and first < after:
            yield Stretch(first, after)


def _days_of(begin: dt.datetime, end: dt.datetime, zone: str) -> tuple[dt.date, dt.date]:
    """Return the first and the last local day that have a moment between two instants."""
    first = local_date(begin, zone)
    return first, max(first, last_date(end, zone))


def _days_by_id(
    some: Sequence[Testbed], begin: dt.datetime, end: dt.datetime
) -> dict[int, list[DayLoad]]:
    """Return the days of testbeds booked by the day, one statement for each time zone."""
    by_zone: dict[str, list[int]] = {}
    for one in some:
        if one.slot_unit is SlotUnit.DAY:
            by_zone.setdefault(one.city.time_zone, []).append(one.id)
    found: dict[int, list[DayLoad]] = {}
    for zone, ids in by_zone.items():
        found |= load(ids, *_days_of(begin, end, zone))
    return found


def _slots(
    testbed: Testbed, first: dt.date, last: dt.date, days: Sequence[DayLoad] | None
) -> Iterator[tuple[Stretch, bool, bool]]:
    """Yield each day or hour with whether it is open and whether it has a free place."""
    if testbed.slot_unit is SlotUnit.HOUR:
        for hour in hours_between(testbed, first, last):
            stretch = Stretch(hour.start.astimezone(dt.UTC), hour.end.astimezone(dt.UTC))
            yield stretch, not hour.closed, hour.free > 0
        return
    zone = ZoneInfo(testbed.city.time_zone)
    for day in load([testbed.id], first, last)[testbed.id] if days is None else days:
        stretch = Stretch(_midnight(day.day, zone), _midnight(day.day + ONE_DAY, zone))
        yield stretch, not day.closed, day.free > 0


def _cut(one: Stretch, whole: Stretch) -> Stretch:
    return Stretch(max(one.begin, whole.begin), min(one.end, whole.end))


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch as one, empty ones left out."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda each: each.begin):
        if one.begin >= one.end:
            continue
        if found and one.begin <= found[-1].end:
            found[-1] = Stretch(found[-1].begin, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def _slot_of_today() -> ColumnElement[int]:
    today = slot_of(clock.today())
    return case((Testbed.slot_unit == SlotUnit.DAY, today), else_=today * 24)


def _by_id(ids: Sequence[int]) -> list[Testbed]:
    found = {one.id: one for one in db.session.scalars(_whole().where(Testbed.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def _whole() -> Select[Testbed]:
    return select(Testbed).options(
        defer(Testbed.geom), joinedload(Testbed.city), selectinload(Testbed.pictures)
    )


def _with_place(asked: Select[Booking]) -> Select[Booking]:
    return asked.options(
        joinedload(Booking.testbed).options(defer(Testbed.geom), joinedload(Testbed.city))
    )
