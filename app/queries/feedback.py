"""Feedback on pilots as everybody reads it, and as its own writer does."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from app.database import db
from models.errors import NotFoundError
from models.feedback import LEAST_SHOWN, Feedback, FeedbackStatus
from models.pilot import PUBLIC_STATES, Pilot
from models.reader import TOKEN_LENGTH

TENTH = Decimal("0.1")
OPEN_AFTER_END = dt.timedelta(days=90)
_SHOWN = Feedback.status == FeedbackStatus.PUBLISHED


@dataclass(frozen=True, slots=True)
class Figures:
    """The grades that are shown: their mean with one decimal, and how often each was given."""

    count: int
    mean: Decimal
    by_grade: Counter[int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of what everybody reads, the newest first; ``total`` of all pages."""

    rows: list[Feedback]
    total: int


def is_open(pilot: Pilot, today: dt.date) -> bool:
    """Say whether feedback is taken: while the pilot is public, and a while after its end."""
    return pilot.status in PUBLIC_STATES and today <= pilot.end_day + OPEN_AFTER_END


def published(pilot_id: int, limit: int, page: int = 1) -> Shown:
    """Return what everybody reads of a pilot; the caller has found it public."""
    mine = (Feedback.pilot_id == pilot_id, _SHOWN)
    total = db.session.scalar(select(func.count()).select_from(Feedback).where(*mine)) or 0
    rows = db.session.scalars(
        select(Feedback)
        .where(*mine)
        .order_by(Feedback.published_at.desc(), Feedback.id.desc())
        .limit(limit)
        .offset((page - 1) * limit)
    )
    return Shown(list(rows), total)


def figures_of(pilot_id: int) -> Figures | None:
    """Return the figures of a pilot for everybody; None while too few grades are shown."""
    rows = db.session.execute(
        select(Feedback.rating, func.count())
        .where(Feedback.pilot_id == pilot_id, _SHOWN, Feedback.rating.is_not(None))
        .group_by(Feedback.rating)
    )
    by_grade: Counter[int] = Counter({grade: count for grade, count in rows if grade})
    count = by_grade.total()
    if count < LEAST_SHOWN:
        return None
    total = sum(grade * number for grade, number in by_grade.items())
    return Figures(count, (Decimal(total) / count).quantize(TENTH), by_grade)


def published_piece(pilot: Pilot, feedback_id: int) -> Feedback:
    """Return a piece that everybody reads.

    Raises:
        NotFoundError: It is not this pilot's, or not shown.
    """
    found = db.session.get(Feedback, feedback_id)
    shown = found is not None and found.status is FeedbackStatus.PUBLISHED
    if found is None or not shown or found.pilot_id != pilot.id:
        raise NotFoundError
    return found


def feedback_of_token(token: str) -> Feedback:
    """Return the piece whose writer's link this is.

    Raises:
        NotFoundError: It is nobody's.
    """
    found = None
    if len(token) == TOKEN_LENGTH:
        found = db.session.scalar(select(Feedback).where(Feedback.token == token))
    if found is None:
        raise NotFoundError
    return found


def feedback_of_reader(reader_id: int) -> list[Feedback]:
    """Return what the reader of an address has confirmed to have written, the newest first."""
    return list(
        db.session.scalars(
            select(Feedback)
            .where(Feedback.reader_id == reader_id, Feedback.confirmed_at.is_not(None))
            .order_by(Feedback.id.desc())
        )
    )


def shows_feedback_picture(digest: str, width: int) -> bool:
    """Say whether feedback that everybody reads shows a picture in this width."""
    rows = db.session.scalars(
        select(Feedback.picture_width)
        .join(Pilot, Pilot.id == Feedback.pilot_id)
        .where(Feedback.picture_digest == digest, _SHOWN, Pilot.status.in_(PUBLIC_STATES))
    )
    return any(one is not None and one >= width for one in rows)
