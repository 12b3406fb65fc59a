"""The shape of one row of a file, from whatever holds it, as a shape in EPSG:4326."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from pyproj.exceptions import ProjError
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from app.services.exchange_value import plain
from geodata.coordinate_text import POINT_LIMIT
from geodata.crs import SYSTEMS, WEB_MERCATOR, WGS84, system
from geodata.exchange.row import FORMULA
from geodata.shapes import ShapeError, check_shape, kind_of
from models.errors import FieldError
from models.exchange_field import GEOJSON, MORE_WKT, WKT, X, Y

SYSTEMS_OFFERED = (*SYSTEMS, WEB_MERCATOR)
SAME_M = 0.002
_DEGREE_M = 111_320.0


@dataclass(frozen=True, slots=True)
class ShapeSource:
    """Which columns hold the shape, where it does not come with the row; and in which system."""

    columns: Mapping[str, str]  # what → column of the file
    epsg: int

    def is_said(self) -> bool:
        """Whether the table has a shape at all."""
        return bool(self.columns)


class ShapeReader:
    """Reads shapes of one file; keeps the transformation between its systems."""

    def __init__(self, source: ShapeSource) -> None:
        self.source = source
        self.crs = SYSTEMS.get(source.epsg)
        self.move = (
            None
            if source.epsg == WGS84
            else Transformer.from_crs(source.epsg, WGS84, always_xy=True)
        )

    def read(self, line: Mapping[str, Any]) -> BaseGeometry | None:
        """Return the checked shape of a row, or None when it has none.

        Raises:
            FieldError: ``shape_…`` at the column that holds it.
        """
        try:
            raw = self._raw(line)
            if raw is None or raw.is_empty:
                return None
            whole = self._in_degrees(raw)
            return check_shape(whole, _kind(whole))
        except ShapeError as problem:
            raise FieldError(
                f"shape_{problem.code.value}", field="shape", **problem.facts
            ) from None
        except (ShapelyError, ValueError, RecursionError, ProjError):
            raise FieldError("shape_not_readable", field="shape") from None

    def _raw(self, line: Mapping[str, Any]) -> BaseGeometry | None:
        if wkb := line.get("w"):
            return shapely.from_wkb(bytes.fromhex(wkb))
        if shape := line.get("g"):
            return shapely.from_geojson(json.dumps(shape))
        cells = line["v"]
        held = {what: cells.get(column) for what, column in self.source.columns.items()}
        if any(value == FORMULA for value in held.values()):
            raise FieldError("formula", field="shape")
        if wkt := held.get(WKT):
            return shapely.from_wkt("".join([wkt, *(held.get(more) or "" for more in MORE_WKT)]))
        if text := held.get(GEOJSON):
            return shapely.from_geojson(text if isinstance(text, str) else json.dumps(text))
        x, y = _number(held.get(X)), _number(held.get(Y))
        if x is None and y is None:
            return None
        if x is None or y is None or not np.isfinite([x, y]).all():
            raise FieldError("shape_not_finite", field="shape")
        return shapely.Point(x, y)

    def _in_degrees(self, shape: BaseGeometry) -> BaseGeometry:
        """Return the shape in EPSG:4326; in a plane either order of axes is understood."""
        positions = shapely.get_coordinates(shape)
        if not np.isfinite(positions).all():
            raise FieldError("shape_not_finite", field="shape")
        if len(positions) > POINT_LIMIT + 1:
            raise FieldError(
                "shape_too_many_points", field="shape", limit=POINT_LIMIT, given=len(positions)
            )
        if self.move is None:
            return shape
        x, y = float(positions[0][0]), float(positions[0][1])
        if self.crs is not None and not self.crs.holds(x, y) and self.crs.holds(y, x):
            shape = shapely.transform(shape, lambda pairs: pairs[:, ::-1])
        elif self.crs is not None and not self.crs.holds(x, y):
            raise FieldError("shape_other_system", field="shape", system=system(self.crs.epsg).name)
        move = self.move

        def moved(pairs: Any) -> Any:
            return np.column_stack(move.transform(pairs[:, 0], pairs[:, 1]))

        return shapely.transform(shapely.force_2d(shape), moved)


def _kind(shape: BaseGeometry) -> Any:
    """Return the kind of a shape, looked at as ``check_shape`` does: bundles of one unwrapped."""
    while shape.geom_type.startswith(("Multi", "GeometryC")) and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    return kind_of(shape)


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    text = "".join(plain(value).split()).replace(",", ".").replace("−", "-")
    try:
        return float(text)
    except ValueError:
        raise FieldError("shape_not_a_pair", field="shape", given=text[:30]) from None


def moved_m(before: BaseGeometry | None, after: BaseGeometry | None) -> float | None:
    """Return how far a shape's corners moved at most, in metres; None where they cannot be paired.

    ``SAME_M`` and less is rounding on the way through a file.
    """
    if before is None or after is None or before.geom_type != after.geom_type:
        return None
    for one, two in ((before, after), (shapely.normalize(before), shapely.normalize(after))):
        first, second = shapely.get_coordinates(one), shapely.get_coordinates(two)
        if first.shape != second.shape:
            return None
        apart = (first - second) * _DEGREE_M
        apart[:, 0] *= np.cos(np.radians(first[:, 1]))
        far = float(np.hypot(apart[:, 0], apart[:, 1]).max())
        if far <= SAME_M:
            return 0.0
    return far
