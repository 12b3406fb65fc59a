"""Everything a jury's minutes hold, in the order in which it happened; scores by code and juror."""

from dataclasses import dataclass

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.jury import assignments_of, challenge_at_desk, jurors_of
from app.queries.jury_conflict import conflicts_of
from app.queries.jury_ranking import natural_shortlist, ranking_of
from models.challenge import Challenge
from models.errors import NotFoundError
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment, JuryConflict, Ranking
from models.jury_ranking import ranked, read_input
from models.jury_round import DONE, JuryRound


@dataclass(frozen=True, slots=True)
class RoundMinutes:
    """One round: its lot, who read what, its ranking.  ``departed`` are codes in or out of turn."""

    number: int
    dealt: JuryRound | None
    readings: list[JuryAssignment]
    ranking: Ranking
    departed: list[str]


@dataclass(frozen=True, slots=True)
class Minutes:
    """A jury's minutes.  ``jurors`` are those who sat in it, also those who were excused."""

    challenge: Challenge
    jurors: list[Juror]
    conflicts: list[JuryConflict]
    rounds: list[RoundMinutes]

    @property
    def decision(self) -> Ranking:
        """The ranking that was signed by two people."""
        return self.rounds[-1].ranking


def minutes_of(viewer: Actor, challenge_id: int) -> Minutes:
    """Return the minutes of a jury that has decided, for those who run it.

    Raises:
        NotFoundError: It has not decided, or is none of the viewer's business.
        ForbiddenError: They may not read them.
    """
    challenge = challenge_at_desk(viewer, challenge_id)
    authorise(viewer, Action.JURY_MANAGE, of_challenge(challenge))
    found = [_round(challenge, number) for number in range(1, challenge.rounds + 1)]
    rounds = [one for one in found if one is not None]
    if challenge.status not in DONE or not rounds or rounds[-1].ranking.signed_at is None:
        raise NotFoundError
    sat = {one.juror_id for part in rounds for one in part.readings}
    return Minutes(
        challenge=challenge,
        jurors=[
            one
            for one in jurors_of(challenge.id)
            if one.status is JurorStatus.ACCEPTED or one.id in sat
        ],
        conflicts=conflicts_of(challenge.id),
        rounds=rounds,
    )


def _round(challenge: Challenge, number: int) -> RoundMinutes | None:
    ranking = ranking_of(challenge.id, number)
    if ranking is None:
        return None
    dealt = db.session.scalar(
        select(JuryRound).where(JuryRound.challenge_id == challenge.id, JuryRound.round == number)
    )
    readings = [
        one
        for one in assignments_of(challenge.id, number)
        if one.status in (AssignmentStatus.SUBMITTED, AssignmentStatus.RECUSED)
    ]
    return RoundMinutes(number, dealt, readings, ranking, _departed(challenge, ranking))


def _departed(challenge: Challenge, ranking: Ranking) -> list[str]:
    """Return the codes that went on, or stayed, otherwise than the order alone says."""
    if not ranking.chosen:
        return []
    placed = ranked(*read_input(ranking.inputs))
    natural = natural_shortlist(placed, challenge.shortlist_size)
    return [one.code for one in placed if (one.id in natural) != (one.id in ranking.chosen)]
