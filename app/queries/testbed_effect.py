"""What stands against a change of a testbed: who has booked days, and who has asked for some."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.queries.booking import Stay, stays_of
from app.queries.calendar import HORIZON_DAYS
from models.application import OPEN_FOR_DECISION, Application, ApplicationPart, PartStatus
from models.booking import BookingSlot, TestbedLoad
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import WHOLE_DAY, Hours, uses_weekday

ONE_DAY = dt.timedelta(days=1)
FAR = 3  # times the horizon: further ahead than anybody can book


@dataclass(frozen=True, slots=True)
class WishedDays:
    """An application that waits for its answer; ``start`` to ``end`` are its days, inclusive."""

    part_id: int
    testbed_id: int
    applicant: str
    title: str
    status: PartStatus
    start: dt.date
    end: dt.date
    days: int
    weekdays: int
    units: int
    hours: Hours = WHOLE_DAY

    def wants(self, days: Sequence[dt.date], hours: Hours = WHOLE_DAY) -> bool:
        """Say whether one of the days, and of these hours, is among those wished."""
        return self.hours.meet(hours) and any(
            self.start <= day <= self.end and uses_weekday(self.weekdays, day) for day in days
        )


def wishes(testbed_ids: Sequence[int]) -> list[WishedDays]:
    """Return the applications to testbeds, in no final state, by first wished day.

    The caller may read all of them.
    """
    parts = db.session.scalars(
        select(ApplicationPart)
        .where(
            ApplicationPart.testbed_id.in_(testbed_ids),
            ApplicationPart.status.in_(OPEN_FOR_DECISION),
        )
        .options(
            joinedload(ApplicationPart.application).joinedload(Application.organisation),
            joinedload(ApplicationPart.application).joinedload(Application.author),
            joinedload(ApplicationPart.testbed),
        )
        .order_by(ApplicationPart.earliest, ApplicationPart.id)
    )
    return [
        WishedDays(
            part_id=part.id,
            testbed_id=part.testbed_id,
            applicant=part.application.applicant_name,
            title=part.application.title,
            status=part.status,
            start=part.earliest,
            end=part.latest_end or part.earliest + (part.days - 1) * ONE_DAY,
            days=part.days,
            weekdays=part.weekdays,
            units=part.units,
            hours=part.hours,
        )
        for part in parts
        if part.earliest is not None and part.days is not None
    ]


def stays_ahead(testbed: Testbed) -> list[Stay]:
    """Return the bookings of a testbed that are not over, by first day."""
    today = clock.today(testbed.city.time_zone)
    return stays_of(testbed, today, today + FAR * HORIZON_DAYS * ONE_DAY)


@dataclass(frozen=True, slots=True)
class Room:
    """What is asked of a testbed's room and lengths of stay."""

    capacity: int
    slot_unit: SlotUnit
    min_days: int
    max_days: int


@dataclass(frozen=True, slots=True)
class Effects:
    """Who stands against a change, and whom it touches.

    ``refused`` are bookings because of which it is refused; ``kept`` go on as they were agreed
    though they no longer fit; ``asked`` are applications that no longer fit.
    """

    refused: list[Stay]
    kept: list[Stay]
    asked: list[WishedDays]

    def __bool__(self) -> bool:
        return bool(self.refused or self.kept or self.asked)


def effects_of_room(testbed: Testbed, wanted: Room) -> Effects:
    """Return what a change of capacity, unit or lengths would do.  The ledger decides afterwards.

    The caller may read the testbed.
    """
    ahead = stays_ahead(testbed)
    refused: list[Stay] = []
    if wanted.slot_unit is not testbed.slot_unit:
        refused = ahead
    elif wanted.capacity < testbed.capacity:
        crowding = _crowding(testbed, wanted.capacity)
        refused = [stay for stay in ahead if stay.booking_id in crowding]
    lengths = range(wanted.min_days, wanted.max_days + 1)
    fitted = range(testbed.min_days, testbed.max_days + 1)
    kept = [stay for stay in ahead if _leaves((stay.end - stay.start).days + 1, fitted, lengths)]
    asked = [
        wish
        for wish in wishes([testbed.id])
        if _leaves(wish.days, fitted, lengths) or wanted.capacity < wish.units <= testbed.capacity
    ]
    return Effects(refused, [stay for stay in kept if stay not in refused], asked)


def _leaves(days: int, before: range, after: range) -> bool:
    """Say whether a length fitted and would no longer."""
    return days in before and days not in after


def _crowding(testbed: Testbed, capacity: int) -> set[int]:
    """Return the bookings of the days on which more is used than would fit."""
    return set(
        db.session.scalars(
            select(BookingSlot.booking_id)
            .join(
                TestbedLoad,
                (TestbedLoad.testbed_id == BookingSlot.testbed_id)
                & (TestbedLoad.slot == BookingSlot.slot),
            )
            .where(BookingSlot.testbed_id == testbed.id, TestbedLoad.used > capacity)
        )
    )
