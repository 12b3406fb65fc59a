"""Public records that nobody has checked for long: by each city's own number of months."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from app import clock
from app.database import db
from app.queries.city import cities
from models.city import City
from models.testbed import Testbed, TestbedStatus
from models.wall_time import MIDNIGHT, local_date

PUBLIC = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)


def is_public(testbed: Testbed) -> bool:
    """Say whether everybody sees the record and may rely on it."""
    return testbed.status in PUBLIC


def months_ago(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months before; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = dt.date(year, month + 1, 1)
    longest = ((first + dt.timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, longest))


def cutoff(city: City) -> dt.date:
    """Return the day before which a check is too old."""
    return months_ago(clock.today(city.time_zone), city.check_months)


def is_stale(testbed: Testbed) -> bool:
    """Say whether a public record was last checked too long ago."""
    since = testbed.published_at or testbed.created_at
    checked = testbed.checked_on or local_date(since, testbed.city.time_zone)
    return is_public(testbed) and checked < cutoff(testbed.city)


def stale(of: Iterable[City] | None = None) -> ColumnElement[bool]:
    """Return the condition that a testbed is stale by the rule of its city.

    A record that was never checked counts from when it was published.
    """
    since = func.coalesce(Testbed.published_at, Testbed.created_at)
    conditions = []
    for city in cities() if of is None else of:
        day = cutoff(city)
        midnight = dt.datetime.combine(day, MIDNIGHT, ZoneInfo(city.time_zone))
        never = and_(Testbed.checked_on.is_(None), since < midnight)
        conditions.append(and_(Testbed.city_id == city.id, or_(Testbed.checked_on < day, never)))
    return and_(Testbed.status.in_(PUBLIC), or_(false(), *conditions))


def stale_testbeds(city: City) -> list[Testbed]:
    """Return a city's stale records, those longest unchecked first."""
    return list(
        db.session.scalars(
            select(Testbed)
            .where(stale([city]))
            .order_by(func.coalesce(Testbed.checked_on, dt.date(1970, 1, 1)), Testbed.id)
        )
    )
