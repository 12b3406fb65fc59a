"""Write the criteria of a challenge: names, weights, the meaning of each level, minimums."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.database import db, use_case
from app.policies.actor import Actor
from app.services.challenge_edit import Section, opened, written
from models.base import LANGUAGES, Translated
from models.challenge import Challenge, ChallengeCriterion
from models.errors import FieldError, NotFoundError

MOST_CRITERIA = 12
MOST_WEIGHT = 100
AWAY = -1
"""Where a criterion stands for a moment while it changes places: two never stand at one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionText:
    """What is written of one criterion; ``levels`` has a text for each score, 0 first."""

    name: Translated
    words: Translated
    weight: Decimal
    minimum: Decimal | None
    levels: tuple[Translated, ...]


@use_case
def add(actor: Actor, challenge_id: int, version: int, text: CriterionText) -> int:
    """Add a criterion at the end; return the challenge's new version.

    Raises:
        ConflictError: As ``app.services.challenge_edit.opened``.
        FieldError: ``too_many`` (most), ``title_needed``, ``criterion_weight``.
    """
    challenge = opened(actor, challenge_id, version, Section.CRITERIA)
    if len(challenge.criteria) >= MOST_CRITERIA:
        raise FieldError("too_many", field="name_fi", most=MOST_CRITERIA)
    last = max((one.position for one in challenge.criteria), default=0)
    row = ChallengeCriterion(position=last + 1)
    _put(row, text)
    challenge.criteria.append(row)
    return written(actor, challenge, Section.CRITERIA)


@use_case
def save(
    actor: Actor, challenge_id: int, criterion_id: int, version: int, text: CriterionText
) -> int:
    """Write a criterion again; raises as ``add``."""
    challenge = opened(actor, challenge_id, version, Section.CRITERIA)
    _put(criterion_of(challenge, criterion_id), text)
    return written(actor, challenge, Section.CRITERIA)


@use_case
def remove(actor: Actor, challenge_id: int, criterion_id: int, version: int) -> int:
    """Take a criterion off; raises as ``add``."""
    challenge = opened(actor, challenge_id, version, Section.CRITERIA)
    challenge.criteria.remove(criterion_of(challenge, criterion_id))
    return written(actor, challenge, Section.CRITERIA)


@use_case
def shift(actor: Actor, challenge_id: int, criterion_id: int, version: int, *, up: bool) -> int:
    """Let a criterion and the one before it change places, or the one after it.

    The first stays first and the last last; raises as ``add``.
    """
    challenge = opened(actor, challenge_id, version, Section.CRITERIA)
    row = criterion_of(challenge, criterion_id)
    rows = list(challenge.criteria)
    other = rows.index(row) + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return challenge.version
    place, row.position = row.position, AWAY
    db.session.flush()
    place, rows[other].position = rows[other].position, place
    db.session.flush()
    row.position = place
    saved = written(actor, challenge, Section.CRITERIA)
    db.session.expire(challenge, ["criteria"])
    return saved


@use_case
def weigh(actor: Actor, challenge_id: int, version: int, weights: Mapping[int, Decimal]) -> int:
    """Write the weights of all criteria at once, by id; raises as ``add``."""
    challenge = opened(actor, challenge_id, version, Section.CRITERIA)
    for row in challenge.criteria:
        if row.id in weights:
            _check_weight(weights[row.id], f"weight-{row.id}")
            row.weight = weights[row.id]
    return written(actor, challenge, Section.CRITERIA)


def criterion_of(challenge: Challenge, criterion_id: int) -> ChallengeCriterion:
    """Return one criterion of a challenge.

    Raises:
        NotFoundError: It is another challenge's, or of none.
    """
    row = db.session.get(ChallengeCriterion, criterion_id)
    if row is None or row.challenge_id != challenge.id:
        raise NotFoundError
    return row


def _put(row: ChallengeCriterion, text: CriterionText) -> None:
    if not text.name:
        raise FieldError("title_needed", field="name_fi")
    _check_weight(text.weight, "weight")
    row.name, row.words, row.weight, row.minimum = text.name, text.words, text.weight, text.minimum
    row.levels = {lang: [one.get(lang) for one in text.levels] for lang in LANGUAGES}


def _check_weight(weight: Decimal, field_name: str) -> None:
    if not 0 <= weight <= MOST_WEIGHT:
        raise FieldError("criterion_weight", field=field_name, most=MOST_WEIGHT)
