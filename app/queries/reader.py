"""Readers, by the link of their private page, by their account, or by their address."""

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from models.account import User
from models.errors import NotFoundError
from models.reader import TOKEN_LENGTH, Reader


def reader_of_token(token: str) -> Reader:
    """Return the reader whose private page a link opens.

    Raises:
        NotFoundError: It opens none.
    """
    found = None
    if len(token) == TOKEN_LENGTH:
        found = db.session.scalar(select(Reader).where(Reader.token == token))
    if found is None:
        raise NotFoundError
    return found


def reader_of(viewer: Actor) -> Reader | None:
    """Return the viewer as a reader; None for a visitor, and before they have asked for anything.

    An address that is not confirmed proves nothing, so only the account's confirmed one counts.
    """
    if not viewer.is_signed_in:
        return None
    linked = db.session.scalar(select(Reader).where(Reader.user_id == viewer.user_id))
    if linked is not None or not has_confirmed_address(viewer):
        return linked
    return reader_by_email(viewer.email)


def reader_by_email(email: str) -> Reader | None:
    """Return the reader of an address, or None."""
    return db.session.scalar(select(Reader).where(Reader.email == email.strip().lower()))


def has_confirmed_address(viewer: Actor) -> bool:
    """Say whether the viewer's account has shown that its address is theirs."""
    user = db.session.get(User, viewer.user_id) if viewer.is_signed_in else None
    return user is not None and user.confirmed_at is not None
