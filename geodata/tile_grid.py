"""The grid of tiles that web maps share: WebMercatorQuad of the OGC, in EPSG:3857.

A tile is named ``(z, row, column)``, rows from the north, columns from the west, as in the
addresses of OGC API - Tiles.  Inside a tile positions are whole numbers from 0 to `EXTENT`, ``x``
to the east, ``y`` to the south; a little more than the tile is drawn, so that lines meet at its
edges.

Source: OGC Two Dimensional Tile Matrix Set and Tile Set Metadata 2.0 (17-083r4), annex D.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from geodata.crs import MERCATOR_HALF_M, from_web_mercator

MATRIX_SET: Final = "WebMercatorQuad"
MATRIX_SET_URI: Final = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS_URI: Final = "http://www.opengis.net/def/crs/EPSG/0/3857"
MOST_ZOOM: Final = 24
"""The last matrix of the set."""

EXTENT: Final = 4096
BUFFER: Final = 64
"""How much more than the tile is drawn on each side, in steps of the tile."""

PIXEL: Final = 8
"""One pixel of a tile drawn at 512 pixels, in steps of the tile."""

TILE_PX: Final = 256
_PIXEL_M: Final = 0.00028  # the standard's pixel, from which it derives scale denominators

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of the grid."""

    z: int
    row: int
    column: int

    @property
    def exists(self) -> bool:
        """Whether the grid has such a tile."""
        side = 1 << self.z if 0 <= self.z <= MOST_ZOOM else 0
        return 0 <= self.row < side and 0 <= self.column < side

    @property
    def side_m(self) -> float:
        """The length of a side, in EPSG:3857 metres."""
        return side_m(self.z)

    @property
    def step_m(self) -> float:
        """The length of one step inside the tile, in EPSG:3857 metres."""
        return side_m(self.z) / EXTENT

    def corner(self) -> tuple[float, float]:
        """Return the north-western corner ``(x, y)`` in EPSG:3857 metres."""
        side = side_m(self.z)
        return self.column * side - MERCATOR_HALF_M, MERCATOR_HALF_M - self.row * side

    def box(self, buffer: int = 0) -> Box:
        """Return ``(west, south, east, north)`` in EPSG:3857 metres, ``buffer`` steps wider."""
        side, more = side_m(self.z), buffer * self.step_m
        west, north = self.corner()
        return west - more, north - side - more, west + side + more, north + more


def side_m(z: int) -> float:
    """Return the length of a tile's side at zoom ``z``, in EPSG:3857 metres."""
    return 2 * MERCATOR_HALF_M / (1 << z)


def cell_size(z: int) -> float:
    """Return the length of a pixel of the matrix ``z``, in EPSG:3857 metres."""
    return side_m(z) / TILE_PX


def scale_denominator(z: int) -> float:
    """Return the scale of the matrix ``z`` as the standard counts it (pixels of 0.28 mm)."""
    return cell_size(z) / _PIXEL_M


def tile_at(x: float, y: float, z: int) -> Tile:
    """Return the tile of zoom ``z`` that holds the place, given in EPSG:3857 metres."""
    last = (1 << z) - 1
    side = side_m(z)
    column = int((x + MERCATOR_HALF_M) // side)
    row = int((MERCATOR_HALF_M - y) // side)
    return Tile(z, min(max(row, 0), last), min(max(column, 0), last))


def degrees(box: Box) -> Box:
    """Return ``(west, south, east, north)`` in degrees for a box in EPSG:3857 metres."""
    return (*from_web_mercator(box[0], box[1]), *from_web_mercator(box[2], box[3]))
