"""Downloads read back, each by a program of others, as rows that can be compared.

A row is ``{field: value}`` as tables hold it (`plain`), with its shape under ``shape``.
"""

import csv
import io
import json
import subprocess
import sys
from typing import Any

import shapely
from openpyxl import load_workbook

from app.serializers.download import LIST_BETWEEN, value_of
from geodata.exchange.defuse import fit, fused
from models.download import DownloadTable
from models.open_field import FieldType, OpenField

KINDS = ("geojson", "geojsons", "ndjson", "csv", "xlsx", "gpkg", "fgb")

# GDAL must not be loaded beside the database's SQLite, so another process reads these files.
READ = """
import json, sys
from pyogrio import raw
meta, _ids, shapes, columns = raw.read(sys.argv[1], datetime_as_string=True)
names = list(meta["fields"])
def plain(value, subtype):
    if value is None or value != value: return None
    value = value.item() if hasattr(value, "item") else value
    if subtype == "OFSTBoolean": return bool(value)
    if isinstance(value, float) and value.is_integer(): return int(value)
    return value if isinstance(value, (str, int, float, bool)) else str(value)
rows = [
    {"shape": shapes[place].hex() if shapes[place] is not None else None,
     **{name: plain(columns[n][place], meta["ogr_subtypes"][n]) for n, name in enumerate(names)}}
    for place in range(len(shapes))
]
about = __import__("pyogrio").read_info(sys.argv[1])
print(json.dumps({"crs": meta["crs"], "rows": rows, "about": about.get("layer_metadata"),
                  "index": about["capabilities"]["fast_spatial_filter"]}))
"""


def plain(field: OpenField, value: Any) -> Any:
    """Return a value as tables hold it: no lists, nothing where nothing is said."""
    if value is None or isinstance(value, bool | int):
        return value
    text = LIST_BETWEEN.join(value) if field.type is FieldType.LIST else value
    return fit(text) or None


def expected(table: DownloadTable, features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a table says of features."""
    return [
        {
            **{one.name: plain(one, value_of(feature, one.name)) for one in table.fields},
            "shape": shapely.from_geojson(json.dumps(feature["geometry"]))
            if feature["geometry"]
            else None,
        }
        for feature in features
    ]


def features_of(kind: str, content: bytes) -> list[dict[str, Any]]:
    """Return the features of a file of one of the three forms of GeoJSON."""
    text = content.decode()
    if kind == "geojson":
        return json.loads(text)["features"]
    if kind == "geojsons":
        first, *texts = text.split("\x1e")
        assert first == ""
        return [json.loads(one) for one in texts]
    return [json.loads(one) for one in text.splitlines()]


def rows_of(kind: str, content: bytes, table: DownloadTable, folder: Any) -> list[dict[str, Any]]:
    """Return the rows of a file."""
    if kind == "csv":
        found = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        return [_from_csv(table, row) for row in found]
    if kind == "xlsx":
        return list(_from_book(table, content))
    if kind in {"gpkg", "fgb"}:
        return [_from_layer(table, row) for row in layer_of(kind, content, folder)["rows"]]
    return expected(table, features_of(kind, content))


def layer_of(kind: str, content: bytes, folder: Any) -> dict[str, Any]:
    """Return what GDAL reads from a file."""
    path = folder / f"read.{kind}"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def _from_csv(table: DownloadTable, row: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in table.fields:
        cell = row[field.name]
        if cell == "":
            said[field.name] = None
        elif field.type is FieldType.INTEGER:
            said[field.name] = int(cell)
        elif field.type is FieldType.BOOLEAN:
            said[field.name] = {"true": True, "false": False}[cell]
        else:
            said[field.name] = fused(cell)
    shape = row.get("wkt", "")
    return {**said, "shape": shapely.from_wkt(shape) if shape else None}


def _from_book(table: DownloadTable, content: bytes) -> Any:
    book = load_workbook(io.BytesIO(content), read_only=True)
    heads, *rows = book[table.name].iter_rows(values_only=True)
    for cells in rows:
        row = dict(zip(heads, cells, strict=False))
        said = {field.name: _cell(field, row[field.name]) for field in table.fields}
        parts = [row[name] for name in heads if name.startswith("wkt") and row.get(name)]
        yield {**said, "shape": shapely.from_wkt("".join(parts)) if parts else None}


def _cell(field: OpenField, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if field.type is FieldType.DATE:
        return value.date().isoformat()
    if field.type is FieldType.INSTANT:
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return fused(value)


def _from_layer(table: DownloadTable, row: dict[str, Any]) -> dict[str, Any]:
    said = {field.name: _layer_cell(field, row[field.name]) for field in table.fields}
    return {**said, "shape": shapely.from_wkb(row["shape"]) if row["shape"] else None}


def _layer_cell(field: OpenField, value: Any) -> Any:
    if value is None:
        return None
    if field.type is FieldType.DATE:
        return value[:10].replace("/", "-")
    if field.type is FieldType.INSTANT:
        return value.replace("/", "-").replace(" ", "T")[:19] + "Z"
    return value
