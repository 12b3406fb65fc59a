"""What somebody at the desk has not read yet of the conversations about applications.

New is what applicants write and what colleagues note, after the reader's marker; what the city has
written to an applicant is not.  What is older than ``RECENT`` is nobody's news any more, so that a
new colleague does not begin with a pile.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from models.application import Application, ApplicationPart, Message, PartStatus
from models.application_seen import MessageSeen

RECENT = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Unread:
    """A conversation with news: the part by which the viewer reads it, how many, the latest."""

    part: ApplicationPart
    count: int
    at: dt.datetime


def unread_by_city(viewer: Actor, kind: str) -> Select[Any]:
    """Return the statement of ``kind``, city, and how many applications there have news."""
    many = func.count(ApplicationPart.application_id.distinct())
    columns = select(literal(kind), ApplicationPart.city_id, many)
    return _news(viewer, columns).group_by(ApplicationPart.city_id)


def unread(viewer: Actor, limit: int) -> list[Unread]:
    """Return the conversations with news, the latest first, each once."""
    columns = select(
        func.min(ApplicationPart.id), func.count(Message.id.distinct()), func.max(Message.at)
    )
    asked = _news(viewer, columns).group_by(ApplicationPart.application_id)
    rows = db.session.execute(asked.order_by(func.max(Message.id).desc()).limit(limit)).all()
    parts = {
        part.id: part
        for part in db.session.scalars(
            select(ApplicationPart)
            .where(ApplicationPart.id.in_([row[0] for row in rows]))
            .options(
                joinedload(ApplicationPart.testbed),
                joinedload(ApplicationPart.application).joinedload(Application.organisation),
                joinedload(ApplicationPart.application).joinedload(Application.author),
            )
        )
    }
    return [Unread(parts[row[0]], row[1], row[2]) for row in rows]


def unread_parts(viewer: Actor) -> frozenset[int]:
    """Return the parts by which the viewer reads conversations that have news."""
    rows = db.session.execute(_news(viewer, select(ApplicationPart.id)).distinct())
    return frozenset(row[0] for row in rows)


def unread_among(viewer: Actor, messages: Iterable[Message]) -> frozenset[int]:
    """Return the ids of those messages of one conversation that are new to the viewer."""
    shown = list(messages)
    if not shown:
        return frozenset()
    marker = db.session.get(MessageSeen, (viewer.user_id, shown[0].application_id))
    seen, since = marker.message_id if marker is not None else 0, clock.now() - RECENT
    return frozenset(
        one.id
        for one in shown
        if one.id > seen
        and one.at > since
        and one.author_id != viewer.user_id
        and (one.city_id is None or one.internal)
    )


def _news(viewer: Actor, columns: Any) -> Select[Any]:
    """Join the messages that are new to the viewer with the parts by which they are theirs."""
    news: Select[Any] = (
        columns.select_from(Message)
        .join(
            ApplicationPart,
            and_(
                ApplicationPart.application_id == Message.application_id,
                ApplicationPart.status != PartStatus.DRAFT,
                _theirs(viewer),
            ),
        )
        .outerjoin(
            MessageSeen,
            and_(
                MessageSeen.application_id == Message.application_id,
                MessageSeen.user_id == viewer.user_id,
            ),
        )
        .where(
            or_(Message.part_id.is_(None), Message.part_id == ApplicationPart.id),
            or_(
                Message.city_id.is_(None),
                and_(Message.internal, Message.city_id == ApplicationPart.city_id),
            ),
            or_(Message.author_id.is_(None), Message.author_id != viewer.user_id),
            or_(MessageSeen.message_id.is_(None), Message.id > MessageSeen.message_id),
            Message.at > clock.now() - RECENT,
        )
    )
    return news


def _theirs(viewer: Actor) -> ColumnElement[bool]:
    if viewer.is_admin:
        return true()
    return or_(
        ApplicationPart.city_id.in_(viewer.cities),
        ApplicationPart.testbed_id.in_(viewer.hosted_testbeds),
    )
