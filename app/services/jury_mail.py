"""Mail about a jury: to a juror, to the city, to those who may sign."""

from typing import Any

from sqlalchemy import select

from app.database import db
from app.queries.jury import jurors_of
from app.services.notification import tell, tell_address
from models.account import CityRole, CityRoleGrant, User
from models.challenge import Challenge
from models.jury import Juror, JurorStatus


def tell_juror(juror: Juror, template: str, once: str, **context: Any) -> None:
    """Write to a juror in their language; ``once`` names what is told once."""
    user = juror.user
    if user is None:
        return
    facts = _facts(juror.challenge, user.language)
    tell(user, template, f"{template}:{juror.id}:{once}", **facts, **context)


def tell_jury(challenge: Challenge, template: str, once: str, **context: Any) -> None:
    """Write to everybody who sits in the jury."""
    for juror in jurors_of(challenge.id, JurorStatus.ACCEPTED):
        tell_juror(juror, template, once, **context)


def tell_city(challenge: Challenge, template: str, once: str, **context: Any) -> None:
    """Write to the role mailbox of the challenge's city."""
    language = challenge.city.required_languages[0]
    key = f"{template}:{challenge.id}:{once}"
    facts = _facts(challenge, language)
    tell_address(challenge.city.role_mailbox, language, template, key, name="", **facts, **context)


def tell_signers(challenge: Challenge, first_id: int | None, once: str, **context: Any) -> None:
    """Ask those for the second signature who may give it: coordinators, and the jury's chair."""
    coordinators = db.session.scalars(
        select(User)
        .join(CityRoleGrant, CityRoleGrant.user_id == User.id)
        .where(
            CityRoleGrant.city_id == challenge.city_id,
            CityRoleGrant.role == CityRole.COORDINATOR,
            User.active,
        )
        .order_by(User.id)
    )
    people = {one.id: (one, True) for one in coordinators}
    for juror in jurors_of(challenge.id, JurorStatus.ACCEPTED):
        if juror.is_chair and juror.user is not None:
            people.setdefault(juror.user.id, (juror.user, False))
    for user, is_staff in people.values():
        if user.id != first_id:
            key = f"jury/to_sign:{challenge.id}:{once}"
            facts = _facts(challenge, user.language)
            tell(user, "jury/to_sign", key, is_staff=is_staff, **facts, **context)


def _facts(challenge: Challenge, language: str) -> dict[str, Any]:
    return {
        "challenge_id": challenge.id,
        "challenge": challenge.title.best(language)[0],
        "city": challenge.city.name.best(language)[0],
        "decision_by": challenge.decision_by.isoformat() if challenge.decision_by else "",
    }
