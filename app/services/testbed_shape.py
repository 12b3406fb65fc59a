"""Where a testbed is: read what was typed or drawn, check that it is in the city, keep it.

Everything that follows from the geometry is computed here, when it is written: the GeoJSON text
that the public may see and the marker point in EPSG:3857.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.testbed_history import version_of
from app.services.testbed import to_edit, written
from app.services.testbed_merge import BY_BUTTON, Hand, as_kept, reconciled
from app.services.testbed_version import DIGITS, outline, record_of
from geodata.crs import WGS84, to_web_mercator
from geodata.shapes import (
    ShapeError,
    ShapeKind,
    anchor,
    blurred,
    kind_of,
    parse_coordinates,
    to_geojson_text,
    to_lines,
    within_box,
)
from models.base import Translated
from models.city import City
from models.errors import FieldError
from models.testbed import Testbed

BLUR_GRID_M = 400
"""Side of the square whose middle is shown instead of an exact place."""

BLUR_RADIUS_M = 300
"""Radius of the circle drawn around that middle; the place lies inside it."""

SAME_DEGREES = 2e-7
"""About two centimetres: how far a shape may be from what a version says and still be the same."""

FIELDS = frozenset({"shape", "accuracy_m", "blur", "address", "district"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The section of the place; ``coordinates`` as typed, in the system ``epsg``."""

    shape: ShapeKind
    coordinates: str
    epsg: int = WGS84
    accuracy_m: int | None
    blur: bool
    address: str
    district: Translated


@use_case
def save_place(
    actor: Actor, testbed_id: int, version: int, data: Place, hand: Hand = BY_BUTTON
) -> dict[str, Any]:
    """Write where a testbed is; returns what ``app.services.testbed.save`` returns.

    Raises:
        ConflictError: Somebody changed the same part of the place meanwhile.
        FieldError: ``shape_…`` (the codes of geodata's ShapeError with their facts),
            ``in_other_city`` (city), ``outside_city`` (city), ``needed_while_public``.
    """
    testbed = to_edit(actor, testbed_id)
    before = record_of(testbed)
    shape = None if "shape" in hand.take else _shape_of(data)
    mine = {name: getattr(data, name) for name in FIELDS - {"shape"}}
    mine["shape"] = _outline_of(testbed, version, data, shape)
    values = reconciled(testbed, version, mine, hand)
    if values.pop("shape") != before["shape"]:
        put_shape(testbed, shape)
    for name, value in values.items():
        setattr(testbed, name, value)
    derive(testbed)
    return written(actor, testbed, before)


def sent_place(testbed: Testbed, version: int, data: Place) -> dict[str, Any]:
    """Return the section as the record would keep it, for showing two people's side by side.

    Raises:
        FieldError: ``shape_…``, as ``save_place``.
    """
    mine = {name: as_kept(getattr(data, name)) for name in sorted(FIELDS - {"shape"})}
    return {"shape": _outline_of(testbed, version, data, _shape_of(data)), **mine}


def put_shape(testbed: Testbed, shape: BaseGeometry | None) -> None:
    """Give a testbed its shape, which has to lie in its city; call ``derive`` afterwards."""
    if shape is not None:
        check_city(shape, testbed.city)
    testbed.geom = None if shape is None else from_shape(shape, srid=WGS84)


def lines_of(testbed: Testbed, epsg: int = WGS84) -> tuple[ShapeKind, str]:
    """Return the kind of a testbed's shape and its coordinates as the form shows them."""
    if testbed.geom is None:
        return "point", ""
    shape = to_shape(testbed.geom)
    return kind_of(shape), to_lines(shape, epsg)


def derive(testbed: Testbed) -> None:
    """Compute what follows from the geometry and from whether the exact place is shown."""
    if testbed.geom is None:
        testbed.shape_json = testbed.anchor_x = testbed.anchor_y = None
        return
    shape = to_shape(testbed.geom)
    shown = blurred(shape, BLUR_GRID_M) if testbed.blur else shape
    testbed.shape_json = to_geojson_text(shown)
    point = anchor(shown)
    testbed.anchor_x, testbed.anchor_y = to_web_mercator(point.x, point.y)


def check_city(shape: BaseGeometry, city: City) -> None:
    """Let a shape pass that lies in its city.

    A city's boundary judges where it has been loaded; otherwise its bounding box, which reaches
    a little into the neighbours.

    Raises:
        FieldError: ``in_other_city`` or ``outside_city``; fact ``city`` holds the names in each
            language, of the city that it lies in and of its own city.
    """
    if _inside(shape, city):
        return
    others: Sequence[City] = db.session.scalars(
        select(City).where(City.id != city.id).order_by(City.id)
    ).all()
    for other in others:
        if _inside(anchor(shape), other):
            raise FieldError("in_other_city", field="coordinates", city=other.name.as_dict())
    raise FieldError("outside_city", field="coordinates", city=city.name.as_dict())


def _inside(shape: BaseGeometry, city: City) -> bool:
    if city.boundary is not None:
        return bool(to_shape(city.boundary).intersects(shape))
    west, south, east, north = city.bbox
    return within_box(shape, (west, south, east, north))


def _shape_of(data: Place) -> BaseGeometry | None:
    if not data.coordinates.strip():
        return None
    try:
        return parse_coordinates(data.coordinates, data.shape, data.epsg)
    except ShapeError as problem:
        raise FieldError(
            f"shape_{problem.code.value}", field="coordinates", **problem.facts
        ) from None


def _outline_of(
    testbed: Testbed, version: int, data: Place, shape: BaseGeometry | None
) -> str | None:
    """Return the shape that was sent as the record keeps it: untouched when it was not changed."""
    if shape is None:
        return None
    if _is_kept(testbed, data):
        return outline(testbed)
    seen = version_of(testbed.id, version)
    before: str | None = seen.record.get("shape") if seen else None
    if before and shape.equals_exact(shapely.from_geojson(before), SAME_DEGREES):
        return before
    return to_geojson_text(shape, DIGITS)


def _is_kept(testbed: Testbed, data: Place) -> bool:
    """Say whether the form brings back the shape as it was shown: no rounding then."""
    kind, text = lines_of(testbed, data.epsg)
    return bool(text) and kind == data.shape and text.split() == data.coordinates.split()
