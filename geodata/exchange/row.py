"""One row as the child hands it over, and the counting that every reader shares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.exchange.refusal import (
    MOST_CELL,
    MOST_COLUMNS,
    MOST_DEPTH,
    MOST_POINTS,
    MOST_ROWS,
    RefusedError,
    check_name,
)

FORMULA = {"formula": True}
"""What stands in a row for a cell that holds a formula."""


@dataclass(slots=True)
class Row:
    """One row: its number in the file, its values by column, its shape as GeoJSON or hex WKB."""

    number: int
    values: Mapping[str, Any]
    shape: Mapping[str, Any] | None = None
    wkb: str = ""


@dataclass(slots=True)
class Source:
    """What a reader found out beside its rows; complete when the rows have been gone through.

    ``epsg`` is None where the file does not say; ``has_shapes`` when shapes come with the rows.
    """

    kind: str
    rows: Iterator[Row]
    columns: list[str] = field(default_factory=list)
    epsg: int | None = None
    crs_name: str = ""
    layers: list[str] = field(default_factory=list)
    layer: str = ""
    has_shapes: bool = False


def counted(source: Source) -> Iterator[Row]:
    """Yield a source's rows as long as each and all of them are small enough.

    Raises:
        RefusedError: ``too_many_rows``, ``too_many_columns``, ``cell_too_large``,
            ``too_many_points``.
    """
    columns = set(source.columns)
    check_columns(source.columns)
    for count, row in enumerate(source.rows, 1):
        if count > MOST_ROWS:
            raise RefusedError("too_many_rows", limit=MOST_ROWS)
        for column, value in row.values.items():
            if column not in columns:
                columns.add(column)
                source.columns.append(column)
                check_columns(source.columns[-1:], len(columns))
            if isinstance(value, str) and len(value) > MOST_CELL:
                raise cell_too_large(row.number, column)
        if row.shape is not None:
            check_points(row.shape, row.number)
        yield row


def cell_too_large(number: int, column: str) -> RefusedError:
    """Return the refusal of a cell that holds too much."""
    return RefusedError("cell_too_large", row=number, column=column, limit=MOST_CELL)


def check_columns(names: list[str], count: int | None = None) -> None:
    """Let the names of columns pass, if there are not too many of them.

    Raises:
        RefusedError: ``too_many_columns``, ``file_name_odd``.
    """
    given = len(names) if count is None else count
    if given > MOST_COLUMNS:
        raise RefusedError("too_many_columns", limit=MOST_COLUMNS, given=given)
    for name in names:
        check_name(name)


def check_points(shape: Mapping[str, Any], number: int) -> None:
    """Let a GeoJSON geometry pass that is not too large.

    Raises:
        RefusedError: ``too_many_points`` (row, given, limit), ``json_deep``.
    """
    given = points_in(shape.get("coordinates"))
    given += sum(
        points_in(part.get("coordinates"))
        for part in shape.get("geometries") or ()
        if isinstance(part, Mapping)
    )
    if given > MOST_POINTS + 1:
        raise RefusedError("too_many_points", row=number, given=given, limit=MOST_POINTS)


def points_in(coordinates: Any, depth: int = 0) -> int:
    """Return how many positions a GeoJSON array of coordinates holds."""
    if not isinstance(coordinates, list) or not coordinates:
        return 0
    if depth > MOST_DEPTH:
        raise RefusedError("json_deep")
    if not isinstance(coordinates[0], list):
        return 1
    return sum(points_in(part, depth + 1) for part in coordinates)
