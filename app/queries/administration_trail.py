"""The whole audit trail for administrators: by person, thing and time, the newest first.

A city's own staff read theirs in audit_trail.py.  Names of things are shown only of those that
administrators may read; of the others the trail says what and which number.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries.administration import Found
from app.queries.audit import Deed, read_lines
from app.queries.audit_trail import AT_ONCE, MOST_LINES, never_sent
from models.account import User
from models.audit import AuditLine

ZONE = ZoneInfo(clock.FINLAND)
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to show; None and empty ask for everything.  Days are Finland's, both inclusive.

    ``who`` is part of a name or address; ``thing`` the name of a table.
    """

    who: str = ""
    thing: str = ""
    thing_id: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def trail(viewer: Actor, chosen: TrailFilter, page: int) -> Found[Deed]:
    """Return one page of the trail; a page past the end is the last one.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    conditions = _conditions(viewer, chosen)
    total = db.session.scalar(select(func.count(AuditLine.id)).where(*conditions)) or 0
    number = min(page, max(1, -(-total // PER_PAGE)))
    lines = db.session.scalars(
        select(AuditLine)
        .where(*conditions)
        .order_by(AuditLine.id.desc())
        .limit(PER_PAGE)
        .offset((number - 1) * PER_PAGE)
    )
    return Found(read_lines(lines), total)


def trail_lines(viewer: Actor, chosen: TrailFilter) -> Iterator[Deed]:
    """Yield all that the filter lets through, up to ``MOST_LINES``, read in batches.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    asked = select(AuditLine).where(*_conditions(viewer, chosen)).order_by(AuditLine.id.desc())
    left, older = MOST_LINES, asked
    while left > 0:
        lines = db.session.scalars(older.limit(min(left, AT_ONCE))).all()
        yield from read_lines(lines)
        if len(lines) < AT_ONCE:
            return
        left, older = left - len(lines), asked.where(AuditLine.id < lines[-1].id)


def things(viewer: Actor) -> list[str]:
    """Return of which tables the trail tells, by name.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.INSTALLATION_READ)
    return list(db.session.scalars(select(AuditLine.thing).distinct().order_by(AuditLine.thing)))


def _conditions(viewer: Actor, chosen: TrailFilter) -> list[ColumnElement[bool]]:
    authorise(viewer, Action.INSTALLATION_READ)
    found: list[ColumnElement[bool]] = [~never_sent()]
    if chosen.who:
        found.append(AuditLine.actor_id.in_(_people(chosen.who)))
    if chosen.thing:
        found.append(AuditLine.thing == chosen.thing)
    if chosen.thing_id is not None:
        found.append(AuditLine.thing_id == chosen.thing_id)
    if chosen.first is not None:
        found.append(AuditLine.at >= _midnight(chosen.first))
    if chosen.last is not None:
        found.append(AuditLine.at < _midnight(chosen.last + dt.timedelta(days=1)))
    return found


def _people(words: str) -> Select[int]:
    return select(User.id).where(
        or_(User.name.icontains(words, autoescape=True),
            User.email.icontains(words, autoescape=True))
    )  # fmt: skip


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)
