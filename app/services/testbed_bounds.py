"""Whether a testbed lies in its city.

A city's boundary judges where it has been loaded (``flask geodata boundaries``); otherwise its
bounding box, which reaches a little into the neighbours.  A boundary is read anew for each check:
a geometry prepared once and shared by threads crashes the worker, and reading costs less than a
millisecond.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from app.database import db
from geodata.crs import area_m2, length_m
from geodata.shapes import ShapeKind, anchor, kind_of
from models.city import City
from models.errors import FieldError

SLIVER_M, SLIVER_M2, SLIVER_SHARE = 2.0, 20.0, 0.001
"""What lies outside by less is the width of the boundary's own line, not worth a question."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """How much of a shape lies outside its city; ``metres`` of a line, ``share`` of an area."""

    kind: ShapeKind
    metres: float
    share: float


def check_city(shape: BaseGeometry, city: City) -> None:
    """Let a shape pass that lies in its city, if only in part.

    Raises:
        FieldError: ``in_other_city`` or ``outside_city``; fact ``city`` holds the names in each
            language, of the city that it lies in and of its own city.
    """
    if zone_of(city).intersects(shape):
        return
    others: Sequence[City] = db.session.scalars(
        select(City).where(City.id != city.id).order_by(City.id)
    ).all()
    middle = anchor(shape)
    for other in others:
        if zone_of(other).intersects(middle):
            raise FieldError("in_other_city", field="coordinates", city=other.name.as_dict())
    raise FieldError("outside_city", field="coordinates", city=city.name.as_dict())


def beyond(shape: BaseGeometry, city: City) -> Beyond | None:
    """Return how much of a shape lies outside its city, or None when all of it lies inside."""
    zone = zone_of(city)
    if zone.covers(shape):
        return None
    outside, kind = shape.difference(zone), kind_of(shape)
    metres = length_m(outside, city.gk_epsg)
    if kind != "area":
        return Beyond(kind, metres, 0.0) if metres > SLIVER_M else None
    square = area_m2(outside, city.gk_epsg)
    share = square / area_m2(shape, city.gk_epsg)
    return Beyond(kind, metres, share) if square > SLIVER_M2 and share > SLIVER_SHARE else None


def zone_of(city: City) -> BaseGeometry:
    """Return the area that counts as within a city."""
    if city.boundary is not None:
        return to_shape(city.boundary)
    west, south, east, north = city.bbox
    return shapely.box(west, south, east, north)
