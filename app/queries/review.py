"""Reviews of a part: one's own, and those of others for whoever may read them now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.approval import is_own
from app.policies.subject import of_part
from app.policies.table import Action, may
from models.application import OPEN_FOR_DECISION, ApplicationPart, Message
from models.call import Call
from models.city import City
from models.review import Review, ReviewGrid, ReviewStatus
from models.review_score import DEFAULT_WEIGHTS, Summary, summary


@dataclass(frozen=True, slots=True)
class Panel:
    """What one person sees of the reviews of a part.

    ``why_hidden`` is empty when they see the scores, else ``role``, ``own``, ``recused`` or
    ``first`` (their own review has to come first).  ``hint`` is why they may have a conflict of
    interest: ``own`` or ``wrote``.  ``others`` and ``together`` are empty while hidden.
    """

    mine: Review | None
    may_score: bool
    may_stand_aside: bool
    why_hidden: str
    hint: str
    others: list[Review]
    together: Summary
    count: int
    recused: int
    needed: int
    weights: dict[str, int]
    is_fixed: bool


def panel(viewer: Actor, part: ApplicationPart) -> Panel:
    """Return the reviews of a part that the caller may read for its city."""
    reviews = _reviews_of(part.id)
    mine = next((one for one in reviews if one.reviewer_id == viewer.user_id), None)
    submitted = [one for one in reviews if one.status is ReviewStatus.SUBMITTED]
    why = _why_hidden(viewer, part, mine)
    grid = db.session.get(ReviewGrid, part.id)
    weights = grid.weights if grid is not None else _weights_now(part)
    shown = [] if why else submitted
    is_open = part.status in OPEN_FOR_DECISION
    able = is_open and may(viewer, Action.PART_SCORE, of_part(part)) and not is_own(viewer, part)
    status = mine.status if mine is not None else ReviewStatus.DRAFT
    return Panel(
        mine=mine,
        may_score=able and status in (ReviewStatus.DRAFT, ReviewStatus.SUBMITTED),
        may_stand_aside=able
        and status is ReviewStatus.DRAFT
        and may(viewer, Action.PART_DECIDE, of_part(part)),
        why_hidden=why,
        hint=conflict_hint(viewer, part),
        others=[one for one in shown if one.reviewer_id != viewer.user_id],
        together=summary([one.scores for one in shown], weights),
        count=len(submitted),
        recused=sum(one.status is ReviewStatus.RECUSED for one in reviews),
        needed=part.call.reviews_needed if part.call is not None else 0,
        weights=weights,
        is_fixed=grid is not None,
    )


def _why_hidden(viewer: Actor, part: ApplicationPart, mine: Review | None) -> str:
    """Return why somebody does not see the scores now; empty when they do."""
    if not may(viewer, Action.PART_SCORE, of_part(part)):
        return "role"
    if is_own(viewer, part):
        return "own"
    if mine is not None and mine.status is ReviewStatus.RECUSED:
        return "recused"
    done = mine is not None and mine.status in (ReviewStatus.SUBMITTED, ReviewStatus.ASIDE)
    return "" if done or part.status not in OPEN_FOR_DECISION else "first"


def _reviews_of(part_id: int) -> Sequence[Review]:
    return db.session.scalars(
        select(Review)
        .where(Review.part_id == part_id)
        .options(joinedload(Review.reviewer))
        .order_by(Review.id)
    ).all()


def conflict_hint(viewer: Actor, part: ApplicationPart) -> str:
    """Return why somebody may have a conflict of interest, as far as the service can know.

    ``own``: they wrote it or belong to its organisation; ``wrote``: they have written in it on
    the applicant's side.
    """
    if is_own(viewer, part):
        return "own"
    wrote = db.session.scalar(
        select(Message.id)
        .where(
            Message.application_id == part.application_id,
            Message.author_id == viewer.user_id,
            Message.city_id.is_(None),
        )
        .limit(1)
    )
    return "wrote" if wrote is not None else ""


def is_recused(viewer: Actor, part_ids: Sequence[int]) -> bool:
    """Say whether somebody has declared a conflict of interest about any of the parts."""
    found = db.session.scalar(
        select(Review.id)
        .where(
            Review.part_id.in_(part_ids),
            Review.reviewer_id == viewer.user_id,
            Review.status == ReviewStatus.RECUSED,
        )
        .limit(1)
    )
    return found is not None


def is_impartial(viewer: Actor, part: ApplicationPart) -> bool:
    """Say whether somebody is neither on the applicant's side nor stands back from a part."""
    return not is_own(viewer, part) and not is_recused(viewer, [part.id])


def submitted_counts(part_ids: Sequence[int]) -> dict[int, int]:
    """Return how many reviews of each part are in; parts without any are left out."""
    rows = db.session.execute(
        select(Review.part_id, func.count())
        .where(Review.part_id.in_(part_ids), Review.status == ReviewStatus.SUBMITTED)
        .group_by(Review.part_id)
    )
    return {row[0]: row[1] for row in rows}


def mine_by_part(viewer: Actor) -> dict[int, ReviewStatus]:
    """Return where the viewer's own reviews stand, by part."""
    rows = db.session.execute(
        select(Review.part_id, Review.status).where(Review.reviewer_id == viewer.user_id)
    )
    return {row[0]: row[1] for row in rows}


def weights_of(part: ApplicationPart) -> dict[str, int]:
    """Return the weights of a part: fixed with its first review, else those in force now."""
    grid = db.session.get(ReviewGrid, part.id)
    return dict(grid.weights) if grid is not None else _weights_now(part)


def _weights_now(part: ApplicationPart) -> dict[str, int]:
    """Return the weights of the call that a part was sent in, else those of its city."""
    if part.call is not None:
        return weights_of_call(part.call)
    return weights_of_city(part.testbed.city)


def weights_of_call(call: Call) -> dict[str, int]:
    """Return the weights that a call was published with."""
    return dict(call.weights or DEFAULT_WEIGHTS)


def weights_of_city(city: City) -> dict[str, int]:
    """Return the weights that a city has chosen, else the usual ones."""
    return dict(city.weights or DEFAULT_WEIGHTS)


def together(part: ApplicationPart) -> Summary:
    """Return all submitted reviews of a part together, whoever asks: for decisions and records."""
    submitted = [one for one in _reviews_of(part.id) if one.status is ReviewStatus.SUBMITTED]
    if not submitted:
        return summary([], {})
    return summary([one.scores for one in submitted], weights_of(part))
