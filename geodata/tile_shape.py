"""Shapes as a vector tile draws them: moved into the tile, cut, rounded, and as its commands.

As PostGIS does it (``ST_AsMVTGeom``), so that both engines give the same tiles: cut a little
outside of the tile, rounded to whole steps, positions that fall together left out, areas kept
sound, outer rings turned the way the specification wants.  What is smaller than a pixel, or falls
together altogether, is drawn as the point that stands for it: nothing is lost at any zoom.

Source: Mapbox Vector Tile Specification 2.1, section 4.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.tile_grid import BUFFER, EXTENT, PIXEL, Tile

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Shapes = NDArray[Any]

POINT: Final = 1
LINE: Final = 2
AREA: Final = 3
_MOVE, _DRAW, _CLOSE = 1, 2, 15
_LEAST: Final = {LINE: 2, AREA: 3}  # positions of a line, and of a ring without the closing one


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is seen of some shapes, in their order.

    ``place`` is which of them, ``kind`` is POINT, LINE or AREA, and the commands of each begin at
    ``first`` in ``commands``.
    """

    place: Integers
    kind: list[int]
    first: Integers
    commands: Integers


def drawn(shapes: Shapes, anchor_x: Floats, anchor_y: Floats, tile: Tile) -> Drawn:
    """Return what the tile shows of shapes in EPSG:3857, with the points that stand for them."""
    anchors = np.rint(steps(np.column_stack((anchor_x, anchor_y)), tile)).astype(np.int64)
    dimension = shapely.get_dimensions(shapes)
    bounds = shapely.bounds(shapes)
    size = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    is_small = (dimension > 0) & (size < PIXEL * tile.step_m)
    found: list[tuple[int, int, Integers]] = []
    large = np.flatnonzero((dimension > 0) & ~is_small)
    for kind in (LINE, AREA):
        places = large[dimension[large] == kind - 1]
        found += _lines(_cut(shapes[places], bounds[places], tile, kind), places, kind)
    gone = np.setdiff1d(large, [place for place, _, _ in found])
    found += _dots(anchors, np.concatenate((np.flatnonzero(is_small), gone)))
    points = np.flatnonzero((dimension == 0) & (shapely.get_num_geometries(shapes) == 1))
    found += _dots(_positions(shapes[points], tile), points, np.arange(len(points)))
    several = np.flatnonzero((dimension == 0) & (shapely.get_num_geometries(shapes) > 1))
    for place in several.tolist():
        found += _scattered(_positions(shapes[[place]], tile), place)
    found.sort(key=lambda one: one[0])
    lengths = [len(commands) for _, _, commands in found]
    return Drawn(
        place=np.array([place for place, _, _ in found], dtype=np.int64),
        kind=[kind for _, kind, _ in found],
        first=np.cumsum([0, *lengths[:-1]]) if found else np.zeros(0, dtype=np.int64),
        commands=np.concatenate([commands for *_, commands in found])
        if found
        else np.zeros(0, dtype=np.int64),
    )


def steps(positions: Floats, tile: Tile) -> Floats:
    """Return positions in EPSG:3857 as steps inside the tile, y to the south."""
    west, north = tile.corner()
    out = np.empty_like(positions)
    out[:, 0] = (positions[:, 0] - west) / tile.step_m
    out[:, 1] = (north - positions[:, 1]) / tile.step_m
    return out


def zigzag(numbers: Integers) -> Integers:
    """Return numbers as they are packed, those close to nothing small whichever their sign."""
    return (numbers << 1) ^ (numbers >> 63)


def _positions(shapes: Shapes, tile: Tile) -> Integers:
    return np.rint(steps(shapely.get_coordinates(shapes), tile)).astype(np.int64)


def _in_reach(positions: Integers) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = (positions >= -BUFFER) & (positions <= EXTENT + BUFFER)
    return inside[:, 0] & inside[:, 1]


def _dots(
    positions: Integers, places: Integers, rows: Integers | None = None
) -> list[tuple[int, int, Integers]]:
    """Return a point for each place that is in reach; ``rows`` are theirs in ``positions``."""
    at = positions[places if rows is None else rows]
    near = _in_reach(at)
    commands = np.full((int(near.sum()), 3), 1 << 3 | _MOVE, dtype=np.int64)
    commands[:, 1:] = zigzag(at[near])
    return [(place, POINT, row) for place, row in zip(places[near].tolist(), commands, strict=True)]


def _scattered(positions: Integers, place: int) -> list[tuple[int, int, Integers]]:
    """Return the points of one shape that has several."""
    at = positions[_in_reach(positions)]
    if not len(at):
        return []
    at = at[np.r_[True, (np.diff(at, axis=0) != 0).any(axis=1)]]
    moves = zigzag(np.diff(at, axis=0, prepend=[[0, 0]])).ravel()
    return [(place, POINT, np.concatenate(([len(at) << 3 | _MOVE], moves)))]


def _cut(shapes: Shapes, bounds: Floats, tile: Tile, kind: int) -> Shapes:
    """Return shapes in whole steps, cut where they leave the tile by more than its buffer.

    They are rounded before they are cut, as PostGIS does it, and where they are cut once more.
    """
    if not len(shapes):
        return shapes
    west, south, east, north = tile.box(BUFFER)
    leaves = (
        (bounds[:, 0] < west) | (bounds[:, 1] < south)
        | (bounds[:, 2] > east) | (bounds[:, 3] > north)
    )  # fmt: skip
    moved = _whole(shapely.transform(shapes, lambda at: np.rint(steps(at, tile))), kind)
    if leaves.any():
        edge = EXTENT + BUFFER
        inside = shapely.clip_by_rect(moved[leaves], -BUFFER, -BUFFER, edge, edge)
        moved[leaves] = _whole(shapely.transform(inside, np.rint), kind)
    return moved


def _whole(shapes: Shapes, kind: int) -> Shapes:
    """Return areas in whole steps that do not cross themselves; lines may."""
    if kind == AREA:
        broken = ~shapely.is_valid(shapes)
        if broken.any():
            shapes[broken] = shapely.set_precision(shapely.make_valid(shapes[broken]), 1.0)
    return shapes


def _lines(shapes: Shapes, places: Integers, kind: int) -> list[tuple[int, int, Integers]]:
    """Return the commands of lines or areas, for each that has any left once it is rounded."""
    if not len(shapes):
        return []
    parts, owner = _parts(shapes, kind)
    if kind == AREA:
        parts = shapely.orient_polygons(parts, exterior_cw=False)
        parts, polygon = shapely.get_rings(parts, return_index=True)
        owner = owner[polygon]
    positions, part = shapely.get_coordinates(parts, return_index=True)
    if not len(positions):
        return []
    at = positions.astype(np.int64)
    keep = np.r_[True, (np.diff(at, axis=0) != 0).any(axis=1) | (np.diff(part) != 0)]
    at, part = at[keep], part[keep]
    if kind == AREA:  # a ring closes itself
        last = np.r_[np.diff(part) != 0, True]
        at, part = at[~last], part[~last]
    count = np.bincount(part, minlength=len(parts))
    chosen = (count >= _LEAST[kind])[part]
    return _written(at[chosen], part[chosen], owner, places, kind)


def _parts(shapes: Shapes, kind: int) -> tuple[Shapes, Integers]:
    """Return the single lines or areas of shapes, and which shape each is of."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    single, inner = shapely.get_parts(parts, return_index=True)  # collections hold collections
    fits = (shapely.get_dimensions(single) == kind - 1) & ~shapely.is_empty(single)
    return single[fits], owner[inner][fits]


def _written(
    at: Integers, part: Integers, owner: Integers, places: Integers, kind: int
) -> list[tuple[int, int, Integers]]:
    """Return the commands of each shape for the positions of its parts, in one array each."""
    if not len(at):
        return []
    shape = owner[part]
    moves = np.diff(at, axis=0, prepend=[[0, 0]])
    opens = np.r_[True, np.diff(shape) != 0]
    moves[opens] = at[opens]  # each feature begins at the corner of the tile
    begins = np.flatnonzero(np.r_[True, np.diff(part) != 0])
    count = np.diff(np.r_[begins, len(at)])
    # A part is: move, x, y, draw, x, y of the others, and for a ring close.
    length = 2 * count + 2 + (kind == AREA)
    ends = np.cumsum(length)
    starts = ends - length
    commands = np.empty(int(ends[-1]), dtype=np.int64)
    commands[starts] = 1 << 3 | _MOVE
    commands[starts + 3] = (count - 1) << 3 | _DRAW
    if kind == AREA:
        commands[ends - 1] = _CLOSE
    within = np.arange(len(at)) - np.repeat(begins, count)
    target = np.repeat(starts, count) + 1 + 2 * within + (within > 0)
    packed = zigzag(moves)
    commands[target], commands[target + 1] = packed[:, 0], packed[:, 1]
    firsts = np.flatnonzero(np.r_[True, np.diff(shape[begins]) != 0])
    pieces = np.split(commands, starts[firsts[1:]])
    which = places[shape[begins[firsts]]]
    return [(place, kind, piece) for place, piece in zip(which.tolist(), pieces, strict=True)]
