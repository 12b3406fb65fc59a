"""Score an entry: kept as a draft, submitted, taken back while the round goes on.

Where jurors read each other's scores after their own, what was submitted is final.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.services.jury_conflict import running
from app.services.message import said
from app.services.move import move
from models.challenge import Challenge
from models.errors import ConflictError, FieldError
from models.jury import (
    ASSIGNMENT_WORKFLOW,
    AssignmentAction,
    AssignmentStatus,
    JuryAssignment,
    JuryScore,
)
from models.jury_score import BEST


@dataclass(frozen=True, slots=True)
class Given:
    """What a juror filled in, by criterion id; what is not answered yet is left out.

    ``comments`` and ``comment`` are for the entrant, ``note`` for the jury alone.
    """

    marks: Mapping[int, int]
    comments: Mapping[int, str] = field(default_factory=dict)
    comment: str = ""
    note: str = ""


@use_case
def save(actor: Actor, assignment_id: int, version: int, given: Given) -> int:
    """Keep a draft, as far as it goes.

    Raises:
        ConflictError: ``round_over``, ``changed_meanwhile``, ``not_declared``,
            ``scores_submitted``.
        FieldError: ``not_a_score`` or ``too_many_letters`` at a field.
    """
    assignment = _written(actor, assignment_id, version, given)
    assignment.version += 1
    return assignment_id


@use_case
def submit(actor: Actor, assignment_id: int, version: int, given: Given) -> int:
    """Submit one's scores: every criterion has one.

    Raises:
        FieldError: ``mark_needed`` at the first criterion without an answer.
    """
    assignment = _written(actor, assignment_id, version, given)
    for criterion in assignment.juror.challenge.criteria:
        if criterion.id not in given.marks:
            raise FieldError("mark_needed", field=f"mark_{criterion.id}")
    db.session.flush()
    facts = {"juror": assignment.juror_id, "concept": assignment.concept_id}
    move(
        actor, assignment, ASSIGNMENT_WORKFLOW, AssignmentAction.SUBMIT, facts,
        submitted_at=clock.now(),
    )  # fmt: skip
    return assignment_id


@use_case
def take_back(actor: Actor, assignment_id: int) -> int:
    """Open one's submitted scores again, to change them.

    Raises:
        ConflictError: ``scores_final``: others' scores have been shown.
    """
    assignment = running(actor, assignment_id)
    if shows_others(assignment.juror.challenge, assignment.round):
        raise ConflictError("scores_final")
    facts = {"juror": assignment.juror_id, "concept": assignment.concept_id}
    move(
        actor, assignment, ASSIGNMENT_WORKFLOW, AssignmentAction.TAKE_BACK, facts,
        submitted_at=None,
    )  # fmt: skip
    return assignment_id


def shows_others(challenge: Challenge, round_number: int) -> bool:
    """Say whether jurors read each other's scores in a round after their own."""
    return challenge.jurors_see_scores and round_number > 1


def _written(actor: Actor, assignment_id: int, version: int, given: Given) -> JuryAssignment:
    """Put what was filled in into one's own assignment, which nothing keeps from being read."""
    assignment = running(actor, assignment_id)
    if assignment.status is AssignmentStatus.SUBMITTED:
        raise ConflictError("scores_submitted")
    if assignment.status is not AssignmentStatus.DECLARED:
        raise ConflictError("not_declared")
    if assignment.version != version:
        raise ConflictError("changed_meanwhile")
    known = {one.id for one in assignment.juror.challenge.criteria}
    for ident, mark in given.marks.items():
        if ident not in known or not 0 <= mark <= BEST:
            raise FieldError("not_a_score", field=f"mark_{ident}")
    assignment.comment = said(given.comment, "comment", needed=False)
    assignment.note = said(given.note, "note", needed=False)
    words = {
        ident: said(given.comments.get(ident, ""), f"words_{ident}", needed=False)
        for ident in known
    }
    _put(assignment, given.marks, words)
    return assignment


def _put(assignment: JuryAssignment, marks: Mapping[int, int], words: Mapping[int, str]) -> None:
    """Set what each criterion got; one with neither mark nor words has no row."""
    kept = {one.criterion_id: one for one in assignment.scores}
    for ident, said_of_it in words.items():
        mark, score = marks.get(ident), kept.get(ident)
        if mark is None and not said_of_it:
            if score is not None:
                assignment.scores.remove(score)
            continue
        if score is None:
            score = JuryScore(criterion_id=ident)
            assignment.scores.append(score)
        score.value, score.comment = mark, said_of_it
