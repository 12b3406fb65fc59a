"""Features of open data in any order, by cursor: what the JSON interface lists.

A cursor holds the place in the order where the page ended, so that a list stays right while data
changes.  Nothing here asks who reads: the table holds what everybody may see and nothing else.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from geoalchemy2 import Geography
from sqlalchemy import ColumnElement, Date, cast, func, literal, or_, select, tuple_

from app.database import db
from app.queries.open_feature import Box, Interval, equals, lasts, touches
from models.open_feature import OpenFeature

METRES_IN_DEGREE: Final = 111_000.0
Place = tuple[Any, int]
NO_START = dt.date(9999, 12, 31)
SORTS: Final = ("id", "changed", "starts", "title", "distance")
"""What a list can be ordered by; a minus before it turns the order round."""


@dataclass(frozen=True, slots=True)
class Near:
    """A place (longitude, latitude in EPSG:4326) and how far around it, in metres."""

    lon: float
    lat: float
    metres: float

    @property
    def box(self) -> Box:
        """The box around the circle; it ends where degrees do."""
        up = self.metres / METRES_IN_DEGREE
        aside = up / max(math.cos(math.radians(abs(self.lat) + up)), 0.01)
        return (
            max(self.lon - aside, -180.0), max(self.lat - up, -90.0),
            min(self.lon + aside, 180.0), min(self.lat + up, 90.0),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """What is asked: every condition holds; of ``any_of`` one of the values each.

    ``after`` is the place (value of the order, key) that the page before ended at; with
    ``is_back`` the place that the page after this one begins at.
    """

    collection: str
    box: Box | None = None
    interval: Interval | None = None
    any_of: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    changed_since: dt.datetime | None = None
    near: Near | None = None
    keys: Sequence[int] | None = None
    sort: str = "id"
    language: str = "fi"
    after: Place | None = None
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One feature as text; ``metres`` is how far it is from the place that was asked for."""

    key: int
    feature: str
    metres: float | None
    place: Any  # its value of the order


@dataclass(frozen=True, slots=True)
class Page:
    """One page in its order; ``before`` and ``after`` are where it borders on others, if any."""

    rows: list[Row]
    before: Place | None
    after: Place | None


def rows(asked: Listing, limit: int) -> Page:
    """Return up to ``limit`` features in the order asked for.

    That there is a page before one that somebody came to by going on is known without asking.
    """
    by, down = _order(asked)
    far = _metres(asked.near) if asked.near is not None else literal(None)
    statement = select(OpenFeature.key, OpenFeature.feature, far, by).where(*_conditions(asked))
    if asked.after is not None:
        here = tuple_(by, OpenFeature.key)
        there = tuple_(literal(asked.after[0], by.type), literal(asked.after[1]))
        statement = statement.where(here < there if down != asked.is_back else here > there)
    is_down = down != asked.is_back
    order = (by.desc(), OpenFeature.key.desc()) if is_down else (by.asc(), OpenFeature.key.asc())
    found = [Row(*row) for row in db.session.execute(statement.order_by(*order).limit(limit + 1))]
    shown = found[:limit][:: -1 if asked.is_back else 1]
    if not shown:
        return Page([], None, None)
    first, last = ((one.place, one.key) for one in (shown[0], shown[-1]))
    has_more, came = len(found) > limit, asked.after is not None
    has_before, has_after = (has_more, came) if asked.is_back else (came, has_more)
    return Page(shown, first if has_before else None, last if has_after else None)


def count(asked: Listing) -> int:
    """Return how many features fit, on all pages."""
    fitting = select(OpenFeature.id).where(*_conditions(asked)).subquery()
    return db.session.scalar(select(func.count()).select_from(fitting)) or 0


def one(collection: str, ident: int | str) -> tuple[int, str] | None:
    """Return (key, text) of a feature by its id or the end of its address; None when not public.

    Ends of addresses are unique in every collection but testbeds, where they are so in a city.
    """
    by = OpenFeature.key == ident if isinstance(ident, int) else OpenFeature.slug == ident
    row = db.session.execute(
        select(OpenFeature.key, OpenFeature.feature).where(OpenFeature.collection == collection, by)
    ).first()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True, slots=True)
class Named:
    """A feature; ``is_named``: it is the one that was asked for, not the first instead."""

    key: int
    city: str
    slug: str
    is_named: bool


def named(collection: str, ident: int | str, states: Sequence[str] = ()) -> Named | None:
    """Return a feature by its id or the end of its address, else the first; None without any.

    ``states`` narrows them to those in one of these states.
    """
    by = OpenFeature.key == ident if isinstance(ident, int) else OpenFeature.slug == ident
    any_of = {"status": states} if states else {}
    row = db.session.execute(
        select(OpenFeature.key, OpenFeature.city, OpenFeature.slug, by)
        .where(*_conditions(Listing(collection, any_of=any_of)))
        .order_by(by.desc(), OpenFeature.key)
        .limit(1)
    ).first()
    return None if row is None else Named(row[0], row[1], row[2], bool(row[3]))


def testbed_at(city: str, slug: str) -> tuple[int, str] | None:
    """Return (key, text) of the testbed of a page's address, or None."""
    row = db.session.execute(
        select(OpenFeature.key, OpenFeature.feature).where(
            OpenFeature.collection == "testbeds",
            OpenFeature.city == city,
            OpenFeature.slug == slug,
        )
    ).first()
    return None if row is None else (row[0], row[1])


def keys_of(collection: str, any_of: Mapping[str, Sequence[Any]]) -> list[int]:
    """Return the ids of all features that have one of the values of each property."""
    asked = Listing(collection, any_of=any_of)
    return list(db.session.scalars(select(OpenFeature.key).where(*_conditions(asked))))


def by_key(collection: str, keys: Sequence[int]) -> dict[int, str]:
    """Return the features of these ids as text; those that are not public are left out."""
    found = db.session.execute(
        select(OpenFeature.key, OpenFeature.feature).where(
            OpenFeature.collection == collection, OpenFeature.key.in_(keys)
        )
    )
    return {row[0]: row[1] for row in found}


def _conditions(asked: Listing) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [OpenFeature.collection == asked.collection]
    if asked.box is not None:
        found.append(touches(asked.box))
    if asked.interval is not None:
        found.append(lasts(asked.interval))
    if asked.changed_since is not None:
        found.append(OpenFeature.changed_at >= asked.changed_since)
    if asked.near is not None:
        found += [touches(asked.near.box), _metres(asked.near) <= asked.near.metres]
    if asked.keys is not None:
        found.append(OpenFeature.key.in_(asked.keys))
    for name, values in asked.any_of.items():
        found.append(or_(*(equals(asked.collection, name, value) for value in values)))
    return found


def _order(asked: Listing) -> tuple[ColumnElement[Any], bool]:
    """Return what a list is ordered by, and whether from the end."""
    name = asked.sort.removeprefix("-")
    down = asked.sort.startswith("-")
    if name == "changed":
        return OpenFeature.changed_at.expression, down
    if name == "starts":
        return func.coalesce(OpenFeature.starts_on, literal(NO_START, Date()), type_=Date()), down
    if name == "title":
        title = getattr(OpenFeature, f"title_{asked.language}")
        written = func.coalesce(func.nullif(title, ""), OpenFeature.title_fi)
        return func.lower(written), down
    if name == "distance" and asked.near is not None:
        return _metres(asked.near), down
    return OpenFeature.key.expression, down


def _metres(near: Near) -> ColumnElement[float]:
    """Return how far a shape is from a place, along a sphere, in metres."""
    if db.engine.dialect.name == "sqlite":
        place = func.MakePoint(near.lon, near.lat, 4326)
        return func.Distance(OpenFeature.geom, place, 0)
    place = func.ST_SetSRID(func.ST_MakePoint(near.lon, near.lat), 4326)
    sphere = Geography(srid=4326)
    return func.ST_Distance(cast(OpenFeature.geom, sphere), cast(place, sphere), False)
