"""What is past its time, and what the latest runs forgot, for the programme's administrators."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select

from app.database import db
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries.personal import table_of
from models.personal import NAMELESS, Span, blank_of
from models.retention import RetentionRun
from models.retention_rule import retention_rules

SHOWN = 30  # runs


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule finds: ``number`` is its place among those of its table."""

    thing: str
    number: int
    span: Span
    count: int
    oldest: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One run: when it began and what went, table by table."""

    at: dt.datetime
    lines: tuple[RetentionRun, ...]

    @property
    def count(self) -> int:
        """How many rows went or were emptied."""
        return sum(line.count for line in self.lines)


def latest_runs(viewer: Actor) -> list[Forgotten]:
    """Return the latest runs with the lines that forgot something, the newest first.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.RETENTION_READ)
    began = func.min(RetentionRun.at)
    runs = db.session.execute(
        select(RetentionRun.run, began)
        .group_by(RetentionRun.run)
        .order_by(began.desc())
        .limit(SHOWN)
    ).all()
    lines: Sequence[RetentionRun] = db.session.scalars(
        select(RetentionRun)
        .where(RetentionRun.run.in_([name for name, _at in runs]), RetentionRun.count > 0)
        .order_by(RetentionRun.thing, RetentionRun.rule)
    ).all()
    return [Forgotten(at, tuple(line for line in lines if line.run == name)) for name, at in runs]


def waiting(viewer: Actor, now: dt.datetime) -> list[Line]:
    """Return what the next run would forget, without what is empty.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.RETENTION_READ)
    return [line for line in due(now) if line.count]


def due(now: dt.datetime) -> list[Line]:
    """Return what is past its time at an instant, rule by rule; nothing is changed."""
    lines = []
    for rule in retention_rules():
        thing, number, span = rule.thing, rule.number, rule.span
        table = table_of(thing)
        asked = select(func.count(), func.min(span.instant(table))).select_from(table)
        count, oldest = db.session.execute(asked.where(past(table, span, now))).one()
        lines.append(Line(thing, number, span, count, _aware(oldest)))
    return lines


def past(table: Table, span: Span, now: dt.datetime) -> ColumnElement[bool]:
    """Say which rows are past their time and have not been emptied yet."""
    before = now - dt.timedelta(days=span.days)
    conditions = [span.instant(table) < before]
    if span.only is not None:
        conditions.append(span.only(table, before))
    blank = [_holds(table, name, blank_of(table.c[name])) for name in span.blank.split()]
    names = [_holds(table, name, NAMELESS) for name in span.nameless.split()]
    if blank or names:
        conditions.append(or_(*blank, *names))
    return and_(*conditions)


def _holds(table: Table, name: str, value: Any) -> ColumnElement[bool]:
    """Say whether a column holds something; one that never held a name is left alone."""
    column = table.c[name]
    if value is None:
        return column.is_not(None)
    return and_(column != value, column != "")


def _aware(instant: dt.datetime | dt.date | str | None) -> dt.datetime | None:
    """Return an instant with its zone; SQLite gives the least of a subquery as text.

    A day, such as the last one of a pilot, counts from its midnight.
    """
    if isinstance(instant, str):
        instant = dt.datetime.fromisoformat(instant)
    if isinstance(instant, dt.date) and not isinstance(instant, dt.datetime):
        instant = dt.datetime.combine(instant, dt.time())
    return instant.replace(tzinfo=dt.UTC) if instant and instant.tzinfo is None else instant
