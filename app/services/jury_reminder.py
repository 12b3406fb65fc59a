"""Remind jurors of what waits for their scores: by the city's button, and every few days."""

import datetime as dt

from sqlalchemy import or_, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.jury import OPEN, assignments_of
from app.services.audit import record
from app.services.jury import managed
from app.services.jury_mail import tell_juror
from models.challenge import Challenge
from models.errors import ConflictError
from models.jury import Juror, JurorStatus
from models.jury_round import ROUND_OF

EVERY = dt.timedelta(days=4)
LEAST = dt.timedelta(hours=12)  # between two reminders, also by hand


@use_case
def remind(actor: Actor, challenge_id: int) -> int:
    """Remind everybody who has something open and was not reminded today; return how many.

    Raises:
        ConflictError: ``round_over``.
    """
    challenge = managed(actor, challenge_id)
    if challenge.status not in ROUND_OF:
        raise ConflictError("round_over")
    told = _remind(challenge, clock.now() - LEAST)
    record(actor, "juror:remind", challenge, count=told)
    return told


def remind_all() -> int:
    """Go through every jury at work, for the job; return how many were reminded."""
    ids = db.session.scalars(
        select(Challenge.id).where(Challenge.status.in_(ROUND_OF)).order_by(Challenge.id)
    )
    return sum(remind_one(one) for one in ids.all())


@use_case
def remind_one(challenge_id: int) -> int:
    """Remind one jury's members of whom nothing has been heard for some days."""
    return _remind(db.session.get_one(Challenge, challenge_id), clock.now() - EVERY)


def _remind(challenge: Challenge, before: dt.datetime) -> int:
    number = ROUND_OF[challenge.status]
    waiting: dict[int, list[dt.datetime]] = {}
    for one in assignments_of(challenge.id, number):
        if one.status in OPEN:
            waiting.setdefault(one.juror_id, []).append(one.assigned_at)
    jurors = db.session.scalars(
        select(Juror).where(
            Juror.id.in_(waiting),
            Juror.status == JurorStatus.ACCEPTED,
            or_(Juror.reminded_at.is_(None), Juror.reminded_at < before),
        )
    )
    told = 0
    for juror in jurors:
        if min(waiting[juror.id]) >= before:
            continue  # they have been told of it lately
        juror.reminded_at = clock.now()
        once = f"{number}:{juror.reminded_at.isoformat()}"
        tell_juror(juror, "jury/reminder", once, count=len(waiting[juror.id]))
        told += 1
    return told
