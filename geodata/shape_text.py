"""Shapes as text: what people type or paste, and what the coordinates field shows.

Every shape is a shapely geometry in EPSG:4326, ``(lon, lat)``.  Several parts are divided by an
empty line.  Of areas, a ring within another is a hole in it, and one within a hole is land again:
areas may not overlap, so nothing has to say which is which.
"""

from __future__ import annotations

import re

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.coordinate_text import POINT_LIMIT, TEXT_LIMIT, read_parts
from geodata.crs import (
    SYSTEMS,
    WGS84,
    Crs,
    Position,
    UnknownCrsError,
    from_wgs84,
    reproject,
    system,
    to_wgs84,
)
from geodata.shape_check import NEEDED, ShapeKind, check_shape, check_within, kind_of, rings_of
from geodata.shape_error import ShapeCode, ShapeError

_WKT = re.compile(
    r"(?:SRID=(\d{1,6});)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_CRS_MEMBER = re.compile(r'"crs"\s*:.{0,80}?EPSG:{1,2}(\d{1,6})', re.DOTALL)
_DEGREES_MAX = 180.0
_DIGITS_OF_DEGREES = 7  # about a centimetre
_DIGITS_OF_METRES = 3


def parse_coordinates(
    text: str, shape: ShapeKind, epsg: int = WGS84, limit: int = POINT_LIMIT
) -> BaseGeometry:
    """Return the shape that ``text`` describes.

    The text is one pair of coordinates a line in the system ``epsg`` (see
    `geodata.coordinate_text`), parts divided by an empty line, or pasted GeoJSON or WKT.  Areas
    are closed and turned as RFC 7946 asks (outer ring anticlockwise); a point repeated on the next
    line counts once.  ``limit`` is how many points it may have at most.

    Raises:
        ShapeError: with a code of `ShapeCode` and its facts.

    """
    try:
        crs = system(epsg)
    except UnknownCrsError:
        raise ShapeError(ShapeCode.UNKNOWN_CRS, epsg=epsg) from None
    text = text.strip().lstrip("\ufeff")
    if not text:
        raise ShapeError(ShapeCode.EMPTY)
    if len(text) > TEXT_LIMIT:
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=limit, given=text.count("\n") + 1)
    if text[0] in "{[":
        geometry = _from_geojson(text, crs, limit)
    elif match := _WKT.fullmatch(text):
        geometry = _from_wkt(match.group(2), int(match.group(1) or epsg), limit)
    else:
        geometry = _from_parts(read_parts(text, crs, limit), shape, crs)
    return check_shape(geometry, shape, limit)


def to_lines(geometry: BaseGeometry, epsg: int = WGS84) -> str:
    """Return the shape as text for the coordinates field, latitude or northing first.

    Parts, and the rings of areas, are divided by an empty line.
    """
    kind_of(geometry)
    return "\n\n".join(_ring_text(ring, epsg) for ring in _parts_of(geometry))


def to_geojson_text(geometry: BaseGeometry, digits: int = 6) -> str:
    """Return the shape as the text of a GeoJSON geometry, rounded to ``digits`` of a degree."""
    rounded = shapely.transform(geometry, lambda positions: np.round(positions, digits))
    return str(shapely.to_geojson(rounded))


def _parts_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    if kind_of(geometry) != "area":
        return list(shapely.get_parts(geometry))
    return rings_of(geometry)


def _ring_text(ring: BaseGeometry, epsg: int) -> str:
    positions = [(float(x), float(y)) for x, y in shapely.get_coordinates(ring)]
    if ring.geom_type == "LinearRing":
        positions.pop()
    digits = _DIGITS_OF_METRES if system(epsg).is_plane else _DIGITS_OF_DEGREES
    return "\n".join(
        f"{_plain(y, digits)}, {_plain(x, digits)}" for x, y in from_wgs84(positions, epsg)
    )


def _from_parts(parts: list[list[Position]], shape: ShapeKind, crs: Crs) -> BaseGeometry:
    if shape == "point":
        if (given := sum(map(len, parts))) > 1:
            raise ShapeError(ShapeCode.ONE_POINT_ONLY, given=given)
        return Point(to_wgs84(parts[0], crs.epsg)[0])
    rings = []
    for part in parts:
        open_part = part[:-1] if shape == "area" and len(part) > 1 and part[0] == part[-1] else part
        if (given := len(open_part)) < NEEDED[shape]:
            raise ShapeError(ShapeCode.TOO_FEW_POINTS, needed=NEEDED[shape], given=given)
        rings.append(to_wgs84(open_part, crs.epsg))
    if shape == "line":
        return MultiLineString([LineString(ring) for ring in rings])
    return _nested([Polygon(ring) for ring in rings])


def _nested(rings: list[Polygon]) -> BaseGeometry:
    """Return the area of rings that may lie within one another, by counting around each."""
    if len(rings) == 1:
        return rings[0]
    rings = sorted((check_shape(ring, "area", POINT_LIMIT * 10) for ring in rings),
                   key=lambda ring: -ring.area)  # fmt: skip
    inner, outer = shapely.STRtree(rings).query(rings, predicate="covered_by")
    around: dict[int, list[int]] = {number: [] for number in range(len(rings))}
    for one, other in zip(inner.tolist(), outer.tolist(), strict=True):
        if other < one:  # the larger come first, so a ring's own twin becomes its hole
            around[one].append(other)
    holes: dict[int, list[int]] = {
        one: [] for one, outside in around.items() if not len(outside) % 2
    }
    for one, outside in around.items():
        if len(outside) % 2:
            holes[max(other for other in outside if other in holes)].append(one)
    return MultiPolygon(
        [
            Polygon(rings[one].exterior, [rings[h].exterior for h in inside])
            for one, inside in holes.items()
        ]
    )


def _from_geojson(text: str, crs: Crs, limit: int) -> BaseGeometry:
    try:
        geometry = shapely.from_geojson(text)
    except (shapely.errors.ShapelyError, ValueError, RecursionError):
        raise ShapeError(ShapeCode.NOT_READABLE) from None
    if named := _CRS_MEMBER.search(text):
        return _in_wgs84(geometry, int(named.group(1)), limit)
    # RFC 7946 knows degrees only; files in a plane without a word about it are common all the same.
    plane = not geometry.is_empty and np.abs(shapely.get_coordinates(geometry)).max() > _DEGREES_MAX
    return _in_wgs84(geometry, crs.epsg if plane else WGS84, limit)


def _from_wkt(text: str, epsg: int, limit: int) -> BaseGeometry:
    try:
        geometry = shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, ValueError):
        raise ShapeError(ShapeCode.NOT_READABLE) from None
    return _in_wgs84(geometry, epsg, limit)


def _in_wgs84(geometry: BaseGeometry, epsg: int, limit: int) -> BaseGeometry:
    if epsg not in SYSTEMS:
        raise ShapeError(ShapeCode.UNKNOWN_CRS, epsg=epsg)
    positions = shapely.get_coordinates(geometry)
    if len(positions) > 2 * limit:  # closed rings repeat a corner each
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=limit, given=len(positions))
    # Positions far from Finland cannot be moved; the check below refuses them with their number.
    for number, (x, y) in enumerate(positions, 1):
        check_within(SYSTEMS[epsg], float(x), float(y), number)
    return reproject(geometry, epsg, WGS84)


def _plain(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
