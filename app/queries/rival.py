"""Who else is on, or wants, the same days of a testbed."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.queries.booking import stays_of
from models.application import OPEN_FOR_DECISION, Application, ApplicationPart, PartStatus
from models.window import EVERY_DAY, WHOLE_DAY, Hours, Window


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody else who is on, or wants, the same days.  ``booked`` when in the ledger."""

    part_id: int | None
    application_id: int | None
    applicant: str
    title: str
    status: PartStatus | None
    booked: bool
    start: dt.date
    end: dt.date
    units: int
    weekdays: int = EVERY_DAY
    hours: Hours = WHOLE_DAY


def rivals(part: ApplicationPart, window: Window) -> list[Rival]:
    """Return who is booked on these days, then who wants them, each by first day.

    The caller may read the part.
    """
    booked = [
        Rival(
            part_id=stay.part_id,
            application_id=None,
            applicant=stay.applicant,
            title=stay.title,
            status=None,
            booked=True,
            start=stay.start,
            end=stay.end,
            units=stay.units,
            weekdays=stay.weekdays,
            hours=stay.hours,
        )
        for stay in stays_of(part.testbed, window.start, window.end)
        if stay.part_id != part.id and stay.hours.meet(window.hours or WHOLE_DAY)
    ]
    return booked + [_wanting(other) for other in _others(part) if _meets(other, window)]


def _others(part: ApplicationPart) -> list[ApplicationPart]:
    return list(
        db.session.scalars(
            select(ApplicationPart)
            .where(
                ApplicationPart.testbed_id == part.testbed_id,
                ApplicationPart.id != part.id,
                ApplicationPart.status.in_(OPEN_FOR_DECISION),
                ApplicationPart.earliest.is_not(None),
                ApplicationPart.days.is_not(None),
            )
            .options(
                joinedload(ApplicationPart.application).joinedload(Application.organisation),
                joinedload(ApplicationPart.application).joinedload(Application.author),
            )
            .order_by(ApplicationPart.earliest, ApplicationPart.id)
        )
    )


def _last_day(part: ApplicationPart) -> dt.date:
    """Return the last day that a wish can touch."""
    first = part.earliest or dt.date.max
    return part.latest_end or first + dt.timedelta(days=(part.days or 1) - 1)


def _meets(part: ApplicationPart, window: Window) -> bool:
    return (
        part.earliest is not None
        and part.earliest <= window.end
        and _last_day(part) >= window.start
        and part.hours.meet(window.hours or WHOLE_DAY)
    )


def _wanting(part: ApplicationPart) -> Rival:
    return Rival(
        part_id=part.id,
        application_id=part.application_id,
        applicant=part.application.applicant_name,
        title=part.application.title,
        status=part.status,
        booked=False,
        start=part.earliest or dt.date.max,
        end=_last_day(part),
        units=part.units,
        weekdays=part.weekdays,
        hours=part.hours,
    )
