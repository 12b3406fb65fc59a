"""The rows of a table as both engines give and take them, for moving and comparing an installation.

Values travel as they are stored: geometry as WKB, JSON as its text, choices as their words.  No
type of the application stands between, so nothing is made better or rounded on the way.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    Enum,
    Float,
    LargeBinary,
    Numeric,
    Select,
    String,
    Table,
    Text,
    TextClause,
    bindparam,
    cast,
    literal_column,
    select,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from models.number import ExactNumber

AT_ONCE = 500
WORDS = (Enum, ExactNumber, String)  # kept as text, whatever they mean

Row = tuple[Any, ...]


def rows(connection: Connection, table: Table) -> Iterator[Row]:
    """Yield the rows of a table as they are stored, in the order of their key on either engine."""
    asked = _reading(connection, table)
    for row in connection.execute(asked, execution_options={"yield_per": AT_ONCE}):
        yield tuple(row)


def write(connection: Connection, table: Table, found: Sequence[Row]) -> None:
    """Write rows that ``rows`` gave, of this engine or the other."""
    names = [column.name for column in table.columns]
    on = connection.dialect.name
    values = [
        {
            name: _given(on, column, value)
            for name, column, value in zip(names, table.c, row, strict=True)
        }
        for row in found
    ]
    connection.execute(_writing(on, table), values)


def difference(old: Connection, new: Connection, table: Table) -> str:
    """Return in a sentence what differs in a table between two databases; empty: nothing.

    The sentence names keys, never what stands in other columns.
    """
    pairs = zip_longest(rows(old, table), rows(new, table))
    for before, after in pairs:
        if before is None or after is None:
            where = "new" if before is None else "old"
            return f"{table.name}: {_key(table, before or after)} is only in the {where} database."
        unlike = [
            column.name
            for column, one, other in zip(table.c, before, after, strict=True)
            if _same(column, one) != _same(column, other)
        ]
        if unlike:
            return f"{table.name}: {_key(table, before)} differs in {', '.join(unlike)}."
    return ""


def _key(table: Table, row: Row) -> str:
    named = zip(table.c, row, strict=True)
    return ", ".join(f"{c.name} {value}" for c, value in named if c.primary_key)


def _same(column: Column[Any], value: Any) -> Any:
    """Return a value as it is compared: numbers by their worth, JSON by what it says."""
    if value is None:
        return None
    if isinstance(column.type, JSON):
        return json.dumps(json.loads(value), sort_keys=True)
    if _is_decimal(column.type):
        return Decimal(str(value)).normalize()
    return bytes(value) if isinstance(value, memoryview) else value


def _reading(connection: Connection, table: Table) -> Select[Any]:
    on = connection.dialect.name
    order = [
        _stored(on, column).collate("C")
        if on == "postgresql" and isinstance(column.type, WORDS)
        else column
        for column in table.primary_key
    ]
    columns = [_stored(on, column).label(column.name) for column in table.columns]
    return select(*columns).select_from(table).order_by(*order)


def _stored(on: str, column: Column[Any]) -> ColumnElement[Any]:
    kind = column.type
    if isinstance(kind, Geometry):
        return literal_column(f'ST_AsBinary("{column.name}")', LargeBinary)
    if isinstance(kind, JSON):
        return cast(column, Text)
    if isinstance(kind, WORDS):
        return type_coerce(column, Text)
    if _is_decimal(kind) and on == "sqlite":
        return type_coerce(column, Float)
    return column


def _writing(on: str, table: Table) -> TextClause:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    values = ", ".join(_taken(on, column) for column in table.columns)
    statement = text(f'INSERT INTO "{table.name}" ({names}) VALUES ({values})')  # noqa: S608 - names of our tables
    return statement.bindparams(
        *(bindparam(column.name, type_=_bound(on, column.type)) for column in table.columns)
    )


def _taken(on: str, column: Column[Any]) -> str:
    if isinstance(column.type, Geometry):
        given = f":{column.name}" if on == "sqlite" else f"CAST(:{column.name} AS bytea)"
        return f"ST_GeomFromWKB({given}, {column.type.srid})"
    if isinstance(column.type, JSON) and on == "postgresql":
        return f"CAST(:{column.name} AS json)"
    return f":{column.name}"


def _bound(on: str, kind: TypeEngine[Any]) -> TypeEngine[Any]:
    if isinstance(kind, Geometry):
        return LargeBinary()
    if isinstance(kind, JSON | Enum | ExactNumber | String):
        return Text()
    if _is_decimal(kind):
        return Float() if on == "sqlite" else Numeric()
    return kind


def _given(on: str, column: Column[Any], value: Any) -> Any:
    if value is None or not _is_decimal(column.type):
        return value
    return float(value) if on == "sqlite" else Decimal(str(value))


def _is_decimal(kind: TypeEngine[Any]) -> bool:
    return isinstance(kind, Numeric) and not isinstance(kind, Float)
