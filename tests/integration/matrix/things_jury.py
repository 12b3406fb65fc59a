"""A juror and what one juror has to read, in each state.  The resident is the juror."""

from typing import Any

from app.database import db
from app.queries.account import actor_of
from app.services import jury as service
from app.services import jury_conflict
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus
from models.jury import AssignmentStatus, JurorStatus
from tests.factories import jury as make
from tests.factories.challenge import challenge, closed
from tests.factories.concept import concepts
from tests.integration.matrix.things_pilot import People


def juror(_session: Any, _place: Any, people: People, state: str) -> dict[str, Any]:
    made = challenge()
    one, who = make.invited(made, people["resident"]), actor_of(people["resident"].id)
    if state == JurorStatus.ACCEPTED:
        service.accept(who, one.id)
    elif state == JurorStatus.DECLINED:
        service.decline(who, one.id)
    elif state == JurorStatus.REMOVED:
        service.remove(make.runner(made), one.id, "")
    return {"challenge": made.id, "juror": one.id}


def assignment(_session: Any, _place: Any, people: People, state: str) -> dict[str, Any]:
    made = closed(ChallengeStatus.SCREENING)
    concepts(made, 2, status=ConceptStatus.ELIGIBLE)
    mine = make.seat(made, people["resident"])
    make.seat_jury(made, 2)
    make.jury_round.begin(make.runner(made), made.id)
    one = make.of_juror(mine)[0]
    if state == AssignmentStatus.RECUSED:
        jury_conflict.recuse(make.by(mine), one.id, "work", "")
    elif state != AssignmentStatus.ASSIGNED:
        jury_conflict.declare(make.by(mine), one.id)
    if state == AssignmentStatus.SUBMITTED:
        make.score(one)
    db.session.refresh(one)
    return {
        "challenge": made.id, "assignment": one.id, "version": one.version,
        "criteria": [each.id for each in made.criteria],
    }  # fmt: skip
