"""Who reads what: dealt by lot at the start of a round, refilled when somebody stands back."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.jury import LIVE, OPEN, assignments_of, jurors_of, lacking
from app.queries.jury_conflict import certain, conflicted_pairs, entered_concepts
from app.services.audit import record
from app.services.jury_mail import tell_city, tell_juror
from app.services.move import move
from models.challenge import Challenge
from models.concept import Concept
from models.jury import (
    ASSIGNMENT_WORKFLOW,
    AssignmentAction,
    AssignmentStatus,
    Juror,
    JurorStatus,
    JuryAssignment,
    JuryConflict,
)
from models.jury_assignment_plan import next_reader
from models.jury_round import JuryRound


def keep_certain(challenge: Challenge) -> int:
    """Keep the conflicts that the service knows of by itself; return how many are new."""
    jurors = jurors_of(challenge.id, JurorStatus.ACCEPTED)
    known = conflicted_pairs(challenge.id)
    new = [
        JuryConflict(
            juror_id=tie.juror_id, concept_id=tie.concept_id, kind=tie.kind.value,
            is_automatic=True, reason="", at=clock.now(),
        )
        for tie in certain(jurors, entered_concepts(challenge.id))
        if (tie.juror_id, tie.concept_id) not in known
    ]  # fmt: skip
    db.session.add_all(new)
    db.session.flush()
    return len(new)


def assign(
    pairs: Sequence[tuple[int, int]], round_number: int, declared: set[tuple[int, int]]
) -> list[JuryAssignment]:
    """Give (juror, concept) pairs to read; who has said before that nothing ties them need not."""
    made = [
        JuryAssignment(
            juror_id=juror_id,
            concept_id=concept_id,
            round=round_number,
            status=AssignmentStatus.DECLARED
            if (juror_id, concept_id) in declared
            else AssignmentStatus.ASSIGNED,
            version=1, comment="", note="", reason="", assigned_at=clock.now(),
        )
        for juror_id, concept_id in pairs
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made


def refill(actor: Actor, challenge: Challenge, concept: Concept, round_number: int) -> int | None:
    """Give an entry that lacks a reader to who has least to read; return the juror's id.

    Nobody is found: the city is told which entry lacks a reader.
    """
    if concept.id not in lacking(challenge, round_number):
        return None
    every = assignments_of(challenge.id, round_number)
    loads = Counter(one.juror_id for one in every if one.status in LIVE)
    had = {one.juror_id for one in every if one.concept_id == concept.id}
    tied = {
        juror for juror, concept_id in conflicted_pairs(challenge.id) if concept_id == concept.id
    }
    able = {one.id: one for one in jurors_of(challenge.id, JurorStatus.ACCEPTED)}
    seed = _seed(challenge, round_number)
    found = next_reader(able.keys() - had - tied, loads, seed, concept.id)
    if found is None:
        once = f"{concept.id}:{round_number}:{len(had)}"
        tell_city(challenge, "jury/lacking", once, code=concept.code)
        return None
    made = assign([(found, concept.id)], round_number, set())[0]
    record(
        actor, "jury_assignment:refill", made, city_id=challenge.city_id, juror=found,
        concept=concept.id, round=round_number,
    )  # fmt: skip
    tell_juror(able[found], "jury/refilled", f"{concept.id}:{round_number}", code=concept.code)
    return found


def fill_lacking(actor: Actor, challenge: Challenge, round_number: int) -> None:
    """Give every entry that lacks readers to those who may read it, as far as they go."""
    keep_certain(challenge)
    for concept_id, count in lacking(challenge, round_number).items():
        concept = db.session.get_one(Concept, concept_id)
        for _turn in range(count):
            if refill(actor, challenge, concept, round_number) is None:
                break


def hand_over(
    actor: Actor, challenge: Challenge, juror: Juror, round_number: int, reason: str
) -> None:
    """Take what a juror has not submitted from them, and give it to others."""
    left = [
        one
        for one in assignments_of(challenge.id, round_number)
        if one.juror_id == juror.id and one.status in OPEN
    ]
    for one in left:
        stand_back(actor, one, reason)
    for one in left:
        refill(actor, challenge, one.concept, round_number)


def stand_back(actor: Actor, assignment: JuryAssignment, reason: str) -> None:
    """End an assignment without a score: what was given is taken out."""
    assignment.scores.clear()
    assignment.comment = assignment.note = ""
    db.session.flush()
    facts = {"juror": assignment.juror_id, "concept": assignment.concept_id}
    move(
        actor, assignment, ASSIGNMENT_WORKFLOW, AssignmentAction.RECUSE, facts,
        reason=reason, submitted_at=None,
    )  # fmt: skip


def _seed(challenge: Challenge, round_number: int) -> str:
    """Return the seed of a round's lot."""
    return (
        db.session.scalar(
            select(JuryRound.seed).where(
                JuryRound.challenge_id == challenge.id, JuryRound.round == round_number
            )
        )
        or ""
    )
