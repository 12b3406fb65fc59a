"""Finding a testbed: one query behind the list, the counts of its filters and the map.

Light rows of every listed testbed are read in one statement as plain text and numbers (typed
columns took four times as long at 10,000 testbeds); filters and counts are computed over them,
and only the cards of one page are read whole.
"""

import datetime as dt
import functools
import json
import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Select, String, Text, cast, func, select, type_coerce

from app import clock
from app.database import db
from app.queries.calendar import FreeSearch, free_windows
from app.queries.call import open_by_call
from app.queries.facet import Facet, filtered
from app.queries.search import matching_ids
from geodata.crs import to_web_mercator
from models.base import LANGUAGES
from models.city import City
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import EntryMode

LISTED = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)
PAGE_LENGTH = 50
HORIZON_DAYS = 180
SORTS = ("name", "soonest", "near")

Box = tuple[float, float, float, float]
_FINNISH_ORDER = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})


@dataclass(frozen=True, slots=True)
class TestbedFilter:
    """What a reader asked for; empty sets ask for everything.

    ``open_now`` asks for those that take applications at this moment.  ``near`` is (longitude,
    latitude) in EPSG:4326.  ``free`` asks for days in a row with room.
    """

    text: str = ""
    cities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    applicants: frozenset[str] = frozenset()
    environments: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()
    free: FreeSearch | None = None
    near: tuple[float, float] | None = None
    sort: str = "name"
    open_now: bool = False


class Row(NamedTuple):
    """A light row: all that filters, counts, order and map marks need.  x and y in EPSG:3857."""

    id: int
    city: str
    kind: str
    environment: str
    money: str
    themes: tuple[str, ...]
    applicants: tuple[str, ...]
    is_open: bool
    x: float | None
    y: float | None
    name: str
    entry: str


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: rows in the list's order, counts per facet and option, first free days."""

    rows: Sequence[Row]
    counts: Mapping[str, Counter[Hashable]]
    starts: Mapping[int, dt.date] = field(default_factory=dict)


def search(wanted: TestbedFilter, today: dt.date, lang: str) -> Found:
    """Return the testbeds that pass the filter, in its order, with the counts of each facet.

    ``starts`` holds the first fitting day of each when days in a row were asked for, and the next
    free day of each when the list is ordered by it.
    """
    rows = _asked_for(wanted, _rows(_light(lang)))
    starts: Mapping[int, dt.date] = {}
    if wanted.free is not None:
        starts = free_windows(wanted.free)
        rows = [row for row in rows if row.id in starts]
    chosen, counts = filtered(rows, _facets(wanted))
    if wanted.sort == "soonest" and wanted.free is None:
        starts = next_free(None, today)
    return Found(_ordered(chosen, wanted, starts), counts, starts)


def marks(
    wanted: TestbedFilter,
    lang: str,
    *,
    box: Box | None = None,
    ids: Sequence[int] | None = None,
) -> list[Row]:
    """Return the rows that pass the filter, of a window of the map or of some testbeds only.

    ``box`` is in EPSG:3857 metres and judges the marker point, which is blurred where the place is.
    """
    statement = _light(lang)
    if box is not None:
        statement = statement.where(
            Testbed.anchor_x.between(box[0], box[2]), Testbed.anchor_y.between(box[1], box[3])
        )
    if ids is not None:
        statement = statement.where(Testbed.id.in_(ids))
    rows = _asked_for(wanted, _rows(statement))
    if wanted.free is not None:
        free = free_windows(wanted.free)
        rows = [row for row in rows if row.id in free]
    facets = _facets(wanted)
    return [row for row in rows if all(facet.passes(row) for facet in facets)]


def next_free(ids: Sequence[int] | None, today: dt.date) -> dict[int, dt.date]:
    """Return the first day with room of each published testbed, or of all when ``ids`` is None.

    Nobody can start before a testbed's lead time is over.  Those without a free day in the next
    half year are left out.
    """
    end = today + dt.timedelta(days=HORIZON_DAYS)
    return free_windows(FreeSearch(today, end, days=1, after_lead=True), ids)


def _light(lang: str) -> Select[*tuple[Any, ...]]:
    name = func.coalesce(
        *(
            func.nullif(Testbed.__table__.c[f"name_{one}"], "")
            for one in (lang, *(other for other in LANGUAGES if other != lang))
        ),
        "",
    )
    return (
        select(
            Testbed.id,
            City.slug,
            type_coerce(Testbed.kind, String),
            type_coerce(Testbed.environment, String),
            type_coerce(Testbed.money, String),
            cast(Testbed.themes, Text),
            cast(Testbed.applicants, Text),
            type_coerce(Testbed.status, String),
            Testbed.anchor_x,
            Testbed.anchor_y,
            name,
            type_coerce(Testbed.entry_mode, String),
        )
        .join(City, City.id == Testbed.city_id)
        .where(Testbed.status.in_(LISTED))
    )


def _rows(statement: Select[*tuple[Any, ...]]) -> list[Row]:
    return [
        Row(
            one[0],
            one[1],
            one[2] or "",
            one[3],
            one[4],
            _values(one[5]),
            _values(one[6]),
            one[7] == TestbedStatus.PUBLISHED.value,
            one[8],
            one[9],
            one[10],
            one[11],
        )
        for one in db.session.execute(statement)
    ]


@functools.lru_cache(maxsize=20_000)
def _values(text: str) -> tuple[str, ...]:
    """Read a list of vocabulary words; the same few combinations come again and again."""
    return tuple(json.loads(text))


def _asked_for(wanted: TestbedFilter, rows: list[Row]) -> list[Row]:
    ids = matching_ids("testbed", wanted.text)
    found = rows if ids is None else [row for row in rows if row.id in ids]
    if not wanted.open_now:
        return found
    by_call = open_by_call(clock.now())
    always = EntryMode.ALWAYS.value
    return [row for row in found if row.is_open and (row.entry == always or row.id in by_call)]


def _facets(wanted: TestbedFilter) -> list[Facet[Row]]:
    return [
        Facet("city", lambda row: (row.city,), frozenset(wanted.cities)),
        Facet("kind", lambda row: (row.kind,), frozenset(wanted.kinds)),
        Facet("theme", lambda row: row.themes, frozenset(wanted.themes)),
        Facet("who", lambda row: row.applicants, frozenset(wanted.applicants)),
        Facet("setting", lambda row: (row.environment,), frozenset(wanted.environments)),
        Facet("money", lambda row: (row.money,), frozenset(wanted.money)),
    ]


def _ordered(rows: list[Row], wanted: TestbedFilter, starts: Mapping[int, dt.date]) -> list[Row]:
    """Return the rows in the order asked for; paused places come last, names break ties."""

    def by_name(row: Row) -> tuple[str, int]:
        return row.name.casefold().translate(_FINNISH_ORDER), row.id

    if wanted.sort == "near" and wanted.near is not None:
        x, y = to_web_mercator(*wanted.near)
        return sorted(rows, key=lambda row: (_distance(row, x, y), by_name(row)))
    if wanted.sort == "soonest":
        return sorted(
            rows, key=lambda row: (not row.is_open, starts.get(row.id, dt.date.max), by_name(row))
        )
    return sorted(rows, key=lambda row: (not row.is_open, by_name(row)))


def _distance(row: Row, x: float, y: float) -> float:
    return math.inf if row.x is None or row.y is None else math.hypot(row.x - x, row.y - y)
