"""The checklist of a pilot and what has happened to each of its lines."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.queries.audit import Deed, read_lines
from models.audit import AuditLine
from models.pilot import Pilot
from models.pilot_task import STILL_TO_DO, PilotTask


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a checklist is: lines settled of all, and how many should be by now and are not."""

    settled: int
    total: int
    late: int

    @property
    def is_whole(self) -> bool:
        return self.settled == self.total


def tasks_of(pilot: Pilot) -> list[PilotTask]:
    """Return the lines of a pilot in their order; the caller may read the pilot."""
    return list(
        db.session.scalars(
            select(PilotTask)
            .where(PilotTask.pilot_id == pilot.id)
            .options(joinedload(PilotTask.person))
            .order_by(PilotTask.position, PilotTask.id)
        )
    )


def progress_of(pilot_ids: Iterable[int], today: dt.date | None = None) -> dict[int, Progress]:
    """Return how far the checklists of pilots are, in one statement; none without one."""
    day = today or clock.today()
    open_lines = PilotTask.state.in_(STILL_TO_DO)
    rows = db.session.execute(
        select(
            PilotTask.pilot_id,
            func.count(),
            func.count().filter(open_lines),
            func.count().filter(open_lines, PilotTask.due_day < day),
        )
        .where(PilotTask.pilot_id.in_(list(pilot_ids)))
        .group_by(PilotTask.pilot_id)
    )
    return {
        pilot_id: Progress(total - still_open, total, late)
        for pilot_id, total, still_open, late in rows
    }


def progress(pilot: Pilot) -> Progress | None:
    """Return how far the checklist of one pilot is, or None when it has none."""
    return progress_of([pilot.id], clock.today(pilot.city.time_zone)).get(pilot.id)


def deeds_of_tasks(pilot: Pilot) -> dict[int, list[Deed]]:
    """Return what was done to each line, oldest first, by the line's id."""
    ids = select(PilotTask.id).where(PilotTask.pilot_id == pilot.id)
    lines = db.session.scalars(
        select(AuditLine)
        .where(AuditLine.thing == "pilot_task", AuditLine.thing_id.in_(ids))
        .order_by(AuditLine.id)
    )
    found: dict[int, list[Deed]] = {}
    for deed in read_lines(lines):
        found.setdefault(deed.thing_id, []).append(deed)
    return found
