"""Write down when each job of the schedule ran, for administrators and monitors."""

import datetime as dt

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from models.errors import ForbiddenError
from models.schedule import ERROR_LENGTH, JobRun


@use_case
def note(actor: Actor, name: str, every: dt.timedelta, began: dt.datetime, error: str) -> str:
    """Keep how the latest run of a job went; ``error`` is empty when it went well.

    Raises:
        ConflictError: Another process wrote down the first run of the same job meanwhile.
        ForbiddenError: The actor is not the system.
    """
    if not actor.is_system:
        raise ForbiddenError
    run = db.session.get(JobRun, name)
    if run is None:
        run = JobRun(name=name)
        db.session.add(run)
    run.every_s, run.began_at = int(every.total_seconds()), began
    run.error = error[:ERROR_LENGTH]
    if error:
        run.failed_at = clock.now()
    else:
        run.ended_at = clock.now()
    return name
