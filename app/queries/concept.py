"""Entries for the people of their teams, and their number for everybody once that is public."""

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from app import row_scope
from app.database import db
from app.policies.actor import Actor
from app.policies.seal import NEVER_SENT, Sight, sight_of_numbers
from app.policies.subject import of_concept
from app.policies.table import Action, may
from app.queries import concept_clock
from models.challenge import Challenge, ChallengePhase
from models.concept import Concept, ConceptMember, ConceptStatus, ConceptVersion
from models.errors import NotFoundError


def mine(viewer: Actor, challenge: Challenge | None = None) -> list[Concept]:
    """Return the entries of which the viewer is lead or an accepted member, newest first."""
    if not viewer.is_signed_in:
        return []
    joined = exists(
        select(ConceptMember.id).where(
            ConceptMember.concept_id == Concept.id,
            ConceptMember.user_id == viewer.user_id,
            ConceptMember.accepted_at.is_not(None),
        )
    )
    of = [Concept.challenge_id == challenge.id] if challenge is not None else []
    found = db.session.scalars(
        select(Concept)
        .where(or_(Concept.lead_id == viewer.user_id, joined), *of)
        .options(joinedload(Concept.challenge))
        .order_by(Concept.id.desc())
    )
    return list(found)


def led_by(user_id: int) -> list[Concept]:
    """Return the entries that somebody leads, for the service itself, which is erasing them."""
    found = db.session.scalars(
        select(Concept).where(Concept.lead_id == user_id).order_by(Concept.id)
    )
    return list(found)


def of_team(viewer: Actor, concept_id: int) -> Concept:
    """Return an entry of the viewer's own team.

    Raises:
        NotFoundError: There is none, or the viewer is not in its team.
    """
    found = db.session.get(Concept, concept_id, populate_existing=True)
    if found is None or not may(viewer, Action.CONCEPT_EDIT, of_concept(found)):
        raise NotFoundError
    return found


def leads(viewer: Actor, concept: Concept) -> bool:
    """Say whether the viewer leads the team of an entry."""
    return may(viewer, Action.CONCEPT_LEAD, of_concept(concept))


def versions(viewer: Actor, concept: Concept) -> list[ConceptVersion]:
    """Return what was submitted, each time, newest first: for the team alone."""
    if not may(viewer, Action.CONCEPT_EDIT, of_concept(concept)):
        return []
    return list(
        db.session.scalars(
            select(ConceptVersion)
            .where(ConceptVersion.concept_id == concept.id)
            .order_by(ConceptVersion.number.desc())
        )
    )


@row_scope.as_system("how many there are, which everybody is told alike")
def number_of_entries(challenge: Challenge) -> int | None:
    """Return how many entries a challenge got; None while nobody may know.

    It is counted for everybody alike: what takes part or did, whatever the screening found.
    """
    if sight_of_numbers(challenge, concept_clock.instant()) is Sight.NOTHING:
        return None
    return db.session.scalar(
        select(func.count(Concept.id)).where(
            Concept.challenge_id == challenge.id, Concept.status.not_in(NEVER_SENT)
        )
    )


def has_expired(concept: Concept) -> bool:
    """Say whether a draft was overtaken by the deadline: it is never judged."""
    is_draft = concept.status is ConceptStatus.DRAFT
    phase = concept.challenge.phase(concept_clock.instant())
    return is_draft and phase not in (ChallengePhase.OPEN, ChallengePhase.COMING)
