"""Closures as the staff of a place read them, and whom a closure would displace."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.booking import UTMOST_OFFSET, Stay, stays_at
from app.queries.testbed_desk import theirs
from models.booking import BookingSlot, local_day, slot_of
from models.city import City
from models.closure import ClosureRange
from models.errors import NotFoundError
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import SlotUnit, TestbedKind

MOST_TESTBEDS = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """Which testbeds of a city: those of some kinds, or some alone; empty asks for all."""

    city_id: int
    kinds: frozenset[TestbedKind] = frozenset()
    testbed_ids: frozenset[int] = frozenset()


def ranges_of(testbed_ids: Sequence[int], start: dt.date, end: dt.date) -> list[ClosureRange]:
    """Return the stretches of testbeds that touch the days, by testbed and first day."""
    return list(
        db.session.scalars(
            select(ClosureRange)
            .where(
                ClosureRange.testbed_id.in_(testbed_ids),
                ClosureRange.start_day <= end,
                ClosureRange.end_day >= start,
            )
            .order_by(ClosureRange.testbed_id, ClosureRange.start_day, ClosureRange.id)
        )
    )


def ranges_ahead(testbed: Testbed, today: dt.date) -> list[ClosureRange]:
    """Return the stretches of a testbed that are not over, by first day."""
    return ranges_of([testbed.id], today, dt.date.max)


def range_of(viewer: Actor, testbed: Testbed, range_id: int) -> ClosureRange:
    """Return one stretch of a testbed whose days the viewer may close.

    Raises:
        NotFoundError: There is none, or it is not theirs.
    """
    one = db.session.get(ClosureRange, range_id)
    allowed = may(viewer, Action.TESTBED_CLOSE_DAYS, of_testbed(testbed))
    if one is None or one.testbed_id != testbed.id or not allowed:
        raise NotFoundError
    return one


def closures_ahead(viewer: Actor, today: dt.date) -> list[ClosureRange]:
    """Return what the viewer may open again at all their testbeds, by first day and testbed."""
    found = db.session.scalars(
        select(ClosureRange)
        .join(Testbed, Testbed.id == ClosureRange.testbed_id)
        .where(theirs(viewer), ClosureRange.end_day >= today)
        .options(joinedload(ClosureRange.testbed).joinedload(Testbed.city))
        .order_by(ClosureRange.start_day, ClosureRange.end_day, ClosureRange.id)
    )
    return [one for one in found if may(viewer, Action.TESTBED_CLOSE_DAYS, of_testbed(one.testbed))]


def batch_of(viewer: Actor, batch: str) -> list[ClosureRange]:
    """Return the stretches that were written in one go and that the viewer may change.

    Raises:
        NotFoundError: There are none.
    """
    rows = db.session.scalars(
        select(ClosureRange)
        .where(ClosureRange.batch == batch, ClosureRange.batch != "")
        .options(joinedload(ClosureRange.testbed).joinedload(Testbed.city))
        .order_by(ClosureRange.testbed_id, ClosureRange.id)
    )
    found = [one for one in rows if may(viewer, Action.TESTBED_CLOSE_DAYS, of_testbed(one.testbed))]
    if not found:
        raise NotFoundError
    return found


def closable(viewer: Actor, selection: Selection) -> list[Testbed]:
    """Return the selected testbeds whose days the viewer may close, by name."""
    conditions = [
        Testbed.city_id == selection.city_id,
        theirs(viewer),
        Testbed.status != TestbedStatus.RETIRED,
    ]
    if selection.kinds:
        conditions.append(Testbed.kind.in_(selection.kinds))
    if selection.testbed_ids:
        conditions.append(Testbed.id.in_(selection.testbed_ids))
    found = db.session.scalars(
        select(Testbed)
        .join(City, City.id == Testbed.city_id)
        .where(*conditions)
        .options(joinedload(Testbed.city))
        .order_by(Testbed.id)
        .limit(MOST_TESTBEDS)
    )
    allowed = [one for one in found if may(viewer, Action.TESTBED_CLOSE_DAYS, of_testbed(one))]
    return sorted(allowed, key=lambda one: (one.name.best(viewer.language)[0].casefold(), one.id))


def stays_using(testbed: Testbed, slots: Sequence[int], start: dt.date, end: dt.date) -> list[Stay]:
    """Return the bookings that use one of the slots; one whose weekdays miss them does not."""
    if not slots:
        return []
    wanted = set(slots)
    rows = db.session.execute(
        select(BookingSlot.booking_id, BookingSlot.slot).where(
            BookingSlot.testbed_id == testbed.id,
            BookingSlot.slot.between(min(slots), max(slots)),
        )
    )
    using = {booking_id for booking_id, slot in rows if slot in wanted}
    if not using:
        return []
    return [stay for stay in stays_at([testbed], start, end) if stay.booking_id in using]


def displaced(testbeds: Sequence[Testbed], days: Sequence[dt.date]) -> dict[int, list[Stay]]:
    """Return who uses one of the days at each testbed where somebody does, in two statements."""
    if not days or not testbeds:
        return {}
    by_id, wanted = {one.id: one for one in testbeds}, set(days)
    first, after = slot_of(min(days)), slot_of(max(days)) + 1
    by_day = Testbed.slot_unit == SlotUnit.DAY
    low = case((by_day, first), else_=first * 24 - UTMOST_OFFSET)
    high = case((by_day, after), else_=after * 24 + UTMOST_OFFSET)
    rows = db.session.execute(
        select(BookingSlot.booking_id, BookingSlot.testbed_id, BookingSlot.slot)
        .join(Testbed, Testbed.id == BookingSlot.testbed_id)
        .where(BookingSlot.testbed_id.in_(by_id), BookingSlot.slot >= low, BookingSlot.slot < high)
    )
    using = {
        booking_id
        for booking_id, testbed_id, slot in rows
        for place in (by_id[testbed_id],)
        if local_day(place.slot_unit, place.city.time_zone, slot) in wanted
    }
    found: dict[int, list[Stay]] = {}
    for stay in stays_at(testbeds, min(days), max(days)) if using else ():
        if stay.booking_id in using:
            found.setdefault(stay.testbed_id, []).append(stay)
    return found
