"""Conflicts of interest: each juror declares for each entry, before reading and later.

A conflict is kept, leaves no score behind, and the entry goes to somebody else.
"""

from collections.abc import Sequence

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.jury import OPEN, assigned, assignments_of, is_running
from app.queries.jury_conflict import conflicted_pairs
from app.queries.jury_ranking import ranking_of
from app.services.audit import record
from app.services.jury import managed
from app.services.jury_deal import refill, stand_back
from app.services.message import said
from app.services.move import move
from models.concept import Concept
from models.errors import ConflictError, FieldError, NotFoundError
from models.jury import (
    ASSIGNMENT_WORKFLOW,
    AssignmentAction,
    AssignmentStatus,
    Juror,
    JuryAssignment,
    JuryConflict,
)
from models.jury_round import DECLARABLE, ROUND_OF, ConflictKind


def running(actor: Actor, assignment_id: int) -> JuryAssignment:
    """Return the actor's own assignment while its round goes on, locked against its end.

    Raises:
        NotFoundError: It is not theirs.
        ConflictError: ``round_over``: the round has ended, is being signed, or the entry was
            withdrawn.
    """
    assignment = assigned(actor, assignment_id)
    challenge = assignment.juror.challenge
    authorise(actor, Action.JURY_SCORE, of_challenge(challenge))
    db.session.refresh(challenge, with_for_update=True)
    if not is_running(assignment) or ranking_of(challenge.id, assignment.round) is not None:
        raise ConflictError("round_over")
    return assignment


@use_case
def declare(actor: Actor, assignment_id: int) -> int:
    """Declare that nothing ties one to an entry, which can be read from now on."""
    _declare(actor, running(actor, assignment_id))
    return assignment_id


@use_case
def declare_free(actor: Actor, assignment_ids: Sequence[int]) -> int:
    """Declare the same of several entries; return how many are open to read now."""
    done = 0
    for ident in assignment_ids:
        assignment = running(actor, ident)
        if assignment.status is AssignmentStatus.ASSIGNED:
            _declare(actor, assignment)
            done += 1
    return done


@use_case
def recuse(actor: Actor, assignment_id: int, kind: str, words: str) -> int:
    """Declare a conflict of interest, before reading or later; return the challenge's id.

    Raises:
        FieldError: ``needed`` at ``kind``, or at ``words`` once the entry has been opened and for
            what is none of the kinds.
    """
    assignment = running(actor, assignment_id)
    if kind not in {one.value for one in DECLARABLE}:
        raise FieldError("needed", field="kind")
    is_late = assignment.status is not AssignmentStatus.ASSIGNED
    reason = said(words, "words", needed=is_late or kind == ConflictKind.OTHER.value)
    challenge = assignment.juror.challenge
    ASSIGNMENT_WORKFLOW.after(assignment.status, AssignmentAction.RECUSE)
    _keep(assignment.juror, assignment.concept, kind, reason)
    stand_back(actor, assignment, reason)
    refill(actor, challenge, assignment.concept, assignment.round)
    return challenge.id


@use_case
def exclude(actor: Actor, juror_id: int, concept_id: int, reason: str) -> int:
    """Keep an entry from a juror, because the city knows what ties them; return the challenge's id.

    It is for those who read who has entered.

    Raises:
        FieldError: ``needed`` at ``reason``.
        ConflictError: ``already_scored``: the juror has submitted a score; ``changed_meanwhile``.
    """
    juror = db.session.get(Juror, juror_id)
    if juror is None:
        raise NotFoundError
    challenge = managed(actor, juror.challenge_id)
    authorise(actor, Action.CONCEPT_SCREEN, of_challenge(challenge))
    concept = db.session.get(Concept, concept_id)
    if concept is None or concept.challenge_id != challenge.id:
        raise NotFoundError
    db.session.refresh(challenge, with_for_update=True)
    words = said(reason, "reason")
    if (juror.id, concept.id) in conflicted_pairs(challenge.id):
        raise ConflictError("changed_meanwhile")
    number = ROUND_OF.get(challenge.status)
    given = [
        one
        for one in (assignments_of(challenge.id, number) if number else ())
        if (one.juror_id, one.concept_id) == (juror.id, concept.id)
    ]
    if any(one.status is AssignmentStatus.SUBMITTED for one in given):
        raise ConflictError("already_scored")
    _keep(juror, concept, ConflictKind.OTHER.value, words)
    record(
        actor, "juror:exclude", juror, city_id=challenge.city_id, concept=concept.id,
        challenge=challenge.id,
    )  # fmt: skip
    for one in given:
        if one.status in OPEN and number:
            stand_back(actor, one, "")
            refill(actor, challenge, concept, number)
    return challenge.id


def _declare(actor: Actor, assignment: JuryAssignment) -> None:
    facts = {"concept": assignment.concept_id, "is_free": True}
    move(actor, assignment, ASSIGNMENT_WORKFLOW, AssignmentAction.DECLARE, facts)


def _keep(juror: Juror, concept: Concept, kind: str, reason: str) -> None:
    db.session.add(
        JuryConflict(
            juror_id=juror.id, concept_id=concept.id, kind=kind, reason=reason,
            is_automatic=False, at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
