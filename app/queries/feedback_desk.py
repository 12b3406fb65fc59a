"""Feedback as the city, the place and those who run the pilot read it."""

import enum
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city, of_pilot
from app.policies.table import Action, may
from models.errors import NotFoundError
from models.feedback import (
    SEEN_BY_PILOT,
    TO_LOOK_AT,
    Feedback,
    FeedbackAnswer,
    FeedbackFlag,
    FeedbackStatus,
)
from models.pilot import Pilot


class Show(enum.StrEnum):
    """What of the queue to show."""

    WAITING = "waiting"  # somebody has to look
    UNANSWERED = "unanswered"
    FLAGGED = "flagged"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What to show at the desk."""

    show: Show = Show.WAITING
    city_id: int | None = None
    text: str = ""
    page: int = 1
    per_page: int = 30


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, and how many there are of each kind."""

    rows: list[Feedback]
    counts: dict[Show, int]


def queue(viewer: Actor, wanted: QueueFilter) -> Queue:
    """Return the feedback that the viewer may look after: what waits the longest comes first."""
    mine = [
        Feedback.status != FeedbackStatus.RECEIVED,
        Feedback.pilot_id.in_(select(Pilot.id).where(moderated(viewer))),
    ]
    if wanted.city_id is not None:
        mine.append(Feedback.pilot_id.in_(select(Pilot.id).where(Pilot.city_id == wanted.city_id)))
    if wanted.text:
        mine.append(Feedback.words.icontains(wanted.text, autoescape=True))
    counts = {show: _count([*mine, _is(show)]) for show in Show}
    waits = Feedback.status.in_(TO_LOOK_AT)
    order: list[Any] = [Feedback.sent_at, Feedback.id]
    if wanted.show is Show.ALL:
        order = [waits.desc(), Feedback.sent_at.desc(), Feedback.id.desc()]
    rows = db.session.scalars(
        select(Feedback)
        .where(*mine, _is(wanted.show))
        .options(joinedload(Feedback.pilot).joinedload(Pilot.city))
        .order_by(*order)
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    return Queue(list(rows), counts)


def moderated(viewer: Actor) -> ColumnElement[bool]:
    """Say that a pilot's feedback is the viewer's to look after."""
    if viewer.is_admin:
        return true()
    cities = [one for one in viewer.cities if may(viewer, Action.FEEDBACK_MODERATE, of_city(one))]
    return or_(Pilot.city_id.in_(cities), Pilot.testbed_id.in_(viewer.hosted_testbeds))


def waits() -> ColumnElement[bool]:
    """Say that somebody has to look at a piece: it is new, appealed, or readers flagged it."""
    return or_(_is(Show.WAITING), _is(Show.FLAGGED))


def _is(show: Show) -> ColumnElement[bool]:
    flagged = exists().where(
        FeedbackFlag.feedback_id == Feedback.id, FeedbackFlag.settled_at.is_(None)
    )
    answered = exists().where(FeedbackAnswer.feedback_id == Feedback.id)
    return {
        Show.WAITING: Feedback.status.in_(TO_LOOK_AT),
        Show.UNANSWERED: and_(Feedback.status.in_(SEEN_BY_PILOT), not_(answered)),
        Show.FLAGGED: and_(Feedback.status == FeedbackStatus.PUBLISHED, flagged),
        Show.ALL: true(),
    }[show]


def _count(conditions: list[ColumnElement[bool]]) -> int:
    return db.session.scalar(select(func.count()).select_from(Feedback).where(*conditions)) or 0


def of_pilot_for(
    viewer: Actor, pilot: Pilot, limit: int, page: int = 1
) -> tuple[list[Feedback], int]:
    """Return a page of what the viewer may read of a pilot's feedback, and how much there is."""
    mine = [Feedback.pilot_id == pilot.id, _readable(viewer, pilot)]
    rows = db.session.scalars(
        select(Feedback)
        .where(*mine)
        .order_by(Feedback.sent_at.desc(), Feedback.id.desc())
        .limit(limit)
        .offset((page - 1) * limit)
    )
    return list(rows), _count(mine)


def unanswered(viewer: Actor, pilot: Pilot) -> int:
    """Return how much of a pilot's feedback that the viewer reads nobody has answered."""
    return _count([Feedback.pilot_id == pilot.id, _readable(viewer, pilot), _is(Show.UNANSWERED)])


def piece_for(viewer: Actor, pilot: Pilot, feedback_id: int) -> Feedback:
    """Return a piece of a pilot's feedback that the viewer may read.

    Raises:
        NotFoundError: It is not this pilot's, or not theirs to read.
    """
    found = db.session.scalar(
        select(Feedback).where(
            Feedback.id == feedback_id, Feedback.pilot_id == pilot.id, _readable(viewer, pilot)
        )
    )
    if found is None:
        raise NotFoundError
    return found


def _readable(viewer: Actor, pilot: Pilot) -> ColumnElement[bool]:
    if may(viewer, Action.FEEDBACK_MODERATE, of_pilot(pilot)):
        return Feedback.status != FeedbackStatus.RECEIVED
    return Feedback.status.in_(SEEN_BY_PILOT)


def piece_of(pilot: Pilot, feedback_id: int) -> Feedback:
    """Return a piece of a pilot's feedback that its writer has confirmed, or did not have to.

    Raises:
        NotFoundError: It is not this pilot's, or nobody may know of it yet.
    """
    found = db.session.get(Feedback, feedback_id)
    unknown = found is None or found.status is FeedbackStatus.RECEIVED
    if found is None or unknown or found.pilot_id != pilot.id:
        raise NotFoundError
    return found


def pilots_of_feedback_picture(digest: str) -> list[tuple[Pilot, FeedbackStatus]]:
    """Return the pilots whose feedback has a picture, each with where that feedback stands."""
    rows = db.session.execute(
        select(Pilot, Feedback.status)
        .join(Feedback, Feedback.pilot_id == Pilot.id)
        .where(Feedback.picture_digest == digest)
        .options(joinedload(Pilot.application))
    )
    return [(pilot, status) for pilot, status in rows.unique()]
