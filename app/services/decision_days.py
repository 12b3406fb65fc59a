"""The days that a decision is about: those typed, those agreed on, or the wish's own."""

import datetime as dt

from app import clock
from app.queries.calendar import HORIZON_DAYS
from app.services.waiting import fitting_window
from models.application import ApplicationPart, PartStatus
from models.errors import ConflictError, FieldError
from models.window import Hours, Window


def check_days(part: ApplicationPart, start: dt.date, end: dt.date) -> None:
    """Refuse days that have passed, are out of order, or lie too far ahead."""
    today = clock.today(part.testbed.city.time_zone)
    if start < today:
        raise FieldError("in_the_past", field="start")
    if end < start:
        raise FieldError("end_before_start", field="end")
    latest = today + dt.timedelta(days=HORIZON_DAYS)
    if end > latest:
        raise FieldError("beyond_horizon", field="end", latest=latest)


def ordered(hours: Hours) -> Hours:
    """Return hours that begin before they end, or refuse them."""
    if not hours.are_ordered:
        raise FieldError("hour_order", field="to_hour")
    return hours


def agreed(
    part: ApplicationPart, start: dt.date | None, end: dt.date | None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the days agreed on: those given, else the wish itself, else none yet."""
    if start is not None and end is not None:
        check_days(part, start, end)
        return start, end
    if part.earliest is not None and part.days is not None:
        return part.earliest, part.earliest + dt.timedelta(days=part.days - 1)
    return None, None


def agreed_window(part: ApplicationPart) -> Window:
    """Return the days agreed on; of one that waits, the days that have come free for it."""
    if part.status is PartStatus.WAITLISTED and (free := fitting_window(part)) is not None:
        return free
    start, end = part.agreed_start, part.agreed_end
    if start is None or end is None:
        start, end = agreed(part, None, None)
    if start is None or end is None:
        raise ConflictError("joint_not_ready", testbeds=[part.testbed.name])
    check_days(part, start, end)
    return Window(start, end, part.weekdays, part.units, part.agreed_hours)
