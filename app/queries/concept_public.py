"""Entries that everybody reads once the outcome is announced: winners', and open ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.seal import is_published, is_secret, shows_name
from app.queries import concept_clock
from models.challenge import Challenge
from models.concept import Concept, ConceptFile, ConceptStatus
from models.concept_section import MAY_BE_SECRET
from models.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """What is given out of an entry.  A section held back as a trade secret is None."""

    code: str
    language: str
    status: ConceptStatus
    title: str
    sections: dict[str, str | None]
    team: str  # empty where the team has not agreed to be named
    files: Sequence[ConceptFile]


def given_out(concept: Concept, *, is_named: bool) -> PublicEntry:
    """Return an entry without what is held back; whoever calls has asked the seal."""
    sections = {
        name: None if is_secret(concept, name) else str(getattr(concept, name))
        for name in MAY_BE_SECRET
    }
    return PublicEntry(
        concept.code,
        concept.language,
        concept.status,
        concept.title,
        sections,
        name_of(concept) if is_named else "",
        [one for one in concept.files if not one.is_secret],
    )


def name_of(concept: Concept) -> str:
    """Return what a team is called: its own name, its organisation's, or its lead's."""
    if concept.team_name:
        return concept.team_name
    if concept.organisation is not None:
        return concept.organisation.name
    return concept.lead.name if concept.lead is not None else ""


def published(_viewer: Actor, challenge: Challenge) -> list[PublicEntry]:
    """Return the entries of a challenge that everybody reads, winners first, then by code."""
    now = concept_clock.instant()
    found = db.session.scalars(
        select(Concept).where(Concept.challenge_id == challenge.id).order_by(Concept.code)
    )
    read = [one for one in found if is_published(one, now)]
    read.sort(key=lambda one: one.status is not ConceptStatus.WINNER)
    return [given_out(one, is_named=shows_name(one)) for one in read]


def published_by(_viewer: Actor, challenge: Challenge, code: str) -> PublicEntry:
    """Return one entry that everybody reads.

    Raises:
        NotFoundError: There is none with this code that everybody reads.
    """
    found = db.session.scalar(
        select(Concept).where(Concept.challenge_id == challenge.id, Concept.code == code)
    )
    if found is None or not is_published(found, concept_clock.instant()):
        raise NotFoundError
    return given_out(found, is_named=shows_name(found))
