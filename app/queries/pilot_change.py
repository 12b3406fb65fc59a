"""Wishes for other days of a pilot, and what granting one would take, free and displace."""

import datetime as dt
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, may
from app.queries.calendar import full_days
from app.queries.review import is_impartial
from app.queries.rival import Rival, rivals
from models.application import ApplicationPart, PartStatus
from models.booking import OCCUPYING, Booking
from models.errors import NotFoundError
from models.pilot import Pilot
from models.pilot_change import BEGUN, ChangeStatus, PilotChange

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Effect:
    """What other days would do: stretches newly taken and given back, days without room, rivals.

    ``rivals`` wait for or want days that would be taken; those on the waiting list come first.
    """

    taken: list[tuple[dt.date, dt.date]]
    freed: list[tuple[dt.date, dt.date]]
    full: list[dt.date]
    rivals: list[Rival]


def changes_of(pilot: Pilot) -> list[PilotChange]:
    """Return the wishes of a pilot, the newest first; the caller may read the pilot."""
    return list(
        db.session.scalars(
            select(PilotChange)
            .where(PilotChange.pilot_id == pilot.id)
            .options(joinedload(PilotChange.asked_by))
            .order_by(PilotChange.id.desc())
        )
    )


def asked_of(pilot: Pilot) -> PilotChange | None:
    """Return the wish that waits for an answer, if there is one."""
    return db.session.scalar(
        select(PilotChange).where(
            PilotChange.pilot_id == pilot.id, PilotChange.status == ChangeStatus.ASKED
        )
    )


def change_of(pilot: Pilot, change_id: int) -> PilotChange:
    """Return one wish of a pilot.

    Raises:
        NotFoundError: It is not this pilot's.
    """
    change = db.session.get(PilotChange, change_id)
    if change is None or change.pilot_id != pilot.id:
        raise NotFoundError
    return change


def booking_of(pilot: Pilot) -> Booking | None:
    """Return the booking that takes days for a pilot now; imported pilots have none."""
    booking = pilot.booking
    return booking if booking is not None and booking.status in OCCUPYING else None


def may_move(viewer: Actor, pilot: Pilot) -> bool:
    """Say whether somebody may give a pilot other days, or answer a wish for them."""
    booking = pilot.booking
    found = (
        db.session.get(ApplicationPart, booking.part_id) if booking and booking.part_id else None
    )
    if found is None or not may(viewer, Action.BOOKING_MOVE, of_part(found)):
        return False
    return is_impartial(viewer, found)


def first_day_stays(pilot: Pilot) -> bool:
    """Say whether only the last day may change, because the pilot has begun."""
    return pilot.status in BEGUN


def effect(pilot: Pilot, start: dt.date, end: dt.date) -> Effect:
    """Return what these days would do; the caller may move the pilot's booking."""
    booking = booking_of(pilot)
    if booking is None:
        return Effect([], [], [], [])
    before = (pilot.start_day, pilot.end_day)
    taken = _beyond((start, end), before)
    part = db.session.get(ApplicationPart, booking.part_id) if booking.part_id else None
    found: dict[int | None, Rival] = {}
    for first, last in taken:
        window = replace(booking.window, start=first, end=last)
        for rival in rivals(part, window) if part is not None else ():
            if not rival.booked:
                found[rival.part_id] = rival
    return Effect(
        taken=taken,
        freed=_beyond(before, (start, end)),
        full=full_days(booking.testbed, replace(booking.window, start=start, end=end), booking.id),
        rivals=sorted(
            found.values(), key=lambda one: (one.status is not PartStatus.WAITLISTED, one.start)
        ),
    )


def _beyond(
    days: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]
) -> list[tuple[dt.date, dt.date]]:
    """Return the stretches of ``days`` that are not in ``other``; last days inclusive."""
    (start, end), (first, last) = days, other
    if end < first or start > last:
        return [days]
    found = []
    if start < first:
        found.append((start, first - ONE_DAY))
    if end > last:
        found.append((last + ONE_DAY, end))
    return found
