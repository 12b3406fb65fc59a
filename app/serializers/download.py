"""Features as text: GeoJSON in its three forms, and tables of comma-separated values."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.serializers.exchange import BYTE_ORDER_MARK, DIGITS
from geodata.crs import WGS84, reproject
from geodata.exchange.defuse import defused, fit
from models.download import DownloadTable
from models.open_field import FieldType, OpenField

Pages = Iterable[Sequence[str]]
Shapes = NDArray[np.object_]  # of shapely geometries and None
NOWHERE = ("", "", "")
LIST_BETWEEN = "; "
PLANE_DIGITS = 3  # of a metre
WKT = "wkt"
RECORD = "\x1e"  # begins each text of a sequence (RFC 7464)


def position_columns(epsg: int) -> tuple[str, str]:
    """Return the columns of a thing's own point: degrees, or metres in a plane."""
    return ("lon", "lat") if epsg == WGS84 else ("easting", "northing")


def collection_pieces(pages: Pages, head: Mapping[str, Any]) -> Iterator[str]:
    """Yield a FeatureCollection; ``head`` are its members beside the features."""
    told = json.dumps({"type": "FeatureCollection", **head}, ensure_ascii=False)
    yield f'{told[:-1]}, "features": [\n'
    comma = ""
    for page in pages:
        if page:
            yield comma + ",\n".join(page)
            comma = ",\n"
    yield "\n]}\n"


def sequence_pieces(pages: Pages) -> Iterator[str]:
    """Yield a GeoJSON text sequence (RFC 8142)."""
    for page in pages:
        yield "".join(f"{RECORD}{one}\n" for one in page)


def line_pieces(pages: Pages) -> Iterator[str]:
    """Yield one feature a line."""
    for page in pages:
        yield "".join(f"{one}\n" for one in page)


def plain_line_pieces(pages: Pages, table: DownloadTable) -> Iterator[str]:
    """Yield one row a line, for what has no shapes: an object of its fields."""
    for page in pages:
        for one in map(json.loads, page):
            said = {field.name: value_of(one, field.name) for field in table.fields}
            yield json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"


def csv_pieces(pages: Pages, table: DownloadTable, epsg: int) -> Iterator[str]:
    """Yield a table; a shape is a point in two columns, and whole as well-known text."""
    out = io.StringIO()
    lines = csv.writer(out)
    where = (*position_columns(epsg), WKT) if table.has_shapes else ()
    lines.writerow([*(field.name for field in table.fields), *where])
    yield BYTE_ORDER_MARK + _taken(out)
    for page in pages:
        features = [json.loads(one) for one in page]
        places = places_of(shapes_of(features, epsg), epsg)
        for feature, place in zip(features, places, strict=True):
            cells = [cell(field, value_of(feature, field.name)) for field in table.fields]
            lines.writerow([*cells, *(place or NOWHERE)] if table.has_shapes else cells)
        yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text


def value_of(feature: Mapping[str, Any], name: str) -> Any:
    """Return what a feature says in a field."""
    return feature["id"] if name == "id" else feature["properties"].get(name)


def cell(field: OpenField, value: Any) -> Any:
    """Return a value as it stands in a cell of text: harmless, and empty where nothing is said."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    return defused(fit(listed(field, value)))


def listed(field: OpenField, value: Any) -> str:
    """Return a value as text, a list with semicolons between its words."""
    return LIST_BETWEEN.join(value) if field.type is FieldType.LIST else str(value)


def shapes_of(features: Sequence[Mapping[str, Any]], epsg: int) -> Shapes:
    """Return the features' shapes in a coordinate system; None for what has no place."""
    texts = [json.dumps(one["geometry"]) if one["geometry"] else None for one in features]
    shapes: Shapes = shapely.from_geojson(np.array(texts, dtype=object))
    return shapes if epsg == WGS84 else reproject(shapes, WGS84, epsg)


def places_of(shapes: Shapes, epsg: int) -> Iterator[tuple[float, float, str] | None]:
    """Yield of each shape a point on it and the whole of it as well-known text; None for none."""
    digits = DIGITS if epsg == WGS84 else PLANE_DIGITS
    spots = shapely.point_on_surface(shapes)
    texts = shapely.to_wkt(shapes, rounding_precision=digits)
    for spot, text in zip(spots, texts, strict=True):
        yield None if spot is None else (round(spot.x, digits), round(spot.y, digits), text)
