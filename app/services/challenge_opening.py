"""Note in the trail that a challenge has begun to take entries, so that followers hear of it.

Whether it is open follows from the clock; the line is written once for each challenge, however
often its times move or it is opened again.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.queries.pilot_event import OPENED
from app.services.audit import record
from models.audit import AuditLine
from models.challenge import Challenge, ChallengeStatus

AT_A_TIME = 100


def note_all() -> int:
    """Note every challenge that has opened, for the job; returns how many."""
    return sum(note_opening(challenge_id) for challenge_id in _opened())


@use_case
def note_opening(challenge_id: int) -> int:
    """Note that a challenge is open; returns 1, or 0 when that is not so or was noted already.

    The row is locked first, so that of two jobs at once one finds the line of the other.
    """
    challenge = db.session.get(
        Challenge, challenge_id, with_for_update=True, populate_existing=True
    )
    if challenge is None or challenge_id not in _opened(Challenge.id == challenge_id):
        return 0
    record(SYSTEM, OPENED, challenge)
    return 1


def _opened(*more: ColumnElement[bool]) -> Sequence[int]:
    """Return challenges that are open and have no line that says so."""
    now = clock.now()
    noted = exists().where(
        AuditLine.thing == Challenge.__tablename__,
        AuditLine.thing_id == Challenge.id,
        AuditLine.action == OPENED,
    )
    return db.session.scalars(
        select(Challenge.id)
        .where(
            Challenge.status == ChallengeStatus.APPROVED,
            Challenge.opens_at <= now,
            Challenge.closes_at > now,
            ~noted,
            *more,
        )
        .order_by(Challenge.id)
        .limit(AT_A_TIME)
    ).all()
