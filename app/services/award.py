"""Prepare what will be announced: who gets which prize, the jury's statement, by when to answer.

All of it is under embargo: who prepares it reads it, and nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise, may
from app.queries.award import (
    announcement_of,
    final_ranking,
    in_order,
    refuse_entrant,
    standing,
)
from app.services.audit import record
from app.services.typed_value import TEXT, text_up_to, translated_up_to
from models.award import MOST_ANSWER_DAYS, Announcement, AwardChoice, AwardKind
from models.award_rule import Share, departing, suggested
from models.base import Translated
from models.challenge import Challenge, ChallengeStatus
from models.errors import ConflictError, FieldError, NotFoundError


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be announced; ``shares`` by the concept's id."""

    statement: Translated
    answer_days: int
    reason: str = ""
    shares: Mapping[int, Share] = field(default_factory=dict)


@use_case
def prepare(actor: Actor, challenge_id: int, version: int, written: Prepared) -> int:
    """Keep what is to be announced and return its new version; ``version`` is 0 the first time.

    Raises:
        NotFoundError, ForbiddenError: As ``locked``.
        ConflictError: ``changed_meanwhile``; ``already_announced``.
        FieldError: ``award_not_ranked``, ``award_place_taken``, ``award_over_budget`` (most),
            ``award_reason_needed``, ``number_range``, ``too_many_letters``.
    """
    challenge = locked(actor, challenge_id, Action.AWARD_PREPARE)
    if challenge.status is not ChallengeStatus.DECIDED:
        raise ConflictError("already_announced")
    reason = text_up_to(TEXT)("reason", written.reason)
    statement = translated_up_to(TEXT)("statement", written.statement)
    if not 1 <= written.answer_days <= MOST_ANSWER_DAYS:
        raise FieldError("number_range", field="answer_days", least=1, most=MOST_ANSWER_DAYS)
    usual = suggestion(challenge)
    _check_shares(challenge, written.shares, usual)
    departs = bool(departing(written.shares, usual))
    if departs and not reason:
        raise FieldError("award_reason_needed", field="reason")
    kept = _row(actor, challenge, version)
    kept.statement, kept.answer_days = statement, written.answer_days
    kept.reason = reason if departs else ""
    _keep_shares(kept, written.shares)
    kept.version, kept.updated_at = version + 1, clock.now()
    db.session.flush()
    record(actor, "award:prepare", challenge, prizes=_count(written.shares), departs=departs)
    return kept.version


def locked(actor: Actor, challenge_id: int, action: Action) -> Challenge:
    """Return a challenge that nobody else changes until this use case ends.

    Raises:
        NotFoundError: The actor may not know of it, or its jury has not ended.
        ForbiddenError: The actor may know of it, but not do this; ``award_own_entry``.
    """
    challenge = db.session.get(
        Challenge, challenge_id, with_for_update=True, populate_existing=True
    )
    if challenge is None or not may(actor, Action.CHALLENGE_READ, of_challenge(challenge)):
        raise NotFoundError
    authorise(actor, action, of_challenge(challenge))
    if final_ranking(challenge) is None:
        raise NotFoundError
    if challenge.status is ChallengeStatus.DECIDED:
        refuse_entrant(actor, challenge.id)
    return challenge


def suggestion(challenge: Challenge) -> dict[int, Share]:
    """Return the shares that the ranking suggests, by the concept's id.

    Who withdrew meanwhile leaves the place to the next.
    """
    ranking = final_ranking(challenge)
    if ranking is None:
        return {}
    left = standing(challenge.id)
    ranked = [one for one in in_order(ranking) if one.concept_id in left]
    return suggested(ranked, [one.amount_eur for one in challenge.prizes])


def shares_of(announcement: Announcement) -> dict[int, Share]:
    """Return the shares that are kept, by the concept's id."""
    return {
        one.concept_id: Share(one.kind, one.place, one.amount_eur) for one in announcement.choices
    }


def _check_shares(
    challenge: Challenge, shares: Mapping[int, Share], usual: Mapping[int, Share]
) -> None:
    """Refuse what cannot be announced; each concept is named by its field."""
    known = ranked_ids(challenge)
    places: dict[int, int] = {}
    for concept_id, share in shares.items():
        if concept_id not in known:
            raise FieldError("award_not_ranked", field=f"choice_{concept_id}")
        if share.kind is AwardKind.MENTION:
            continue
        if share.place is None or not 1 <= share.place <= len(challenge.prizes):
            raise FieldError("not_a_choice", field=f"choice_{concept_id}")
        other = places.setdefault(share.place, concept_id)
        shared = usual.get(concept_id) == share and usual.get(other) == shares[other]
        if other != concept_id and not shared:
            raise FieldError("award_place_taken", field=f"choice_{concept_id}", place=share.place)
    most = sum(one.amount_eur or 0 for one in challenge.prizes)
    if sum(one.amount_eur or 0 for one in shares.values()) > most:
        first = next(iter(shares))
        raise FieldError("award_over_budget", field=f"amount_{first}", most=most)


def ranked_ids(challenge: Challenge) -> list[int]:
    """Return the concepts of the last round that stand, in the order of the ranking."""
    ranking, left = final_ranking(challenge), standing(challenge.id)
    rows = ranking.result if ranking is not None else []
    return [row["concept_id"] for row in rows if row["concept_id"] in left]


def _row(actor: Actor, challenge: Challenge, version: int) -> Announcement:
    kept = announcement_of(challenge.id)
    if kept is None and version == 0:
        now = clock.now()
        kept = Announcement(
            challenge_id=challenge.id, version=0, written_by_id=actor.user_id,
            created_at=now, updated_at=now, figures={},
        )  # fmt: skip
        db.session.add(kept)
        return kept
    if kept is None or kept.version != version:
        raise ConflictError("changed_meanwhile")
    return kept


def _keep_shares(kept: Announcement, shares: Mapping[int, Share]) -> None:
    kept.choices.clear()
    db.session.flush()
    kept.choices.extend(
        AwardChoice(
            concept_id=concept_id, kind=share.kind,
            place=share.place if share.kind is AwardKind.PRIZE else None,
            amount_eur=share.amount_eur if share.kind is AwardKind.PRIZE else None,
        )
        for concept_id, share in shares.items()
    )  # fmt: skip


def _count(shares: Mapping[int, Share]) -> int:
    return sum(one.kind is AwardKind.PRIZE for one in shares.values())
