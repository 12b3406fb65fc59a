"""Clusters for the low zooms of vector tiles: a pyramid of counted cells, made once a state.

Closer in there are the features themselves, but where they are crowded: a square that holds more
than `MOST_IN_SQUARE` places is shown by its clusters alone, up to `CROWDED_ZOOM`.  So no tile has
more features than a reader could tell apart, however many there are.  Whether a place is in a
crowded square is the same for every tile: what reaches into several is in all of them or in none.

The marks of our own maps (`geodata.clusters`) are arranged for one window and never overlap; a tile
knows neither its window nor its neighbours.  So here the grid itself decides: 16 by 16 cells a
tile, each a point where its places are on average.  What falls into one cell at one zoom falls into
one at every lower zoom, and the counts of a level add up to all places.

Cells are numbered along a Z-order curve: the four cells under a cell follow one another, and so do
the cells of a tile.  One sort of the lowest level is therefore enough for all levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geodata.crs import MERCATOR_HALF_M
from geodata.tile_grid import EXTENT, Tile
from geodata.tile_shape import POINT, Drawn, steps, zigzag
from geodata.vector_tile import layer

CLUSTER_ZOOM: Final = 11
"""The last zoom with clusters alone; from the next one on there are the features themselves."""

CROWDED_ZOOM: Final = 15
"""The last zoom at which crowded squares are clusters."""

SQUARE_ZOOM: Final = 14
"""Squares are tiles of this zoom, and closer in those of the zoom that is drawn."""

MOST_IN_SQUARE: Final = 400

LAYER: Final = "clusters"
_CELL_BITS = 4
_TILE_BITS = 2 * _CELL_BITS

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Level:
    """The cells of one zoom in the order of the curve: how many places, their middle, the first.

    ``x`` and ``y`` are EPSG:3857 metres; ``first`` is the least id of the places in the cell.
    """

    cells: Integers
    count: Integers
    x: Floats
    y: Floats
    first: Integers


class Pyramid:
    """The clusters of all zooms from 0 to `CLUSTER_ZOOM`, and those of crowded squares beyond."""

    def __init__(self, ids: Integers, x: Floats, y: Floats) -> None:
        """Count places, given by their ids and EPSG:3857 metres; those without a place are left."""
        known = ~(np.isnan(x) | np.isnan(y))
        ids, x, y = ids[known], x[known], y[known]
        cells = _cells(x, y)
        order = np.argsort(cells)
        found = Level(cells[order], np.ones(len(ids), np.int64), x[order], y[order], ids[order])
        level = _joined(found, 2 * (CROWDED_ZOOM - CLUSTER_ZOOM))
        self.levels = [level]
        for _zoom in range(CLUSTER_ZOOM):
            level = _joined(level, 2)
            self.levels.insert(0, level)
        self.squares: dict[int, Integers] = {}
        self.crowds: dict[int, Level] = {}
        for zoom in range(CROWDED_ZOOM, SQUARE_ZOOM - 1, -1):
            finer = 2 * (CROWDED_ZOOM - zoom)
            squares, is_crowded = _crowded(found.cells >> finer + _TILE_BITS)
            self.squares[zoom] = squares
            self.crowds[zoom] = _joined(_of(found, is_crowded), finer)
        for zoom in range(SQUARE_ZOOM - 1, CLUSTER_ZOOM, -1):
            self.crowds[zoom] = _joined(self.crowds[zoom + 1], 2)

    def has_crowds(self, zoom: int) -> bool:
        """Whether anything is crowded at a zoom, which is beyond `CLUSTER_ZOOM`."""
        return zoom in self.crowds and len(self.crowds[zoom].cells) > 0

    def is_crowded(self, x: Floats, y: Floats, zoom: int) -> NDArray[np.bool_]:
        """Return which places, in EPSG:3857 metres, are in crowded squares of a zoom."""
        of = max(zoom, SQUARE_ZOOM)
        squares = _cells(x, y) >> 2 * (CROWDED_ZOOM - of) + _TILE_BITS
        found: NDArray[np.bool_] = np.isin(squares, self.squares[of])
        return found

    def inside(self, tile: Tile) -> Level:
        """Return the cells of a tile.  Its zoom is at most `CROWDED_ZOOM`."""
        level = self.levels[tile.z] if tile.z <= CLUSTER_ZOOM else self.crowds[tile.z]
        number = int(_interleaved(np.array(tile.column)) | _interleaved(np.array(tile.row)) << 1)
        edges = np.array((number, number + 1)) << _TILE_BITS
        begin, end = np.searchsorted(level.cells, edges)
        return _of(level, slice(int(begin), int(end)))

    def tile(self, tile: Tile) -> bytes:
        """Return the vector tile: points with ``count``; who is alone has the feature's id."""
        found = self.inside(tile)
        at = np.rint(steps(np.column_stack((found.x, found.y)), tile)).astype(np.int64)
        commands = np.full((len(at), 3), 1 << 3 | 1, dtype=np.int64)
        commands[:, 1:] = zigzag(np.clip(at, 0, EXTENT - 1))
        counts = found.count.tolist()
        alone = zip(counts, found.first.tolist(), strict=True)
        return layer(
            LAYER,
            [first if count == 1 else None for count, first in alone],
            {"count": counts},
            Drawn(
                place=np.arange(len(at)),
                kind=[POINT] * len(at),
                first=np.arange(len(at)) * 3,
                commands=commands.ravel(),
            ),
        )


def _cells(x: Floats, y: Floats) -> Integers:
    """Return the number of the cell of each place at the lowest level."""
    across = 1 << (CROWDED_ZOOM + _CELL_BITS)
    size = 2 * MERCATOR_HALF_M / across
    column = np.clip(np.floor((x + MERCATOR_HALF_M) / size), 0, across - 1).astype(np.int64)
    row = np.clip(np.floor((MERCATOR_HALF_M - y) / size), 0, across - 1).astype(np.int64)
    return _interleaved(column) | _interleaved(row) << 1


def _interleaved(numbers: Integers) -> Integers:
    """Return numbers of up to 32 bits with an empty bit before each of theirs."""
    for shift, mask in _SPREAD:
        numbers = (numbers | numbers << shift) & mask
    return numbers


_SPREAD: Final = (
    (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333), (1, 0x5555555555555555),
)  # fmt: skip


def _crowded(squares: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """Return which squares of those of all places, in order, are crowded, and whose are."""
    begins = np.flatnonzero(np.diff(squares, prepend=-1))
    count = np.diff(np.append(begins, len(squares)))
    is_crowded = count > MOST_IN_SQUARE
    return squares[begins[is_crowded]], np.repeat(is_crowded, count)


def _of(level: Level, part: slice | NDArray[np.bool_]) -> Level:
    return Level(
        level.cells[part], level.count[part], level.x[part], level.y[part], level.first[part]
    )


def _joined(level: Level, bits: int) -> Level:
    """Return the cells that are larger by so many bits of their numbers."""
    cells, count = level.cells >> bits, level.count
    if not len(cells):
        return level
    begins = np.flatnonzero(np.diff(cells, prepend=-1))
    total = np.add.reduceat(count, begins)
    return Level(
        cells=cells[begins],
        count=total,
        x=np.add.reduceat(level.x * count, begins) / total,
        y=np.add.reduceat(level.y * count, begins) / total,
        first=np.minimum.reduceat(level.first, begins),
    )
