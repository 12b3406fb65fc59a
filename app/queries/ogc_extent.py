"""Where and when the features of a collection are, for its description."""

from dataclasses import dataclass

import shapely
from sqlalchemy import func, select

from app.database import db
from app.queries.ogc_value import is_sqlite
from models.open_collection import COLLECTIONS, OpenCollection
from models.open_feature import OpenFeature
from models.open_field import FieldType

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Extent:
    """A box in ``(lon, lat)``, and from when to when, RFC 3339 in UTC; None where nothing is."""

    box: Box | None = None
    period: tuple[str | None, str | None] | None = None


def extents() -> dict[str, Extent]:
    """Return the extent of every collection."""
    boxes = _boxes()
    return {one.name: Extent(boxes.get(one.name), _period(one)) for one in COLLECTIONS.values()}


def _boxes() -> dict[str, Box]:
    shape = func.Extent(OpenFeature.geom) if is_sqlite() else func.ST_Extent(OpenFeature.geom)
    wkb = func.AsBinary(shape) if is_sqlite() else func.ST_AsBinary(shape)
    rows = db.session.execute(
        select(OpenFeature.collection, wkb)
        .where(OpenFeature.geom.is_not(None))
        .group_by(OpenFeature.collection)
    )
    found = {name: shapely.from_wkb(bytes(kept)).bounds for name, kept in rows if kept}
    return {name: tuple(round(edge, 6) for edge in box) for name, box in found.items()}


def _period(collection: OpenCollection) -> tuple[str | None, str | None] | None:
    if not collection.starts:
        return None
    first = func.min(OpenFeature.properties[collection.starts].as_string())
    last = func.max(OpenFeature.properties[collection.ends].as_string())
    row = db.session.execute(
        select(first, last).where(OpenFeature.collection == collection.name)
    ).one()
    field = collection.field(collection.starts)
    is_day = field is not None and field.type is FieldType.DATE
    start, end = row
    if is_day:
        start, end = start and f"{start}T00:00:00Z", end and f"{end}T23:59:59Z"
    return None if start is None and end is None else (start, end)
