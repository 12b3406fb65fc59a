"""Somebody of the personal walk who lets programs act for them, and ends another's token."""

from sqlalchemy import select

from app import clock
from app.database import db
from models.account import User
from models.token import AccessToken
from tests.factories.account import staff
from tests.factories.city import city
from tests.factories.token import token_of


def lets_programs_act(made: User) -> None:
    """Let somebody have a token of their own, and have revoked one of their city's."""
    token_of(made)
    other = staff()
    token_of(other, city_id=city().id)
    theirs = db.session.scalars(select(AccessToken).where(AccessToken.user_id == other.id)).one()
    theirs.revoked_at, theirs.revoked_by_id = clock.now(), made.id
    db.session.commit()
