"""Juries: who is in one, what each has to read, how far they are.  Counts, never scores."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from app.queries.staff_invitation import _sha256 as token_hash
from models.challenge import Challenge
from models.concept import IN_JUDGING, Concept, ConceptStatus
from models.errors import NotFoundError
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment
from models.jury_round import NOT_JUDGED, READ_IN, ROUND_OF

_A = AssignmentStatus
OPEN = (_A.ASSIGNED, _A.DECLARED)
LIVE = (*OPEN, _A.SUBMITTED)


@dataclass(slots=True)
class Progress:
    """How much of something is read: ``done`` of ``all`` live readings, ``recused`` left out."""

    done: int = 0
    all: int = 0
    recused: int = 0

    @property
    def is_done(self) -> bool:
        return self.done == self.all


@dataclass(slots=True)
class RoundProgress:
    """One round: progress by juror id and by concept id, and the whole."""

    round: int
    by_juror: dict[int, Progress] = field(default_factory=dict)
    by_concept: dict[int, Progress] = field(default_factory=dict)
    whole: Progress = field(default_factory=Progress)


def challenge_at_desk(viewer: Actor, challenge_id: int) -> Challenge:
    """Return a challenge for those who run its jury.

    Raises:
        NotFoundError: It is not there, or the jury is none of the viewer's business.
    """
    challenge = db.session.get(Challenge, challenge_id)
    if challenge is None or not may(viewer, Action.CHALLENGE_READ, of_challenge(challenge)):
        raise NotFoundError
    return challenge


def jurors_of(challenge_id: int, *states: JurorStatus) -> list[Juror]:
    """Return the jurors of a challenge by name, perhaps only those in some states."""
    asked = select(Juror).where(Juror.challenge_id == challenge_id)
    if states:
        asked = asked.where(Juror.status.in_(states))
    found = db.session.scalars(asked.options(joinedload(Juror.user)))
    return sorted(found, key=lambda one: (name_of(one).casefold(), one.id))


def name_of(juror: Juror) -> str:
    """Return what a juror is called: the account's name, else as they were invited."""
    return (juror.user.name if juror.user is not None else "") or juror.name or juror.email


def seat_of(viewer: Actor, challenge_id: int) -> Juror | None:
    """Return the viewer's seat in a jury, once accepted."""
    return db.session.scalar(
        select(Juror).where(
            Juror.challenge_id == challenge_id,
            Juror.user_id == viewer.user_id,
            Juror.status == JurorStatus.ACCEPTED,
        )
    )


def judged_concepts(challenge: Challenge, round_number: int) -> list[Concept]:
    """Return the concepts that are judged in a round now, by code."""
    return list(
        db.session.scalars(
            select(Concept)
            .where(
                Concept.challenge_id == challenge.id,
                Concept.status == READ_IN[round_number],
            )
            .order_by(Concept.code)
        )
    )


def unscreened(challenge_id: int) -> int:
    """Return how many entries wait for the screening."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Concept.challenge_id == challenge_id, Concept.status == ConceptStatus.SUBMITTED
            )
        )
        or 0
    )


def assignments_of(challenge_id: int, round_number: int) -> Sequence[JuryAssignment]:
    """Return who reads what in a round, but of concepts that were withdrawn or screened out."""
    return db.session.scalars(
        select(JuryAssignment)
        .join(Concept, Concept.id == JuryAssignment.concept_id)
        .where(
            Concept.challenge_id == challenge_id,
            JuryAssignment.round == round_number,
            Concept.status.not_in(NOT_JUDGED),
        )
        .options(joinedload(JuryAssignment.concept))
        .order_by(JuryAssignment.id)
    ).all()


def progress(challenge: Challenge, round_number: int) -> RoundProgress:
    """Return how far a round is."""
    made = RoundProgress(round_number)
    for one in assignments_of(challenge.id, round_number):
        by = (
            made.by_juror.setdefault(one.juror_id, Progress()),
            made.by_concept.setdefault(one.concept_id, Progress()),
            made.whole,
        )
        for each in by:
            if one.status is _A.RECUSED:
                each.recused += 1
            else:
                each.all += 1
                each.done += one.status is _A.SUBMITTED
    return made


def lacking(challenge: Challenge, round_number: int) -> dict[int, int]:
    """Return how many readers each concept of the first round lacks, those that lack none left out.

    In the last round everybody reads whom nothing ties to an entry, so only an entry without any
    reader lacks one.
    """
    needed = challenge.readers_needed if round_number == 1 else 1
    read = progress(challenge, round_number).by_concept
    short = {
        one.id: needed - read.get(one.id, Progress()).all
        for one in judged_concepts(challenge, round_number)
    }
    return {concept_id: count for concept_id, count in short.items() if count > 0}


@dataclass(frozen=True, slots=True)
class Duty:
    """One challenge that somebody judges: what there is to read in its present round."""

    juror: Juror
    challenge: Challenge
    round: int
    assignments: list[JuryAssignment]

    @property
    def undeclared(self) -> list[JuryAssignment]:
        return [one for one in self.assignments if one.status is _A.ASSIGNED]

    @property
    def progress(self) -> Progress:
        live = [one for one in self.assignments if one.status is not _A.RECUSED]
        return Progress(sum(one.status is _A.SUBMITTED for one in live), len(live))


def duties(viewer: Actor) -> list[Duty]:
    """Return every jury the viewer sits in, those with something to read first."""
    seats = db.session.scalars(
        select(Juror)
        .where(Juror.user_id == viewer.user_id, Juror.status == JurorStatus.ACCEPTED)
        .options(joinedload(Juror.challenge))
        .order_by(Juror.id.desc())
    )
    found = [
        Duty(one, one.challenge, number, _mine(one, number))
        for one in seats
        for number in [ROUND_OF.get(one.challenge.status, 0)]
    ]
    return sorted(found, key=lambda one: (one.progress.is_done, -one.juror.id))


def _mine(juror: Juror, round_number: int) -> list[JuryAssignment]:
    if not round_number:
        return []
    return [
        one for one in assignments_of(juror.challenge_id, round_number) if one.juror_id == juror.id
    ]


def invitation_by(token: str) -> Juror | None:
    """Return the unanswered invitation of a link; None when it is old, used or taken back."""
    found = db.session.scalar(select(Juror).where(Juror.token_sha256 == token_hash(token)))
    if found is None or found.status is not JurorStatus.INVITED or found.expires_at <= clock.now():
        return None
    return found


def invitations_to(viewer: Actor) -> list[Juror]:
    """Return the invitations to juries that wait for the viewer's answer."""
    if not viewer.email:
        return []
    return list(
        db.session.scalars(
            select(Juror)
            .where(
                Juror.email == viewer.email,
                Juror.status == JurorStatus.INVITED,
                Juror.expires_at > clock.now(),
            )
            .options(joinedload(Juror.challenge))
            .order_by(Juror.id)
        )
    )


def assigned(viewer: Actor, assignment_id: int) -> JuryAssignment:
    """Return the viewer's own assignment.

    Raises:
        NotFoundError: It is not theirs, or they do not sit in the jury any more.
    """
    found = db.session.get(JuryAssignment, assignment_id)
    if (
        found is None
        or found.juror.user_id != viewer.user_id
        or found.juror.status is not JurorStatus.ACCEPTED
        or not may(viewer, Action.JURY_SCORE, of_challenge(found.juror.challenge))
    ):
        raise NotFoundError
    return found


def is_running(assignment: JuryAssignment) -> bool:
    """Say whether the assignment's round is on and its concept still judged."""
    challenge = assignment.juror.challenge
    is_now = ROUND_OF.get(challenge.status) == assignment.round
    return is_now and assignment.concept.status in IN_JUDGING
