"""One entry as a juror sees it: blind, after the declaration; others' scores only when allowed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.database import db
from app.policies.actor import Actor
from app.policies.seal import READING
from app.queries.concept_seal import sight_of
from app.queries.jury import LIVE, OPEN, Duty, assigned, is_running
from models.concept import BODY, ConceptFile
from models.errors import NotFoundError
from models.jury import AssignmentStatus, JuryAssignment, JuryConflict

READABLE = (AssignmentStatus.DECLARED, AssignmentStatus.SUBMITTED)


@dataclass(frozen=True, slots=True)
class BlindEntry:
    """What a juror reads: ``sections`` are (name, text) of the blind part, without the empty ones.

    ``secret`` names the sections that hold trade secrets.
    """

    code: str
    language: str
    title: str
    sections: list[tuple[str, str]]
    files: list[ConceptFile]
    secret: frozenset[str]


def blind_entry(viewer: Actor, assignment: JuryAssignment) -> BlindEntry | None:
    """Return an entry for its juror; None before the declaration and after standing back.

    Raises:
        NotFoundError: The seal does not let the viewer read it now.
    """
    concept = assignment.concept
    if assignment.status not in READABLE:
        return None
    if sight_of(viewer, concept) not in READING:
        raise NotFoundError
    texts = {name: getattr(concept, name) for name in BODY}
    return BlindEntry(
        code=concept.code,
        language=concept.language,
        title=texts.pop("title"),
        sections=[(name, words) for name, words in texts.items() if words],
        files=list(concept.files),
        secret=frozenset(concept.secrets),
    )


def blind_file(viewer: Actor, assignment_id: int, file_id: int) -> ConceptFile:
    """Return a file of an entry that the viewer judges.

    Raises:
        NotFoundError: It is none, or may not be read now.
    """
    entry = blind_entry(viewer, assigned(viewer, assignment_id))
    for one in entry.files if entry is not None else ():
        if one.id == file_id:
            return one
    raise NotFoundError


def others_scores(viewer: Actor, assignment: JuryAssignment) -> list[JuryAssignment]:
    """Return what the other jurors gave, for who may read it now; else nothing.

    It is for the last round of a challenge that says so, after one's own final score.
    """
    shown = assignment.juror.challenge.jurors_see_scores and assignment.round > 1
    mine_is_in = assignment.status is AssignmentStatus.SUBMITTED
    if not shown or not mine_is_in or assignment.juror.user_id != viewer.user_id:
        return []
    return list(
        db.session.scalars(
            select(JuryAssignment)
            .where(
                JuryAssignment.concept_id == assignment.concept_id,
                JuryAssignment.round == assignment.round,
                JuryAssignment.status == AssignmentStatus.SUBMITTED,
                JuryAssignment.id != assignment.id,
            )
            .options(joinedload(JuryAssignment.juror), selectinload(JuryAssignment.scores))
            .order_by(JuryAssignment.id)
        )
    )


def next_open(duty: Duty, after: JuryAssignment) -> JuryAssignment | None:
    """Return what a juror has to read next: what comes after an entry, else from the first."""
    left = [one for one in duty.assignments if one.status in OPEN and one.id != after.id]
    later = [one for one in left if one.id > after.id]
    return next(iter([*later, *left]), None)


def is_open(assignment: JuryAssignment) -> bool:
    """Say whether a juror can still do something with an entry."""
    return is_running(assignment) and assignment.status in LIVE


def own_conflict(assignment: JuryAssignment) -> JuryConflict | None:
    """Return the conflict that a juror has declared about an entry."""
    return db.session.scalar(
        select(JuryConflict).where(
            JuryConflict.juror_id == assignment.juror_id,
            JuryConflict.concept_id == assignment.concept_id,
            JuryConflict.is_automatic.is_(False),
        )
    )
