"""Clusters for the low zooms of vector tiles: a pyramid of counted cells, made once a state.

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
"""The last zoom with clusters; from the next one on there are the features themselves."""

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
    """The clusters of all zooms from 0 to `CLUSTER_ZOOM`."""

    def __init__(self, ids: Integers, x: Floats, y: Floats) -> None:
        """Count places, given by their ids and EPSG:3857 metres; those without a place are left."""
        known = ~(np.isnan(x) | np.isnan(y))
        ids, x, y = ids[known], x[known], y[known]
        cells = _cells(x, y)
        order = np.argsort(cells, kind="stable")
        level = _joined(cells[order], np.ones(len(ids), np.int64), x[order], y[order], ids[order])
        self.levels = [level]
        for _zoom in range(CLUSTER_ZOOM):
            level = _joined(level.cells >> 2, level.count, level.x, level.y, level.first)
            self.levels.insert(0, level)

    def inside(self, tile: Tile) -> Level:
        """Return the cells of a tile.  Its zoom is at most `CLUSTER_ZOOM`."""
        level = self.levels[tile.z]
        number = int(_interleaved(np.array(tile.column)) | _interleaved(np.array(tile.row)) << 1)
        edges = np.array((number, number + 1)) << _TILE_BITS
        begin, end = np.searchsorted(level.cells, edges)
        part = slice(int(begin), int(end))
        return Level(
            level.cells[part], level.count[part], level.x[part], level.y[part], level.first[part]
        )

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
    across = 1 << (CLUSTER_ZOOM + _CELL_BITS)
    size = 2 * MERCATOR_HALF_M / across
    column = np.clip(np.floor((x + MERCATOR_HALF_M) / size), 0, across - 1).astype(np.int64)
    row = np.clip(np.floor((MERCATOR_HALF_M - y) / size), 0, across - 1).astype(np.int64)
    return _interleaved(column) | _interleaved(row) << 1


def _interleaved(numbers: Integers) -> Integers:
    """Return numbers of up to 16 bits with an empty bit before each of theirs."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        numbers = (numbers | numbers << shift) & mask
    return numbers


def _joined(cells: Integers, count: Integers, x: Floats, y: Floats, first: Integers) -> Level:
    """Return one cell for each number in ``cells``, which are in order."""
    if not len(cells):
        return Level(cells, count, x, y, first)
    begins = np.flatnonzero(np.r_[True, np.diff(cells) != 0])
    total = np.add.reduceat(count, begins)
    return Level(
        cells=cells[begins],
        count=total,
        x=np.add.reduceat(x * count, begins) / total,
        y=np.add.reduceat(y * count, begins) / total,
        first=np.minimum.reduceat(first, begins),
    )
