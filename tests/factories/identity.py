"""Identities for tests: accounts that are signed in to with another account."""

from app import clock
from app.database import db
from models.account import User
from models.identity import Identity
from tests.factories import keep


def identity_of(
    user: User, issuer: str = "https://tosi.example", subject: str = "person-1"
) -> Identity:
    """Let an issuer know somebody by a name."""
    made = Identity(user_id=user.id, issuer=issuer, subject=subject, linked_at=clock.now())
    db.session.add(made)
    keep()
    return made
