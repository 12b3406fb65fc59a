"""The built-in outline of Finland and around, cut from Natural Earth: the map that is always there.

Usage::

    python -m geodata.outline WORLD_ATLAS_FOLDER OUT_FOLDER
    python -m geodata.outline SRC_TOPOJSON OUT_JSON [TOLERANCE]

The source is the npm package ``world-atlas`` 2.0.2: Natural Earth 4.1 as TopoJSON.  From its folder
two files are made, ``outline-low.json`` (1:50 million, for zoom 0-6) and ``outline-high.json``
(1:10 million, from 7).  The tolerance is in degrees.  Even the finer one has the coast up to 1.5 km
off, so it is honest to zoom 8 only.

Every first view of a map fetches one, so they are written small: whole numbers of a thousandth of
a degree, each position as its step from the one before (static/js/map/base.js reads them)::

    {"scale": 1000, "lands": [[[[x, y, dx, dy, ...], hole, ...], polygon, ...], land, ...]}
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LinearRing, Polygon, box
from shapely.geometry.base import BaseGeometry

WINDOW = (4.0, 53.0, 43.0, 72.0)
DEFAULT_TOLERANCE = 0.005
FILES = (
    ("countries-50m.json", "outline-low.json", 0.01),
    ("countries-10m.json", "outline-high.json", DEFAULT_TOLERANCE),
)
SCALE = 1000  # steps in a degree, about 100 m: below a pixel of zoom 8, and what the source knows
_RING_LEAST = 4

Arc = NDArray[np.float64]
Topology = dict[str, Any]


def arcs(topology: Topology) -> list[Arc]:
    """Return the arcs of a quantised TopoJSON as positions ``(lon, lat)``."""
    scale = np.asarray(topology["transform"]["scale"])
    shift = np.asarray(topology["transform"]["translate"])
    return [np.cumsum(np.asarray(arc), axis=0) * scale + shift for arc in topology["arcs"]]


def polygons(geometry: Topology, shared: Sequence[Arc]) -> Iterator[Polygon]:
    """Return the polygons of a TopoJSON geometry, without islets that quantising has flattened."""
    if geometry["type"] not in {"Polygon", "MultiPolygon"}:
        return
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for part in parts:
        rings = [_ring(ring, shared) for ring in part]
        if len(rings[0]) >= _RING_LEAST:
            yield Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= _RING_LEAST])


def outline(topology: Topology, tolerance: float) -> list[BaseGeometry]:
    """Return the countries in the window, thinned by ``tolerance``."""
    shared = arcs(topology)
    lands = (
        _clipped(country, shared).simplify(tolerance)
        for country in topology["objects"]["countries"]["geometries"]
    )
    return [land for land in lands if not land.is_empty]


def stepped(land: BaseGeometry) -> list[list[list[int]]]:
    """Return the polygons of a land, each as its outer ring and its holes, written in steps."""
    return [
        [_steps(ring) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in shapely.get_parts(land)
    ]


def _steps(ring: LinearRing) -> list[int]:
    positions = np.round(shapely.get_coordinates(ring) * SCALE).astype(int)
    steps = np.diff(positions, axis=0, prepend=np.zeros((1, 2), dtype=int))
    moved = (steps != 0).any(axis=1)
    numbers: list[int] = steps[moved].reshape(-1).tolist()
    return numbers


def write_outline(source: Path, target: Path, tolerance: float) -> None:
    """Write the outline made from one TopoJSON file, in steps and without spaces."""
    lands = [stepped(land) for land in outline(json.loads(source.read_text("utf-8")), tolerance)]
    text = json.dumps({"scale": SCALE, "lands": lands}, separators=(",", ":"))
    target.write_text(text, "utf-8")


def main(argv: Sequence[str]) -> int:
    """Write the outline or outlines; return 0, or 2 when the arguments do not fit."""
    match argv:
        case [source, target] if Path(source).is_dir():
            for name, made, tolerance in FILES:
                write_outline(Path(source) / name, Path(target) / made, tolerance)
        case [source, target]:
            write_outline(Path(source), Path(target), DEFAULT_TOLERANCE)
        case [source, target, wanted]:
            write_outline(Path(source), Path(target), float(wanted))
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


def _ring(numbers: Sequence[int], shared: Sequence[Arc]) -> Arc:
    pieces = [shared[n] if n >= 0 else shared[~n][::-1] for n in numbers]
    # Where two arcs meet, both carry the position.
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _clipped(country: Topology, shared: Sequence[Arc]) -> BaseGeometry:
    window = box(*WINDOW)
    parts = [polygon for polygon in polygons(country, shared) if polygon.intersects(window)]
    land = shapely.union_all([part.buffer(0).intersection(window) for part in parts])
    return shapely.union_all(
        [part for part in shapely.get_parts(land) if part.geom_type == "Polygon"]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
