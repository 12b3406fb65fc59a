"""Make the file of a download, once per revision of its collection.

The features are read in pages, each in a transaction of its own, and no page is kept in memory when
the next is read.  If the revision is the same after the last page as before the first, no change
has come in between and the file is one state of the collection; if not, it is made again.  A
collection that changes faster than it can be read gives a file that holds each feature whole but
not all of one moment; it is handed over once and not kept.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.adapters.download_folder import PATIENCE_S, DownloadFolder
from app.queries.download import pages
from app.queries.licence import licence_of
from app.queries.open_feature import State, Wanted, state_of
from app.serializers.dictionary import about_rows, column_heads, column_rows
from app.serializers.download import (
    collection_pieces,
    csv_pieces,
    line_pieces,
    plain_line_pieces,
    sequence_pieces,
)
from app.serializers.download_row import BookLines, layer_columns, layer_lines
from app.serializers.open_feature import with_base
from geodata.crs import WGS84
from geodata.exchange import sandbox
from models.download import ATTRIBUTION, VERSION, DownloadFormat, DownloadTable
from models.errors import BusyError
from models.licence import LICENCES, OpenLicence

ATTEMPTS = 3
EVERYTHING = Wanted()
ROWS = "rows.ndjson"


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: a table, all of it or a part, in a format.

    ``epsg`` is 4326, or 3067 where the format has planes; addresses of pages begin with
    ``base_url`` and are in ``lang``.
    """

    table: DownloadTable
    format: DownloadFormat
    base_url: str
    wanted: Wanted = EVERYTHING
    epsg: int = WGS84
    lang: str = "fi"

    def tag(self, state: State) -> str:
        """Return what tells this file from every other, as 32 hex digits.

        A database that was restored counts its revisions anew from an earlier one; the instant of
        the change tells them apart.
        """
        asked = (
            VERSION, self.table.name, self.format.ending, state.revision,
            state.changed_at.isoformat(), self.epsg, self.lang, self.base_url,
            self.wanted.boxes, self.wanted.interval, sorted(self.wanted.equals.items()),
        )  # fmt: skip
        return hashlib.sha256(repr(asked).encode()).hexdigest()[:32]

    def name(self, state: State) -> str:
        """Return the name under which the file is kept."""
        return f"{self.table.name}-{state.revision}-{self.tag(state)}.{self.format.ending}"

    def state(self) -> State:
        """Return how often what it is made of has changed, and when last."""
        return state_of(self.table.collection.name)

    def licence(self, state: State) -> OpenLicence:
        """Return the licence of all that is asked for."""
        city = str(self.wanted.equals.get("city", ""))
        return licence_of(self.table.collection.name, city, state)


@dataclass(frozen=True, slots=True)
class Made:
    """A whole file, open for reading, and the state of the collection that it holds.

    ``features`` is their number where it was just made, None where it was there already.
    """

    file: BinaryIO
    size: int
    state: State
    is_kept: bool
    features: int | None = None


def made(folder: DownloadFolder, order: Order, *, patience_s: float = PATIENCE_S) -> Made:
    """Return the file, made now or kept since the last change; waits so long for its turn.

    Raises:
        BusyError: There was no turn.
        RefusedError: The format cannot hold so much.
    """
    if (known := _kept(folder, order)) is not None:
        return known
    with folder.turn(is_heavy=order.format.is_heavy, patience_s=patience_s) as is_mine:
        if not is_mine:
            raise BusyError("downloads_busy")
        return _kept(folder, order) or _make(folder, order)


def _kept(folder: DownloadFolder, order: Order) -> Made | None:
    state = order.state()
    path = folder.find(order.name(state))
    if path is None:
        return None
    try:
        file = path.open("rb")
    except FileNotFoundError:  # it made room just now
        return None
    return Made(file, path.stat().st_size, state, is_kept=True)


def _make(folder: DownloadFolder, order: Order) -> Made:
    for attempt in range(1, ATTEMPTS + 1):
        with folder.making() as place:
            state = order.state()
            counted = _Counted(pages(order.table, order.wanted), order)
            path = _written(place, order, state, counted)
            is_one = order.state() == state
            if not is_one and attempt < ATTEMPTS:
                continue
            if is_one:
                path = folder.keep(order.name(state), path)
            size = path.stat().st_size
            return Made(path.open("rb"), size, state, is_kept=is_one, features=counted.features)
    raise AssertionError("the last attempt always returns")


class _Counted:
    """Pages as they go out: with whole addresses, and counted."""

    def __init__(self, found: Iterable[Sequence[str]], order: Order) -> None:
        self.found, self.order = found, order
        self.features = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        for page in self.found:
            self.features += len(page)
            yield [with_base(one, self.order.base_url, self.order.lang) for one in page]


def _written(place: Path, order: Order, state: State, found: Iterable[Sequence[str]]) -> Path:
    if order.format.is_heavy:
        return _by_child(place, order, state, found)
    path = place / f"made.{order.format.ending}"
    with path.open("w", encoding="utf-8", newline="") as out:
        out.writelines(_WRITERS[order.format.ending](order, state, found))
    return path


def _by_child(place: Path, order: Order, state: State, found: Iterable[Sequence[str]]) -> Path:
    is_book = order.format.ending == "xlsx"
    book = BookLines(found, order.table, order.epsg)
    lines = book if is_book else layer_lines(found, order.table, order.epsg)
    with (place / ROWS).open("w", encoding="utf-8") as out:
        out.writelines(lines)
    about = about_of(order, state)
    beside = (
        {"name": "columns", "heads": column_heads(), "rows": list(column_rows(order.table))},
        {"name": "about", "heads": ["about", ""], "rows": list(about_rows(about))},
    )
    return sandbox.make(
        place,
        sandbox.MakeOrder(
            order.format.ending,
            order.table.name,
            book.columns if is_book else layer_columns(order.table),
            order.epsg,
            about,
            beside if is_book else (),
        ),
    )


def about_of(order: Order, state: State) -> dict[str, str]:
    """Return what a file says of itself, whatever its format."""
    table = order.table
    return {
        "title": " · ".join(table.title.as_dict().values()),
        "description": table.words.en,
        "creator": "Koepaikka",
        "licence": LICENCES[order.licence(state)].url,
        "attribution": ATTRIBUTION,
        "source": f"{order.base_url}/{order.lang}/open-data",
        "dictionary": f"{order.base_url}/data/dictionary.json",
        "revision": str(state.revision),
        "stamp": f"{state.changed_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.000Z}",
    }


def head_of(order: Order, state: State) -> dict[str, Any]:
    """Return the members of a FeatureCollection beside its features."""
    about = about_of(order, state)
    return {
        "name": order.table.name,
        "title": order.table.title.as_dict(),
        "license": about["licence"],
        "attribution": about["attribution"],
        "source": about["source"],
        "revision": state.revision,
        "timeStamp": about["stamp"].replace(".000", ""),
    }


def _lines(order: Order, _state: State, found: Iterable[Sequence[str]]) -> Iterator[str]:
    if order.table.has_shapes:
        return line_pieces(found)
    return plain_line_pieces(found, order.table)


Writer = Callable[[Order, State, Iterable[Sequence[str]]], Iterator[str]]
_WRITERS: dict[str, Writer] = {
    "geojson": lambda order, state, found: collection_pieces(found, head_of(order, state)),
    "geojsons": lambda _order, _state, found: sequence_pieces(found),
    "ndjson": _lines,
    "csv": lambda order, _state, found: csv_pieces(found, order.table, order.epsg),
}
