"""The database's clock, by which deadlines of challenges are judged, and the deadline itself.

A browser's clock is never asked, and neither is the server's own: whoever writes an entry has its
time compared where the row is written, in the same statement.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from app.database import db
from models.base import UtcDateTime
from models.challenge import Challenge, ChallengeStatus
from models.concept import Concept


class StatementTime(FunctionElement[dt.datetime]):
    """The instant at which the statement in which it stands began, by the database's clock."""

    type = UtcDateTime()
    name = "statement_time"
    inherit_cache = True


@compiles(StatementTime, "postgresql")
def _on_postgresql(_element: StatementTime, _compiler: Any, **_kw: Any) -> str:
    """Not ``now()``: that is when the transaction began, which may have been before the end."""
    return "statement_timestamp()"


@compiles(StatementTime, "sqlite")
def _on_sqlite(_element: StatementTime, _compiler: Any, **_kw: Any) -> str:
    """As instants are stored: with six digits, of which SQLite's clock knows three."""
    return "(strftime('%Y-%m-%d %H:%M:%f', 'now') || '000')"


def instant() -> dt.datetime:
    """Return what time it is by the database's clock."""
    return db.session.execute(select(StatementTime())).scalar_one()


def takes_entries() -> ColumnElement[bool]:
    """Say, within a statement on ``concept``, that its challenge takes entries at this instant."""
    time = StatementTime()
    return exists(
        select(Challenge.id).where(
            Challenge.id == Concept.challenge_id,
            Challenge.status == ChallengeStatus.APPROVED,
            Challenge.opens_at <= time,
            time < Challenge.closes_at,
        )
    )
