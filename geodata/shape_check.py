"""Whether a shape is sound: of the kind that was asked for, within Finland, without faults."""

from __future__ import annotations

import re
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.coordinate_text import POINT_LIMIT
from geodata.crs import SYSTEMS, WGS84, Crs
from geodata.shape_error import ShapeCode, ShapeError

ShapeKind = Literal["point", "line", "area"]

KINDS: dict[str, ShapeKind] = {
    "Point": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}
NEEDED: dict[ShapeKind, int] = {"point": 1, "line": 2, "area": 3}
_PLACE_OF_FAULT = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")


def check_shape(geometry: BaseGeometry, shape: ShapeKind, limit: int = POINT_LIMIT) -> BaseGeometry:
    """Return the shape in its normal form, if it is a sound shape of this kind within Finland.

    Raises:
        ShapeError: with a code of `ShapeCode` and its facts.

    """
    geometry = _single(shapely.force_2d(geometry))
    if geometry.is_empty:
        raise ShapeError(ShapeCode.EMPTY)
    given = KINDS.get(geometry.geom_type)
    if given != shape:
        raise ShapeError(ShapeCode.WRONG_SHAPE, wanted=shape, given=given or geometry.geom_type)
    _check_positions(geometry, limit)
    if shape == "line":
        geometry = _checked_line(geometry)
    elif shape == "area":
        geometry = _checked_area(geometry)
    return geometry


def kind_of(geometry: BaseGeometry) -> ShapeKind:
    """Return whether the shape is a point, a line or an area.

    Raises:
        ShapeError: ``wrong_shape`` for collections and bundles of points.

    """
    kind = KINDS.get(geometry.geom_type)
    if kind is None:
        raise ShapeError(ShapeCode.WRONG_SHAPE, wanted="area", given=geometry.geom_type)
    return kind


def _single(geometry: BaseGeometry) -> BaseGeometry:
    """Unwrap bundles of one, as exports of a single feature often are."""
    while geometry.geom_type.startswith(("Multi", "GeometryC")) and len(geometry.geoms) == 1:
        geometry = geometry.geoms[0]
    return geometry


def _check_positions(geometry: BaseGeometry, limit: int) -> None:
    positions = shapely.get_coordinates(geometry)
    if (given := point_count(geometry)) > limit:
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=limit, given=given)
    for number, (lon, lat) in enumerate(positions, 1):
        check_within(SYSTEMS[WGS84], float(lon), float(lat), number)


def check_within(crs: Crs, x: float, y: float, number: int) -> None:
    """Let a position pass that lies in Finland, read in the system ``crs``.

    Raises:
        ShapeError: ``swapped`` or ``outside_finland``, with ``number`` as the line.

    """
    if crs.holds(x, y):
        return
    if crs.holds(y, x):
        raise ShapeError(ShapeCode.SWAPPED, line=number)
    raise ShapeError(ShapeCode.OUTSIDE_FINLAND, line=number)


def _checked_line(geometry: BaseGeometry) -> BaseGeometry:
    if any(part.length == 0 for part in shapely.get_parts(geometry)):
        raise ShapeError(ShapeCode.ZERO_LENGTH)
    return shapely.remove_repeated_points(geometry)


def _checked_area(geometry: BaseGeometry) -> BaseGeometry:
    for ring in rings_of(geometry):
        corners = len(shapely.extract_unique_points(ring).geoms)
        if corners < NEEDED["area"]:
            raise ShapeError(ShapeCode.TOO_FEW_POINTS, needed=NEEDED["area"], given=corners)
        if ring.convex_hull.geom_type != "Polygon":
            raise ShapeError(ShapeCode.RING_NOT_AREA)
    if not geometry.is_valid:
        fault = _PLACE_OF_FAULT.search(shapely.is_valid_reason(geometry))
        lon, lat = (float(value) for value in fault.groups()) if fault else geometry.bounds[:2]
        raise ShapeError(ShapeCode.SELF_CROSSING, lon=lon, lat=lat)
    return shapely.orient_polygons(shapely.remove_repeated_points(geometry))


def point_count(geometry: BaseGeometry) -> int:
    """Return how many points a shape has; the corner that closes a ring counts once."""
    rings = len(rings_of(geometry)) if kind_of(geometry) == "area" else 0
    return int(shapely.get_num_coordinates(geometry)) - rings


def rings_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return the rings of an area, each outer one before its holes."""
    return [
        ring for part in shapely.get_parts(geometry) for ring in (part.exterior, *part.interiors)
    ]
