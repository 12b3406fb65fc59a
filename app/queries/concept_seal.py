"""What the database knows of a reader and an entry, for the seal; and who has broken seals."""

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager

from app import row_scope
from app.database import db
from app.policies.actor import Actor
from app.policies.seal import READING, Known, Sight, sight
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from app.queries import concept_clock
from models.challenge import Challenge
from models.concept import Concept, SealBreaking
from models.errors import NotFoundError
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment, JuryConflict


def known_of(viewer: Actor, concept: Concept) -> Known:
    """Return what the seal needs to know of a reader and one entry."""
    if not viewer.is_signed_in:
        return Known()
    return Known(
        is_asked=concept.challenge_id in viewer.juries and _is_asked(viewer, concept),
        is_broken=viewer.is_admin and _is_broken(viewer, concept),
    )


def _is_asked(viewer: Actor, concept: Concept) -> bool:
    """Say whether a juror has the entry to read, and no conflict of interest about it."""
    conflict = exists(
        select(JuryConflict.id).where(
            JuryConflict.juror_id == Juror.id, JuryConflict.concept_id == concept.id
        )
    )
    asked = (
        select(JuryAssignment.id)
        .join(Juror, Juror.id == JuryAssignment.juror_id)
        .where(
            JuryAssignment.concept_id == concept.id,
            JuryAssignment.status != AssignmentStatus.RECUSED,
            Juror.challenge_id == concept.challenge_id,
            Juror.user_id == viewer.user_id,
            Juror.status == JurorStatus.ACCEPTED,
            ~conflict,
        )
        .limit(1)
    )
    return db.session.scalar(asked) is not None


def _is_broken(viewer: Actor, concept: Concept) -> bool:
    broken = select(SealBreaking.id).where(
        SealBreaking.concept_id == concept.id,
        SealBreaking.by_id == viewer.user_id,
        SealBreaking.until > concept_clock.StatementTime(),
    )
    return db.session.scalar(broken.limit(1)) is not None


def sight_of(viewer: Actor, concept: Concept) -> Sight:
    """Return what the viewer sees of one entry at this instant, by the database's clock."""
    return sight(viewer, concept, concept_clock.instant(), known_of(viewer, concept))


def readable(viewer: Actor, concept_id: int, *sights: Sight) -> tuple[Concept, Sight]:
    """Return an entry that the viewer reads in one of these ways (any), and in which.

    Raises:
        NotFoundError: There is none, or the viewer may not know of it.
    """
    found = db.session.get(Concept, concept_id, populate_existing=True)
    seen = sight_of(viewer, found) if found is not None else Sight.NOTHING
    if found is None or seen not in (sights or READING):
        raise NotFoundError
    return found, seen


def breakings(viewer: Actor, challenge: Challenge) -> list[SealBreaking]:
    """Return who broke the seal of which entry of a challenge and why, for those who run it."""
    if not may(viewer, Action.CHALLENGE_RUN, of_challenge(challenge)):
        return []
    with row_scope.as_system("which seals were broken, for those who run the challenge"):
        return list(
            db.session.scalars(
                select(SealBreaking)
                .join(SealBreaking.concept)
                .where(Concept.challenge_id == challenge.id)
                .options(contains_eager(SealBreaking.concept))
                .order_by(SealBreaking.id.desc())
            )
        )
