"""Downloads of testbeds read back by the programs of others, as one sum that tells them apart.

A row is its fields as tables hold them and its shape to a tenth of a metre; the sum is that of the
rows' digests, in whatever order they come.
"""

import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import shapely
from openpyxl import load_workbook

from app.serializers.download import LIST_BETWEEN, value_of
from geodata.exchange.defuse import fused
from models.download import TABLES
from models.open_field import FieldType, OpenField

Row = tuple[dict[str, Any], Any]
FIELDS = TABLES["testbeds"].fields
DIGITS = 6

# GDAL must not be loaded beside the database's SQLite, so another process reads these files.
READ = """
import json, sys
from pyogrio import raw
meta, _ids, shapes, columns = raw.read(sys.argv[1], datetime_as_string=True)
marks = [one == "OFSTBoolean" for one in meta["ogr_subtypes"]]
for place in range(len(shapes)):
    row = {}
    for name, column, is_mark in zip(meta["fields"], columns, marks):
        value = column[place]
        value = value.item() if hasattr(value, "item") else value
        row[name] = bool(value) if is_mark else value
    print(json.dumps([row, shapes[place].hex() if shapes[place] is not None else None]))
"""


def sum_of(rows: Iterable[Row]) -> tuple[int, int]:
    """Return how many rows there are, and the sum that stands for what they say."""
    count = total = 0
    for said, shape in rows:
        place = None if shape is None else shapely.to_wkt(shape, rounding_precision=DIGITS)
        text = json.dumps([said, place], ensure_ascii=False, sort_keys=True)
        total += int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])
        count += 1
    return count, total % 2**128


def of_features(features: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """Yield the rows of features, as they are kept or as a form of GeoJSON gives them."""
    for one in features:
        said = {field.name: _plain(field, value_of(one, field.name)) for field in FIELDS}
        text = json.dumps(one["geometry"]) if one["geometry"] else None
        yield said, None if text is None else shapely.from_geojson(text)


def _plain(field: OpenField, value: Any) -> Any:
    if field.type is FieldType.LIST:
        value = LIST_BETWEEN.join(value)
    return None if value == "" else value


def rows_of(path: Path) -> Iterator[Row]:
    """Yield the rows of a file by the reader of its ending."""
    kind = path.suffix.removeprefix(".")
    if kind == "geojson":
        return of_features(json.loads(path.read_text("utf-8"))["features"])
    if kind in {"geojsons", "ndjson"}:
        lines = path.read_text("utf-8").split("\n")
        return of_features(json.loads(one.removeprefix("\x1e")) for one in lines if one)
    return {"csv": _table, "xlsx": _book}.get(kind, _layer)(path)


def _table(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            said = {field.name: _from_text(field, row[field.name]) for field in FIELDS}
            yield said, shapely.from_wkt(row["wkt"]) if row["wkt"] else None


def _from_text(field: OpenField, cell: str) -> Any:
    if cell == "":
        return None
    if field.type is FieldType.INTEGER:
        return int(cell)
    return cell == "true" if field.type is FieldType.BOOLEAN else fused(cell)


def _book(path: Path) -> Iterator[Row]:
    heads, *rows = load_workbook(path, read_only=True)["testbeds"].iter_rows(values_only=True)
    for cells in rows:
        row = dict(zip(heads, cells, strict=False))
        said = {field.name: _from_cell(field, row[field.name]) for field in FIELDS}
        yield said, shapely.from_wkt(row["wkt"]) if row.get("wkt") else None


def _from_cell(field: OpenField, value: Any) -> Any:
    if field.type is FieldType.INSTANT:
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return fused(value) if isinstance(value, str) else value


def _layer(path: Path) -> Iterator[Row]:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
    )
    for line in done.stdout.splitlines():
        row, shape = json.loads(line)
        said = {field.name: _from_layer(field, row[field.name]) for field in FIELDS}
        yield said, None if shape is None else shapely.from_wkb(shape)


def _from_layer(field: OpenField, value: Any) -> Any:
    if field.type is FieldType.INSTANT:
        return value.replace("/", "-").replace(" ", "T")[:19] + "Z"
    return value
