"""Write what a challenge says, section by section, while it may still be written.

A draft may be saved with anything missing.  What is on review is not touched; once approved, the
coordinator alone writes, everybody reads it at once, and what entrants go by stays as it is from
the opening on: criteria, who may enter, terms, prizes.  It does not wait for the first concept,
because nobody is to learn before the closing whether there is one.  The database keeps it from the
first concept on (models/guard_challenge.py).  Times move by their own deed (challenge_deadline.py).
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise, may
from app.services.audit import record
from app.services.challenge_step import entered
from models.challenge import (
    Challenge,
    ChallengePhase,
    ChallengePrize,
    ChallengeStatus,
    ChallengeTerms,
)
from models.errors import ConflictError, FieldError, ForbiddenError
from models.wall_time import last_date


class Section(StrEnum):
    """The parts of a challenge, in the order in which they are written."""

    BASICS = "basics"
    PLACE = "place"
    ENTRY = "entry"
    CRITERIA = "criteria"
    PRIZES = "prizes"
    TIMES = "times"
    MEDIA = "media"


_S = Section
WRITING = (ChallengeStatus.DRAFT, ChallengeStatus.EDITS_REQUESTED)
FROZEN_WHEN_OPEN = frozenset({_S.ENTRY, _S.CRITERIA, _S.PRIZES})
FIELDS: dict[Section, frozenset[str]] = {
    _S.BASICS: frozenset({"title", "summary", "brief", "expected", "after", "themes",
                          "contact_email"}),
    _S.ENTRY: frozenset({"entrants", "eligibility", "legal_form", "terms_id", "entries_open"}),
    _S.TIMES: frozenset({"opens_at", "questions_close_at", "closes_at", "decision_by", "rounds",
                         "readers_needed", "shortlist_size", "least_total", "normalised",
                         "jurors_named", "jurors_see_scores"}),
}  # fmt: skip
MOST_PRIZES = 20


def may_write(actor: Actor, challenge: Challenge, section: Section) -> bool:
    """Say whether a section may be written now, by this actor."""
    try:
        refuse_writing(actor, challenge, section)
    except (ConflictError, ForbiddenError):
        return False
    return True


def refuse_writing(actor: Actor, challenge: Challenge, section: Section) -> None:
    """Let pass who may write a section now.

    Raises:
        ForbiddenError: The actor writes no challenges here; or once approved: is no coordinator.
        ConflictError: ``challenge_in_review``, ``challenge_frozen``, ``challenge_times_kept`` or
            ``challenge_over``.
    """
    subject = of_challenge(challenge)
    authorise(actor, Action.CHALLENGE_EDIT, subject)
    if challenge.status in WRITING:
        return
    if challenge.status is ChallengeStatus.IN_REVIEW:
        raise ConflictError("challenge_in_review")
    if challenge.status is not ChallengeStatus.APPROVED:
        raise ConflictError("challenge_over")
    authorise(actor, Action.CHALLENGE_APPROVE, subject)
    phase = challenge.phase(clock.now())
    if phase is ChallengePhase.CLOSED:
        raise ConflictError("challenge_over")
    if section is _S.TIMES:
        raise ConflictError("challenge_times_kept")
    if section in FROZEN_WHEN_OPEN and phase is not ChallengePhase.COMING:
        raise ConflictError("challenge_frozen")


def opened(actor: Actor, challenge_id: int, version: int, section: Section) -> Challenge:
    """Return a challenge, locked, to write one of its sections.

    Raises:
        NotFoundError, ForbiddenError: As ``entered``.
        ConflictError: As ``refuse_writing``, or ``changed_meanwhile`` (version).
    """
    challenge = entered(actor, challenge_id, Action.CHALLENGE_EDIT)
    refuse_writing(actor, challenge, section)
    if challenge.version != version:
        raise ConflictError("changed_meanwhile", version=challenge.version)
    return challenge


def written(actor: Actor, challenge: Challenge, section: Section) -> int:
    """Keep what was written, with its line in the trail; return the challenge's new version."""
    challenge.version += 1
    challenge.updated_at = clock.now()
    db.session.flush()
    record(actor, "challenge:edit", challenge, section=section.value, version=challenge.version)
    return challenge.version


@use_case
def save(
    actor: Actor, challenge_id: int, version: int, section: Section, values: Mapping[str, Any]
) -> int:
    """Write the plain fields of a section; return the new version.

    Raises:
        ConflictError: As ``opened``.
        FieldError: ``title_needed``, ``challenge_closes_first``, ``challenge_questions_late``,
            ``challenge_decision_early``, ``not_a_choice``.
    """
    challenge = opened(actor, challenge_id, version, section)
    _check(values, challenge.city.time_zone)
    was_public = challenge.was_public
    for name in FIELDS[section] & values.keys():
        setattr(challenge, name, values[name])
    if was_public:
        _refuse_empty(challenge)
    return written(actor, challenge, section)


@use_case
def save_prizes(actor: Actor, challenge_id: int, version: int, prizes: list[dict[str, Any]]) -> int:
    """Write the prizes in the order of places; each has an amount, a reward, or both.

    Raises:
        FieldError: ``too_many`` (most).
    """
    challenge = opened(actor, challenge_id, version, Section.PRIZES)
    if len(prizes) > MOST_PRIZES:
        raise FieldError("too_many", field="prizes", most=MOST_PRIZES)
    kept = {one.place: one for one in challenge.prizes}
    for place, values in enumerate(prizes, 1):
        row = kept.pop(place, None) or ChallengePrize(challenge_id=challenge.id, place=place)
        row.amount_eur, row.reward = values["amount_eur"], values["reward"]
        db.session.add(row)
    for row in kept.values():
        challenge.prizes.remove(row)
    saved = written(actor, challenge, Section.PRIZES)
    db.session.expire(challenge, ["prizes"])
    return saved


def _refuse_empty(challenge: Challenge) -> None:
    """Keep what everybody reads in the languages of its city."""
    for name in ("title", "summary", "brief"):
        for lang in challenge.city.required_languages:
            if not getattr(challenge, name).get(lang):
                raise FieldError("challenge_language_needed", field=f"{name}_{lang}")


def _check(values: Mapping[str, Any], zone: str) -> None:
    if "title" in values and not values["title"]:
        raise FieldError("title_needed", field="title_fi")
    terms_id = values.get("terms_id")
    if terms_id is not None and not db.session.scalar(
        select(ChallengeTerms.id).where(ChallengeTerms.id == terms_id)
    ):
        raise FieldError("not_a_choice", field="terms_id")
    check_times(
        values.get("opens_at"),
        values.get("questions_close_at"),
        values.get("closes_at"),
        values.get("decision_by"),
        zone,
    )
    least: Decimal | None = values.get("least_total")
    if least is not None and not 0 <= least <= 100:  # noqa: PLR2004 - of a hundred
        raise FieldError("not_a_choice", field="least_total")


def check_times(
    opens: dt.datetime | None,
    questions: dt.datetime | None,
    closes: dt.datetime | None,
    decision: dt.date | None,
    zone: str,
) -> None:
    """Let times pass that follow each other, those of them that are known.

    The decision may come on the last day of entering, as calendars in ``zone`` show it.

    Raises:
        FieldError: ``challenge_closes_first``, ``challenge_questions_late``,
            ``challenge_decision_early``.
    """
    if opens and closes and closes <= opens:
        raise FieldError("challenge_closes_first", field="closes_day")
    if questions and closes and questions > closes:
        raise FieldError("challenge_questions_late", field="questions_day")
    if decision and closes and decision < last_date(closes, zone):
        raise FieldError("challenge_decision_early", field="decision_by")


def sections_open_to(actor: Actor, challenge: Challenge) -> list[Section]:
    """Return the sections that this actor may write now."""
    if not may(actor, Action.CHALLENGE_EDIT, of_challenge(challenge)):
        return []
    return [one for one in Section if may_write(actor, challenge, one)]
