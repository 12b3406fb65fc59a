"""An entry of the author's team in each state: while it is open or judged, and while screened."""

from typing import Any

from models.challenge import Challenge, ChallengeStatus
from models.concept import Concept, ConceptStatus
from tests.factories import concept as make
from tests.factories.challenge import challenge
from tests.integration.matrix.things_pilot import People

_S = ConceptStatus
OPEN = (_S.DRAFT, _S.SUBMITTED, _S.WITHDRAWN)


def of_team(session: Any, _place: Any, people: People, state: str) -> dict[str, Any]:
    """Return an entry that its team can still change, where its state is one of an open challenge.

    The role ``member`` is in the team; ``owner`` is only of the same company.
    """
    status = ConceptStatus(state)
    judged = {"opens": -48, "closes": -1}
    of = challenge() if status in OPEN else challenge(ChallengeStatus.JUDGING_1, **judged)
    return _made(session, of, people, status)


def screened(session: Any, _place: Any, people: People, state: str) -> dict[str, Any]:
    """Return an entry of a challenge that is being screened, and another one beside it."""
    of = challenge(ChallengeStatus.SCREENING, opens=-48, closes=-1)
    found = _made(session, of, people, ConceptStatus(state))
    return found | {"other": make.concept(of, lead=people["rival"]).code}


def _made(session: Any, of: Challenge, people: People, status: ConceptStatus) -> dict[str, Any]:
    contact = {"contact_name": "Aino", "contact_email": "aino@koepaikka.example"}
    made: Concept = make.concept(of, status, lead=people["author"], **contact)
    make.joined(made, people["member"])
    session.commit()
    return {
        "concept": made.id, "version": made.version, "challenge": of.id, "terms": of.terms_id,
    }  # fmt: skip
