"""Identities: whose one is, which somebody has, and how many ways in an account has."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from models.account import User
from models.factor import Passkey
from models.identity import Identity


def identity_by(issuer: str, subject: str) -> Identity | None:
    """Return the identity that an issuer knows by a name, with its account, in use or not."""
    return db.session.scalar(
        select(Identity)
        .where(Identity.issuer == issuer, Identity.subject == subject)
        .options(joinedload(Identity.user))
    )


def mine(viewer: Actor) -> Sequence[Identity]:
    """Return the viewer's identities, the one linked first first."""
    return db.session.scalars(
        select(Identity).where(Identity.user_id == viewer.user_id).order_by(Identity.id)
    ).all()


def issuer_of(identity_id: int | None) -> str:
    """Return who issues an identity; an empty text when it is gone."""
    found = select(Identity.issuer).where(Identity.id == identity_id)
    return db.session.scalar(found) or ""


def ways_in(user: User, issuers: Collection[str] | None = None) -> int:
    """Return by how many things an account can be signed in to: its password, passkeys, identities.

    Of identities those count whose issuer is one of ``issuers``; without them, all.
    """
    theirs = select(func.count()).select_from(Identity).where(Identity.user_id == user.id)
    if issuers is not None:
        theirs = theirs.where(Identity.issuer.in_(list(issuers)))
    passkeys = select(func.count()).select_from(Passkey).where(Passkey.user_id == user.id)
    asked = select(theirs.scalar_subquery() + passkeys.scalar_subquery())
    return int(user.password is not None) + int(db.session.scalar(asked) or 0)
