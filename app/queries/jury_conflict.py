"""Conflicts of interest in a jury: declared, certain from the facts, and hints for the city.

Jurors read blind, so nothing here is ever shown to them: what is certain keeps an entry from them
silently, what is only likely is a hint to the coordinator, who knows the entrants.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from models.concept import Concept, ConceptStatus
from models.jury import Juror, JurorStatus, JuryConflict
from models.jury_round import ConflictKind
from models.organisation import Membership

ANYBODYS = frozenset({
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.fi", "outlook.com", "live.com",
    "live.fi", "msn.com", "yahoo.com", "icloud.com", "me.com", "proton.me", "protonmail.com",
    "pm.me", "luukku.com", "suomi24.fi", "kolumbus.fi", "elisanet.fi", "saunalahti.fi",
    "pp.inet.fi", "netti.fi", "welho.com", "dnainternet.net", "gmx.com", "gmx.net", "aol.com",
    "mail.com", "fastmail.com", "tutanota.com", "koepaikka.example",
})  # fmt: skip
"""Domains of everybody: sharing one says nothing of an employer.  The last is the demo's."""
ENTERED = tuple(one for one in ConceptStatus if one not in {
    ConceptStatus.DRAFT, ConceptStatus.WITHDRAWN,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tie:
    """Something that ties a juror to an entry."""

    juror_id: int
    concept_id: int
    kind: ConflictKind


@dataclass(frozen=True, slots=True)
class Hint:
    """A juror and an entry that may have to do with each other: addresses in one ``domain``."""

    juror: Juror
    concept: Concept
    domain: str


def conflicts_of(challenge_id: int) -> list[JuryConflict]:
    """Return every conflict of a challenge's jury, oldest first."""
    return list(
        db.session.scalars(
            select(JuryConflict)
            .join(Juror, Juror.id == JuryConflict.juror_id)
            .where(Juror.challenge_id == challenge_id)
            .options(
                joinedload(JuryConflict.juror).joinedload(Juror.user),
                joinedload(JuryConflict.concept),
            )
            .order_by(JuryConflict.id)
        )
    )


def conflicted_pairs(challenge_id: int) -> set[tuple[int, int]]:
    """Return (juror, concept) of every conflict of a challenge's jury."""
    return {(one.juror_id, one.concept_id) for one in conflicts_of(challenge_id)}


def entered_concepts(challenge_id: int) -> Sequence[Concept]:
    """Return everything that was submitted and not withdrawn, with its team."""
    return db.session.scalars(
        select(Concept)
        .where(Concept.challenge_id == challenge_id, Concept.status.in_(ENTERED))
        .options(selectinload(Concept.members), joinedload(Concept.lead))
        .order_by(Concept.code)
    ).all()


def certain(jurors: Sequence[Juror], concepts: Sequence[Concept]) -> list[Tie]:
    """Return what the service knows for certain: same team, same organisation, entered as well."""
    organisations = _organisations_of(jurors)
    found = []
    for juror in jurors:
        rival = any(_is_in_team(juror, one) for one in concepts)
        for one in concepts:
            if _is_in_team(juror, one):
                found.append(Tie(juror.id, one.id, ConflictKind.TEAM))
            elif one.organisation_id in organisations.get(juror.user_id or 0, ()):
                found.append(Tie(juror.id, one.id, ConflictKind.ORGANISATION))
            elif rival:
                found.append(Tie(juror.id, one.id, ConflictKind.RIVAL))
    return found


def hints(challenge_id: int) -> list[Hint]:
    """Return jurors and entries with addresses in one domain, where no conflict is known yet."""
    jurors = db.session.scalars(
        select(Juror)
        .where(
            Juror.challenge_id == challenge_id,
            Juror.status.in_((JurorStatus.INVITED, JurorStatus.ACCEPTED)),
        )
        .options(joinedload(Juror.user))
        .order_by(Juror.id)
    ).all()
    known, found = conflicted_pairs(challenge_id), []
    for concept in entered_concepts(challenge_id):
        domains = _domains(_addresses(concept))
        for juror in jurors:
            shared = domains & _domains([juror.email])
            if shared and (juror.id, concept.id) not in known:
                found.append(Hint(juror, concept, min(shared)))
    return found


def _is_in_team(juror: Juror, concept: Concept) -> bool:
    """Say whether a juror leads a team, is in it, or has been invited to it."""
    people = {one.user_id for one in concept.members} | {concept.lead_id}
    return (juror.user_id is not None and juror.user_id in people) or juror.email in {
        one.email.lower() for one in concept.members
    }


def _organisations_of(jurors: Sequence[Juror]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    ids = [one.user_id for one in jurors if one.user_id is not None]
    rows = db.session.execute(
        select(Membership.user_id, Membership.organisation_id).where(Membership.user_id.in_(ids))
    )
    for user_id, organisation_id in rows:
        found.setdefault(user_id, set()).add(organisation_id)
    return found


def _addresses(concept: Concept) -> Iterable[str]:
    yield concept.contact_email
    if concept.lead is not None:
        yield concept.lead.email
    for one in concept.members:
        yield one.email


def _domains(addresses: Iterable[str]) -> set[str]:
    found = {one.rpartition("@")[2].strip().lower() for one in addresses}
    return found - ANYBODYS - {""}
