"""What of challenges somebody must finish before their account can be erased.

Entries are none of it: a team goes on without its lead, and who entered alone takes the entry along
(app/services/concept_leave.py).  Nor are events and a city's own challenges, which belong to the
city: its last coordinator hands those over.  What an organisation poses is its owner's.
"""

from collections.abc import Iterator

from sqlalchemy import exists, or_, select

from app.database import db
from models.application import Application
from models.award import Award, AwardPayment, AwardStatus
from models.base import Translated
from models.challenge import Challenge
from models.challenge_state import ChallengeStatus
from models.concept import Concept, ConceptMember
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment
from models.jury_round import ROUND_OF
from models.personal_idle import GOING_ON


def left_to_score(user_id: int) -> Iterator[tuple[int, Translated]]:
    """Yield challenges (id, title) in whose running round the person has entries to score."""
    running = [
        (Challenge.status == status) & (JuryAssignment.round == number)
        for status, number in ROUND_OF.items()
    ]
    rows = db.session.scalars(
        select(Challenge)
        .where(
            exists().where(
                Juror.challenge_id == Challenge.id,
                Juror.user_id == user_id,
                Juror.status == JurorStatus.ACCEPTED,
                JuryAssignment.juror_id == Juror.id,
                JuryAssignment.status.in_((AssignmentStatus.ASSIGNED, AssignmentStatus.DECLARED)),
                or_(*running),
            )
        )
        .order_by(Challenge.id)
    )
    yield from ((one.id, one.title) for one in rows)


def seats_of(user_id: int) -> list[Juror]:
    """Return the person's seats in juries that have not decided yet."""
    return list(
        db.session.scalars(
            select(Juror)
            .join(Challenge, Challenge.id == Juror.challenge_id)
            .where(
                Juror.user_id == user_id,
                Juror.status == JurorStatus.ACCEPTED,
                Challenge.status.in_(set(GOING_ON) - {ChallengeStatus.DECIDED}),
            )
            .order_by(Juror.id)
        )
    )


def unsettled_awards(user_id: int) -> Iterator[tuple[int, Translated]]:
    """Yield the entries (id, title) that the person leads alone and whose prize waits.

    It waits for an answer, or, accepted and not paid, for the application that it is given for.
    """
    team = exists().where(
        ConceptMember.concept_id == Concept.id, ConceptMember.accepted_at.is_not(None)
    )
    paid = exists().where(AwardPayment.award_id == Award.id)
    sent = exists().where(
        Application.id == Award.application_id, Application.submitted_at.is_not(None)
    )
    waits = or_(
        Award.status == AwardStatus.OFFERED,
        (Award.status == AwardStatus.ACCEPTED) & ~paid & ~sent,
    )
    rows = db.session.scalars(
        select(Award)
        .join(Concept, Concept.id == Award.concept_id)
        .where(Concept.lead_id == user_id, ~team, waits)
        .order_by(Award.id)
    )
    yield from ((one.concept_id, Translated(one.title, one.title, one.title)) for one in rows)
