"""Where a testbed is: read what was typed or drawn, check that it is in the city, keep it.

Everything that follows from the geometry is computed here, when it is written: the GeoJSON text
that the public may see and the marker point in EPSG:3857.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import shapely
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry.base import BaseGeometry

from app.database import use_case
from app.policies.actor import Actor
from app.queries.testbed_history import version_of
from app.services.testbed import to_edit, written
from app.services.testbed_bounds import beyond
from app.services.testbed_bounds import check_city as check_city
from app.services.testbed_merge import BY_BUTTON, Hand, as_kept, reconciled
from app.services.testbed_version import DIGITS, outline, record_of
from geodata.coordinate_text import POINT_LIMIT, READ_LIMIT
from geodata.crs import WGS84, area_m2, length_m, to_web_mercator
from geodata.shape_check import point_count
from geodata.shapes import (
    ShapeError,
    ShapeKind,
    anchor,
    blurred,
    kind_of,
    parse_coordinates,
    to_geojson_text,
    to_lines,
)
from geodata.simplify import MANY_POINTS, offers, simplified
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

EXACT_DEGREES = 1e-9
"""How far a shape may be from what is kept and still be what the form was shown with."""

KEEP_ALL = "all"
"""The answer that a shape of thousands of points is to stay as it is."""

FIELDS = frozenset({"shape", "accuracy_m", "blur", "address", "district"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The section of the place; ``coordinates`` as typed, in the system ``epsg``.

    ``detail`` (metres, or ``all``) answers how many points to keep of a shape of thousands, and
    ``crosses`` that it is right to reach out of the city; both for the shape with this ``seal``.
    """

    shape: ShapeKind
    coordinates: str
    epsg: int = WGS84
    accuracy_m: int | None
    blur: bool
    address: str
    district: Translated
    detail: str = ""
    crosses: bool = False
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a place is, in metres and square metres of its city's own plane."""

    kind: ShapeKind
    points: int
    parts: int
    length: float
    area: float


@use_case
def save_place(
    actor: Actor, testbed_id: int, version: int, data: Place, hand: Hand = BY_BUTTON
) -> dict[str, Any]:
    """Write where a testbed is; returns what ``app.services.testbed.save`` returns.

    Raises:
        ConflictError: Somebody changed the same part of the place meanwhile.
        FieldError: ``shape_…`` (the codes of geodata's ShapeError with their facts),
            ``in_other_city`` (city), ``outside_city`` (city), ``needed_while_public``; and two
            that ask: ``shape_heavy`` (points, shape, lighter, may_keep, seal) and
            ``crosses_city`` (city, kind, metres, share, seal, perhaps the facts of the other).
    """
    testbed = to_edit(actor, testbed_id)
    before = record_of(testbed)
    shape = None if "shape" in hand.take else _shape_of(data)
    mine = {name: getattr(data, name) for name in FIELDS - {"shape"}}
    mine["shape"] = _outline_of(testbed, version, data, shape)
    values = reconciled(testbed, version, mine, hand)
    if values.pop("shape") != before["shape"]:
        put_shape(testbed, None if shape is None else _settled(shape, data, testbed.city))
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


def size_of(testbed: Testbed) -> Size | None:
    """Return how large a testbed's place is, or None when it has none."""
    if testbed.geom is None:
        return None
    shape, plane = to_shape(testbed.geom), testbed.city.gk_epsg
    return Size(
        kind=kind_of(shape),
        points=point_count(shape),
        parts=len(shapely.get_parts(shape)),
        length=length_m(shape, plane),
        area=area_m2(shape, plane),
    )


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


def _settled(shape: BaseGeometry, data: Place, city: City) -> BaseGeometry:
    """Return the shape as it is to be kept, once everything is answered that has to be asked.

    An answer counts only with the seal of the shape that it was given for, so that a choice made
    for one shape never changes another one in silence.
    """
    check_city(shape, city)
    seal = seal_of(shape)
    answered = data.seal == seal
    asked = _asked(shape, seal)
    if "lighter" in asked:
        choices = {f"{one.metres:g}" for one in asked["lighter"]}
        choices |= {KEEP_ALL} if asked["may_keep"] else set()
        if not answered or data.detail not in choices:
            raise FieldError("shape_heavy", field="detail", **asked)
        if data.detail != KEEP_ALL:
            shape = simplified(shape, float(data.detail))
    out = beyond(shape, city)
    if out is not None and not (answered and data.crosses):
        raise FieldError(
            "crosses_city", field="crosses", city=city.name.as_dict(), kind=out.kind,
            metres=out.metres, share=out.share, **asked,
        )  # fmt: skip
    return shape


def _asked(shape: BaseGeometry, seal: str) -> dict[str, Any]:
    """Return the facts of a question; ``lighter`` is among them for shapes of many points."""
    points = point_count(shape)
    if points <= MANY_POINTS:
        return {"seal": seal}
    may_keep = points <= POINT_LIMIT
    lighter = [one for one in offers(shape) if one.points <= POINT_LIMIT]
    if not lighter and not may_keep:
        raise FieldError(
            "shape_too_many_points", field="coordinates", limit=POINT_LIMIT, given=points
        )
    facts = {"seal": seal, "points": points, "shape": kind_of(shape), "may_keep": may_keep}
    return {**facts, "lighter": lighter} if lighter else {"seal": seal}


def seal_of(shape: BaseGeometry) -> str:
    """Return a short mark that tells whether a shape is still the same."""
    return hashlib.sha256(shapely.to_wkb(shape)).hexdigest()[:16]


def _shape_of(data: Place) -> BaseGeometry | None:
    if not data.coordinates.strip():
        return None
    try:
        return parse_coordinates(data.coordinates, data.shape, data.epsg, READ_LIMIT)
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
    if _is_kept(testbed, shape, data):
        return outline(testbed)
    seen = version_of(testbed.id, version)
    before: str | None = seen.record.get("shape") if seen else None
    if before and shape.equals_exact(shapely.from_geojson(before), SAME_DEGREES):
        return before
    return to_geojson_text(shape, DIGITS)


def _is_kept(testbed: Testbed, shape: BaseGeometry, data: Place) -> bool:
    """Say whether the form brings back the shape as it was shown: no rounding then."""
    if testbed.geom is None:
        return False
    if shape.equals_exact(to_shape(testbed.geom), EXACT_DEGREES):
        return True
    kind, text = lines_of(testbed, data.epsg)
    typed = data.coordinates.strip().splitlines()
    return kind == data.shape and text.splitlines() == [one.strip() for one in typed]
