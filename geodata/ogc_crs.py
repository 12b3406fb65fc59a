"""The coordinate systems in which features are given and asked for, by their addresses.

Outside of CRS84 and GeoJSON the order of the axes is that of the system's own definition: latitude
first in EPSG:4326, northing first in the cities' planes, easting first in EPSG:3067.

Source: OGC API – Features – Part 2, OGC 18-058r1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geodata.crs import CITY_PLANES, TM35FIN, WEB_MERCATOR, WGS84, reproject

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG: Final = "http://www.opengis.net/def/crs/EPSG/0/"
_EDGE_PARTS: Final = 16
_DEGREE_DIGITS, _METRE_DIGITS = 7, 3


@dataclass(frozen=True, slots=True)
class OgcCrs:
    """One system: its address, its code, and whether its first axis points north."""

    uri: str
    epsg: int
    is_north_first: bool

    @property
    def digits(self) -> int:
        """Decimals that are worth writing: a centimetre in degrees, a millimetre in metres."""
        return _DEGREE_DIGITS if self.epsg == WGS84 else _METRE_DIGITS


def _of(epsg: int) -> OgcCrs:
    first = CRS.from_epsg(epsg).axis_info[0].direction
    return OgcCrs(f"{_EPSG}{epsg}", epsg, first == "north")


@cache
def ogc_systems() -> Mapping[str, OgcCrs]:
    """Return every system that is offered, by address; CRS84 first."""
    planes = sorted(set(CITY_PLANES.values()))
    codes = (WGS84, WEB_MERCATOR, TM35FIN, *planes)
    systems = [OgcCrs(CRS84, WGS84, is_north_first=False), *(_of(epsg) for epsg in codes)]
    return MappingProxyType({system.uri: system for system in systems})


def default_crs() -> OgcCrs:
    """Return CRS84, longitude and latitude."""
    return ogc_systems()[CRS84]


def to_lonlat(geometry: BaseGeometry, crs: OgcCrs) -> BaseGeometry:
    """Return a shape of another system in ``(lon, lat)``; its long edges keep their way.

    A straight edge of a plane bends on the globe, so edges get positions in between.
    """
    if crs.is_north_first:
        geometry = shapely.transform(geometry, _swapped)
    if crs.epsg == WGS84:
        return geometry
    west, south, east, north = geometry.bounds
    longest = max(east - west, north - south)
    if longest > 0 and np.isfinite(longest):
        geometry = shapely.segmentize(geometry, longest / _EDGE_PARTS)
    return reproject(geometry, crs.epsg, WGS84)


def from_lonlat(shapes: NDArray[np.object_], crs: OgcCrs) -> NDArray[np.object_]:
    """Return shapes given in ``(lon, lat)`` in another system, by its own axes, rounded."""
    if crs.epsg != WGS84:
        shapes = reproject(shapes, WGS84, crs.epsg)

    def finished(positions: NDArray[np.float64]) -> NDArray[np.float64]:
        rounded = np.round(positions, crs.digits)
        return _swapped(rounded) if crs.is_north_first else rounded

    moved: NDArray[np.object_] = shapely.transform(shapes, finished)
    return moved


def _swapped(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    return positions[:, ::-1]
