"""What waits for those who run pilots: reports, surveys, lines of the checklist."""

import datetime as dt
import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.queries.pilot_task import Progress
from app.queries.report import due_day, reports_of
from models.pilot import Pilot, PilotStatus
from models.pilot_midterm import PilotMidterm, midterm_day
from models.report import Report, ReportStatus
from models.survey import Survey

GOING = (PilotStatus.RUNNING, PilotStatus.PAUSED)
COMING = (PilotStatus.PREPARING, PilotStatus.READY)
SOON = dt.timedelta(days=14)
LATELY = dt.timedelta(days=90)


class PilotWaits(enum.StrEnum):
    """Kinds of what waits, the most pressing first."""

    RETURNED = "returned"  # the report was sent back
    REPORT = "report"  # it has not been sent
    MIDTERM = "midterm"  # the short one in the middle, soon due
    TASK = "task"  # lines of the checklist are late
    LESSONS = "lessons"  # it was stopped, and nobody has told what was learned
    SURVEY = "survey"  # it ends soon, or has ended, and nobody can answer a survey


@dataclass(frozen=True, slots=True)
class PilotWait:
    """One thing that waits at a pilot: by which day, if it has one, and how many of them."""

    kind: PilotWaits
    pilot: Pilot
    day: dt.date | None = None
    count: int = 1


def pilot_waits(
    pilots: Sequence[Pilot], progress: Mapping[int, Progress], today: dt.date
) -> list[PilotWait]:
    """Return what waits at these pilots, which the caller may read, in three statements."""
    if not pilots:
        return []
    ids = [one.id for one in pilots]
    reports = reports_of(pilots)
    told = set(
        db.session.scalars(select(PilotMidterm.pilot_id).where(PilotMidterm.pilot_id.in_(ids)))
    )
    asked = set(db.session.scalars(select(Survey.pilot_id).where(Survey.pilot_id.in_(ids))))
    found = [
        wait
        for pilot in pilots
        for wait in (
            *_report(pilot, reports.get(pilot.id)),
            *_midterm(pilot, today, told),
            *_tasks(pilot, progress.get(pilot.id)),
            *_lessons(pilot, today),
            *_survey(pilot, today, asked),
        )
    ]
    order = list(PilotWaits)
    return sorted(found, key=lambda one: (order.index(one.kind), one.day or dt.date.max))


def _report(pilot: Pilot, report: Report | None) -> Iterator[PilotWait]:
    if pilot.status is not PilotStatus.REPORTING:
        return
    if report is not None and report.status is ReportStatus.RETURNED:
        yield PilotWait(PilotWaits.RETURNED, pilot)
    elif report is None or report.status is ReportStatus.WRITING:
        yield PilotWait(PilotWaits.REPORT, pilot, due_day(pilot))


def _midterm(pilot: Pilot, today: dt.date, told: set[int]) -> Iterator[PilotWait]:
    due = midterm_day(pilot.start_day, pilot.end_day)
    if pilot.status in GOING and due is not None and pilot.id not in told and due - SOON <= today:
        yield PilotWait(PilotWaits.MIDTERM, pilot, due)


def _tasks(pilot: Pilot, progress: Progress | None) -> Iterator[PilotWait]:
    if pilot.status in COMING and progress is not None and progress.late:
        yield PilotWait(PilotWaits.TASK, pilot, count=progress.late)


def _lessons(pilot: Pilot, today: dt.date) -> Iterator[PilotWait]:
    if (
        pilot.status is PilotStatus.STOPPED
        and not pilot.learned
        and pilot.end_day + LATELY >= today
    ):
        yield PilotWait(PilotWaits.LESSONS, pilot)


def _survey(pilot: Pilot, today: dt.date, asked: set[int]) -> Iterator[PilotWait]:
    ends_soon = pilot.status in GOING and pilot.end_day - SOON <= today
    if pilot.id not in asked and (ends_soon or pilot.status is PilotStatus.REPORTING):
        yield PilotWait(PilotWaits.SURVEY, pilot)
