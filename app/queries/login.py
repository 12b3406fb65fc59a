"""Logins: whose a cookie is, and where somebody is signed in."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from models.account import User
from models.factor import FactorKind
from models.login import FRESH, SEEN_EVERY, Login, counts, digest


@dataclass(frozen=True, slots=True)
class Here:
    """The login that a request comes by; as in models/login.py."""

    id: int
    factor: FactorKind | None
    vouched: bool
    identity_id: int | None
    proven_at: dt.datetime
    seen_at: dt.datetime
    remembered: bool

    @property
    def has_second(self) -> bool:
        """Whether a second factor was shown, here or to the provider that let the person in."""
        return self.factor is not None or self.vouched

    @property
    def is_fresh(self) -> bool:
        """Whether all that the person signs in with was shown a moment ago."""
        return self.proven_at > clock.now() - FRESH

    @property
    def is_stale(self) -> bool:
        """Whether it is time to keep once more that the browser was seen."""
        return self.seen_at <= clock.now() - SEEN_EVERY


def opened(secret: str) -> tuple[Here, User] | None:
    """Return the login of a cookie and its account, in one statement; None when it has ended."""
    rows = db.session.execute(
        select(User, Login.id, Login.factor, Login.vouched, Login.identity_id)
        .add_columns(Login.proven_at, Login.seen_at, Login.remembered)
        .join(Login, Login.user_id == User.id)
        .where(Login.secret_sha256 == digest(secret), counts(clock.now()), User.active)
        .options(joinedload(User.roles))  # the sign-in library asks for them on each request
    )
    found = rows.unique().one_or_none()
    return None if found is None else (Here(*found[1:]), found[0])


def mine(viewer: Actor) -> Sequence[Login]:
    """Return where the viewer is signed in, the browser seen last first."""
    return db.session.scalars(
        select(Login)
        .where(Login.user_id == viewer.user_id, counts(clock.now()))
        .options(joinedload(Login.identity))
        .order_by(Login.seen_at.desc(), Login.id.desc())
    ).all()
