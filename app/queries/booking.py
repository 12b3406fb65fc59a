"""Who is where when, for the staff of the place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from models.application import Application, ApplicationPart
from models.booking import OCCUPYING, Booking, BookingStatus, local_day, slot_of
from models.errors import NotFoundError
from models.pilot import Pilot
from models.testbed import Testbed
from models.testbed_kind import SlotUnit

UTMOST_OFFSET = 14  # hours that a local day may begin before or after the UTC day


@dataclass(frozen=True, slots=True)
class Stay:
    """One booking as staff read it; ``start`` and ``end`` are days, inclusive."""

    booking_id: int
    testbed_id: int
    part_id: int | None
    pilot_id: int | None
    applicant: str
    title: str
    status: BookingStatus
    start: dt.date
    end: dt.date
    weekdays: int
    units: int
    hold_expires_at: dt.datetime | None


def stays(viewer: Actor, testbed_id: int, start: dt.date, end: dt.date) -> list[Stay]:
    """Return the bookings that take places from ``start`` to ``end``, by first day.

    Raises:
        NotFoundError: The viewer is not staff of the testbed's city nor its host.
    """
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or not may(viewer, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    return stays_of(testbed, start, end)


def stays_of(testbed: Testbed, start: dt.date, end: dt.date) -> list[Stay]:
    """Return the same of a testbed that the caller may read."""
    return stays_at([testbed], start, end)


def stays_at(
    testbeds: Sequence[Testbed],
    start: dt.date,
    end: dt.date,
    statuses: Sequence[BookingStatus] = OCCUPYING,
) -> list[Stay]:
    """Return the bookings of several testbeds that touch the days, by first day, in one statement.

    The caller may read all of them.
    """
    by_id = {testbed.id: testbed for testbed in testbeds}
    by_day = Testbed.slot_unit == SlotUnit.DAY
    first, after = slot_of(start), slot_of(end) + 1
    first_hour, after_hour = first * 24 - UTMOST_OFFSET, after * 24 + UTMOST_OFFSET
    rows: Any = db.session.execute(  # the outer joins give None, which the types do not know
        select(Booking, Pilot.id, Pilot.runner_name, Application)
        .join(Testbed, Testbed.id == Booking.testbed_id)
        .outerjoin(ApplicationPart, ApplicationPart.id == Booking.part_id)
        .outerjoin(Application, Application.id == ApplicationPart.application_id)
        .outerjoin(Pilot, Pilot.booking_id == Booking.id)
        .where(
            Booking.testbed_id.in_(by_id),
            Booking.status.in_(statuses),
            Booking.start_slot < case((by_day, after), else_=after_hour),
            Booking.end_slot > case((by_day, first), else_=first_hour),
        )
        .options(joinedload(Application.organisation), joinedload(Application.author))
        .order_by(Booking.start_slot, Booking.id)
    )
    found = [_stay(by_id[row[0].testbed_id], *row) for row in rows]
    return [stay for stay in found if stay.start <= end and stay.end >= start]


def _stay(
    testbed: Testbed,
    booking: Booking,
    pilot_id: int | None,
    runner: str | None,
    application: Application | None,
) -> Stay:
    unit, zone = testbed.slot_unit, testbed.city.time_zone
    return Stay(
        booking_id=booking.id,
        testbed_id=testbed.id,
        part_id=booking.part_id,
        pilot_id=pilot_id,
        applicant=application.applicant_name if application is not None else runner or "",
        title=application.title if application is not None else "",
        status=booking.status,
        start=local_day(unit, zone, booking.start_slot),
        end=local_day(unit, zone, booking.end_slot - 1),
        weekdays=booking.weekdays,
        units=booking.units,
        hold_expires_at=booking.hold_expires_at,
    )
