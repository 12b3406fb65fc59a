"""Write about one prize: to the team that was offered it, and to the city's mailbox."""

from typing import Any

from sqlalchemy import select

from app.database import db
from app.services.notification import tell, tell_address
from models.account import User
from models.award import Award


def tell_award_team(award: Award, template: str, once: str = "", **context: Any) -> None:
    """Write to everybody in the team; ``once`` names what is told once, else the step."""
    people = db.session.scalars(
        select(User).where(User.id.in_(award.concept.team), User.active).order_by(User.id)
    )
    for user in people:
        facts = _facts(award, user.language)
        tell(user, template, _key(award, template, once), **facts, **context)


def tell_award_city(award: Award, template: str, once: str = "", **context: Any) -> None:
    """Write to the role mailbox of the challenge's city."""
    city = award.challenge.city
    language = city.required_languages[0]
    key = _key(award, template, once)
    facts = _facts(award, language)
    tell_address(city.role_mailbox, language, template, key, name="", **facts, **context)


def _key(award: Award, template: str, once: str) -> str:
    return f"{template}:a{award.id}:{once or award.version}"


def _facts(award: Award, language: str) -> dict[str, Any]:
    """Return what every mail about a prize knows; names in the reader's language."""
    challenge = award.challenge
    reward = next((one.reward for one in challenge.prizes if one.place == award.place), None)
    return {
        "award_id": award.id,
        "challenge_id": award.challenge_id,
        "concept_id": award.concept_id,
        "slug": challenge.slug,
        "challenge": challenge.title.best(language)[0],
        "city": challenge.city.name.best(language)[0],
        "contact": challenge.contact_email or challenge.city.role_mailbox,
        "title": award.title,
        "runner": award.runner_name,
        "place": award.place,
        "amount_eur": award.amount_eur,
        "reward": reward.best(language)[0] if reward is not None else "",
        "answer_by": award.answer_by.isoformat() if award.answer_by else "",
    }
