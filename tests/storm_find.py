"""The shape of a deed of a storm, and ways to find what one can be done to."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, func, select

from app import clock
from app.database import db
from models.application import Application, ApplicationPart, JointPolicy, PartStatus
from models.booking import Booking, BookingStatus
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed
from models.testbed_kind import SlotUnit

Window = tuple[dt.date, dt.date]
Find = Callable[[], list[int]]


@dataclass(frozen=True)
class Deed:
    """One path.

    ``work(actor, id, days)`` does it by its service, for the applicant when ``is_mine`` and else
    for the city.  ``lines`` are the actions of the audit trail of which it leaves one about the
    thing it is done to; ``is_counted`` says that nothing else leaves those.  ``path`` and ``form``
    are its button, ``shown`` what its page puts into the form.  What is ``keyless`` comes from a
    clock or a job, not from a request.
    """

    chance: int
    find: Find
    work: Callable[[Any, int, Window], Any]
    lines: tuple[str, ...] = ()
    path: str = ""
    form: Callable[[Window], Mapping[str, str]] = field(default=lambda _days: {})
    shown: Callable[[int], Mapping[str, str]] = field(default=lambda _id: {})
    is_mine: bool = False
    is_counted: bool = True
    is_keyless: bool = False


def found_ids(column: Any, *where: ColumnElement[bool]) -> list[int]:
    found = list(db.session.scalars(select(column).where(*where).order_by(column)))
    db.session.rollback()
    return found


def at_labs(of: Any) -> ColumnElement[bool]:
    """Return the condition of what is at a place booked by the hour; ``of`` names its testbed."""
    labs = select(Testbed.id).where(Testbed.slot_unit == SlotUnit.HOUR)
    return cast("ColumnElement[bool]", of.in_(labs))


def parts(*statuses: PartStatus, joint: bool | None = None, by_hour: bool = False) -> Find:
    """Return a way to find the parts in these states, of joint applications or of single ones."""

    def find() -> list[int]:
        where = [ApplicationPart.status.in_(statuses)]
        if joint is not None:
            wanted = JointPolicy.ALL if joint else JointPolicy.ANY
            of_kind = select(Application.id).where(Application.joint_policy == wanted)
            where.append(ApplicationPart.application_id.in_(of_kind))
        if by_hour:
            where.append(at_labs(ApplicationPart.testbed_id))
        return found_ids(ApplicationPart.id, *where)

    return find


def bookings(*statuses: BookingStatus, by_hour: bool = False) -> Find:
    where = (at_labs(Booking.testbed_id),) if by_hour else ()
    return lambda: found_ids(Booking.id, Booking.status.in_(statuses), *where)


def pilots(*statuses: PilotStatus, **values: Any) -> Find:
    """Return a way to find the pilots in these states whose columns have these values."""

    def find() -> list[int]:
        wanted = [getattr(Pilot, name).is_not_distinct_from(one) for name, one in values.items()]
        return found_ids(Pilot.id, Pilot.status.in_(statuses), *wanted)

    return find


def pilots_begun() -> list[int]:
    """Return the ready pilots whose first day has come."""
    return found_ids(Pilot.id, Pilot.status == PilotStatus.READY, Pilot.start_day <= clock.today())


def places() -> list[int]:
    return found_ids(Testbed.id)


def labs() -> list[int]:
    return found_ids(Testbed.id, Testbed.slot_unit == SlotUnit.HOUR)


def joint_parts() -> list[int]:
    """Return one part of each joint application whose parts all wait to be offered together."""
    waiting = (PartStatus.SHORTLISTED, PartStatus.WAITLISTED)
    alone = ApplicationPart.alternative.is_(None)
    unread = ApplicationPart.status.in_((PartStatus.SUBMITTED, PartStatus.IN_REVIEW))
    unready = select(ApplicationPart.application_id).where(
        ApplicationPart.status.not_in(waiting), alone | unread
    )
    found = db.session.scalars(
        select(func.min(ApplicationPart.id))
        .join(Application, Application.id == ApplicationPart.application_id)
        .where(Application.joint_policy == JointPolicy.ALL, Application.id.not_in(unready))
        .group_by(Application.id)
    ).all()
    db.session.rollback()
    return list(found)
