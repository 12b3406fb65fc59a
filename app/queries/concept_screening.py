"""The entries of a challenge for the officer who screens them: from the screening on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.seal import NEVER_SENT, Sight, is_impartial, officer_reads, sight
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise, may
from app.queries import concept_clock
from app.queries.concept_seal import known_of
from models.challenge import Challenge
from models.concept import Concept, ConceptStatus
from models.errors import ForbiddenError, NotFoundError


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in an officer's list; of one's own team's or organisation's only that it is."""

    concept: Concept
    is_own: bool


def required_officer(viewer: Actor, challenge_id: int) -> Challenge:
    """Return a challenge that the viewer runs.

    Raises:
        NotFoundError: There is none, or the viewer may not know of it at the desk.
        ForbiddenError: The viewer may read of it and does not run it.
    """
    found = db.session.get(Challenge, challenge_id, populate_existing=True)
    if found is None or not may(viewer, Action.CHALLENGE_READ, of_challenge(found)):
        raise NotFoundError
    authorise(viewer, Action.CHALLENGE_RUN, of_challenge(found))
    return found


def desk_challenge(viewer: Actor, challenge_id: int) -> Challenge:
    """Return a challenge of the viewer's city, for the page of its entries.

    Raises:
        NotFoundError: There is none that the viewer knows of at the desk.
    """
    found = db.session.get(Challenge, challenge_id)
    if found is None or not may(viewer, Action.CHALLENGE_READ, of_challenge(found)):
        raise NotFoundError
    return found


def entries(viewer: Actor, challenge: Challenge, status: ConceptStatus | None = None) -> list[Line]:
    """Return the entries of a challenge for its officer, by code; nothing for anybody else."""
    if not officer_reads(viewer, challenge, concept_clock.instant()):
        return []
    wanted = [Concept.status == status] if status else [Concept.status.not_in(NEVER_SENT)]
    found = db.session.scalars(
        select(Concept)
        .where(Concept.challenge_id == challenge.id, *wanted, Concept.status.not_in(NEVER_SENT))
        .options(selectinload(Concept.members), selectinload(Concept.organisation))
        .order_by(Concept.code)
    )
    return [Line(one, not is_impartial(viewer, one)) for one in found]


def tallies(viewer: Actor, challenge: Challenge) -> dict[ConceptStatus, int]:
    """Return how many entries stand where, for the officer; nothing for anybody else."""
    if not officer_reads(viewer, challenge, concept_clock.instant()):
        return {}
    rows = db.session.execute(
        select(Concept.status, func.count().label("number"))
        .where(Concept.challenge_id == challenge.id, Concept.status.not_in(NEVER_SENT))
        .group_by(Concept.status)
    )
    return {row.status: row.number for row in rows}


def entry_for_officer(viewer: Actor, concept_id: int) -> Concept:
    """Return an entry that the viewer reads whole as an officer.

    Raises:
        NotFoundError: There is none that the viewer may know of now.
        ForbiddenError: ``own_entry``: the viewer is in its team or organisation.
    """
    found = db.session.get(Concept, concept_id, populate_existing=True)
    if found is None or found.status in NEVER_SENT:
        raise NotFoundError
    if not officer_reads(viewer, found.challenge, concept_clock.instant()):
        raise NotFoundError
    if not is_impartial(viewer, found):
        raise ForbiddenError("own_entry")
    return found


def entry_for_desk(viewer: Actor, concept_id: int) -> Concept:
    """Return an entry that the viewer reads whole at the desk: as officer, or its seal broken."""
    found = db.session.get(Concept, concept_id, populate_existing=True)
    if found is None:
        raise NotFoundError
    known = known_of(viewer, found)
    if known.is_broken and sight(viewer, found, concept_clock.instant(), known) is Sight.WHOLE:
        return found
    return entry_for_officer(viewer, concept_id)


def entry_by_code(viewer: Actor, challenge_id: int, code: str) -> Concept | None:
    """Return the entry of a challenge with this code, for its officer."""
    found = db.session.scalar(
        select(Concept).where(
            Concept.challenge_id == challenge_id, Concept.code == code.strip().upper()
        )
    )
    if found is None or found.status in NEVER_SENT:
        return None
    return found if officer_reads(viewer, found.challenge, concept_clock.instant()) else None


def neighbours(lines: Sequence[Line], concept: Concept) -> tuple[Concept | None, Concept | None]:
    """Return the entries before and after one in a list, for going through them."""
    ids = [one.concept.id for one in lines if not one.is_own]
    if concept.id not in ids:
        return None, None
    by_id = {one.concept.id: one.concept for one in lines}
    at = ids.index(concept.id)
    before = by_id[ids[at - 1]] if at else None
    after = by_id[ids[at + 1]] if at + 1 < len(ids) else None
    return before, after
