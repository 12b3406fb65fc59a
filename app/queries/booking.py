"""Who is where when, for the staff of the place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from models.account import User
from models.application import Application, ApplicationPart
from models.booking import OCCUPYING, Booking, BookingStatus, local_day, slot_of
from models.errors import NotFoundError
from models.organisation import Organisation
from models.pilot import Pilot
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import WHOLE_DAY, Hours

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
    hours: Hours = WHOLE_DAY


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
    rows = db.session.execute(
        _STAYS.where(
            Booking.testbed_id.in_(by_id),
            Booking.status.in_(statuses),
            Booking.start_slot < case((by_day, after), else_=after_hour),
            Booking.end_slot > case((by_day, first), else_=first_hour),
        )
    )
    found = [_stay(by_id[row[1]], row) for row in rows]
    return [stay for stay in found if stay.start <= end and stay.end >= start]


# Plain columns: rows of four tables as objects took three times as long.  The name is that of
# models.application.Application.applicant_name, or of who runs a pilot without an application.
_NAME = func.coalesce(
    *(func.nullif(one, "") for one in (Organisation.name, Application.group_name)),
    *(func.nullif(one, "") for one in (Application.contact_name, User.name, Pilot.runner_name)),
    "",
)
_STAYS = (
    select(
        Booking.id, Booking.testbed_id, Booking.part_id, Pilot.id, _NAME,
        func.coalesce(Application.title, ""), Booking.status, Booking.start_slot, Booking.end_slot,
        Booking.weekdays, Booking.units, Booking.hold_expires_at, Booking.from_hour,
        Booking.to_hour,
    )
    .join(Testbed, Testbed.id == Booking.testbed_id)
    .outerjoin(ApplicationPart, ApplicationPart.id == Booking.part_id)
    .outerjoin(Application, Application.id == ApplicationPart.application_id)
    .outerjoin(Organisation, Organisation.id == Application.organisation_id)
    .outerjoin(User, User.id == Application.author_id)
    .outerjoin(Pilot, Pilot.booking_id == Booking.id)
    .order_by(Booking.start_slot, Booking.id)
)  # fmt: skip


def _stay(testbed: Testbed, row: Any) -> Stay:
    unit, zone = testbed.slot_unit, testbed.city.time_zone
    booking_id, testbed_id, part_id, pilot_id, applicant, title, status = row[:7]
    start_slot, end_slot, weekdays, units, hold_expires_at, from_hour, to_hour = row[7:]
    return Stay(
        booking_id=booking_id,
        testbed_id=testbed_id,
        part_id=part_id,
        pilot_id=pilot_id,
        applicant=applicant,
        title=title,
        status=status,
        start=local_day(unit, zone, start_slot),
        end=local_day(unit, zone, end_slot - 1),
        weekdays=weekdays,
        units=units,
        hold_expires_at=hold_expires_at,
        hours=Hours(from_hour, to_hour),
    )
