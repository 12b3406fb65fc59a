"""Make somebody an administrator of the programme; only the operator's command line does."""

from sqlalchemy import select

from app.database import db, use_case
from app.policies.actor import Actor
from app.services.audit import record
from models.account import Role, User
from models.errors import ForbiddenError, NotFoundError


@use_case
def make_administrator(actor: Actor, email: str) -> int:
    """Give the account of an address the role ``admin`` and return its id; again is no harm.

    Raises:
        NotFoundError: Nobody has an account with this address.
        ForbiddenError: The actor is not the system.
    """
    if not actor.is_system:
        raise ForbiddenError
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFoundError
    role = db.session.scalar(select(Role).where(Role.name == "admin")) or Role(name="admin")
    if role not in user.roles:
        user.roles.append(role)
        record(actor, "account:make_admin", user)
    return user.id
