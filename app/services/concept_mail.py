"""Mail about entries: to the people of a team, and to officers without anything sealed."""

from typing import Any

from app.database import db
from app.queries.testbed_desk import coordinators
from app.services.notification import tell
from models.account import User
from models.concept import Concept


def tell_team(concept: Concept, template: str, once: str, **context: Any) -> None:
    """Tell everybody in the team, once for each ``once``."""
    for user_id in sorted(concept.team):
        _tell(concept, user_id, template, once, context)


def tell_lead(concept: Concept, template: str, once: str, **context: Any) -> None:
    """Tell the lead alone."""
    if concept.lead_id is not None:
        _tell(concept, concept.lead_id, template, once, context)


def tell_officers(concept: Concept, template: str, once: str, **context: Any) -> None:
    """Tell the coordinators of the challenge's city; ``context`` holds nothing that is sealed."""
    for user in coordinators(concept.challenge.city_id):
        about = _about(concept, user.language)
        tell(user, template, f"e{concept.id}:{once}", **about, **context)


def _tell(concept: Concept, user_id: int, template: str, once: str, context: Any) -> None:
    user = db.session.get_one(User, user_id)
    about = _about(concept, user.language) | {"title": concept.title, "concept_id": concept.id}
    tell(user, template, f"e{concept.id}:{once}", **about, **context)


def _about(concept: Concept, language: str) -> dict[str, Any]:
    challenge = concept.challenge
    return {
        "challenge": challenge.title.best(language)[0],
        "challenge_id": challenge.id,
        "code": concept.code,
    }
