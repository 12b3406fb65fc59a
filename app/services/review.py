"""Review parts: score, declare a conflict of interest, stand aside; and the weights of a city.

Every function for a part returns its id and raises NotFoundError for staff of other cities,
ForbiddenError for those whose role does not score, and ConflictError ``review_closed`` once the
city has decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.approval import is_own
from app.policies.subject import of_city, of_part
from app.policies.table import Action, authorise
from app.queries.decision import part_for_staff
from app.queries.review import is_recused, submitted_counts, weights_of
from app.services.audit import record
from app.services.message import said
from app.services.move import move
from models.application import OPEN_FOR_DECISION, ApplicationPart
from models.city import City
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.review import REVIEW_WORKFLOW, Review, ReviewAction, ReviewGrid, ReviewStatus
from models.review_score import BEST, MOST_WEIGHT, Criterion, weighted


@dataclass(frozen=True, slots=True)
class Given:
    """What a reviewer filled in; a criterion that was not answered yet is not in ``scores``."""

    scores: Mapping[str, int | None]
    comment: str = ""


@use_case
def save(actor: Actor, part_id: int, version: int, given: Given) -> int:
    """Keep a draft of one's review, as far as it goes; ``version`` is 0 before the first.

    Raises:
        ConflictError: ``changed_meanwhile``; ``already_submitted``: only submitting changes it.
        FieldError: ``not_a_score`` at a criterion, ``too_many_letters`` at ``comment``.
    """
    part = _part(actor, part_id)
    review = _written(actor, part, version, given)
    if review.status is not ReviewStatus.DRAFT:
        raise ConflictError("already_submitted")
    review.version += 1
    return part_id


@use_case
def submit(actor: Actor, part_id: int, version: int, given: Given) -> int:
    """Submit one's review, or change it before the city decides; fixes the weights of the part.

    Raises:
        FieldError: ``score_needed`` at the first criterion without an answer, ``nothing_scored``
            when none of the criteria that weigh applies.
    """
    part = _part(actor, part_id)
    weights = weights_of(part)
    for criterion in Criterion:
        if weights.get(criterion.value, 0) and criterion.value not in given.scores:
            raise FieldError("score_needed", field=criterion.value)
    review = _written(actor, part, version, given)
    if weighted(review.scores, weights) is None:
        raise FieldError("nothing_scored", field=Criterion.USER_VALUE.value)
    _fix(part, weights)
    db.session.flush()
    move(actor, review, REVIEW_WORKFLOW, ReviewAction.SUBMIT, has_seen=True)
    return part_id


@use_case
def recuse(actor: Actor, part_id: int, reason: str) -> int:
    """Declare a conflict of interest: scores are taken out, the reason is kept.

    One's own application can be told of, too; nobody scores it in any case.

    Raises:
        FieldError: ``conflict_needed`` at ``conflict``.
    """
    part = _part(actor, part_id, own=True)
    words = said(reason, "conflict", needed=False)
    if not words:
        raise FieldError("conflict_needed", field="conflict")
    review = _mine(actor, part)
    review.scores, review.comment, review.conflict = {}, "", words
    review.updated_at = clock.now()
    move_from = review.status
    db.session.flush()
    seen = review.has_seen or move_from is not ReviewStatus.DRAFT
    move(actor, review, REVIEW_WORKFLOW, ReviewAction.RECUSE, has_seen=seen)
    return part_id


@use_case
def take_back(actor: Actor, part_id: int) -> int:
    """Take a conflict of interest back that was declared by mistake, before seeing any scores.

    Raises:
        ConflictError: ``has_seen_scores``.
    """
    part = _part(actor, part_id, own=True)
    review = _mine(actor, part)
    if review.has_seen:
        raise ConflictError("has_seen_scores")
    REVIEW_WORKFLOW.after(review.status, ReviewAction.TAKE_BACK)
    move(actor, review, REVIEW_WORKFLOW, ReviewAction.TAKE_BACK, conflict="")
    return part_id


@use_case
def stand_aside(actor: Actor, part_id: int) -> int:
    """Read the others' scores without scoring, for those who decide; it cannot be undone."""
    part = _part(actor, part_id, Action.PART_DECIDE)
    review = _mine(actor, part)
    review.scores, review.comment = {}, ""
    db.session.flush()
    move(actor, review, REVIEW_WORKFLOW, ReviewAction.STAND_ASIDE, has_seen=True)
    return part_id


@use_case
def set_weights(actor: Actor, city_id: int, weights: Mapping[str, int]) -> int:
    """Choose the weights of a city's reviews; parts that have a review already keep theirs.

    Raises:
        FieldError: ``weight_range`` at a criterion, ``weights_empty`` when nothing weighs.
    """
    authorise(actor, Action.CITY_WEIGHTS, of_city(city_id))
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFoundError
    city.weights = checked_weights(weights)
    record(actor, "city:weights", city, city_id=city_id, weights=city.weights)
    return city_id


def checked_weights(weights: Mapping[str, int]) -> dict[str, int]:
    """Return the weights of all criteria, or refuse, as ``set_weights``."""
    known = {one.value: weights.get(one.value, 0) for one in Criterion}
    for name, weight in known.items():
        if not 0 <= weight <= MOST_WEIGHT:
            raise FieldError("weight_range", field=name, most=MOST_WEIGHT)
    if not any(known.values()):
        raise FieldError("weights_empty", field=Criterion.USER_VALUE.value)
    return known


def require_reviews(part: ApplicationPart) -> None:
    """Refuse to go on before as many reviews are in as the part's call asks for.

    Raises:
        ConflictError: ``reviews_missing`` (needed, count).
    """
    needed = part.call.reviews_needed if part.call is not None else 0
    count = submitted_counts([part.id]).get(part.id, 0) if needed else 0
    if count < needed:
        raise ConflictError("reviews_missing", needed=needed, count=count)


def require_impartial(actor: Actor, part: ApplicationPart) -> None:
    """Let only those answer for the city who are not bound to the applicant.

    Raises:
        ForbiddenError: ``own_application``; ``recused``: they have declared a conflict of interest.
    """
    if is_own(actor, part):
        raise ForbiddenError("own_application")
    if is_recused(actor, [part.id]):
        raise ForbiddenError("recused")


def _part(
    actor: Actor, part_id: int, needs: Action = Action.PART_SCORE, *, own: bool = False
) -> ApplicationPart:
    """Return the part, locked against a decision meanwhile, when the actor may score it."""
    part = part_for_staff(actor, part_id)
    authorise(actor, Action.PART_SCORE, of_part(part))
    authorise(actor, needs, of_part(part))
    if is_own(actor, part) and not own:
        raise ForbiddenError("own_application")
    db.session.refresh(part, with_for_update={"of": ApplicationPart})
    if part.status not in OPEN_FOR_DECISION:
        raise ConflictError("review_closed")
    return part


def _mine(actor: Actor, part: ApplicationPart) -> Review:
    """Return the actor's review of a part; the first time, a new draft."""
    review = db.session.scalar(
        select(Review).where(Review.part_id == part.id, Review.reviewer_id == actor.user_id)
    )
    if review is None:
        now = clock.now()
        review = Review(
            part_id=part.id, reviewer_id=actor.user_id, status=ReviewStatus.DRAFT, version=0,
            scores={}, comment="", conflict="", has_seen=False, created_at=now, updated_at=now,
        )  # fmt: skip
        db.session.add(review)
        db.session.flush()
    return review


def _written(actor: Actor, part: ApplicationPart, version: int, given: Given) -> Review:
    """Put what was filled in into the actor's review and return it."""
    review = _mine(actor, part)
    if review.status not in (ReviewStatus.DRAFT, ReviewStatus.SUBMITTED):
        raise ConflictError("review_not_open")
    if review.version != version:
        raise ConflictError("changed_meanwhile")
    known = {one.value for one in Criterion}
    for name, score in given.scores.items():
        if name not in known or (score is not None and not 0 <= score <= BEST):
            raise FieldError("not_a_score", field=name)
    review.scores = dict(given.scores)
    review.comment = said(given.comment, "comment", needed=False)
    review.updated_at = clock.now()
    return review


def _fix(part: ApplicationPart, weights: dict[str, int]) -> None:
    """Keep the weights of a part with its first review."""
    if db.session.get(ReviewGrid, part.id) is None:
        db.session.add(ReviewGrid(part_id=part.id, weights=weights, at=clock.now()))
