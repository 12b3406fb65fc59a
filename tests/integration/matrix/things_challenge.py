"""A challenge of a company in Helsinki, in each state."""

from typing import Any

from models.challenge import ChallengeStatus
from tests.factories import challenge as make
from tests.factories.account import acting
from tests.integration.matrix.things_pilot import People

_S = ChallengeStatus
WRITTEN = (_S.DRAFT, _S.IN_REVIEW, _S.EDITS_REQUESTED)


def challenge(session: Any, _place: Any, people: People, state: str) -> dict[str, Any]:
    status = ChallengeStatus(state)
    times = {"opens": 24, "closes": 48} if status in WRITTEN else {"opens": -48, "closes": -1}
    company = next(iter(acting(people["author"]).organisations))
    made = make.challenge(status, **times, geom=make.POINT, organisation_id=company)
    made.decision_by = made.closes_at.date().replace(year=made.closes_at.year + 1)
    session.commit()
    return {"challenge": made.id, "version": made.version}
