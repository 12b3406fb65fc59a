"""Screening: an officer of the city looks at each entry after the deadline, before the jury does.

It is admitted, found ineligible with a reason, or set aside as a duplicate of, or merged into,
another entry.  Whoever is in a team or in its organisation does not screen it.  Who is ineligible
is told at once, with how to object; everything else is told with the outcome.
"""

from typing import Any

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_concept
from app.policies.table import Action, authorise
from app.queries import concept_clock
from app.queries.concept_screening import entry_by_code, entry_for_officer, required_officer
from app.services.audit import record
from app.services.challenge_step import take_step
from app.services.concept_mail import tell_team
from app.services.move import move
from models.challenge import Challenge, ChallengeAction, ChallengePhase, ChallengeStatus
from models.concept import CONCEPT_WORKFLOW, Concept, ConceptAction, ConceptStatus
from models.concept_section import MAY_BE_SECRET
from models.errors import ConflictError, FieldError
from models.text import tidy

LONGEST = 2_000


@use_case
def begin(actor: Actor, challenge_id: int) -> int:
    """Begin the screening of a challenge that has closed by the database's clock; returns its id.

    Raises:
        ForbiddenError: The actor does not run it.
        ConflictError: ``still_taking``: it has not closed.
        IllegalMoveError: It is in another state.
    """
    challenge = required_officer(actor, challenge_id)
    if challenge.phase(concept_clock.instant()) is not ChallengePhase.CLOSED:
        raise ConflictError("still_taking")
    take_step(actor, challenge, ChallengeAction.BEGIN_SCREENING)
    return challenge.id


@use_case
def admit(actor: Actor, concept_id: int, version: int) -> int:
    """Let an entry go on to the jury; returns its id.

    Raises:
        NotFoundError: The actor does not read it now.
        ForbiddenError: ``own_entry``: the actor is in its team or organisation.
        ConflictError: ``not_screening``; ``changed_meanwhile``.
    """
    return _screened(actor, concept_id, version, ConceptAction.ADMIT)


@use_case
def reject(actor: Actor, concept_id: int, version: int, reason: str) -> int:
    """Find an entry ineligible, with a reason that its team is told at once.

    Raises:
        FieldError: ``reason_needed``.
    """
    concept = _to_screen(actor, concept_id, version)
    why = _reason(reason)
    _take(actor, concept, ConceptAction.REJECT, screen_note=why)
    tell_team(
        concept, "concept/ineligible", f"i{concept.version}", reason=why,
        contact=concept.challenge.contact_email,
    )  # fmt: skip
    return concept.id


@use_case
def set_aside(
    actor: Actor, concept_id: int, version: int, action: ConceptAction, code: str, reason: str
) -> int:
    """Set an entry aside for another of the same challenge: its double, or what it joins.

    Raises:
        FieldError: ``reason_needed``; ``no_such_entry`` or ``same_entry`` at ``code``.
    """
    concept = _to_screen(actor, concept_id, version)
    other = _other(actor, concept, code)
    _take(actor, concept, action, screen_note=_reason(reason), duplicate_of_id=other.id)
    return concept.id


@use_case
def review_again(actor: Actor, concept_id: int, version: int) -> int:
    """Take back what was found in the screening, while it lasts."""
    concept = _to_screen(actor, concept_id, version)
    was_out = concept.status is ConceptStatus.INELIGIBLE
    _take(actor, concept, ConceptAction.REVIEW_AGAIN, screen_note="", duplicate_of_id=None)
    if was_out:
        tell_team(concept, "concept/looked_at_again", f"r{concept.version}")
    return concept.id


@use_case
def decide_secrets(
    actor: Actor, concept_id: int, version: int, decided: dict[str, tuple[bool, str]]
) -> int:
    """Decide which marked sections are trade secrets: ``{section: (is kept secret, reason)}``.

    The officer decides, not the mark.  It can be decided anew as long as the challenge runs.

    Raises:
        FieldError: ``reason_needed`` at ``reason_<section>``.
    """
    concept = entry_for_officer(actor, concept_id)
    authorise(actor, Action.CONCEPT_SCREEN, of_concept(concept))
    marked = [name for name in MAY_BE_SECRET if name in concept.secrets]
    kept: dict[str, dict[str, Any]] = {}
    for section in marked:
        is_secret, words = decided.get(section, (True, ""))
        why = tidy(words)[:LONGEST]
        if not why:
            raise FieldError("reason_needed", field=f"reason_{section}")
        kept[section] = {"kept": is_secret, "reason": why}
    if concept.version != version:
        raise ConflictError
    concept.secrets_decided = kept
    concept.version += 1
    db.session.flush()
    record(
        actor, "concept:secrets", concept,
        kept=[name for name, one in kept.items() if one["kept"]],
        given=[name for name, one in kept.items() if not one["kept"]],
    )  # fmt: skip
    return concept.id


def _screened(actor: Actor, concept_id: int, version: int, action: ConceptAction) -> int:
    concept = _to_screen(actor, concept_id, version)
    _take(actor, concept, action)
    return concept.id


def _to_screen(actor: Actor, concept_id: int, version: int) -> Concept:
    """Return an entry that the actor may screen now, as they have seen it."""
    concept = entry_for_officer(actor, concept_id)
    authorise(actor, Action.CONCEPT_SCREEN, of_concept(concept))
    if _locked(concept.challenge).status is not ChallengeStatus.SCREENING:
        raise ConflictError("not_screening")
    if concept.version != version:
        raise ConflictError
    return concept


def _locked(challenge: Challenge) -> Challenge:
    """Return a challenge whose state nobody changes until commit."""
    db.session.refresh(challenge, with_for_update={"read": True})
    return challenge


def _take(actor: Actor, concept: Concept, action: ConceptAction, **values: Any) -> None:
    move(
        actor, concept, CONCEPT_WORKFLOW, action,
        screened_by_id=actor.user_id, screened_at=concept_clock.instant(), **values,
    )  # fmt: skip


def _reason(words: str) -> str:
    why = tidy(words)[:LONGEST]
    if not why:
        raise FieldError("reason_needed", field="reason")
    return why


def _other(actor: Actor, concept: Concept, code: str) -> Concept:
    """Return the entry of the same challenge that goes on instead."""
    other = entry_by_code(actor, concept.challenge_id, code)
    if other is None:
        raise FieldError("no_such_entry", field="code")
    if other.id == concept.id:
        raise FieldError("same_entry", field="code")
    if other.duplicate_of_id is not None:
        raise FieldError("entry_is_aside", field="code")
    return other
