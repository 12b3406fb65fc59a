"""The audit trail of one city: who did what, by person, thing and time, the newest first.

Lines belong to the city in which the thing is; those of other cities, and of no city, are never
read here, nor are people who did nothing in this one.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries.audit import Deed, read_lines
from models.account import User
from models.application import Application, ApplicationPart
from models.audit import AuditLine
from models.city import City
from models.place_request import PlaceRequest

PEOPLE = "staff"  # the kind of thing that roles, hosts and invitations are
KINDS = ("testbed", "application_part", "booking", "pilot", PEOPLE)
MOST_LINES = 10_000  # in a file
AT_ONCE = 500
AUTOMATIC = 0  # as a person: what the service did by itself


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What to show; None and empty ask for everything.  Days are local, both inclusive."""

    person_id: int | None = None
    kind: str = ""
    thing_id: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class Trail:
    """One page of the trail; ``total`` over all pages."""

    deeds: list[Deed]
    total: int


def trail(viewer: Actor, city: City, chosen: TrailFilter) -> Trail:
    """Return one page of a city's trail; a page past the end is the last one.

    Raises:
        ForbiddenError: The viewer may not read the trail of this city.
    """
    conditions = _conditions(viewer, city, chosen)
    total = db.session.scalar(select(func.count(AuditLine.id)).where(*conditions)) or 0
    last = max(1, -(-total // chosen.per_page))
    lines = db.session.scalars(
        select(AuditLine)
        .where(*conditions)
        .order_by(AuditLine.id.desc())
        .limit(chosen.per_page)
        .offset((min(chosen.page, last) - 1) * chosen.per_page)
    )
    return Trail(read_lines(lines), total)


def trail_lines(viewer: Actor, city: City, chosen: TrailFilter) -> Iterator[Deed]:
    """Yield all that the filter lets through, up to ``MOST_LINES``, read in batches.

    Raises:
        ForbiddenError: The viewer may not read the trail of this city.
    """
    conditions = _conditions(viewer, city, chosen)
    asked = select(AuditLine).where(*conditions).order_by(AuditLine.id.desc())
    left, older = MOST_LINES, asked
    while left > 0:
        lines = db.session.scalars(older.limit(min(left, AT_ONCE))).all()
        yield from read_lines(lines)
        if len(lines) < AT_ONCE:
            return
        left, older = left - len(lines), asked.where(AuditLine.id < lines[-1].id)


def people_of(viewer: Actor, city: City) -> list[User]:
    """Return who has done anything in a city, by name.

    Raises:
        ForbiddenError: The viewer may not read the trail of this city.
    """
    conditions = _conditions(viewer, city, TrailFilter())
    did = select(AuditLine.actor_id).where(*conditions, AuditLine.actor_id.is_not(None)).distinct()
    return list(
        db.session.scalars(select(User).where(User.id.in_(did)).order_by(User.name, User.id))
    )


def _conditions(viewer: Actor, city: City, chosen: TrailFilter) -> list[ColumnElement[bool]]:
    authorise(viewer, Action.AUDIT_READ, of_city(city.id))
    found: list[ColumnElement[bool]] = [AuditLine.city_id == city.id, ~never_sent()]
    if chosen.person_id == AUTOMATIC:
        found.append(AuditLine.actor_id.is_(None))
    elif chosen.person_id is not None:
        found.append(AuditLine.actor_id == chosen.person_id)
    is_staff = AuditLine.action.startswith("staff:")
    if chosen.kind == PEOPLE:
        found.append(or_(is_staff, AuditLine.thing == "account"))
    elif chosen.kind:
        found.append(AuditLine.thing == chosen.kind)
    if chosen.thing_id is not None:
        found.append(AuditLine.thing_id == chosen.thing_id)
    if chosen.first is not None:
        found.append(AuditLine.at >= _midnight(city, chosen.first))
    if chosen.last is not None:
        found.append(AuditLine.at < _midnight(city, chosen.last + dt.timedelta(days=1)))
    return found


def never_sent() -> ColumnElement[bool]:
    """Say that a line is about an application that its writer kept to themself."""
    kept = [
        and_(
            AuditLine.thing == table.__tablename__,
            AuditLine.thing_id.in_(
                select(table.id)
                .join(Application, Application.id == table.application_id)
                .where(Application.submitted_at.is_(None))
            ),
        )
        for table in (ApplicationPart, PlaceRequest)
    ]
    return or_(*kept)


def _midnight(city: City, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(city.time_zone))
