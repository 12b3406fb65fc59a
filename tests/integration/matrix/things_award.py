"""A prize, or a mention, in each of its states; the author leads the team."""

from collections.abc import Mapping
from typing import Any

from app.queries.award import awards_of
from app.services import award_answer, award_lapse
from models.account import User
from models.award import AwardKind, AwardStatus
from models.award_rule import Share
from tests.factories import award as make

People = Mapping[str, User]


def award(session: Any, _place: Any, people: People, state: str) -> dict[str, Any]:
    challenge = make.decided(3, leads=(people["author"],))
    first = make.entries_of(challenge)[0]
    if state == AwardStatus.MENTIONED:
        make.announced(challenge, shares={first.id: Share(AwardKind.MENTION)}, reason="Siksi")
        made = awards_of(challenge.id)[0]
    else:
        made = make.prize(make.announced(challenge))
    lead = make.lead_of(made)
    if state in (AwardStatus.ACCEPTED, AwardStatus.STEPPED_BACK):
        award_answer.accept(lead, made.id)
    if state == AwardStatus.STEPPED_BACK:
        award_answer.step_back(lead, made.id)
    if state == AwardStatus.DECLINED:
        award_answer.decline(lead, made.id)
    if state == AwardStatus.LAPSED:
        award_lapse.lapse_due(make.ends_in(made, -1).challenge_id)
    session.commit()
    return {"award": made.id, "concept": made.concept_id}
