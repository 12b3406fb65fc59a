"""Clusters of places for one zoom of the map: no two closer than a finger, chips never overlapping.

Pure numpy and shapely, so that both databases share it.  Positions are EPSG:3857 metres
``(x, y)``, y to the north; a pixel is a CSS pixel of the 256-pixel tile scheme.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.chips import Anchor, Chip, Rectangle, arranged, joined, overlap
from geodata.chips import CityNames as CityNames
from geodata.crs import MERCATOR_HALF_M, Position, from_web_mercator

CITY_ZOOM: Final = 9
"""Below this zoom there is one chip a city instead of circles."""

MAX_ZOOM: Final = 18
WINDOW_PAD: Final = 0.25
"""By how much of its own size the browser widens the window it asks for, on each side."""

STACK_LIMIT: Final = 12
"""How many places of a stack are named."""

_NEAR_ZOOM: Final = 15
_CORE: Final = (0.04, 0.96)
_TILE_PX: Final = 256

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Points:
    """The places to show, as arrays of one length.

    ``ids`` may be of any kind; ``status`` and ``city`` are numbers from 0 in tables of the caller.
    """

    x: Floats
    y: Floats
    ids: NDArray[Any]
    status: Integers
    city: Integers


@dataclass(frozen=True, slots=True)
class Cluster:
    """One mark on the map: a single place, a circle with a count, or a city's chip.

    ``bounds`` is ``(x0, y0, x1, y1)`` of its places, for a chip without the ones far out.
    ``sample_id`` is the place if there is only one.  ``stack`` names the first places of a cluster
    that no zoom takes apart.  ``status`` is what all places have in common, if anything.  ``key``
    is the same whenever the same places are clustered at the same zoom.
    """

    count: int
    x: float
    y: float
    bounds: Box
    key: str
    size_px: int
    sample_id: Hashable | None = None
    stack: tuple[Hashable, ...] = ()
    status: int | None = None
    city: int | None = None
    name: str | None = None
    anchor: Anchor = "c"


def metres_per_pixel(zoom: float) -> float:
    """Return how many EPSG:3857 metres a pixel spans (about twice those on the ground here)."""
    return float(2 * MERCATOR_HALF_M / _TILE_PX / 2.0**zoom)


def spacing_px(zoom: float) -> float:
    """Return the least distance between the middles of two marks, in pixels."""
    return 60 if zoom < _NEAR_ZOOM else 44


def size_px(count: int, zoom: float) -> int:
    """Return the diameter of a circle that counts ``count`` places, less than the spacing."""
    return min(round(32 + 8 * math.log10(count)), int(spacing_px(zoom)) - 4)


def extent(places: Sequence[Position] | Floats) -> Box | None:
    """Return the box ``(west, south, east, north)`` in degrees that holds most of the places.

    For opening a map on what a search has found; one that strays far does not widen it.  Nothing
    for no places.
    """
    if not len(places):
        return None
    x0, y0, x1, y1 = _core(np.array(places, dtype=np.float64))
    return (*from_web_mercator(x0, y0), *from_web_mercator(x1, y1))


def cluster(
    points: Points, zoom: float, cities: CityNames, window: Box | None = None
) -> list[Cluster]:
    """Return the marks for these places at this zoom, the greatest count first.

    ``window`` is the box that was asked for, of which the view is the middle (see `WINDOW_PAD`);
    it helps to keep chips from being cut by the map's edge.
    """
    if not len(points.x):
        return []
    if zoom < CITY_ZOOM:
        return _city_chips(points, zoom, cities, window)
    cell = _cells(points, zoom)
    count = np.bincount(cell).astype(np.float64)
    x = np.bincount(cell, weights=points.x) / count
    y = np.bincount(cell, weights=points.y) / count
    group = merged(count, x, y, spacing_px(zoom) * metres_per_pixel(zoom))
    return _described(points, group[cell], zoom)


def merged(count: Floats, x: Floats, y: Floats, spacing: float) -> Integers:
    """Return the number of the cluster of each grid cell, from 0.

    Cells are given by how many places they hold and the middle of these.  Joining two moves the
    middle, perhaps towards a third, so it goes on until no two middles are closer than ``spacing``.
    """
    group = np.arange(len(count))
    while True:
        middles = shapely.points(x, y)
        one, other = shapely.STRtree(middles).query(middles, "dwithin", spacing)
        is_pair = one < other
        if not is_pair.any():
            return group
        step = _joined_once(one[is_pair], other[is_pair], (x, y))
        group = step[group]
        before, count = count, np.bincount(step, weights=count).astype(np.float64)
        x = np.bincount(step, weights=before * x) / count
        y = np.bincount(step, weights=before * y) / count


def _joined_once(one: Integers, other: Integers, middles: tuple[Floats, Floats]) -> Integers:
    """Join pairs, nearest first, each cluster at most once; return the new number of each."""
    x, y = middles
    distance = np.hypot(x[one] - x[other], y[one] - y[other])
    target = np.arange(len(x))
    taken = np.zeros(len(x), dtype=bool)
    for pair in np.lexsort((other, one, distance)):
        a, b = one[pair], other[pair]
        if not (taken[a] or taken[b]):
            taken[a] = taken[b] = True
            target[b] = a
    return np.unique(target, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _cells(points: Points, zoom: float) -> Integers:
    """Return the number of the grid cell of each point; the grid does not move with the window."""
    side = spacing_px(zoom) * 4 / 3 * metres_per_pixel(zoom)
    across, down = np.floor(points.x / side), np.floor(points.y / side)
    # One number a cell sorts twenty times faster than pairs; doubles hold it exactly to zoom 20.
    return np.unique(across * 2**26 + down, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _described(points: Points, group: Integers, zoom: float) -> list[Cluster]:
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    clusters = [_describe(points, members, zoom) for members in np.split(order, starts[1:])]
    return sorted(clusters, key=lambda mark: (-mark.count, -mark.y, mark.x))


def _describe(points: Points, members: Integers, zoom: float) -> Cluster:
    bounds = _bounds(points, members)
    alone = len(members) == 1
    stacked = not alone and (
        zoom >= MAX_ZOOM
        or math.hypot(bounds[2] - bounds[0], bounds[3] - bounds[1])
        < spacing_px(MAX_ZOOM) * metres_per_pixel(MAX_ZOOM)
    )
    return Cluster(
        count=len(members),
        x=float(points.x[members].mean()),
        y=float(points.y[members].mean()),
        bounds=bounds,
        key=_key(points, members, zoom),
        size_px=size_px(len(members), zoom),
        sample_id=points.ids[members[0]] if alone else None,
        stack=tuple(points.ids[members[:STACK_LIMIT]].tolist()) if stacked else (),
        status=_common(points.status[members]),
        city=_common(points.city[members]),
    )


def _city_chips(
    points: Points, zoom: float, cities: CityNames, window: Box | None
) -> list[Cluster]:
    pixel = metres_per_pixel(zoom)
    chips: list[Chip] = []
    for city in np.unique(points.city).tolist():
        here = points.city == city
        chips.append(
            Chip(
                name=cities.name_of((city,)),
                count=int(here.sum()),
                x=float(points.x[here].mean()) / pixel,
                y=-float(points.y[here].mean()) / pixel,
                cities=(city,),
            )
        )
    chips = _capital_joined(chips, cities)
    marks = arranged(chips, cities.name_of, _view_px(window, pixel))
    described = (_describe_chip(points, chip, zoom) for chip in marks)
    return sorted(described, key=lambda mark: (-mark.count, -mark.y, mark.x))


def _capital_joined(chips: list[Chip], cities: CityNames) -> list[Chip]:
    capital = [chip for chip in chips if cities.capital.issuperset(chip.cities)]
    if not any(
        overlap(one.rectangle, other.rectangle)
        for one in capital
        for other in capital
        if one is not other
    ):
        return chips
    others = [chip for chip in chips if chip not in capital]
    return [*others, joined(capital, cities.name_of)]


def _view_px(window: Box | None, pixel: float) -> Rectangle | None:
    if window is None:
        return None
    west, south, east, north = window
    pad = WINDOW_PAD / (1 + 2 * WINDOW_PAD)
    across, down = (east - west) * pad, (north - south) * pad
    return (
        (west + across) / pixel,
        -(north - down) / pixel,
        (east - across) / pixel,
        -(south + down) / pixel,
    )


def _describe_chip(points: Points, chip: Chip, zoom: float) -> Cluster:
    members = np.flatnonzero(np.isin(points.city, chip.cities))
    pixel = metres_per_pixel(zoom)
    return Cluster(
        count=chip.count,
        x=chip.x * pixel,
        y=-chip.y * pixel,
        bounds=_core_bounds(points, members),
        key=f"{zoom:g}/city/{'-'.join(map(str, chip.cities))}/{chip.anchor}",
        size_px=0,
        status=_common(points.status[members]),
        city=chip.cities[0] if len(chip.cities) == 1 else None,
        name=chip.name,
        anchor=chip.anchor,
    )


def _bounds(points: Points, members: Integers) -> Box:
    x, y = points.x[members], points.y[members]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _core_bounds(points: Points, members: Integers) -> Box:
    """Return the box of most places: one that strays far must not decide where a press zooms to."""
    return _core(np.column_stack((points.x[members], points.y[members])))


def _core(positions: Floats) -> Box:
    (x0, y0), (x1, y1) = np.quantile(positions, _CORE, axis=0, method="nearest")
    return float(x0), float(y0), float(x1), float(y1)


def _common(values: Integers) -> int | None:
    return int(values[0]) if bool((values == values[0]).all()) else None


def _key(points: Points, members: Integers, zoom: float) -> str:
    """Name a cluster by its places: the first, how many, and the sum of where they are."""
    where = int((points.x[members].sum() + points.y[members].sum()) % 1_000_003)
    return f"{zoom:g}/{points.ids[members[0]]}/{len(members)}/{where}"
