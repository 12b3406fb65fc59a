"""Shapes of places: read from what people type or paste, checked, and written out again.

Every shape is a shapely geometry in EPSG:4326, ``(lon, lat)``.
"""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.coordinate_text import POINT_LIMIT, TEXT_LIMIT, read_pairs
from geodata.crs import (
    SYSTEMS,
    TM35FIN,
    WGS84,
    Crs,
    Position,
    UnknownCrsError,
    from_wgs84,
    reproject,
    system,
    to_wgs84,
)
from geodata.shape_error import ShapeCode, ShapeError

__all__ = [
    "POINT_LIMIT",
    "ShapeCode",
    "ShapeError",
    "ShapeKind",
    "anchor",
    "blurred",
    "bounds",
    "check_shape",
    "kind_of",
    "parse_coordinates",
    "to_geojson_text",
    "to_lines",
    "within_box",
]

ShapeKind = Literal["point", "line", "area"]

_KINDS: dict[str, ShapeKind] = {
    "Point": "point",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "area",
    "MultiPolygon": "area",
}
_NEEDED: dict[ShapeKind, int] = {"point": 1, "line": 2, "area": 3}
_WKT = re.compile(
    r"(?:SRID=(\d{1,6});)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_CRS_MEMBER = re.compile(r'"crs"\s*:.{0,80}?EPSG:{1,2}(\d{1,6})', re.DOTALL)
_PLACE_OF_FAULT = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")
_DEGREES_MAX = 180.0
_DIGITS_OF_DEGREES = 7  # about a centimetre
_DIGITS_OF_METRES = 3


def parse_coordinates(text: str, shape: ShapeKind, epsg: int = WGS84) -> BaseGeometry:
    """Return the shape that ``text`` describes.

    The text is one pair of coordinates a line in the system ``epsg`` (see
    `geodata.coordinate_text`), or pasted GeoJSON or WKT.  Areas are closed and turned as RFC 7946
    asks (outer ring anticlockwise); a point repeated on the next line counts once.

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
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=POINT_LIMIT, given=text.count("\n") + 1)
    if text[0] in "{[":
        geometry = _from_geojson(text, crs)
    elif match := _WKT.fullmatch(text):
        geometry = _from_wkt(match.group(2), int(match.group(1) or epsg))
    else:
        geometry = _from_pairs(read_pairs(text, crs), shape, crs)
    return check_shape(geometry, shape)


def check_shape(geometry: BaseGeometry, shape: ShapeKind) -> BaseGeometry:
    """Return the shape in its normal form, if it is a sound shape of this kind within Finland.

    Raises:
        ShapeError: with a code of `ShapeCode` and its facts.

    """
    geometry = _single(shapely.force_2d(geometry))
    if geometry.is_empty:
        raise ShapeError(ShapeCode.EMPTY)
    given = _KINDS.get(geometry.geom_type)
    if given != shape:
        raise ShapeError(ShapeCode.WRONG_SHAPE, wanted=shape, given=given or geometry.geom_type)
    _check_positions(geometry)
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
    kind = _KINDS.get(geometry.geom_type)
    if kind is None:
        raise ShapeError(ShapeCode.WRONG_SHAPE, wanted="area", given=geometry.geom_type)
    return kind


def to_lines(geometry: BaseGeometry, epsg: int = WGS84) -> str:
    """Return the shape as text for the coordinates field, latitude or northing first.

    Shapes of several parts or with holes do not fit one pair a line; they come as GeoJSON (always
    EPSG:4326), which `parse_coordinates` reads as well.
    """
    if len(shapely.get_parts(geometry)) > 1 or shapely.get_num_interior_rings(geometry) > 0:
        return to_geojson_text(geometry, _DIGITS_OF_DEGREES)
    positions = [(float(x), float(y)) for x, y in shapely.get_coordinates(geometry)]
    if kind_of(geometry) == "area":
        positions.pop()
    digits = _DIGITS_OF_METRES if system(epsg).is_plane else _DIGITS_OF_DEGREES
    return "\n".join(
        f"{_plain(y, digits)}, {_plain(x, digits)}" for x, y in from_wgs84(positions, epsg)
    )


def to_geojson_text(geometry: BaseGeometry, digits: int = 6) -> str:
    """Return the shape as the text of a GeoJSON geometry, rounded to ``digits`` of a degree."""
    rounded = shapely.transform(geometry, lambda positions: np.round(positions, digits))
    return str(shapely.to_geojson(rounded))


def anchor(geometry: BaseGeometry) -> Point:
    """Return the point that stands for the shape on a map, always on the shape itself.

    The middle of a line by its length, a point well inside an area; of several parts, the largest.
    """
    kind = kind_of(geometry)
    if kind == "point":
        return geometry
    plane = reproject(geometry, WGS84, TM35FIN)
    largest = max(shapely.get_parts(plane), key=lambda part: (part.area, part.length))
    middle = (
        largest.interpolate(0.5, normalized=True)
        if kind == "line"
        else largest.representative_point()
    )
    return reproject(middle, TM35FIN, WGS84)


def bounds(geometry: BaseGeometry) -> tuple[float, float, float, float]:
    """Return ``(west, south, east, north)``."""
    west, south, east, north = (float(value) for value in geometry.bounds)
    return west, south, east, north


def within_box(geometry: BaseGeometry, box: tuple[float, float, float, float]) -> bool:
    """Whether no part of the shape lies outside ``(west, south, east, north)``; edges count in."""
    west, south, east, north = bounds(geometry)
    return box[0] <= west and box[1] <= south and east <= box[2] and north <= box[3]


def blurred(geometry: BaseGeometry, metres: float) -> Point:
    """Return a point to publish instead of an exact place.

    It is the middle of the square of a fixed grid (side ``metres``, in ETRS-TM35FIN) that the place
    lies in.  The same place gives the same point every time, and every place in the square gives
    that point, so neither asking again nor averaging tells more.  The place is at most 0.71 times
    ``metres`` away.
    """
    if not metres > 0:
        raise ValueError("the side of the grid must be more than nothing")
    place = reproject(anchor(geometry), WGS84, TM35FIN)
    x, y = ((np.floor(value / metres) + 0.5) * metres for value in (place.x, place.y))
    return reproject(Point(x, y), TM35FIN, WGS84)


def _from_pairs(positions: list[Position], shape: ShapeKind, crs: Crs) -> BaseGeometry:
    if shape == "area" and len(positions) > 1 and positions[0] == positions[-1]:
        positions = positions[:-1]
    given, needed = len(positions), _NEEDED[shape]
    if given < needed:
        raise ShapeError(ShapeCode.TOO_FEW_POINTS, needed=needed, given=given)
    if shape == "point" and given > 1:
        raise ShapeError(ShapeCode.ONE_POINT_ONLY, given=given)
    if given > POINT_LIMIT:
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=POINT_LIMIT, given=given)
    positions = to_wgs84(positions, crs.epsg)
    if shape == "point":
        return Point(positions[0])
    return LineString(positions) if shape == "line" else Polygon(positions)


def _from_geojson(text: str, crs: Crs) -> BaseGeometry:
    try:
        geometry = shapely.from_geojson(text)
    except (shapely.errors.ShapelyError, ValueError, RecursionError):
        raise ShapeError(ShapeCode.NOT_READABLE) from None
    if named := _CRS_MEMBER.search(text):
        return _in_wgs84(geometry, int(named.group(1)))
    # RFC 7946 knows degrees only; files in a plane without a word about it are common all the same.
    plane = not geometry.is_empty and np.abs(shapely.get_coordinates(geometry)).max() > _DEGREES_MAX
    return _in_wgs84(geometry, crs.epsg if plane else WGS84)


def _from_wkt(text: str, epsg: int) -> BaseGeometry:
    try:
        geometry = shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, ValueError):
        raise ShapeError(ShapeCode.NOT_READABLE) from None
    return _in_wgs84(geometry, epsg)


def _in_wgs84(geometry: BaseGeometry, epsg: int) -> BaseGeometry:
    if epsg not in SYSTEMS:
        raise ShapeError(ShapeCode.UNKNOWN_CRS, epsg=epsg)
    positions = shapely.get_coordinates(geometry)
    if len(positions) > POINT_LIMIT + 1:
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=POINT_LIMIT, given=len(positions))
    # Positions far from Finland cannot be moved; the check below refuses them with their number.
    for number, (x, y) in enumerate(positions, 1):
        _check_within(SYSTEMS[epsg], float(x), float(y), number)
    return reproject(geometry, epsg, WGS84)


def _single(geometry: BaseGeometry) -> BaseGeometry:
    """Unwrap bundles of one, as exports of a single feature often are."""
    while geometry.geom_type.startswith(("Multi", "GeometryC")) and len(geometry.geoms) == 1:
        geometry = geometry.geoms[0]
    return geometry


def _check_positions(geometry: BaseGeometry) -> None:
    positions = shapely.get_coordinates(geometry)
    if len(positions) > POINT_LIMIT + 1:
        raise ShapeError(ShapeCode.TOO_MANY_POINTS, limit=POINT_LIMIT, given=len(positions))
    for number, (lon, lat) in enumerate(positions, 1):
        _check_within(SYSTEMS[WGS84], float(lon), float(lat), number)


def _check_within(crs: Crs, x: float, y: float, number: int) -> None:
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
    for ring in _rings(geometry):
        corners = len(shapely.extract_unique_points(ring).geoms)
        if corners < _NEEDED["area"]:
            raise ShapeError(ShapeCode.TOO_FEW_POINTS, needed=_NEEDED["area"], given=corners)
        if ring.convex_hull.geom_type != "Polygon":
            raise ShapeError(ShapeCode.RING_NOT_AREA)
    if not geometry.is_valid:
        fault = _PLACE_OF_FAULT.search(shapely.is_valid_reason(geometry))
        lon, lat = (float(value) for value in fault.groups()) if fault else bounds(geometry)[:2]
        raise ShapeError(ShapeCode.SELF_CROSSING, lon=lon, lat=lat)
    return shapely.orient_polygons(shapely.remove_repeated_points(geometry))


def _rings(geometry: BaseGeometry) -> list[BaseGeometry]:
    return [
        ring for part in shapely.get_parts(geometry) for ring in (part.exterior, *part.interiors)
    ]


def _plain(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")
