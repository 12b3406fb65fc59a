"""What the jury reads of the decision: its order by code, and who it was once that is signed."""

from dataclasses import dataclass
from typing import Any

from app.database import db
from app.policies.actor import Actor
from app.policies.seal import Sight
from app.queries.concept_seal import sight_of
from app.queries.jury import seat_of
from app.queries.jury_ranking import ranking_of, rows_of
from models.challenge import Challenge
from models.concept import Concept
from models.errors import NotFoundError
from models.jury import Juror, Ranking
from models.jury_round import DONE, ROUND_OF


@dataclass(frozen=True, slots=True)
class JuryDecision:
    """The last ranking for the jury.  ``who`` names teams by concept id, once it is signed.

    ``waits`` says that it waits for the viewer's signature.
    """

    juror: Juror
    challenge: Challenge
    ranking: Ranking
    rows: list[dict[str, Any]]
    who: dict[int, tuple[str, str]]
    waits: bool

    @property
    def codes(self) -> dict[int, str]:
        """Codes by concept id."""
        return {row["concept_id"]: row["code"] for row in self.rows}


def decision_for_jury(viewer: Actor, challenge_id: int) -> JuryDecision:
    """Return the decision for those in the jury; before the second signature for its chair alone.

    Raises:
        NotFoundError: They do not sit in it, or there is nothing to read yet.
    """
    juror = seat_of(viewer, challenge_id)
    challenge = db.session.get(Challenge, challenge_id)
    if juror is None or challenge is None:
        raise NotFoundError
    ranking = ranking_of(challenge.id, challenge.rounds)
    waits = ROUND_OF.get(challenge.status) == challenge.rounds and juror.is_chair
    if ranking is None or not (waits or challenge.status in DONE):
        raise NotFoundError
    rows = rows_of(ranking)
    who = {} if waits else _who(viewer, [row["concept_id"] for row in rows])
    return JuryDecision(juror, challenge, ranking, rows, who, waits)


def _who(viewer: Actor, ids: list[int]) -> dict[int, tuple[str, str]]:
    """Return (team, title) of the entries whose authors the seal shows the viewer."""
    found: dict[int, tuple[str, str]] = {}
    for ident in ids:
        concept = db.session.get(Concept, ident)
        if concept is not None and sight_of(viewer, concept) is Sight.WHOLE:
            found[ident] = (team_of(concept), concept.title)
    return found


def team_of(concept: Concept) -> str:
    """Return what a team is called: its own name, its organisation's, or its lead's."""
    if concept.team_name:
        return concept.team_name
    if concept.organisation is not None:
        return concept.organisation.name
    return concept.lead.name if concept.lead is not None else concept.contact_name
