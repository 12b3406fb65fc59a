"""A jury of Oulu in which ``writer`` sits: one that waits for a signature, and one that decided."""

from typing import Any

from app import clock
from app.database import db
from app.queries.jury import assignments_of
from models.account import User
from models.challenge import Challenge, ChallengeStatus
from models.concept import ConceptFile, ConceptStatus
from tests.factories import jury as make
from tests.factories.challenge import closed
from tests.factories.concept import concepts

SECRET = "zqfetsittava xqzsalaisuus"  # as in scene.py, which imports this


def jury_things(writer: User) -> dict[str, Any]:
    """Return the names in addresses of what belongs to the juries."""
    waiting, decided = _scored(writer), _scored(writer)
    make.prepared(waiting)
    make.decided(decided)
    one = next(each for each in assignments_of(waiting.id, 1) if each.juror.user_id == writer.id)
    paper = ConceptFile(
        concept_id=one.concept_id, key="c" * 43, title=SECRET, kind="pdf", digest="d" * 64,
        size=1, at=clock.now(),
    )  # fmt: skip
    db.session.add(paper)
    db.session.commit()
    places = ("jury_desk", "jury_order", "jury_seat", "jury_minutes")
    return {
        **{f"{name}.challenge_id": waiting.id for name in places},
        "jury_minutes.challenge_id": decided.id,
        "juror_id": one.juror_id,
        "judged_id": one.concept_id,
        "assignment_id": one.id,
        "jury.file_id": paper.id,
    }


def _scored(writer: User) -> Challenge:
    """Return a challenge of Oulu with every score in; its entries are planted."""
    made = closed(ChallengeStatus.SCREENING, slug="oulu", rounds=1)
    for one in concepts(made, 2, status=ConceptStatus.ELIGIBLE):
        one.title = one.solution = one.problem = SECRET
    db.session.commit()
    make.seat(made, writer, is_chair=True)
    make.seat_jury(made, 2)
    make.jury_round.begin(make.runner(made), made.id)
    make.score_all(made)
    return made
