"""Enter a challenge: begin an entry, write it, submit it, take it back, until the deadline.

Who may enter, and what an entry needs, is checked here; the deadline in
app/services/concept_gate.py, by the database's clock.  Nobody but the team learns anything.
"""

import secrets
from typing import Any

from sqlalchemy import func, select

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.seal import poses
from app.policies.table import Action, authorise
from app.queries import concept_clock
from app.queries.concept_entrance import entrance_of
from app.services.audit import record
from app.services.concept_gate import own, require_open, step, write
from app.services.concept_leave import leave_competition
from app.services.concept_mail import tell_team
from app.services.concept_value import FIELDS as FIELDS
from app.services.concept_value import kept_of, testbeds_of
from models.challenge import Challenge, EntrantKind
from models.concept import Concept, ConceptAction, ConceptStatus, ConceptVersion
from models.concept_section import FOR_ORGANISATIONS, NEEDED, content_of, digest_of
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError

MOST_ENTRIES = 5
"""How many entries to one challenge somebody may lead at once."""
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike
LANGUAGES = ("fi", "sv", "en")


@use_case
def start(
    actor: Actor,
    challenge_id: int,
    kind: EntrantKind,
    organisation_id: int | None = None,
    language: str | None = None,
) -> int:
    """Begin an entry of one's own or of one's organisation; returns its id.

    Raises:
        NotFoundError: There is no such challenge for the public.
        ForbiddenError: Nobody is signed in; ``juror_enters_not``, ``poser_enters_not``.
        FieldError: ``kind_not_welcome``, ``organisation_needed``, ``not_a_choice``.
        ConflictError: ``entries_closed`` and the like; ``entries_enough`` (most).
    """
    authorise(actor, Action.CONCEPT_START)
    challenge = entrance_of(actor, challenge_id)
    require_open(challenge)
    _require_welcome(actor, challenge, kind, organisation_id)
    _require_room(actor, challenge)
    now = concept_clock.instant()
    made = Concept(
        challenge_id=challenge.id,
        code=_code(challenge.id),
        lead_id=actor.user_id,
        organisation_id=organisation_id if kind in FOR_ORGANISATIONS else None,
        entrant_kind=kind,
        language=language if language in LANGUAGES else actor.language,
        contact_name=actor.name,
        contact_email=actor.email,
        created_at=now,
        updated_at=now,
    )
    db.session.add(made)
    db.session.flush()
    write(made, {}, version=made.version, is_new_version=False)
    record(actor, "concept:start", made)
    return made.id


@use_case
def save_draft(actor: Actor, concept_id: int, version: int, changes: dict[str, Any]) -> int:
    """Keep what was typed into a draft and return its new version.

    ``changes`` maps names of ``FIELDS`` to typed values; ``testbeds`` are ids, ``secrets`` maps
    sections to reasons.  Saving what is kept already is no conflict.

    Raises:
        NotFoundError: The actor is not in its team.
        ConflictError: ``draft_changed_elsewhere`` (version, fields); ``entries_closed``.
        FieldError: A value that cannot be kept; ``field`` names it.
        IllegalMoveError: It has been submitted or withdrawn.
    """
    concept = own(actor, concept_id)
    values = kept_of(changes)
    wished = testbeds_of(concept, values.pop("testbeds", None))
    different = {name: one for name, one in values.items() if getattr(concept, name) != one}
    if not different and wished is None:
        require_open(concept.challenge)
        return concept.version
    write(concept, different, version=version)
    if wished is not None:
        concept.testbeds = wished
        db.session.flush()
    return concept.version


@use_case
def discard(actor: Actor, concept_id: int) -> None:
    """Throw a draft away that was never submitted, for its lead; also after the deadline."""
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    if concept.status is not ConceptStatus.DRAFT or concept.submitted_at is not None:
        raise ConflictError("entry_was_submitted")
    record(actor, "concept:discard", concept)
    db.session.delete(concept)
    db.session.flush()


@use_case
def submit(actor: Actor, concept_id: int, version: int, terms_id: int) -> int:
    """Submit a draft, for its lead: sealed at once, with a receipt for the team.  Returns its id.

    The row is written first, so that no file and no word can be added after that; then what it
    holds is digested, and kept as a version that never changes.

    Raises:
        ConflictError: ``entries_closed``, ``draft_changed_elsewhere``, ``terms_renewed``.
        DomainError: ``entry_incomplete`` (fields).
        FieldError, ForbiddenError: As ``start``, where that has changed meanwhile.
    """
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    challenge = concept.challenge
    if concept.entrant_kind is not None:
        _require_welcome(actor, challenge, concept.entrant_kind, concept.organisation_id)
    if challenge.terms_id != (terms_id or None):
        raise ConflictError("terms_renewed")
    step(
        actor, concept, ConceptAction.SUBMIT, version,
        terms_id=challenge.terms_id, submitted_at=concept_clock.StatementTime(),
        secrets_decided={},
    )  # fmt: skip
    if gaps := gaps_of(concept):
        raise DomainError("entry_incomplete", fields=gaps)
    _seal(actor, concept)
    return concept.id


def _seal(actor: Actor, concept: Concept) -> None:
    content = content_of(concept)
    concept.digest = digest_of(content)
    number = 1 + (
        db.session.scalar(
            select(func.max(ConceptVersion.number)).where(ConceptVersion.concept_id == concept.id)
        )
        or 0
    )
    made = ConceptVersion(
        concept_id=concept.id, number=number, content=content, digest=concept.digest,
        submitted_at=concept.submitted_at, by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    tell_team(
        concept, "concept/receipt", f"v{number}", number=number,
        at=made.submitted_at.isoformat(), digest=concept.digest,
    )  # fmt: skip


@use_case
def take_back(actor: Actor, concept_id: int, version: int) -> int:
    """Make a draft of a submitted entry, to change it; it takes part only when submitted again."""
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    step(actor, concept, ConceptAction.TAKE_BACK, version)
    tell_team(concept, "concept/taken_back", f"b{concept.version}")
    return concept.id


@use_case
def withdraw(actor: Actor, concept_id: int, version: int) -> int:
    """Withdraw an entry, for its lead: before the deadline, or once it is judged.

    Raises:
        ConflictError: ``entries_closed``: it has not been screened yet; ``concept`` moved.
        IllegalMoveError: It can no longer be withdrawn.
    """
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    if concept.status in (ConceptStatus.ELIGIBLE, ConceptStatus.SHORTLISTED):
        leave_competition(actor, concept)
    else:
        step(actor, concept, ConceptAction.WITHDRAW, version)
    tell_team(concept, "concept/withdrawn", f"w{concept.version}")
    return concept.id


@use_case
def bring_back(actor: Actor, concept_id: int, version: int) -> int:
    """Make a draft of an entry that was withdrawn, before the deadline."""
    concept = own(actor, concept_id, Action.CONCEPT_LEAD)
    step(actor, concept, ConceptAction.RETURN, version)
    return concept.id


def gaps_of(concept: Concept) -> list[str]:
    """Return the names of what an entry still lacks before it can be submitted, in order."""
    gaps = [name for name in NEEDED if not getattr(concept, name)]
    if concept.entrant_kind is None:
        gaps.append("entrant_kind")
    elif concept.entrant_kind in FOR_ORGANISATIONS and concept.organisation_id is None:
        gaps.append("organisation_id")
    return gaps


def _require_welcome(
    actor: Actor, challenge: Challenge, kind: EntrantKind, organisation_id: int | None
) -> None:
    """Refuse whom a challenge does not ask, and whoever judges or poses it."""
    if challenge.id in actor.juries:
        raise ForbiddenError("juror_enters_not")
    if poses(actor, challenge):
        raise ForbiddenError("poser_enters_not")
    if challenge.entrants and kind.value not in challenge.entrants:
        raise FieldError("kind_not_welcome", field="entrant")
    if kind in FOR_ORGANISATIONS:
        if organisation_id is None:
            raise FieldError("organisation_needed", field="entrant")
        if organisation_id not in actor.organisations:
            raise FieldError("not_a_choice", field="entrant")


def _require_room(actor: Actor, challenge: Challenge) -> None:
    led = select(func.count(Concept.id)).where(
        Concept.challenge_id == challenge.id,
        Concept.lead_id == actor.user_id,
        Concept.status != ConceptStatus.WITHDRAWN,
    )
    if (db.session.scalar(led) or 0) >= MOST_ENTRIES:
        raise ConflictError("entries_enough", most=MOST_ENTRIES)


def _code(challenge_id: int) -> str:
    """Return a code that no entry of this challenge has; it tells nothing of when or who."""
    taken = set(
        db.session.scalars(select(Concept.code).where(Concept.challenge_id == challenge_id))
    )
    while True:
        code = "C-" + "".join(secrets.choice(LETTERS) for _letter in range(4))
        if code not in taken:
            return code
