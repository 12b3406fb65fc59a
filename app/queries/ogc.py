"""What is asked of a collection, and the page of features that answers it, read as text.

Pages go by key: the next one begins after the last feature of this one, so that nothing is left
out or given twice while features come and go.  The exact test of shapes is made only until the
page is full, and one feature more than fits tells whether there is a next page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import shapely
from geoalchemy2 import Geometry
from shapely.geometry.base import BaseGeometry
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.exc import DataError

from app.database import db
from app.queries.ogc_array import holds
from app.queries.ogc_filter import condition
from app.queries.ogc_time import during
from app.queries.ogc_value import by_code, is_sqlite, property_of
from app.queries.straight import rows
from geodata.ogc_crs import OgcCrs, default_crs
from models.ogc import Node, OgcError
from models.open_collection import OpenCollection
from models.open_feature import OpenFeature

_ONE = {
    "sqlite": "SELECT feature FROM open_feature WHERE collection = ? AND key = ?",
    "postgresql": "SELECT feature FROM open_feature WHERE collection = %s AND key = %s",
}
Scalar = str | float | bool | None
SORTED_LETTERS = 80
Period = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Sort:
    """One property to sort by; features without it come last."""

    name: str
    is_falling: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a collection.

    ``area`` is in ``(lon, lat)``.  ``period`` is in the measure of the collection's own time, days
    or seconds in UTC, both ends inclusive.  ``equals`` are properties and the values they must
    have (or, for a list, hold).  ``after`` is where the page before ended: the values by which it
    is sorted, then the key.
    """

    limit: int
    area: BaseGeometry | None = None
    period: Period | None = None
    equals: tuple[tuple[str, Scalar], ...] = ()
    where: "Node | None" = None
    sort: tuple[Sort, ...] = ()
    after: tuple[Scalar, ...] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How features are to be written: in which system, and which properties (None: all)."""

    crs: OgcCrs
    properties: tuple[str, ...] | None = None

    @property
    def as_kept(self) -> bool:
        """Whether the stored text is the answer as it is."""
        return self.properties is None and self.crs == default_crs()


@dataclass(frozen=True, slots=True)
class Page:
    """Features as text; ``after`` is what the next page begins after, None when there is none.

    ``matched`` is how many there are on all pages, None when it has not been counted.
    """

    features: list[str]
    after: tuple[Scalar, ...] | None = None
    matched: int | None = field(default=None)


def read_page(collection: OpenCollection, asked: Asked) -> Page:
    """Return a page of features from the database.

    Raises:
        OgcError: a filter that cannot be followed.

    """
    sorted_by = [(_sortable(collection, one.name), one.is_falling) for one in asked.sort]
    found = select(OpenFeature.feature, *(sql for sql, _falling in sorted_by), OpenFeature.key)
    found = found.where(OpenFeature.collection == collection.name)
    found = found.where(*_conditions(collection, asked))
    if asked.after is not None:
        found = found.where(_after(sorted_by, asked.after))
    for sql, is_falling in sorted_by:
        found = found.order_by(sql.is_(None), sql.desc() if is_falling else sql)
    found = found.order_by(OpenFeature.key)
    read = _rows(found, asked)
    page, more = read[: asked.limit], read[asked.limit :]
    after = tuple(page[-1][1:]) if more else None
    whole = asked.after is None and not more
    return Page([row[0] for row in page], after, len(page) if whole else None)


def read_one(collection: OpenCollection, key: int) -> str | None:
    """Return one feature as text, or None."""
    found = rows(_ONE, (collection.name, key))
    return found[0][0] if found else None


def _sortable(collection: OpenCollection, name: str) -> ColumnElement[Any]:
    """Return what is sorted by: numbers, or the beginning of a text, to fit an address."""
    value = property_of(collection, name)
    if value.kind == "number":
        return value.sql
    if value.kind == "boolean":
        return cast(value.sql, Integer)
    return by_code(func.substr(value.sql, 1, SORTED_LETTERS))


def _conditions(collection: OpenCollection, asked: Asked) -> Iterator[ColumnElement[bool]]:
    for name, value in asked.equals:
        member = property_of(collection, name)
        if name == "kind":
            yield OpenFeature.kind == value
        elif member.kind == "list":
            yield holds(name, "a_contains", (str(value),))
        else:
            yield member.sql == value
    if asked.period is not None:
        yield from during(collection, asked.period)
    if asked.area is not None:
        yield near(asked.area)
    if asked.where is not None:
        yield condition(collection, asked.where)


def _rows(found: Select[Any], asked: Asked) -> list[Any]:
    """Return what was found, in its order: an offset keeps the inner statement as it is."""
    if asked.area is not None:
        found = found.add_columns(OpenFeature.geom.label("shape"))
        inner = found.offset(0).subquery()
        outer = [one for one in inner.c if one.name != "shape"]
        found = select(*outer).where(_touches(inner.c.shape, asked.area))
    try:
        return list(db.session.execute(found.limit(asked.limit + 1)))
    except DataError:
        db.session.rollback()
        raise OgcError("ogc_filter_type", field="filter") from None


def near(area: BaseGeometry) -> ColumnElement[bool]:
    """Return the condition that a feature's box touches that of the area, by the index."""
    west, south, east, north = area.bounds
    if not is_sqlite():
        box = func.ST_MakeEnvelope(west, south, east, north, 4326, type_=Geometry)
        found: ColumnElement[bool] = OpenFeature.geom.op("&&")(box)
        return found
    tree = table(
        "idx_open_feature_geom",
        column("pkid"), column("xmin"), column("xmax"), column("ymin"), column("ymax"),
    )  # fmt: skip
    touching = select(tree.c.pkid).where(
        tree.c.xmin <= east, tree.c.xmax >= west, tree.c.ymin <= north, tree.c.ymax >= south
    )
    return OpenFeature.id.in_(touching)


def _touches(shape: ColumnElement[Any], area: BaseGeometry) -> ColumnElement[bool]:
    """Return the exact test; it stands outside, so that it stops when the page is full."""
    wkb = func.ST_GeomFromWKB(literal(shapely.to_wkb(area)), 4326, type_=Geometry)
    found = func.ST_Intersects(shape, wkb)
    return found == 1 if is_sqlite() else found


def _after(
    sorted_by: list[tuple[ColumnElement[Any], bool]], after: tuple[Scalar, ...]
) -> ColumnElement[bool]:
    """Return the condition that a feature comes after the one that a page ended with."""
    *values, key = after
    ways: list[ColumnElement[bool]] = []
    same: list[ColumnElement[bool]] = []
    for (sql, is_falling), value in zip(sorted_by, values, strict=True):
        if value is not None:
            beyond = sql < value if is_falling else sql > value
            ways.append(and_(*same, or_(beyond, sql.is_(None))))
        same.append(sql.is_(None) if value is None else sql == value)
    return or_(*ways, and_(*same, OpenFeature.key > key))
