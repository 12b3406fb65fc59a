"""Making shapes of thousands of points lighter, with a promise of how far anything moves."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import TM35FIN, WGS84, reproject
from geodata.shape_check import check_shape, kind_of, point_count
from geodata.shape_error import ShapeError

MANY_POINTS = 1_000
"""From this many points on, a lighter shape is worth offering."""

TOLERANCES_M = (0.1, 0.5, 2.0, 5.0)
_WORTH = 0.7  # an offer has to leave out at least three in ten


@dataclass(frozen=True, slots=True)
class Lighter:
    """One offer: how many points are left when nothing moves by more than ``metres``."""

    metres: float
    points: int


def simplified(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """Return the shape with fewer points, no place of its outline moved by more than ``metres``.

    Raises:
        ShapeError: The lighter shape would not be sound, such as parts that touch each other.

    """
    plane = reproject(geometry, WGS84, TM35FIN)
    lighter = shapely.simplify(plane, metres, preserve_topology=True)
    return check_shape(reproject(lighter, TM35FIN, WGS84), kind_of(geometry), limit=10**9)


def offers(geometry: BaseGeometry) -> list[Lighter]:
    """Return what could be offered for a shape of many points, the most faithful first."""
    found: list[Lighter] = []
    least = point_count(geometry)
    for metres in TOLERANCES_M:
        try:
            points = point_count(simplified(geometry, metres))
        except ShapeError:
            continue
        if points <= least * _WORTH:
            found.append(Lighter(metres, points))
            least = points
    return found
