"""Testbeds as CSV and GeoJSON, line by line, and as the rows that a GeoPackage is made of."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.queries.exchange_export import ExportRow
from geodata.exchange.defuse import defused
from geodata.shapes import to_geojson_text
from models.base import LANGUAGES
from models.exchange_field import BY_NAME, FIELDS, WKT, ExchangeField, FieldKind

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheet programs know UTF-8
CITY = "city"
DIGITS = 9  # of a degree: a tenth of a millimetre
COLUMNS = tuple(field.name for field in FIELDS)
PUBLIC_COLUMNS = tuple(field.name for field in FIELDS if field.public)


def columns_of(*, public: bool) -> tuple[str, ...]:
    """Return the columns that a reader gets."""
    return PUBLIC_COLUMNS if public else COLUMNS


def csv_lines(rows: Iterable[ExportRow], columns: Sequence[str]) -> Iterator[str]:
    """Yield a table of comma-separated values, shapes as WKT in EPSG:4326."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([CITY, *columns, WKT])
    yield BYTE_ORDER_MARK + _taken(out)
    for row in rows:
        values = [cell(BY_NAME[name], row.values[name]) for name in columns]
        table.writerow([row.city, *values, wkt(row.shape)])
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def cell(field: ExchangeField, value: Any) -> Any:
    """Return a value as it stands in a cell: text made harmless, lists with semicolons."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    return defused(text(field, value))


def text(field: ExchangeField, value: Any) -> str:
    """Return a value as text, for formats that have no lists."""
    if value is None:
        return ""
    if field.kind is FieldKind.GROUPS:
        return "\n".join(_group(row) for row in value)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _group(row: dict[str, Any]) -> str:
    names = row.get("group") or {}
    number = row.get("number")
    parts = ["" if number is None else str(number), *(names.get(one, "") for one in LANGUAGES)]
    return " | ".join(part.replace("|", "¦") for part in parts)


def wkt(shape: BaseGeometry | None) -> str:
    """Return a shape as well-known text, exact to a tenth of a millimetre."""
    return "" if shape is None else str(shapely.to_wkt(shape, rounding_precision=DIGITS))


def geojson_lines(rows: Iterable[ExportRow], columns: Sequence[str]) -> Iterator[str]:
    """Yield a FeatureCollection, one feature a line."""
    yield '{"type":"FeatureCollection","name":"testbeds","features":['
    comma = "\n"
    for row in rows:
        properties = {CITY: row.city, **{name: row.values[name] for name in columns}}
        shape = "null" if row.shape is None else to_geojson_text(row.shape, DIGITS)
        words = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
        yield f'{comma}{{"type":"Feature","geometry":{shape},"properties":{words}}}'
        comma = ",\n"
    yield "\n]}\n"


def table_columns(columns: Sequence[str]) -> list[tuple[str, str]]:
    """Return (name, kind) of a GeoPackage's columns."""
    kinds = {FieldKind.NUMBER: "number", FieldKind.MARK: "mark"}
    return [(CITY, "text"), *((name, kinds.get(BY_NAME[name].kind, "text")) for name in columns)]


def table_lines(rows: Iterable[ExportRow], columns: Sequence[str]) -> Iterator[str]:
    """Yield what the child makes a GeoPackage of, one row a line."""
    for row in rows:
        values = {name: _plain(BY_NAME[name], row.values[name]) for name in columns}
        shape = None if row.shape is None else shapely.to_wkb(row.shape, hex=True)
        whole = {CITY: row.city, **values, "shape": shape}
        yield json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(field: ExchangeField, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return text(field, value) or None
