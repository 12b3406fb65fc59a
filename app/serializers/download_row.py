"""Features as the rows of which a child process makes workbooks and files for GIS programs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import shapely

from app.serializers.download import (
    WKT,
    Pages,
    listed,
    places_of,
    position_columns,
    shapes_of,
    value_of,
)
from geodata.exchange.book import LONGEST_CELL
from geodata.exchange.defuse import fit
from models.download import DownloadTable
from models.open_field import FieldType, OpenField

KINDS: Mapping[FieldType, str] = {
    FieldType.INTEGER: "number",
    FieldType.BOOLEAN: "mark",
    FieldType.DATE: "date",
    FieldType.INSTANT: "instant",
}


def layer_columns(table: DownloadTable) -> list[tuple[str, str]]:
    """Return (name, kind) of the columns of a layer."""
    return [(field.name, KINDS.get(field.type, "text")) for field in table.fields]


def layer_lines(pages: Pages, table: DownloadTable, epsg: int) -> Iterator[str]:
    """Yield the rows of a layer as JSON, shapes as hex WKB in the coordinate system."""
    for page in pages:
        features = [json.loads(one) for one in page]
        for feature, shape in zip(features, shapes_of(features, epsg), strict=True):
            row = _values(feature, table)
            row["shape"] = None if shape is None else shapely.to_wkb(shape, hex=True)
            yield _line(row)


class BookLines:
    """The rows of a sheet as JSON; which columns they fill is known when they were gone through."""

    def __init__(self, pages: Pages, table: DownloadTable, epsg: int) -> None:
        self.pages, self.table, self.epsg = pages, table, epsg
        self.parts = 1  # cells that the longest shape takes

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The (name, kind) of each; a shape too long for a cell goes on in those at the end."""
        if not self.table.has_shapes:
            return layer_columns(self.table)
        x, y = position_columns(self.epsg)
        shape = [(_part(number), "text") for number in range(1, self.parts + 1)]
        return [*layer_columns(self.table), (x, "decimal"), (y, "decimal"), *shape]

    def __iter__(self) -> Iterator[str]:
        x, y = position_columns(self.epsg)
        for page in self.pages:
            features = [json.loads(one) for one in page]
            places = places_of(shapes_of(features, self.epsg), self.epsg)
            for feature, place in zip(features, places, strict=True):
                row = _values(feature, self.table)
                if self.table.has_shapes and place is not None:
                    row[x], row[y] = place[:2]
                    row |= self._cut(place[2])
                yield _line(row)

    def _cut(self, text: str) -> dict[str, str]:
        starts = range(0, len(text), LONGEST_CELL)
        self.parts = max(self.parts, len(starts))
        return {_part(n): text[at : at + LONGEST_CELL] for n, at in enumerate(starts, 1)}


def _part(number: int) -> str:
    return WKT if number == 1 else f"{WKT}_{number}"


def _values(feature: Mapping[str, Any], table: DownloadTable) -> dict[str, Any]:
    return {one.name: _plain(one, value_of(feature, one.name)) for one in table.fields}


def _plain(field: OpenField, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return fit(listed(field, value)) or None


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
