"""Remind the right side of a pilot of what comes and of what is late; each thing once.

The outbox makes each reminder single by its key, which names the day that it is about: moved days
are reminded of anew.  Nothing is reminded of longer than ``KEEPS`` after its day, because the
outbox forgets what it sent long ago.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.queries.pilot_midterm import midterm
from app.queries.pilot_task import tasks_of
from app.queries.report import days_overdue, due_day, report_of
from app.services.pilot_mail import tell_applicants, tell_cities
from models.pilot import Pilot, PilotStatus
from models.pilot_change import MOVABLE
from models.pilot_task import STILL_TO_DO, PilotTask, Side

TASK_AHEAD = dt.timedelta(days=7)
START_AHEAD = dt.timedelta(days=7)
MIDTERM_AHEAD = dt.timedelta(days=7)
END_AHEAD = dt.timedelta(days=14)
KEEPS = dt.timedelta(days=30)

_P = PilotStatus
GOING = (_P.RUNNING, _P.PAUSED)
COMING = (_P.PREPARING, _P.READY)


def remind_all() -> int:
    """Go through every pilot that is not over, for the job; returns how many were looked at."""
    states = (*MOVABLE, _P.REPORTING)
    ids = db.session.scalars(select(Pilot.id).where(Pilot.status.in_(states)).order_by(Pilot.id))
    return sum(remind(pilot_id) for pilot_id in ids.all())


@use_case
def remind(pilot_id: int) -> int:
    """Put into the outbox what one pilot wants reminding of today; returns 1."""
    pilot = db.session.get_one(Pilot, pilot_id)
    today = clock.today(pilot.city.time_zone)
    _tasks(pilot, today)
    for look in (_start, _midterm, _end, _report):
        look(pilot, today)
    return 1


def _within(day: dt.date, ahead: dt.timedelta, today: dt.date) -> bool:
    """Say whether a day is coming up, from ``ahead`` before it to the day itself."""
    return day - ahead <= today <= day


def _late(day: dt.date, today: dt.date) -> bool:
    return day < today <= day + KEEPS


def _tasks(pilot: Pilot, today: dt.date) -> None:
    """Remind of lines, those of one side and one day together."""
    if pilot.status not in MOVABLE:
        return
    found: dict[tuple[Side, dt.date], list[PilotTask]] = defaultdict(list)
    for task in tasks_of(pilot):
        if task.state in STILL_TO_DO and task.due_day is not None:
            found[task.owner, task.due_day].append(task)
    for (side, day), tasks in sorted(found.items()):
        once = f"{side}:{day.isoformat()}"
        lines = [{"key": task.key, "title": task.title} for task in tasks]
        tell = _writer(side)
        if _within(day, TASK_AHEAD, today):
            tell(pilot, "pilot/task_due", once, start=day.isoformat(), tasks=lines)
        elif _late(day, today):
            tell(pilot, "pilot/task_overdue", once, start=day.isoformat(), tasks=lines)


def _writer(side: Side) -> Callable[..., None]:
    return tell_applicants if side is Side.APPLICANT else tell_cities


def _start(pilot: Pilot, today: dt.date) -> None:
    if pilot.status in COMING and _within(pilot.start_day, START_AHEAD, today):
        once = pilot.start_day.isoformat()
        tell_applicants(pilot, "pilot/starts_soon", once, start=once)
        tell_cities(pilot, "pilot/starts_soon_city", once, start=once)


def _midterm(pilot: Pilot, today: dt.date) -> None:
    standing = midterm(pilot)
    if standing.due is None or not standing.is_open or standing.sent is not None:
        return
    once = standing.due.isoformat()
    if _within(standing.due, MIDTERM_AHEAD, today):
        tell_applicants(pilot, "pilot/midterm_due", once, start=once)
    elif _late(standing.due, today):
        tell_applicants(pilot, "pilot/midterm_overdue", once, start=once)


def _end(pilot: Pilot, today: dt.date) -> None:
    if pilot.status in GOING and _within(pilot.end_day, END_AHEAD, today):
        once = pilot.end_day.isoformat()
        tell_applicants(pilot, "pilot/ends_soon", once, start=once)
        tell_cities(pilot, "pilot/ends_soon_city", once, start=once)


def _report(pilot: Pilot, today: dt.date) -> None:
    due = due_day(pilot)
    if days_overdue(pilot, report_of(pilot.id), today) and _late(due, today):
        tell_applicants(pilot, "pilot/report_overdue", due.isoformat(), start=due.isoformat())
