"""Shapes of places: read from what people type or paste, checked, and written out again.

Every shape is a shapely geometry in EPSG:4326, ``(lon, lat)``.  Reading and writing text is in
`geodata.shape_text`, checking in `geodata.shape_check`; everything is offered here.
"""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata.coordinate_text import POINT_LIMIT
from geodata.crs import TM35FIN, WGS84, reproject
from geodata.shape_check import ShapeKind, check_shape, kind_of
from geodata.shape_error import ShapeCode, ShapeError
from geodata.shape_text import parse_coordinates, to_geojson_text, to_lines

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
