"""The built-in outline of Finland and around, cut from Natural Earth: the map that is always there.

Usage::

    python -m geodata.outline WORLD_ATLAS_FOLDER OUT_FOLDER
    python -m geodata.outline SRC_TOPOJSON OUT_GEOJSON [TOLERANCE]

The source is the npm package ``world-atlas`` 2.0.2: Natural Earth 4.1 as TopoJSON.  From its folder
two files are made, ``outline-low.json`` (1:50 million, for zoom 0-5) and ``outline-high.json``
(1:10 million, from 6).  The tolerance is in degrees.  Even the finer one has the coast up to 1.5 km
off, so it is honest to zoom 8 only.
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
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

WINDOW = (4.0, 53.0, 43.0, 72.0)
DEFAULT_TOLERANCE = 0.005
FILES = (
    ("countries-50m.json", "outline-low.json", 0.01),
    ("countries-10m.json", "outline-high.json", DEFAULT_TOLERANCE),
)
_DIGITS = 4  # about 10 m, far below what the source knows
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


def outline(topology: Topology, tolerance: float) -> dict[str, object]:
    """Return the countries in the window as GeoJSON features, thinned by ``tolerance``."""
    shared = arcs(topology)
    features = []
    for country in topology["objects"]["countries"]["geometries"]:
        land = _clipped(country, shared).simplify(tolerance)
        if not land.is_empty:
            features.append(
                {
                    "type": "Feature",
                    "properties": {"name": country["properties"]["name"]},
                    "geometry": _rounded(land),
                }
            )
    return {"type": "FeatureCollection", "features": features}


def write_outline(source: Path, target: Path, tolerance: float) -> None:
    """Write the outline made from one TopoJSON file as GeoJSON without spaces."""
    collection = outline(json.loads(source.read_text("utf-8")), tolerance)
    text = json.dumps(collection, separators=(",", ":"), ensure_ascii=False)
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


def _rounded(land: BaseGeometry) -> object:
    rounded = shapely.transform(land, lambda positions: np.round(positions, _DIGITS))
    return json.loads(shapely.to_geojson(rounded))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
