"""Features of open data as text, for every interface: by page, by id, by change.

Nothing here asks who reads: the table holds what everybody may see and nothing else.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import JSONB

from app.database import db
from models.open_collection import COLLECTIONS
from models.open_feature import OpenChange, OpenFeature, OpenState
from models.open_field import FieldType

Box = tuple[float, float, float, float]
Interval = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a collection; nothing of it: all.

    ``boxes`` are (west, south, east, north) in EPSG:4326, any of which a shape touches.
    ``interval`` is two days, both inclusive, None open: what lasts in it or has no time of its own.
    ``equals`` are properties and the value that each has, of its field's type; of a list, one that
    it holds.  ``changed_since`` is a revision: what changed after it.
    """

    boxes: tuple[Box, ...] = ()
    interval: Interval | None = None
    equals: Mapping[str, Any] = field(default_factory=dict)
    changed_since: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Features in the order of their keys as GeoJSON text; ``after`` begins the next page."""

    keys: Sequence[int]
    features: Sequence[str]
    after: int | None


@dataclass(frozen=True, slots=True)
class State:
    """How often a collection has changed, and when last."""

    revision: int
    changed_at: dt.datetime


# Asked with every answer: written once, and past the mapper, it takes half as long.
_TABLE = OpenState.__table__.columns
_STATE = select(_TABLE.revision, _TABLE.changed_at).where(
    _TABLE.collection == bindparam("collection")
)


def states() -> dict[str, State]:
    """Return the state of every collection, in their order."""
    rows = db.session.execute(
        select(OpenState.collection, OpenState.revision, OpenState.changed_at)
    )
    found = {name: State(revision, changed_at) for name, revision, changed_at in rows}
    return {name: found[name] for name in COLLECTIONS if name in found}


def state_of(collection: str) -> State:
    """Return the state of one collection."""
    return State(*db.session.execute(_STATE, {"collection": collection}).one())


def page(collection: str, wanted: Wanted, limit: int, after: int = 0) -> Page:
    """Return up to ``limit`` features whose key is greater than ``after``, in their order.

    A page stays right while data changes: nothing that stays is skipped or told twice.
    """
    rows = db.session.execute(
        _asked(collection, wanted)
        .where(OpenFeature.key > after)
        .order_by(OpenFeature.key)
        .limit(limit + 1)
    ).all()
    shown = rows[:limit]
    return Page(
        [row.key for row in shown],
        [row.feature for row in shown],
        shown[-1].key if len(rows) > limit else None,
    )


def one(collection: str, key: int) -> str | None:
    """Return one feature as text, or None."""
    return db.session.scalar(
        select(OpenFeature.feature).where(
            OpenFeature.collection == collection, OpenFeature.key == key
        )
    )


def count(collection: str, wanted: Wanted) -> int:
    """Return how many features there are."""
    asked = _asked(collection, wanted).subquery()
    return db.session.scalar(select(func.count()).select_from(asked)) or 0


def changes(collection: str, since: int, limit: int) -> Sequence[OpenChange]:
    """Return what changed after revision ``since``, in the order of the commits."""
    return db.session.scalars(
        select(OpenChange)
        .where(OpenChange.collection == collection, OpenChange.revision > since)
        .order_by(OpenChange.revision, OpenChange.key)
        .limit(limit)
    ).all()


def _asked(collection: str, wanted: Wanted) -> Select[int, str]:
    asked = select(OpenFeature.key, OpenFeature.feature).where(OpenFeature.collection == collection)
    if wanted.boxes:
        asked = asked.where(or_(*(touches(box) for box in wanted.boxes)))
    if wanted.interval is not None:
        asked = asked.where(lasts(wanted.interval))
    if wanted.changed_since is not None:
        asked = asked.where(OpenFeature.revision > wanted.changed_since)
    for name, value in wanted.equals.items():
        asked = asked.where(equals(collection, name, value))
    return asked


def lasts(interval: Interval) -> ColumnElement[bool]:
    """Return the condition that a feature lasts on some day of an interval, or has no time."""
    start, end = interval
    asked: list[ColumnElement[bool]] = []
    if start is not None:
        asked.append(or_(OpenFeature.ends_on.is_(None), OpenFeature.ends_on >= start))
    if end is not None:
        asked.append(or_(OpenFeature.starts_on.is_(None), OpenFeature.starts_on <= end))
    return and_(True, *asked)


def equals(collection: str, name: str, value: Any) -> ColumnElement[bool]:
    """Return the condition that a property has a value; of a list, that it holds it.

    Raises:
        KeyError: The collection has no such field.
    """
    known = COLLECTIONS[collection].field(name)
    if known is None:
        raise KeyError(name)
    if name in {"city", "kind", "slug"}:
        return bool_of(getattr(OpenFeature, name) == value)
    if known.type is FieldType.LIST:
        return _holds(name, value)
    return bool_of(property_of(name, known.type) == value)


def property_of(name: str, kind: FieldType) -> ColumnElement[Any]:
    """Return a property as a value of SQL; days and instants are their sortable text."""
    value: Any = OpenFeature.properties[name]
    found: ColumnElement[Any] = value.as_string()
    if kind is FieldType.INTEGER:
        found = value.as_integer()
    elif kind is FieldType.BOOLEAN:
        found = value.as_boolean()
    return found


def touches(box: Box) -> ColumnElement[bool]:
    """Return the condition that a shape touches a box (EPSG:4326): by the index, then exactly."""
    if db.engine.dialect.name == "sqlite":
        return and_(
            _in_rtree(box), func.Intersects(OpenFeature.geom, func.BuildMbr(*box, 4326)) == 1
        )
    frame = func.ST_MakeEnvelope(*box, 4326, type_=Geometry)
    return and_(
        OpenFeature.geom.op("&&")(frame),
        or_(OpenFeature.geom.op("@")(frame), func.ST_Intersects(OpenFeature.geom, frame)),
    )


def bool_of(condition: Any) -> ColumnElement[bool]:
    """Return a comparison as what it is to SQLAlchemy's types."""
    found: ColumnElement[bool] = condition
    return found


def _holds(name: str, value: str) -> ColumnElement[bool]:
    if db.engine.dialect.name == "sqlite":
        items = func.json_each(OpenFeature.properties, f"$.{name}").table_valued("value")
        return select(literal(1)).select_from(items).where(items.c.value == value).exists()
    return bool_of(cast(OpenFeature.properties[name], JSONB).contains([value]))


def _in_rtree(box: Box) -> ColumnElement[bool]:
    west, south, east, north = box
    tree = table(
        "idx_open_feature_geom",
        column("pkid"), column("xmin"), column("xmax"), column("ymin"), column("ymax"),
    )  # fmt: skip
    found = select(tree.c.pkid).where(
        tree.c.xmin <= east, tree.c.xmax >= west, tree.c.ymin <= north, tree.c.ymax >= south
    )
    return OpenFeature.id.in_(found)
