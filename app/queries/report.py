"""How far the reports of pilots have come."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select

from app.database import db
from models.pilot import Pilot, PilotStatus
from models.report import DUE_DAYS, Report, ReportStatus


def report_of(pilot_id: int) -> Report | None:
    """Return how far a pilot's report has come; None when it was never sent."""
    return db.session.scalar(select(Report).where(Report.pilot_id == pilot_id))


def reports_of(pilots: Iterable[Pilot]) -> dict[int, Report]:
    """Return the reports of those pilots that have sent one, by the pilot's id."""
    ids = [one.id for one in pilots if one.status is PilotStatus.REPORTING]
    found = db.session.scalars(select(Report).where(Report.pilot_id.in_(ids)))
    return {one.pilot_id: one for one in found}


def due_day(pilot: Pilot) -> dt.date:
    """Return the day by which the report of an ended pilot should have come."""
    return pilot.end_day + dt.timedelta(days=DUE_DAYS)


def days_overdue(pilot: Pilot, report: Report | None, today: dt.date) -> int:
    """Return for how many days the report has been late; 0 when it is not, or is with the city."""
    if pilot.status is not PilotStatus.REPORTING:
        return 0
    if report is not None and report.status is ReportStatus.SENT:
        return 0
    return max(0, (today - due_day(pilot)).days)
