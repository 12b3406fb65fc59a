"""The order in which a jury's marks put the entries: as it would be now, and as it was fixed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.database import db
from app.queries.jury import OPEN, assignments_of, judged_concepts
from models.challenge import Challenge
from models.jury import AssignmentStatus, JuryAssignment, Ranking
from models.jury_ranking import Entry, Placed, Rules, Settled, ranked
from models.jury_score import Weighed


def rules_of(challenge: Challenge, round_number: int, settled: Sequence[Settled] = ()) -> Rules:
    """Return by what the entries of a round are put in order; criteria are known by their ids."""
    return Rules(
        criteria=tuple(Weighed(str(one.id), one.weight, one.minimum) for one in challenge.criteria),
        least_total=challenge.least_total,
        normalise=challenge.normalised,
        random=round_number == 1,
        settled=tuple(settled),
    )


def entries_of(challenge: Challenge, round_number: int) -> list[Entry]:
    """Return the concepts of a round with every submitted score."""
    given: dict[int, list[tuple[int, dict[str, int]]]] = {}
    submitted = db.session.scalars(
        select(JuryAssignment)
        .where(
            JuryAssignment.round == round_number,
            JuryAssignment.status == AssignmentStatus.SUBMITTED,
            JuryAssignment.concept_id.in_(
                [one.id for one in judged_concepts(challenge, round_number)]
            ),
        )
        .options(selectinload(JuryAssignment.scores))
    )
    for one in submitted:
        marks = {str(score.criterion_id): score.value or 0 for score in one.scores}
        given.setdefault(one.concept_id, []).append((one.juror_id, marks))
    return [
        Entry(one.id, one.code, tuple(given.get(one.id, ())))
        for one in judged_concepts(challenge, round_number)
    ]


def order_now(
    challenge: Challenge, round_number: int, settled: Sequence[Settled] = ()
) -> tuple[list[Entry], Rules, list[Placed]]:
    """Return what the order is made from, and the order as it would be now."""
    entries = entries_of(challenge, round_number)
    rules = rules_of(challenge, round_number, settled)
    return entries, rules, ranked(entries, rules)


def open_readings(challenge: Challenge, round_number: int) -> int:
    """Return how many readings of a round are not submitted yet."""
    return sum(one.status in OPEN for one in assignments_of(challenge.id, round_number))


def ranking_of(challenge_id: int, round_number: int) -> Ranking | None:
    """Return the ranking that was fixed for a round."""
    return db.session.scalar(
        select(Ranking).where(Ranking.challenge_id == challenge_id, Ranking.round == round_number)
    )


def last_round(challenge: Challenge) -> int:
    """Return the number of the round in which is decided."""
    return challenge.rounds


def ties_to_settle(placed: Sequence[Placed], prizes: int) -> list[list[Placed]]:
    """Return the groups of equals of whose order a prize depends, the best first."""
    groups: dict[int, list[Placed]] = {}
    for one in placed:
        if one.tied and one.rank is not None and one.rank <= max(prizes, 1):
            groups.setdefault(one.rank, []).append(one)
    return [groups[rank] for rank in sorted(groups)]


def natural_shortlist(placed: Sequence[Placed], size: int) -> set[int]:
    """Return the entries that are in the first ``size`` places without any doubt.

    Equals of whom only some would fit are left out: who of them goes on, the jury says.
    """
    chosen: set[int] = set()
    for one in placed:
        equals = [other for other in placed if other.rank == one.rank]
        if one.rank is not None and one.rank - 1 + len(equals) <= size:
            chosen.add(one.id)
    return chosen


def rows_of(ranking: Ranking) -> list[dict[str, Any]]:
    """Return the kept rows, the best first."""
    return list(ranking.result)
