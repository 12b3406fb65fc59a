"""CSV and XLSX, row by row."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geodata.exchange import archive
from geodata.exchange.defuse import fused
from geodata.exchange.refusal import MOST_CELL, MOST_COLUMNS, MOST_UNPACKED, RefusedError
from geodata.exchange.row import FORMULA, Row, Source, cell_too_large

_SAMPLE = 64 * 1024
_SEPARATORS = ",;\t|"
_MOST_EMPTY_ROWS = 1_000
_FORMULA = re.compile(r"^\s*=")


def read_csv(path: Path) -> Source:
    """Return the rows of a table of separated values in UTF-8; the first line names the columns."""
    source = Source("csv", iter(()))
    file = path.open(encoding="utf-8-sig", errors="strict", newline="")
    try:
        head = file.read(_SAMPLE)
    except UnicodeDecodeError:
        raise RefusedError("not_utf8") from None
    file.seek(0)
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(_lines(file), delimiter=_separator(head))
    source.columns = named(_next(reader) or [])
    source.rows = _csv_rows(reader, source.columns)
    return source


def _lines(file: Any) -> Iterator[str]:
    """Yield lines; one without an end is refused before it fills the memory."""
    try:
        while line := file.readline(4 * MOST_CELL + 1):
            if len(line) > 4 * MOST_CELL:
                raise cell_too_large(0, "")
            if "\0" in line:
                raise RefusedError("file_binary")
            yield line
    except UnicodeDecodeError:
        raise RefusedError("not_utf8") from None


def _separator(head: str) -> str:
    """Return the sign that separates most in the first line."""
    first = head.lstrip("\r\n").split("\n", 1)[0]
    return max(_SEPARATORS, key=first.count)


def _next(reader: Any) -> list[str] | None:
    try:
        found: list[str] = next(reader)
    except StopIteration:
        return None
    except csv.Error:
        raise cell_too_large(int(reader.line_num), "") from None
    return found


def _csv_rows(reader: Any, columns: list[str]) -> Iterator[Row]:
    number = 1
    while (cells := _next(reader)) is not None:
        number += 1
        if any(cell.strip() for cell in cells):
            checked = [FORMULA if _FORMULA.match(cell) else fused(cell) for cell in cells]
            yield Row(number, _by_column(columns, checked, number))


def named(cells: list[Any]) -> list[str]:
    """Return the names of columns out of the first row.

    Raises:
        RefusedError: ``no_columns``, ``too_many_columns``, ``column_twice``.
    """
    names = [" ".join(str(cell or "").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise RefusedError("no_columns")
    if len(names) > MOST_COLUMNS:
        raise RefusedError("too_many_columns", limit=MOST_COLUMNS, given=len(names))
    given = [name.casefold() for name in names if name]
    twice = next((name for name in names if name and given.count(name.casefold()) > 1), None)
    if twice:
        raise RefusedError("column_twice", name=twice)
    return names


def _by_column(columns: list[str], cells: list[Any], number: int) -> dict[str, Any]:
    beyond = [cell for cell in cells[len(columns) :] if cell not in (None, "")]
    if beyond:
        raise RefusedError("row_too_long", row=number, columns=len(columns), given=len(cells))
    return {
        name: cell
        for name, cell in zip(columns, cells, strict=False)
        if name and cell not in (None, "")
    }


def read_xlsx(path: Path, sheet: str = "") -> Source:
    """Return the rows of one sheet, the first unless another is named.

    The archive is checked before openpyxl sees it: it would believe the sizes.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - only this format pays for it

    _check_book(path)
    try:
        book = load_workbook(path.open("rb"), read_only=True, data_only=False, keep_links=False)
        sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    except RefusedError:
        raise
    except Exception:  # noqa: BLE001 - whatever openpyxl trips over, the file is at fault
        raise RefusedError("unreadable", kind="xlsx") from None
    if not sheets:
        raise RefusedError("no_rows")
    chosen = next((one for one in sheets if one.title == sheet), sheets[0])
    chosen.reset_dimensions()  # files lie about how large they are
    source = Source("xlsx", iter(()), layers=[one.title for one in sheets], layer=chosen.title)
    rows = _xlsx_rows(chosen)
    source.columns = named([_plain(cell) for cell in next(rows, (1, []))[1]])
    source.rows = _table_rows(rows, source.columns)
    return source


def _check_book(path: Path) -> None:
    room = MOST_UNPACKED
    with archive.opened(path, most_files=2_000) as book:
        for member in book.infolist():
            if member.filename.lower().endswith(archive.ARCHIVES):
                raise RefusedError("zip_nested", name=member.filename)
            start = b""
            for piece in archive.pieces(book, member, room):
                room -= len(piece)
                start = start or piece[:4096]
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise RefusedError("xml_entities")


def _xlsx_rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    empty = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            values = list(cells)
            if all(cell.value in (None, "") for cell in values):
                empty += 1
                if empty > _MOST_EMPTY_ROWS:
                    return
                continue
            empty = 0
            yield number, values
    except RefusedError:
        raise
    except Exception as problem:  # noqa: BLE001 - as above
        if type(problem).__name__ in {"EntitiesForbidden", "DTDForbidden"}:
            raise RefusedError("xml_entities") from None
        raise RefusedError("unreadable", kind="xlsx") from None


def _table_rows(rows: Iterator[tuple[int, list[Any]]], columns: list[str]) -> Iterator[Row]:
    for number, cells in rows:
        yield Row(number, _by_column(columns, [_plain(cell) for cell in cells], number))


def _plain(cell: Any) -> Any:
    """Return what a cell holds as JSON can: text, number, yes or no, or that it is a formula."""
    if cell.data_type == "f":
        return FORMULA
    value = cell.value
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        return fused(value)
    return value if isinstance(value, int | float) else None
