"""Whom to write to about a challenge, and what every such mail is told.

Those who write it: whoever submitted it, and the owners of its organisation.  Those who decide on
it: the role mailbox of its city.  Those who take part: everybody in the team of a concept, whatever
became of it, and everybody who has asked something.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select

from app import row_scope
from app.database import db
from app.services.notification import tell, tell_address
from models.account import User
from models.challenge import Challenge
from models.challenge_question import ChallengeQuestion
from models.concept import Concept, ConceptMember
from models.organisation import Membership, OrganisationRole


def tell_writers(challenge: Challenge, template: str, once: str = "", **context: Any) -> None:
    """Write to those who write the challenge."""
    for user in {one.id: one for one in _writers(challenge)}.values():
        tell_about(challenge, user, template, once or str(challenge.version), **context)


def tell_challenge_city(
    challenge: Challenge, template: str, once: str = "", **context: Any
) -> None:
    """Write to the city's role mailbox, which its coordinators read."""
    city = challenge.city
    language = city.required_languages[0]
    key = _key(template, challenge, once or str(challenge.version))
    facts = facts_of(challenge, language)
    tell_address(city.role_mailbox, language, template, key, name="", **facts, **context)


def tell_all_taking_part(challenge: Challenge, template: str, once: str, **context: Any) -> int:
    """Write to everybody who takes part; return how many that are.

    A context value that is a function is asked for the text in each reader's language.
    """
    people = taking_part(challenge)
    for user in people:
        tell_about(challenge, user, template, once, **_in(user.language, context))
    return len(people)


def tell_asker(question: ChallengeQuestion, template: str, **context: Any) -> None:
    """Write to whoever asked a question, if the account is still there."""
    if question.asked_by is not None:
        once = f"q{question.id}:{question.answered_at or question.hidden_at}"
        tell_about(question.challenge, question.asked_by, template, once, **context)


def tell_about(challenge: Challenge, user: User, template: str, once: str, **context: Any) -> None:
    """Write to one person; ``once`` names what each is told once."""
    key = _key(template, challenge, once)
    tell(user, template, key, **facts_of(challenge, user.language), **context)


@row_scope.as_system("whom a challenge is told of, whoever moves it")
def taking_part(challenge: Challenge) -> list[User]:
    """Return everybody with a concept of this challenge, or who has asked something, by id."""
    of_this = select(Concept.id).where(Concept.challenge_id == challenge.id)
    leads = select(Concept.lead_id).where(Concept.challenge_id == challenge.id)
    members = select(ConceptMember.user_id).where(
        ConceptMember.concept_id.in_(of_this), ConceptMember.accepted_at.is_not(None)
    )
    askers = select(ChallengeQuestion.asked_by_id).where(
        ChallengeQuestion.challenge_id == challenge.id
    )
    return list(
        db.session.scalars(
            select(User)
            .where(or_(User.id.in_(leads), User.id.in_(members), User.id.in_(askers)), User.active)
            .order_by(User.id)
        )
    )


def facts_of(challenge: Challenge, language: str) -> dict[str, Any]:
    """Return what each mail about a challenge is told, in a language."""
    return {
        "challenge_id": challenge.id,
        "slug": challenge.slug,
        "title": challenge.title.best(language)[0],
        "city": challenge.city.name.best(language)[0],
        "zone": challenge.city.time_zone,
        "closes_at": iso(challenge.closes_at),
    }


def iso(instant: dt.datetime | None) -> str:
    """Return an instant as mails are given it; empty for none."""
    return instant.isoformat() if instant is not None else ""


def _in(language: str, context: dict[str, Any]) -> dict[str, Any]:
    return {name: one(language) if callable(one) else one for name, one in context.items()}


def _writers(challenge: Challenge) -> Iterator[User]:
    ids = {challenge.created_by_id, challenge.submitted_by_id} - {None}
    yield from db.session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))
    if challenge.organisation_id is not None:
        yield from db.session.scalars(
            select(User)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.organisation_id == challenge.organisation_id,
                Membership.role == OrganisationRole.OWNER,
            )
            .order_by(User.id)
        )


def _key(template: str, challenge: Challenge, once: str) -> str:
    return f"{template}:c{challenge.id}:{once}"
