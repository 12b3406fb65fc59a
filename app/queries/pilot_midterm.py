"""The report in the middle of a pilot: whether it is asked for, due, sent and read."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.database import db
from models.pilot import Pilot, PilotStatus
from models.pilot_midterm import PilotMidterm, midterm_day

ASKED_IN = (PilotStatus.RUNNING, PilotStatus.PAUSED)
SOON = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Midterm:
    """When the report is due (None: the pilot is too short for one) and what was sent."""

    due: dt.date | None
    sent: PilotMidterm | None
    is_open: bool
    is_soon: bool
    is_late: bool


def midterm(pilot: Pilot) -> Midterm:
    """Return how the report in the middle stands; the caller may read the pilot."""
    due = midterm_day(pilot.start_day, pilot.end_day)
    sent = report_of(pilot)
    today = clock.today(pilot.city.time_zone)
    going = pilot.status in ASKED_IN
    waits = going and due is not None and sent is None
    return Midterm(
        due=due,
        sent=sent,
        is_open=going and due is not None,
        is_soon=waits and due is not None and due - SOON <= today,
        is_late=waits and due is not None and due < today,
    )


def report_of(pilot: Pilot) -> PilotMidterm | None:
    """Return what the applicant has sent, or None."""
    return db.session.scalar(select(PilotMidterm).where(PilotMidterm.pilot_id == pilot.id))
