"""What happens by itself: the schedule's table, and one round through it.

Correctness needs none of this: lapsed holds are let go by the next writer, and whether a pilot is
active follows from its dates.  The schedule only makes it happen without anybody looking.
"""

import contextlib
import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db
from app.policies.actor import SYSTEM
from app.services import (
    agreement,
    attempt,
    audit_seal,
    award_lapse,
    challenge_news,
    challenge_opening,
    experiment_revision,
    fault,
    feedback,
    hold_reminder,
    jury_reminder,
    offer,
    open_change,
    personal_idle,
    pilot,
    pilot_change_lapse,
    pilot_reminder,
    registration,
    registration_news,
    registration_place,
    retention,
    saved_search,
    schedule,
    subscription_news,
    testbed_check,
    volunteer_place,
)
from models.errors import ConflictError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule: what, and how often at the most."""

    name: str
    every: dt.timedelta
    work: Callable[[], object]


SCHEDULE = (
    Job("holds", dt.timedelta(minutes=1), offer.expire_all_due),
    Job("holds that end soon", dt.timedelta(minutes=30), hold_reminder.remind_all),
    Job("agreements not signed", dt.timedelta(hours=6), agreement.remind_all),
    Job("pilots", dt.timedelta(minutes=10), pilot.run_daily),
    Job("wishes for other days", dt.timedelta(hours=1), pilot_change_lapse.lapse_all_due),
    Job("reminders of pilots", dt.timedelta(hours=1), pilot_reminder.remind_all),
    Job("jurors with entries to read", dt.timedelta(hours=6), jury_reminder.remind_all),
    Job("stale testbeds", dt.timedelta(hours=6), testbed_check.remind_all),
    Job("places of volunteers", dt.timedelta(minutes=10), volunteer_place.lapse_all_due),
    Job("places of sessions", dt.timedelta(minutes=2), registration_place.lapse_all_due),
    Job("unanswered registrations", dt.timedelta(hours=6), registration.forget_unanswered),
    Job("reminders of events", dt.timedelta(minutes=15), registration_news.remind_all),
    Job("prizes not answered", dt.timedelta(minutes=30), award_lapse.lapse_all_due),
    Job("prizes to answer soon", dt.timedelta(hours=6), award_lapse.remind_all),
    Job("saved searches", dt.timedelta(minutes=15), saved_search.alert_all),
    Job("faults due", dt.timedelta(hours=1), fault.remind_all),
    Job("challenges that open", dt.timedelta(minutes=1), challenge_opening.note_all),
    Job("what happened", dt.timedelta(minutes=1), subscription_news.hear_all),
    Job("news to readers", dt.timedelta(minutes=1), subscription_news.tell_all),
    Job("answers about challenges", dt.timedelta(hours=1), challenge_news.tell_answers),
    Job("feedback not confirmed", dt.timedelta(hours=6), feedback.forget_unconfirmed),
    Job("attempts", dt.timedelta(hours=1), lambda: attempt.forget(SYSTEM)),
    Job("changes of experiments and testbeds", dt.timedelta(hours=12), experiment_revision.merge),
    Job("accounts that nobody uses", dt.timedelta(hours=12), personal_idle.ask_all),
    Job("changes past their time", dt.timedelta(hours=24), open_change.forget),
    Job("seals of the audit trail", dt.timedelta(minutes=1), audit_seal.seal_all),
    Job("the audit trail verified", dt.timedelta(hours=6), audit_seal.check),
    Job("what is past its time", dt.timedelta(hours=24), retention.run),
)


class Round:
    """Goes through the schedule; each job runs when its time has come again.

    ``more`` are the jobs that need something of this installation.

    Every job is safe to run twice and by two dispatchers at once.
    """

    def __init__(self, *more: Job) -> None:
        self.more = more
        self.last: dict[str, dt.datetime] = {}

    def run_due(self) -> None:
        """Run what is due; a job that fails is logged and tried again at its next time."""
        for job in (*SCHEDULE, *self.more):
            now = clock.now()
            if now - self.last.get(job.name, dt.datetime.min.replace(tzinfo=dt.UTC)) < job.every:
                continue
            self.last[job.name] = now
            error = ""
            try:
                job.work()
            except SQLAlchemyError:
                raise
            except Exception as problem:
                error = type(problem).__name__
                logger.exception("job %s failed", job.name)
            finally:
                db.session.remove()
            _note(job, now, error)


def _note(job: Job, began: dt.datetime, error: str) -> None:
    """Write down the run; two dispatchers may write the first one at once, and one is enough."""
    with contextlib.suppress(ConflictError):
        schedule.note(SYSTEM, job.name, job.every, began, error)
