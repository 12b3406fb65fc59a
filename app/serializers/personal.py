"""What is known of one person as one ZIP: JSON for programs, a page for people, their files.

It is written row by row into a file that is spooled to disk, so that no size of it fills memory.
"""

import datetime as dt
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from app.queries.personal import Portion
from models.personal import Kind

IN_MEMORY = 4 * 1024 * 1024
MOST_FILE_BYTES = 200 * 1024 * 1024
ROWS_ON_PAGE = 300
UNSAFE = re.compile(r"[^\w. -]+")

Page = Callable[[list["Sheet"], list[str]], str]


@dataclass(slots=True)
class Sheet:
    """One table as the page shows it: at most ``ROWS_ON_PAGE`` of its ``count`` rows."""

    kind: Kind
    columns: tuple[str, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0


def archive(
    about: Mapping[str, Any],
    portions: Iterable[Portion],
    files: Iterable[tuple[str, str, bytes]],
    page: Page,
) -> IO[bytes]:
    """Return the ZIP, open at its beginning.

    ``files`` are (title, stored name, content); ``page`` renders the readable page from the sheets
    and the names of files that there was no room for.
    """
    out: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        sheets: list[Sheet] = []
        with packed.open("koepaikka.json", "w") as entry:
            for piece in _json(about, portions, sheets):
                entry.write(piece.encode())
        left = _put_files(packed, files)
        packed.writestr("koepaikka.html", page(sheets, left))
    out.seek(0)
    return out


def _json(
    about: Mapping[str, Any], portions: Iterable[Portion], sheets: list[Sheet]
) -> Iterator[str]:
    """Yield the JSON text; on the way, keep the first rows of each table for the page."""
    yield '{"about": ' + json.dumps(about, ensure_ascii=False) + ', "tables": ['
    for number, portion in enumerate(portions):
        sheet = Sheet(portion.rule.kind, portion.columns)
        sheets.append(sheet)
        head = {"table": portion.table, "about": portion.rule.kind.value}
        opening = json.dumps(head, ensure_ascii=False)[:-1]
        yield (", " if number else "") + "\n" + opening + ', "rows": ['
        for row in portion.rows:
            yield (",\n " if sheet.count else "\n ")
            yield json.dumps(
                {name: plain(value) for name, value in row.items()}, ensure_ascii=False
            )
            sheet.count += 1
            if sheet.count <= ROWS_ON_PAGE:
                sheet.rows.append(row)
        yield "]}"
    yield "]}\n"


def plain(value: Any) -> Any:
    """Return a column's value as JSON can hold it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def _put_files(packed: zipfile.ZipFile, files: Iterable[tuple[str, str, bytes]]) -> list[str]:
    """Put files in, under their titles; returns the titles of those that were too much."""
    size, left = 0, []
    for number, (title, name, content) in enumerate(files, start=1):
        size += len(content)
        if size > MOST_FILE_BYTES:
            left.append(title)
            continue
        ending = name.rpartition(".")[2]
        packed.writestr(f"files/{number}-{UNSAFE.sub('_', title)[:80]}.{ending}", content)
    return left
