"""The seal on entries: what who sees of a concept in which stage of its challenge.  One table.

Every query of concepts, their files, scores and numbers asks here and nowhere else; the leak test
is made from ``SIGHTS``.  The stage depends on the instants of the challenge, so whoever asks gives
the time by the database's clock (app/queries/concept_clock.py).  Docs: docs/adr/0037-sealed.md.
"""

import datetime as dt
import enum
from dataclasses import dataclass

from app.policies.actor import Actor
from app.policies.subject import of_challenge, of_concept
from app.policies.table import Relation, relations
from models.challenge import Challenge, ChallengePhase, ChallengeStatus
from models.concept import Concept, ConceptStatus


class Stage(enum.StrEnum):
    """How far a challenge is, as far as its entries are concerned."""

    TAKING = "taking"  # before and while entries are taken
    CLOSED = "closed"
    SCREENING = "screening"
    JUDGING = "judging"
    DECIDED = "decided"  # signed, not announced
    ANNOUNCED = "announced"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class Reader(enum.StrEnum):
    """What somebody is to an entry, as far as reading it is concerned."""

    TEAM = "team"  # lead or accepted member
    SEAL_BREAKER = "seal_breaker"  # an administrator who has broken this entry's seal
    JUROR = "juror"  # asked to read it, without a conflict of interest
    COORDINATOR = "coordinator"  # of the challenge's city, neither in the team nor its organisation
    POSER = "poser"  # owns the organisation that poses the challenge
    ANYBODY = "anybody"  # everybody else: other entrants, other jurors, city staff, administrators


class Sight(enum.StrEnum):
    """What is seen."""

    NOTHING = "nothing"  # not even how many there are
    COUNT = "count"
    BLIND = "blind"  # the body with its secrets and its files; nothing of who wrote it
    WHOLE = "whole"
    PUBLISHED = "published"  # for all: the body without its trade secrets, and the team's name


_N, _C, _B, _W = Sight.NOTHING, Sight.COUNT, Sight.BLIND, Sight.WHOLE
_R = Reader

# One column a stage, in the order of ``Stage``.
_TABLE: dict[Reader, tuple[Sight, ...]] = {
    #                 taking closed screen judging decided announced archived cancelled
    _R.TEAM:         (_W,    _W,    _W,    _W,     _W,     _W,       _W,      _W),
    _R.SEAL_BREAKER: (_W,    _W,    _W,    _W,     _W,     _W,       _W,      _W),
    _R.JUROR:        (_N,    _C,    _C,    _B,     _W,     _W,       _C,      _N),
    _R.COORDINATOR:  (_N,    _C,    _W,    _W,     _W,     _W,       _W,      _N),
    _R.POSER:        (_N,    _C,    _C,    _C,     _B,     _B,       _C,      _N),
    _R.ANYBODY:      (_N,    _C,    _C,    _C,     _C,     _C,       _C,      _N),
}  # fmt: skip
SIGHTS: dict[tuple[Reader, Stage], Sight] = {
    (reader, stage): sight
    for reader, row in _TABLE.items()
    for stage, sight in zip(Stage, row, strict=True)
}
NEVER_SENT = (ConceptStatus.DRAFT, ConceptStatus.WITHDRAWN)
"""Drafts, also those that a deadline overtook, and what was withdrawn: their team's alone."""
OUT = (ConceptStatus.INELIGIBLE, ConceptStatus.DUPLICATE, ConceptStatus.MERGED)
"""Screened out: jurors never read these, and they are never published."""
AFTER_ALL = (Stage.ANNOUNCED, Stage.ARCHIVED)
READING = (Sight.BLIND, Sight.WHOLE, Sight.PUBLISHED)

_STAGES = {
    ChallengeStatus.SCREENING: Stage.SCREENING,
    ChallengeStatus.JUDGING_1: Stage.JUDGING,
    ChallengeStatus.SHORTLISTED: Stage.JUDGING,
    ChallengeStatus.JUDGING_2: Stage.JUDGING,
    ChallengeStatus.DECIDED: Stage.DECIDED,
    ChallengeStatus.ANNOUNCED: Stage.ANNOUNCED,
    ChallengeStatus.ARCHIVED: Stage.ARCHIVED,
    ChallengeStatus.CANCELLED: Stage.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What only the database knows of a reader and one entry.

    ``is_asked``: has the entry to read, in either round, and no conflict of interest.
    ``is_broken``: has broken the seal, and the time for it has not passed.
    """

    is_asked: bool = False
    is_broken: bool = False


UNKNOWN = Known()


def stage_of(challenge: Challenge, now: dt.datetime) -> Stage:
    """Return how far a challenge is at ``now``, which is the database's clock."""
    closed = challenge.phase(now) is ChallengePhase.CLOSED
    return _STAGES.get(challenge.status, Stage.CLOSED if closed else Stage.TAKING)


def reader_of(actor: Actor, concept: Concept, known: Known = UNKNOWN) -> Reader:
    """Return what somebody is to an entry; who is several things is the first that there is.

    Whoever is in the team reads it as the team and as nothing else; an officer who belongs to its
    organisation is not its officer (``is_impartial``).
    """
    found = relations(actor, of_concept(concept))
    if Relation.ENTRANT in found:
        return Reader.TEAM
    if known.is_broken and Relation.ADMIN in found:
        return Reader.SEAL_BREAKER
    if Relation.COORDINATOR in found and is_impartial(actor, concept):
        return Reader.COORDINATOR
    if known.is_asked and Relation.JUROR in found:
        return Reader.JUROR
    return Reader.POSER if poses(actor, concept.challenge) else Reader.ANYBODY


def sight(actor: Actor, concept: Concept, now: dt.datetime, known: Known = UNKNOWN) -> Sight:
    """Return what somebody sees of one entry at ``now``."""
    stage, reader = stage_of(concept.challenge, now), reader_of(actor, concept, known)
    seen = SIGHTS[reader, stage]
    if reader in (Reader.TEAM, Reader.SEAL_BREAKER):
        return seen
    if concept.status in NEVER_SENT:
        return Sight.NOTHING
    if reader is not Reader.COORDINATOR and concept.status in OUT:
        return min(seen, Sight.COUNT, key=list(Sight).index)
    return seen if seen in READING or not is_published(concept, now) else Sight.PUBLISHED


def sight_of_numbers(challenge: Challenge, now: dt.datetime) -> Sight:
    """Return what everybody sees of the entries of a challenge together: their number or nothing.

    It is the same for everybody, so that nobody learns early how many there are.
    """
    return SIGHTS[Reader.ANYBODY, stage_of(challenge, now)]


def officer_reads(actor: Actor, challenge: Challenge, now: dt.datetime) -> bool:
    """Say whether an officer of the challenge's city reads its entries now."""
    is_officer = Relation.COORDINATOR in relations(actor, of_challenge(challenge))
    return is_officer and SIGHTS[Reader.COORDINATOR, stage_of(challenge, now)] is Sight.WHOLE


def is_published(concept: Concept, now: dt.datetime) -> bool:
    """Say whether everybody reads an entry: a winner's, or where entries are open, after all."""
    if stage_of(concept.challenge, now) not in AFTER_ALL or concept.status in OUT + NEVER_SENT:
        return False
    won = concept.status is ConceptStatus.WINNER
    return won or concept.challenge.entries_open


def is_impartial(actor: Actor, concept: Concept) -> bool:
    """Say whether somebody may judge of an entry: neither in the team nor of its organisation."""
    invited = {one.user_id for one in concept.members} | {concept.lead_id}
    addresses = {one.email.lower() for one in concept.members}
    asked = actor.user_id in invited or actor.email.lower() in addresses
    return not asked and concept.organisation_id not in actor.organisations


def poses(actor: Actor, challenge: Challenge) -> bool:
    """Say whether somebody owns the organisation that poses a challenge."""
    return Relation.OWNER in relations(actor, of_challenge(challenge))


def shows_name(concept: Concept) -> bool:
    """Say whether the team's name stands beside a published entry.

    A winner's does; of others only where the team has agreed to it.
    """
    return concept.status is ConceptStatus.WINNER or concept.shows_name


def is_secret(concept: Concept, section: str) -> bool:
    """Say whether a section is held back from what is given out.

    What the team marked is, until an officer has decided that it is no trade secret.
    """
    if section not in concept.secrets:
        return False
    return bool(concept.secrets_decided.get(section, {}).get("kept", True))
