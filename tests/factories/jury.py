"""Juries for tests, brought to a state by the services that bring them there."""

import itertools
from collections.abc import Callable, Sequence

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.queries.account import actor_of
from app.queries.jury import assignments_of, jurors_of
from app.queries.staff_invitation import new_token
from app.services import jury as service
from app.services import jury_conflict, jury_decision, jury_round, jury_score
from app.services.jury import Link, NewJuror
from app.services.jury_score import Given
from models.account import CityRole, CityRoleGrant, User
from models.challenge import Challenge, ChallengeStatus
from models.concept import Concept, ConceptStatus
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment, Ranking
from models.jury_ranking import Settled
from tests.factories.account import acting, person, staff
from tests.factories.application import day as day
from tests.factories.challenge import closed
from tests.factories.concept import concepts

_numbers = itertools.count(1)
Marks = Callable[[JuryAssignment, int], int]
"""What a juror gives an entry on the n-th criterion (from 0)."""


def runner(challenge: Challenge) -> Actor:
    """Return a coordinator of the challenge's city, made on first use."""
    known = db.session.scalar(
        select(CityRoleGrant.user_id)
        .where(
            CityRoleGrant.city_id == challenge.city_id, CityRoleGrant.role == CityRole.COORDINATOR
        )
        .order_by(CityRoleGrant.user_id)
    )
    return actor_of(known) if known is not None else acting(staff(slug=challenge.city.slug))


def second(challenge: Challenge) -> Actor:
    """Return another coordinator, for the second signature."""
    return acting(staff(slug=challenge.city.slug))


def link() -> Link:
    """Return a fresh link of an invitation."""
    token, kept = new_token()
    return Link(f"/jury-invitations/{token}", kept)


def invited(challenge: Challenge, user: User | None = None, *, is_chair: bool = False) -> Juror:
    """Return somebody who is invited and has not answered."""
    number = next(_numbers)
    who = user or person(f"Tuomari {number}")
    new = NewJuror(who.email, who.name, "Asiantuntija", is_chair, "fi")
    ident = service.invite(runner(challenge), challenge.id, new, link())
    return db.session.get_one(Juror, ident)


def seat(challenge: Challenge, user: User | None = None, *, is_chair: bool = False) -> Juror:
    """Return somebody who sits in the jury."""
    who = user or person(f"Tuomari {next(_numbers)}")
    made = invited(challenge, who, is_chair=is_chair)
    service.accept(acting(who), made.id)
    db.session.refresh(made)
    return made


def seat_jury(challenge: Challenge, number: int = 3) -> list[Juror]:
    """Seat this many jurors by invitation; the first is the chair."""
    return [seat(challenge, is_chair=turn == 0) for turn in range(number)]


def by(juror: Juror) -> Actor:
    """Return a juror as who acts."""
    assert juror.user_id is not None
    return actor_of(juror.user_id)


def judging(
    jurors: int = 3, entries: int = 4, *, rounds: int = 2, size: int = 2, **values: object
) -> Challenge:
    """Return a challenge whose first round has begun."""
    challenge = closed(ChallengeStatus.SCREENING, rounds=rounds, shortlist_size=size, **values)
    concepts(challenge, entries, status=ConceptStatus.ELIGIBLE)
    seat_jury(challenge, jurors)
    jury_round.begin(runner(challenge), challenge.id)
    db.session.refresh(challenge)
    return challenge


def of_juror(juror: Juror, round_number: int = 1) -> list[JuryAssignment]:
    """Return what a juror has to read in a round."""
    return [
        one for one in assignments_of(juror.challenge_id, round_number) if one.juror_id == juror.id
    ]


def even(assignment: JuryAssignment, turn: int) -> int:
    """Return marks that tell entries apart and jurors not: the later the entry, the fewer."""
    ids = sorted(
        db.session.scalars(
            select(Concept.id).where(Concept.challenge_id == assignment.concept.challenge_id)
        )
    )
    return max(0, 5 - ids.index(assignment.concept_id) - turn % 2)


def declare_all(challenge: Challenge, round_number: int = 1) -> None:
    """Let every juror declare that nothing ties them to what they have to read."""
    for juror in jurors_of(challenge.id, JurorStatus.ACCEPTED):
        mine = [one.id for one in of_juror(juror, round_number)]
        jury_conflict.declare_free(by(juror), mine)


def given(assignment: JuryAssignment, marks: Marks = even) -> Given:
    """Return scores for every criterion."""
    criteria = assignment.juror.challenge.criteria
    return Given(
        {one.id: marks(assignment, turn) for turn, one in enumerate(criteria)},
        {criteria[0].id: f"Sana kohdasta {assignment.concept.code}"},
        "Hyvä alku",
        "Vain meille",
    )


def score(assignment: JuryAssignment, marks: Marks = even) -> None:
    """Submit one juror's scores of one entry."""
    db.session.refresh(assignment)
    jury_score.submit(
        by(assignment.juror), assignment.id, assignment.version, given(assignment, marks)
    )


def score_all(challenge: Challenge, round_number: int = 1, marks: Marks = even) -> None:
    """Let every juror declare and submit everything that is open in a round."""
    declare_all(challenge, round_number)
    for one in assignments_of(challenge.id, round_number):
        if one.status is AssignmentStatus.DECLARED:
            score(one, marks)


def shortlisted(challenge: Challenge, chosen: Sequence[int] = (), reason: str = "") -> Ranking:
    """Fix the first round, by default as the order suggests; everything must be in."""
    natural = jury_decision.natural_shortlist(
        jury_decision.order_now(challenge, 1)[2], challenge.shortlist_size
    )
    ident = jury_decision.shortlist(
        runner(challenge),
        challenge.id,
        jury_decision.digest_now(challenge, 1),
        list(chosen) or sorted(natural),
        reason,
    )
    db.session.refresh(challenge)
    return db.session.get_one(Ranking, ident)


def final(challenge: Challenge) -> Challenge:
    """Go from the first round's scores to the beginning of the last."""
    shortlisted(challenge)
    jury_round.begin_final(runner(challenge), challenge.id)
    db.session.refresh(challenge)
    return challenge


def prepared(challenge: Challenge, *settled: Settled) -> Ranking:
    """Put the first signature under the order of the last round."""
    ident = jury_decision.prepare(
        runner(challenge),
        challenge.id,
        jury_decision.digest_now(challenge, challenge.rounds),
        settled,
    )
    return db.session.get_one(Ranking, ident)


def decided(challenge: Challenge | None = None, *settled: Settled) -> Challenge:
    """Return a challenge that is decided: scored, signed by two."""
    made = challenge or judging(rounds=1)
    if made.status is ChallengeStatus.JUDGING_1:
        score_all(made, 1)
        if made.rounds > 1:
            final(made)
    if made.status is ChallengeStatus.JUDGING_2:
        score_all(made, 2)
    prepared(made, *settled)
    jury_decision.sign(second(made), made.id)
    db.session.refresh(made)
    return made
