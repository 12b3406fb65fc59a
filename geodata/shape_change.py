"""What a change did to a shape, in metres: how far it moved, how large it was and is."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from geodata.crs import TM35FIN, WGS84, reproject
from geodata.shapes import ShapeKind, kind_of

LEAST_MOVE_M = 0.5


@dataclass(frozen=True, slots=True)
class Measure:
    """One shape in ETRS-TM35FIN metres; a point has neither area nor length."""

    kind: ShapeKind
    area_m2: float
    length_m: float
    points: int


@dataclass(frozen=True, slots=True)
class ShapeChange:
    """Two shapes beside each other; ``moved_m`` from middle to middle, None where one is missing.

    ``box`` is (west, south, east, north) around both.
    """

    before: Measure | None
    after: Measure | None
    moved_m: float | None
    box: tuple[float, float, float, float]


def compare(before: str | None, after: str | None) -> ShapeChange:
    """Return what differs between two GeoJSON geometry texts; at least one has to be there."""
    shapes = [shapely.from_geojson(text) for text in (before, after) if text]
    west, south, east, north = (float(one) for one in shapely.total_bounds(shapes))
    old, new = (_plane(text) for text in (before, after))
    moved = None
    if old is not None and new is not None:
        moved = float(old.centroid.distance(new.centroid))
    return ShapeChange(
        _measured(old),
        _measured(new),
        moved if moved is None or moved >= LEAST_MOVE_M else 0.0,
        (west, south, east, north),
    )


def _plane(text: str | None) -> shapely.Geometry | None:
    return reproject(shapely.from_geojson(text), WGS84, TM35FIN) if text else None


def _measured(shape: shapely.Geometry | None) -> Measure | None:
    if shape is None:
        return None
    kind = kind_of(shape)
    return Measure(
        kind=kind,
        area_m2=float(shape.area),
        length_m=float(shape.length) if kind == "line" else 0.0,
        points=int(shapely.get_num_coordinates(shape)),
    )
