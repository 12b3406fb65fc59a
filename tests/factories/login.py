"""Logins for tests: browsers that are signed in without anybody typing a password."""

import datetime as dt

from sqlalchemy import insert, literal, select, update

from app import clock
from app.database import db
from models.account import User
from models.factor import FactorKind
from models.login import Login, digest
from tests.factories import keep

FOR_EVER = dt.timedelta(days=3650)
"""Tests travel in time after signing in: their browsers are always seen lately."""


def login_of(user: object, factor: FactorKind | None = None) -> str:
    """Return the secret for a browser's cookie, of a new or the earlier login of an account.

    Of ``user`` only ``fs_uniquifier`` is looked at.
    """
    secret = f"secret of {user.fs_uniquifier}"
    now = clock.now()
    values = {"factor": factor, "seen_at": now + FOR_EVER, "proven_at": now, "ended_at": None}
    known = update(Login).where(Login.secret_sha256 == digest(secret)).values(values)
    if db.session.execute(known.execution_options(synchronize_session=False)).rowcount == 0:
        names = ("user_id", "secret_sha256", "browser", "remembered", "factor", "created_at",
                 "seen_at", "proven_at")  # fmt: skip
        columns = Login.__table__.c
        given = {"secret_sha256": digest(secret), "browser": "Firefox, Linux", "remembered": False,
                 "created_at": now, **values}  # fmt: skip
        row = select(User.id, *(literal(given[one], columns[one].type) for one in names[1:])).where(
            User.fs_uniquifier == user.fs_uniquifier
        )
        db.session.execute(insert(Login).from_select(names, row))
    keep()
    return secret


def row_of(user: User) -> Login:
    """Return the row of a browser in which somebody is signed in."""
    login_of(user)
    found = select(Login).where(Login.user_id == user.id).order_by(Login.id.desc())
    return db.session.scalars(found).first()
