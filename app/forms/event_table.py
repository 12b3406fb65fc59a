"""Sessions of a programme from a table: CSV as spreadsheets write it, or rows copied from one.

The first line names the columns, in any order.  Days are 3.12.2026 or 2026-12-03, times 9.30, in
the time that the clocks of the city show; several speakers stand in one cell, divided by ``;``.
Reading says of each row what is wrong with which cell; whether it clashes the service says.
"""

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.forms.clock_field import LAST_MINUTE, minutes_of
from app.forms.event_session import names_in
from app.forms.fields import _day
from app.services.event_session import SessionText
from models.base import LANGUAGES, Translated
from models.event import Event
from models.event_clash import folded
from models.wall_time import MIDNIGHT, instant_of

MOST_BYTES = 1_000_000
DELIMITERS = "\t;,"
NEEDED = ("day", "starts", "ends")
COLUMNS = (
    "day", "starts", "ends", "title_fi", "title_sv", "title_en", "description_fi",
    "description_sv", "description_en", "room", "track", "speakers", "unnamed", "capacity",
)  # fmt: skip


class TableError(Exception):
    """The table as a whole cannot be read; ``args[0]`` says why, in the reader's language."""


@dataclass(slots=True)
class TableRow:
    """One row: its number in the table (the first after the names is 2) and what it says."""

    number: int
    cells: dict[str, str]
    written: SessionText | None = None
    errors: list[tuple[str, str]] = field(default_factory=list)


def text_in(content: bytes) -> str:
    """Return the text of a file: UTF-8, or else as spreadsheets of the region write it."""
    for coding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    raise TableError(_("The file is no text. Save the table as CSV (UTF-8) and try again."))


def read_table(text: str, event: Event, most: int) -> list[TableRow]:
    """Return the rows of a table, each with what it says or what is wrong with it.

    Raises:
        TableError: It has no rows, lacks a column that is needed, or has too many rows.
    """
    lines = text.strip("\ufeff\n\r ")
    if not lines:
        raise TableError(_("Choose a file, or paste the rows."))
    first = lines.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    rows = list(csv.reader(io.StringIO(lines), delimiter=delimiter))
    names = [folded(one) for one in rows[0]] if rows else []
    missing = [one for one in NEEDED if one not in names]
    if missing:
        raise TableError(_("These columns are missing: %(names)s.", names=", ".join(missing)))
    if not any(name.startswith("title_") for name in names):
        raise TableError(_("These columns are missing: %(names)s.", names="title_fi"))
    found = [
        TableRow(number, dict(zip(names, (one.strip() for one in row), strict=False)))
        for number, row in enumerate(rows[1:], 2)
        if any(one.strip() for one in row)
    ]
    if not found:
        raise TableError(_("The table has no rows below the names of its columns."))
    if len(found) > most:
        words = _("At most %(most)s sessions at a time. Divide the table.", most=most)
        raise TableError(words)
    tracks = {
        folded(track.name.get(lang)): track.id
        for track in event.tracks
        for lang in LANGUAGES
        if track.name.get(lang)
    }
    for row in found:
        _read(row, event.city.time_zone, tracks)
    return found


def _read(row: TableRow, zone: str, tracks: Mapping[str, int]) -> None:
    cells = row.cells
    start, end = _times(row, zone)
    track = folded(cells.get("track", ""))
    if track and track not in tracks:
        row.errors.append(("track", _("There is no such track. Add it first.")))
    capacity = _capacity(row)
    if start is None or end is None or row.errors:
        return
    row.written = SessionText(
        title=_three(cells, "title"), description=_three(cells, "description"),
        start=start, end=end, room=cells.get("room", ""), track_id=tracks.get(track),
        speakers=names_in(cells.get("speakers", "").replace(";", "\n")),
        unnamed=names_in(cells.get("unnamed", "").replace(";", "\n")),
        capacity=capacity,
    )  # fmt: skip


def _times(row: TableRow, zone: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    try:
        day = _day(row.cells.get("day", ""))
    except ValueError as problem:
        row.errors.append(("day", str(problem)))
        return None, None
    return _instant(row, "starts", day, zone), _instant(row, "ends", day, zone)


def _instant(row: TableRow, name: str, day: dt.date, zone: str) -> dt.datetime | None:
    minutes = minutes_of(row.cells.get(name, ""))
    if minutes is None:
        row.errors.append((name, _("Write the time as hours and minutes, such as 16.00.")))
        return None
    whole = minutes == LAST_MINUTE
    that_day = day + dt.timedelta(days=1) if whole else day
    time = MIDNIGHT if whole else dt.time(minutes // 60, minutes % 60)
    found = instant_of(that_day, time, zone, later=name == "ends")
    if found is None:
        words = _("Clocks go forward that night and skip this time. Choose another one.")
        row.errors.append((name, words))
    return found


def _capacity(row: TableRow) -> int | None:
    written = row.cells.get("capacity", "")
    if not written:
        return None
    if written.isascii() and written.isdecimal() and 0 < int(written[:9]) <= 20_000:  # noqa: PLR2004 - places
        return int(written)
    row.errors.append(("capacity", _("Write a whole number in digits, such as 12.")))
    return None


def _three(cells: Mapping[str, Any], name: str) -> Translated:
    return Translated(*(cells.get(f"{name}_{lang}", "") for lang in LANGUAGES))
