"""What each entrant is told: rank, how many there were, scores per criterion, the jury's words.

Made from the signed rankings alone, so that the preview, the letters and the entrant's own page say
the same.  Who reads it is asked before: the desk that prepares, or the team once it is announced.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import db
from models.base import Translated
from models.challenge import Challenge
from models.concept import Concept, ConceptStatus
from models.jury import AssignmentStatus, JuryAssignment, Ranking

SCREENED_OUT = (ConceptStatus.INELIGIBLE, ConceptStatus.DUPLICATE, ConceptStatus.MERGED)
JUDGED = (
    ConceptStatus.ELIGIBLE, ConceptStatus.SHORTLISTED, ConceptStatus.NOT_SHORTLISTED,
    ConceptStatus.WINNER, ConceptStatus.HONOURABLE, ConceptStatus.NOT_SELECTED,
    ConceptStatus.STEPPED_BACK,
)  # fmt: skip
ENTERED = (*JUDGED, *SCREENED_OUT)


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """The mean that the jury gave on one criterion, 0 to 5; ``weight`` is its share in per cent."""

    name: Translated
    weight: int
    mean: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one entrant learns.  ``score`` is 0 to 100; ``rank`` None where a minimum was missed.

    ``of`` counts the concepts ranked in the last ``round`` in which this one was.
    """

    concept_id: int
    round: int
    rank: int | None
    of: int
    score: Decimal
    readers: int
    scores: tuple[CriterionScore, ...]
    comments: tuple[str, ...]


def entered(challenge_id: int) -> list[Concept]:
    """Return every concept that was submitted and not withdrawn, by id."""
    return list(
        db.session.scalars(
            select(Concept)
            .where(Concept.challenge_id == challenge_id, Concept.status.in_(ENTERED))
            .options(selectinload(Concept.members))
            .order_by(Concept.id)
        )
    )


def outcomes(challenge: Challenge, only: Iterable[int] | None = None) -> dict[int, Outcome]:
    """Return what is told of each judged concept by its id; ``only`` limits whose."""
    wanted = set(only) if only is not None else None
    comments = _comments(challenge.id, wanted)
    found: dict[int, Outcome] = {}
    for ranking in _signed(challenge.id):
        ranked = [row for row in ranking.result if not row.get("is_out")]
        for row in ranking.result:
            concept_id = row["concept_id"]
            if wanted is None or concept_id in wanted:
                found[concept_id] = Outcome(
                    concept_id=concept_id,
                    round=ranking.round,
                    rank=None if row.get("is_out") else row["rank"],
                    of=len(ranked),
                    score=Decimal(str(row["score"])),
                    readers=int(row.get("readers") or 0),
                    scores=_scores(challenge, row),
                    comments=comments.get(concept_id, ()),
                )
    return found


def _signed(challenge_id: int) -> list[Ranking]:
    """Return the rankings in the order of their rounds; a later one says more of a concept."""
    return list(
        db.session.scalars(
            select(Ranking).where(Ranking.challenge_id == challenge_id).order_by(Ranking.round)
        )
    )


def _scores(challenge: Challenge, row: dict[str, Any]) -> tuple[CriterionScore, ...]:
    means = {int(key): value for key, value in row["per_criterion"].items() if value is not None}
    whole = sum((one.weight for one in challenge.criteria), Decimal(0)) or Decimal(1)
    return tuple(
        CriterionScore(one.name, round(one.weight * 100 / whole), Decimal(str(means[one.id])))
        for one in challenge.criteria
        if one.id in means
    )


def _comments(challenge_id: int, wanted: set[int] | None) -> dict[int, tuple[str, ...]]:
    """Return what jurors wrote for each entrant, in an order that tells nobody who wrote what."""
    assignments = db.session.scalars(
        select(JuryAssignment)
        .join(Concept, Concept.id == JuryAssignment.concept_id)
        .where(
            Concept.challenge_id == challenge_id,
            JuryAssignment.status == AssignmentStatus.SUBMITTED,
        )
        .options(selectinload(JuryAssignment.scores))
    )
    said: dict[int, set[str]] = {}
    for one in assignments:
        if wanted is None or one.concept_id in wanted:
            words = {one.comment.strip(), *(score.comment.strip() for score in one.scores)}
            said.setdefault(one.concept_id, set()).update(words - {""})
    return {key: tuple(sorted(words, key=_mixed)) for key, words in said.items()}


def _mixed(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
