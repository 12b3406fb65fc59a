"""The place that an address asks for: ``bbox`` and ``bbox-crs``.

Source: OGC 17-069r4, 7.15.3; OGC 18-058r1, 6.2.3.
"""

import math

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84
from geodata.ogc_crs import OgcCrs, to_lonlat
from models.ogc import OgcError

FLAT, TALL = 4, 6
WORLD = (-180.0, -90.0, 180.0, 90.0)


def read_area(text: str, crs: OgcCrs) -> BaseGeometry:
    """Return a box in ``(lon, lat)`` from four numbers, or six with heights.

    A box whose west lies east of its east crosses the antimeridian.

    Raises:
        OgcError: it is no box.

    """
    try:
        numbers = [float(one) for one in text.split(",")]
    except ValueError:
        raise _refused() from None
    if len(numbers) not in {FLAT, TALL} or not all(math.isfinite(one) for one in numbers):
        raise _refused()
    half = len(numbers) // 2
    low, high = numbers[:2], numbers[half : half + 2]
    if crs.epsg != WGS84:
        return _plane(low, high, crs)
    if crs.is_north_first:
        low, high = low[::-1], high[::-1]
    return _globe(*low, *high)


def _plane(low: list[float], high: list[float], crs: OgcCrs) -> BaseGeometry:
    if low[0] > high[0] or low[1] > high[1]:
        raise _refused()
    area = to_lonlat(_box(*low, *high), crs)
    if not all(math.isfinite(edge) for edge in area.bounds):
        raise OgcError("ogc_bbox_outside", field="bbox")
    return area


def _globe(west: float, south: float, east: float, north: float) -> BaseGeometry:
    least_x, least_y, most_x, most_y = WORLD
    on_globe = least_y <= south <= north <= most_y
    if not on_globe or not all(least_x <= one <= most_x for one in (west, east)):
        raise OgcError("ogc_bbox_outside", field="bbox")
    if west <= east:
        return _box(west, south, east, north)
    return shapely.union(_box(west, south, most_x, north), _box(least_x, south, east, north))


def _box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Return a box, or what it is without width or height: a polygon of no area touches nothing."""
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def _refused() -> OgcError:
    return OgcError("ogc_bbox", field="bbox")
