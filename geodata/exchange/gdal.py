"""GeoPackage, Shapefile and FlatGeobuf by GDAL.  For the child process only: it has a SQLite too.

Drivers other than these are switched off before GDAL is loaded (see `sandbox`), so that a file
of another kind under one of their names cannot be opened, whatever it says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.errors
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio import raw

from geodata.exchange.refusal import MOST_POINTS, MOST_ROWS, RefusedError
from geodata.exchange.row import Row, Source

DRIVERS = {"gpkg": "GPKG", "shapefile": "ESRI Shapefile"}
WGS84 = 4326
_CHUNK = 500
_COPIED = 1_000  # features at a time
_UTC = 100  # as GDAL says it of an instant
_SURE = 70  # of 100, how sure PROJ has to be of a system's code


def read(path: Path, kind: str, layer: str = "") -> Source:
    """Return the features of one layer, the first with features unless another is named.

    Raises:
        RefusedError: ``unreadable``, ``no_rows``, ``too_many_rows``.
    """
    try:
        layers = [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]
        if not layers:
            raise RefusedError("no_rows")
        chosen = layer if layer in layers else layers[0]
        info = pyogrio.read_info(path, layer=chosen, force_feature_count=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError):
        raise RefusedError("unreadable", kind=kind) from None
    if info["driver"] != DRIVERS[kind]:
        raise RefusedError("file_type_wrong", named=kind, found=str(info["driver"]))
    total = int(info["features"])
    if total > MOST_ROWS:
        raise RefusedError("too_many_rows", limit=MOST_ROWS)
    epsg, name = system_of(info["crs"])
    return Source(
        kind,
        _rows(path, chosen, total, kind),
        columns=[str(one) for one in info["fields"]],
        epsg=epsg,
        crs_name=name,
        layers=layers,
        layer=chosen,
        has_shapes=info["geometry_type"] is not None,
    )


def system_of(text: str | None) -> tuple[int | None, str]:
    """Return the EPSG code and the name of the coordinate system that a file states."""
    if not text:
        return None, ""
    try:
        crs = pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        return None, text
    return crs.to_epsg(min_confidence=_SURE), str(crs.name)


def _rows(path: Path, layer: str, total: int, kind: str) -> Iterator[Row]:
    for first in range(0, total, _CHUNK):
        try:
            meta, _ids, shapes, columns = raw.read(
                path, layer=layer, skip_features=first, max_features=_CHUNK, datetime_as_string=True
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, RuntimeError):
            raise RefusedError("unreadable", kind=kind) from None
        names = [str(one) for one in meta["fields"]]
        for place in range(len(columns[0]) if columns else len(shapes)):
            number = first + place + 1
            values = {
                name: value
                for name, column in zip(names, columns, strict=True)
                if (value := _plain(column[place])) is not None
            }
            yield Row(number, values, wkb=_hex(None if shapes is None else shapes[place], number))


def _hex(wkb: bytes | None, number: int) -> str:
    if not wkb:
        return ""
    try:
        given = int(shapely.get_num_coordinates(shapely.from_wkb(wkb)))
    except shapely.errors.ShapelyError:
        raise RefusedError("shape_broken", row=number) from None
    if given > MOST_POINTS + 1:
        raise RefusedError("too_many_points", row=number, given=given, limit=MOST_POINTS)
    return wkb.hex()


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it; None for what is not there."""
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, str | int) else None


def write_gpkg(
    path: Path, columns: list[tuple[str, str]], rows: list[dict[str, Any]], *, append: bool
) -> None:
    """Write rows into the layer ``testbeds``; ``columns`` are (name, kind: text, number, mark).

    A row holds its values by column and its shape as hex WKB under ``shape``, EPSG:4326.
    """
    write_layer(path, Layer("testbeds", columns), rows, append=append)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer to be written.

    ``columns`` are (name, kind: text, number, decimal, mark, date, instant); ``about`` goes into
    the file as metadata: title, description, licence and whatever else there is to say.
    """

    name: str
    columns: Sequence[tuple[str, str]]
    epsg: int = WGS84
    about: Mapping[str, str] = field(default_factory=dict)


def write_layer(path: Path, layer: Layer, rows: list[dict[str, Any]], *, append: bool) -> None:
    """Write rows into a layer of a GeoPackage, anew or at its end.

    A row holds its values by column and its shape as hex WKB under ``shape``, in the layer's CRS.
    """
    shapes = np.array(
        [bytes.fromhex(row["shape"]) if row.get("shape") else None for row in rows], dtype=object
    )
    data, masks, zones = [], [], {}
    for name, kind in layer.columns:
        values = [row.get(name) for row in rows]
        data.append(_column(kind, values))
        masks.append(np.array([value is None for value in values], dtype=bool))
        if kind == "instant":
            zones[name] = np.full(len(rows), _UTC)
    first: dict[str, Any] = {}
    if layer.about and not append:
        first = {
            "layer_metadata": dict(layer.about),
            "layer_options": {
                "IDENTIFIER": layer.about.get("title", layer.name),
                "DESCRIPTION": layer.about.get("description", ""),
            },
        }
    raw.write(
        path, shapes, data, [name for name, _kind in layer.columns], field_mask=masks,
        layer=layer.name, driver="GPKG", geometry_type="Unknown", crs=f"EPSG:{layer.epsg}",
        append=append, gdal_tz_offsets=zones, **first,
    )  # fmt: skip


def _column(kind: str, values: list[Any]) -> NDArray[Any]:
    """Return values as GDAL takes them; what stands for those that are missing does not matter."""
    if kind == "text":
        return np.array(values, dtype=object)
    if kind in {"date", "instant"}:
        plain = [None if value is None else value.removesuffix("Z") for value in values]
        return np.array(plain, dtype="datetime64[D]" if kind == "date" else "datetime64[ms]")
    dtype = {"mark": np.bool_, "decimal": np.float64}.get(kind, np.int64)
    return np.array([value or 0 for value in values], dtype=dtype)


def to_flatgeobuf(source: Path, path: Path, layer: Layer, *, indexed: bool) -> None:
    """Copy the layer of a GeoPackage into a FlatGeobuf, some features at a time.

    FlatGeobuf cannot be added to, so what comes row by row goes into a GeoPackage first.  The index
    for reading a part of the file takes features with a place only: ``indexed`` says all have one.
    """
    with raw.open_arrow(source, layer=layer.name, batch_size=_COPIED) as (meta, stream):
        raw.write_arrow(
            stream, path, layer=layer.name, driver="FlatGeobuf", geometry_type="Unknown",
            geometry_name=meta["geometry_name"] or "geom", crs=f"EPSG:{layer.epsg}",
            layer_metadata=dict(layer.about),
            layer_options={
                "SPATIAL_INDEX": "YES" if indexed else "NO",
                "TITLE": layer.about.get("title", layer.name),
                "DESCRIPTION": layer.about.get("description", ""),
            },
        )  # fmt: skip
