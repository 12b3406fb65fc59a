"""What somebody may take away as a file: the testbeds of their list, a page at a time.

Staff take their own cities' records whole.  Everybody else takes what the public page shows: no
drafts, blurred places blurred, no identifiers of the city's own registers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.queries.testbed_desk import theirs
from models.base import Translated
from models.city import City
from models.exchange_field import FIELDS, FieldKind
from models.testbed import Testbed, TestbedStatus

CHUNK = 500
_LISTED = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One testbed: its city, its values by column, its shape in EPSG:4326."""

    city: str
    values: dict[str, Any]
    shape: BaseGeometry | None


def for_staff(viewer: Actor, ids: Iterable[int]) -> Iterator[ExportRow]:
    """Yield those of these records that are the viewer's, by id."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), CHUNK):
        chunk = wanted[first : first + CHUNK]
        rows = db.session.scalars(
            select(Testbed)
            .where(theirs(viewer), Testbed.id.in_(chunk))
            .options(joinedload(Testbed.city))
            .order_by(Testbed.id)
        ).all()
        for testbed in rows:
            yield row_of(testbed)
        _forget(rows)


def everything_of(viewer: Actor, city: str) -> Sequence[int]:
    """Return the ids of all that is the viewer's, in any state; of one city, or of all of them."""
    wanted = select(Testbed.id).join(City, City.id == Testbed.city_id).where(theirs(viewer))
    return db.session.scalars(wanted.where(City.slug == city) if city else wanted).all()


def for_everybody(ids: Sequence[int]) -> Iterator[ExportRow]:
    """Yield the public part of listed testbeds, in the order of ``ids``."""
    for first in range(0, len(ids), CHUNK):
        wanted = ids[first : first + CHUNK]
        rows = db.session.scalars(
            select(Testbed)
            .where(Testbed.id.in_(wanted), Testbed.status.in_(_LISTED))
            .options(joinedload(Testbed.city))
        )
        by_id = {one.id: one for one in rows}
        for ident in wanted:
            if ident in by_id:
                yield public_row_of(by_id[ident])
        _forget(by_id.values())


def _forget(rows: Any) -> None:
    """Let go of rows that have been read, so that memory stays that of one chunk."""
    for one in rows:
        db.session.expunge(one)


def row_of(testbed: Testbed) -> ExportRow:
    """Return a whole record, for those who may read it all."""
    shape = None if testbed.geom is None else to_shape(testbed.geom)
    return ExportRow(testbed.city.slug, _values(testbed), shape)


def public_row_of(testbed: Testbed) -> ExportRow:
    """Return what everybody may know of a testbed."""
    values = _values(testbed)
    for field in FIELDS:
        if not field.public:
            values.pop(field.name)
    if testbed.blur:
        values["address"] = ""
    shape = shapely.from_geojson(testbed.shape_json) if testbed.shape_json else None
    return ExportRow(testbed.city.slug, values, shape)


def _values(testbed: Testbed) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = getattr(testbed, field.attribute)
        if isinstance(value, Translated):
            value = value.get(field.language)
        elif field.kind is FieldKind.CHOICE and value is not None:
            value = str(value)
        values[field.name] = value
    return values
