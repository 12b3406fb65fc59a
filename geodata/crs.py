"""Coordinate systems that Finnish cities use, and changes between them.

Axis order inside the product is always ``(lon, lat)`` or ``(easting, northing)``, that of GeoJSON.
People write the other way round, latitude or northing first (JHS 197 for the planes, habit for the
globe); only `geodata.coordinate_text` knows that.

WGS 84 and ETRS89 are taken as the same, as everywhere in Finnish public data; they drift apart by
about 2.5 cm a year and lie under a metre from each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

Position = tuple[float, float]
Positions = NDArray[np.float64]

WGS84: Final = 4326
TM35FIN: Final = 3067
WEB_MERCATOR: Final = 3857

MERCATOR_HALF_M: Final = 20037508.342789244
"""Half the side of the world in EPSG:3857, in metres."""

CITY_PLANES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "helsinki": 3879,
        "espoo": 3879,
        "vantaa": 3879,
        "tampere": 3878,
        "turku": 3877,
        "oulu": 3884,
    }
)
"""The Gauss–Krüger plane (ETRS-GKn) in which each city keeps its own maps."""


class UnknownCrsError(LookupError):
    """A coordinate system that the product does not offer."""


@dataclass(frozen=True, slots=True)
class Crs:
    """One coordinate system: its code, the name people know it by, and where Finland lies in it.

    ``limits`` is ``(least x, least y, greatest x, greatest y)`` in the system's own unit.
    """

    epsg: int
    name: str
    limits: tuple[float, float, float, float]

    @property
    def is_plane(self) -> bool:
        """Whether coordinates are metres, northing and easting, and not degrees."""
        return self.epsg != WGS84

    def holds(self, x: float, y: float) -> bool:
        """Whether the position lies within the limits."""
        west, south, east, north = self.limits
        return west <= x <= east and south <= y <= north


_FINLAND_NORTHINGS = (6_570_000.0, 7_790_000.0)


def _gauss_krueger(zone: int) -> Crs:
    south, north = _FINLAND_NORTHINGS
    middle = zone * 1_000_000 + 500_000.0
    return Crs(3854 + zone, f"ETRS-GK{zone}", (middle - 420_000, south, middle + 420_000, north))


SYSTEMS: Final[Mapping[int, Crs]] = MappingProxyType(
    {
        system.epsg: system
        for system in (
            Crs(WGS84, "WGS 84", (19.0, 59.3, 31.7, 70.2)),
            Crs(TM35FIN, "ETRS-TM35FIN", (40_000.0, 6_570_000.0, 770_000.0, 7_790_000.0)),
            *(_gauss_krueger(zone) for zone in range(19, 32)),
        )
    }
)
"""Every system in which coordinates can be entered, by EPSG code."""


def system(epsg: int) -> Crs:
    """Return the coordinate system with this code.

    Raises:
        UnknownCrsError: for a code that is not in `SYSTEMS`.

    """
    try:
        return SYSTEMS[epsg]
    except KeyError:
        raise UnknownCrsError(epsg) from None


def to_wgs84(positions: Sequence[Position], epsg: int) -> list[Position]:
    """Return ``(lon, lat)`` for positions ``(x, y)`` of another system.

    Raises:
        UnknownCrsError: for a code that is not in `SYSTEMS`.

    """
    system(epsg)
    return _as_pairs(_moved(np.asarray(positions, dtype=np.float64), epsg, WGS84))


def from_wgs84(positions: Sequence[Position], epsg: int) -> list[Position]:
    """Return ``(x, y)`` in another system for positions ``(lon, lat)``.

    Raises:
        UnknownCrsError: for a code that is not in `SYSTEMS`.

    """
    system(epsg)
    return _as_pairs(_moved(np.asarray(positions, dtype=np.float64), WGS84, epsg))


def to_web_mercator(lon: float, lat: float) -> Position:
    """Return the place in EPSG:3857, in metres, as the tiles of the map count."""
    x = lon / 180 * MERCATOR_HALF_M
    return x, float(np.arctanh(np.sin(np.radians(lat))) / np.pi * MERCATOR_HALF_M)


def from_web_mercator(x: float, y: float) -> Position:
    """Return ``(lon, lat)`` for a place in EPSG:3857."""
    lat = np.degrees(np.arctan(np.sinh(y / MERCATOR_HALF_M * np.pi)))
    return x / MERCATOR_HALF_M * 180, float(lat)


def reproject(geometry: BaseGeometry, source: int, target: int) -> BaseGeometry:
    """Return the shape with every position moved from one system to another."""
    return shapely.transform(geometry, lambda positions: _moved(positions, source, target))


def length_m(geometry: BaseGeometry, epsg: int = TM35FIN) -> float:
    """Return the length in metres of a shape given in ``(lon, lat)``, measured in a plane.

    For an area it is the length of its edges.  The scale of ETRS-TM35FIN is off by at most 0.2 % in
    Finland, that of a city's own plane by less than 0.02 % in that city.
    """
    return float(reproject(geometry, WGS84, epsg).length)


def area_m2(geometry: BaseGeometry, epsg: int = TM35FIN) -> float:
    """Return the area in square metres of a shape given in ``(lon, lat)``, as in `length_m`."""
    return float(reproject(geometry, WGS84, epsg).area)


def _moved(positions: Positions, source: int, target: int) -> Positions:
    if source == target or not len(positions):
        return positions
    x, y = _transformer(source, target).transform(positions[:, 0], positions[:, 1])
    return np.column_stack((x, y))


@cache
def _transformer(source: int, target: int) -> Transformer:
    # Making one takes tens of milliseconds; they may be shared by threads (pyproj 3.1 and later).
    return Transformer.from_crs(source, target, always_xy=True)


def _as_pairs(positions: Positions) -> list[Position]:
    return [(float(x), float(y)) for x, y in positions]
