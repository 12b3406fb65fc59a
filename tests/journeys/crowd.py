"""The many of a challenge, beside those who walk in browsers: entrants, jurors, the screening.

``python -m tests.journeys.crowd WHAT SLUG NUMBER`` does one of ``WORK`` with the database of the
environment, through the services, as the pages do.
"""

import datetime as dt
import sys

from sqlalchemy import select

from app import clock
from app.database import db, writing
from app.queries.jury import assignments_of, jurors_of
from app.services import concept_screening, jury_conflict
from models.challenge import Challenge
from models.concept import Concept, ConceptStatus
from models.jury import AssignmentStatus, JurorStatus, JuryAssignment
from tests.factories import concept as concepts
from tests.factories import jury
from tests.factories.account import person

BEST = 5
GOOD = 2
CROWD = "Ajatus"


def mark(title: str, turn: int) -> int:
    """Return what every juror gives: most to those who walk, who tie, and less to the crowd."""
    name, _space, number = title.partition(" ")
    if name != CROWD:
        return BEST
    return 4 if int(number) + turn <= GOOD else int(number) % 3


def enter(challenge: Challenge, number: int) -> None:
    """Submit so many entries of as many people."""
    for n in range(1, number + 1):
        lead = person(f"Ulla Uskalias {n}", email=f"{challenge.slug}.{n}@osallistuja{n}.example")
        concepts.submitted(challenge, lead=lead, title=f"{CROWD} {n}")


def close(challenge: Challenge, _number: int) -> None:
    """Let the challenge have closed a minute ago, which nobody can do once somebody has entered.

    What was handed in is put aside for that moment, in one transaction.
    """
    handed_in = select(Concept).where(Concept.submitted_at.is_not(None))
    with writing():
        entries = db.session.scalars(handed_in.where(Concept.challenge_id == challenge.id)).all()
        kept = [(one, one.status, one.submitted_at) for one in entries]
        for one in entries:
            one.status, one.submitted_at = ConceptStatus.DRAFT, None
        db.session.flush()
        challenge.opens_at = clock.now() - dt.timedelta(days=2)
        challenge.closes_at = challenge.questions_close_at = clock.now() - dt.timedelta(minutes=1)
        db.session.flush()
        for one, status, submitted_at in kept:
            one.status, one.submitted_at = status, submitted_at
        db.session.commit()


def screen(challenge: Challenge, _number: int) -> None:
    """Let every entry go on that is not screened yet."""
    waiting = select(Concept).where(
        Concept.challenge_id == challenge.id, Concept.status == ConceptStatus.SUBMITTED
    )
    for one in db.session.scalars(waiting).all():
        concept_screening.admit(jury.runner(challenge), one.id, one.version)


def seat(challenge: Challenge, number: int) -> None:
    """Seat so many jurors by invitations that they accept."""
    for n in range(1, number + 1):
        jury.seat(challenge, person(f"Tuomari {n}", email=f"{challenge.slug}@tuomari{n}.example"))


def judge(challenge: Challenge, number: int) -> None:
    """Let every juror declare and submit all that is open in a round."""
    for juror in jurors_of(challenge.id, JurorStatus.ACCEPTED):
        mine = [one.id for one in jury.of_juror(juror, number) if _is(one, "assigned")]
        jury_conflict.declare_free(jury.by(juror), mine)
    for one in assignments_of(challenge.id, number):
        if _is(one, "declared"):
            jury.score(one, lambda reading, turn: mark(reading.concept.title, turn))


def _is(one: JuryAssignment, status: str) -> bool:
    return one.status is AssignmentStatus(status)


WORK = {one.__name__: one for one in (enter, close, screen, seat, judge)}

if __name__ == "__main__":
    from wsgi import app

    what, slug, how_many = sys.argv[1:]
    with app.app_context():
        found = db.session.scalars(select(Challenge).where(Challenge.slug == slug)).one()
        WORK[what](found, int(how_many))
