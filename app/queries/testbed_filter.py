"""Finding a testbed: one query behind the list, the counts of its filters and the map.

Light rows of every listed testbed are read in one statement (app/queries/testbed_row.py); filters,
counts and fits are computed over them, and only the cards of one page are read whole.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app import clock
from app.queries.call import open_by_call
from app.queries.facet import Facet, filtered
from app.queries.free_window import (
    HORIZON_DAYS,
    FreeSearch,
    Stretch,
    free_stretches,
    free_windows,
)
from app.queries.search import matching_ids
from app.queries.testbed_row import Row, light, rows_of
from geodata.crs import to_web_mercator
from models.testbed import Testbed
from models.testbed_fit import Facts, Fit, Wishes, fit
from models.testbed_kind import EntryMode

PAGE_LENGTH = 50
SORTS = ("fit", "name", "soonest", "near")

Box = tuple[float, float, float, float]
Gate = Callable[[Row], bool]
_FINNISH_ORDER = str.maketrans({"å": "{a", "ä": "{b", "ö": "{c"})


@dataclass(frozen=True, slots=True)
class TestbedFilter:
    """What a reader asked for; empty sets ask for everything.

    ``open_now`` asks for those that take applications at this moment.  ``near`` is (longitude,
    latitude) in EPSG:4326.  ``free`` asks for days in a row with room.  With ``almost`` needs,
    people, money and free days are wishes: places that lack some are shown as well, after those
    that fit better.
    """

    text: str = ""
    cities: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    applicants: frozenset[str] = frozenset()
    environments: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    free: FreeSearch | None = None
    near: tuple[float, float] | None = None
    sort: str = "name"
    open_now: bool = False
    almost: bool = False

    @property
    def wishes(self) -> Wishes:
        """What the fit of a place is judged by."""
        return Wishes(
            needs=self.needs,
            themes=self.themes,
            people=self.people,
            money=self.money,
            days=self.free.days if self.free else None,
            places=self.free.units if self.free else 1,
        )


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to loosen where nothing was found: without it there would be ``count`` places.

    ``days`` is the longest free time that one of them has, where free days stood in the way.
    """

    name: str
    count: int
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: rows in the list's order, counts per facet and option, first free days, fits.

    ``fits`` is empty when nothing was wished, ``ways`` when something was found.
    """

    rows: Sequence[Row]
    counts: Mapping[str, Counter[Hashable]]
    starts: Mapping[int, dt.date] = field(default_factory=dict)
    fits: Mapping[int, Fit] = field(default_factory=dict)
    ways: Sequence[Way] = ()


def search(wanted: TestbedFilter, today: dt.date, lang: str) -> Found:
    """Return the testbeds that pass the filter, in its order, with the counts of each facet.

    ``starts`` holds the first fitting day of each when days in a row were asked for, and the next
    free day of each when the list is ordered by it.
    """
    rows = rows_of(light(lang))
    stretches = free_stretches(wanted.free) if wanted.free else {}
    gates, facets = _gates(wanted, stretches), _facets(wanted)
    passed = [row for row in rows if all(gate(row) for gate in gates.values())]
    chosen, counts = filtered(passed, facets)
    starts = {ident: one.start for ident, one in stretches.items() if one.start}
    if wanted.sort == "soonest" and wanted.free is None:
        starts = next_free(None, today)
    fits = _fits(wanted.wishes, chosen, stretches)
    ways = [] if chosen else _ways(rows, gates, facets, stretches)
    return Found(_ordered(chosen, wanted, starts, fits), counts, starts, fits, ways)


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
    statement = light(lang)
    if box is not None:
        statement = statement.where(
            Testbed.anchor_x.between(box[0], box[2]), Testbed.anchor_y.between(box[1], box[3])
        )
    if ids is not None:
        statement = statement.where(Testbed.id.in_(ids))
    stretches = free_stretches(wanted.free) if wanted.free and not wanted.almost else {}
    tests = [*_gates(wanted, stretches).values(), *(one.passes for one in _facets(wanted))]
    return [row for row in rows_of(statement) if all(passes(row) for passes in tests)]


def next_free(ids: Sequence[int] | None, today: dt.date) -> dict[int, dt.date]:
    """Return from when each published testbed has its shortest stay free; None asks of all.

    Nobody can start before a testbed's lead time is over.  Those without such days in the next
    half year are left out.
    """
    end = today + dt.timedelta(days=HORIZON_DAYS)
    return free_windows(FreeSearch(today, end, days=None, after_lead=True), ids)


def _gates(wanted: TestbedFilter, stretches: Mapping[int, Stretch]) -> dict[str, Gate]:
    """Return what a row must pass beside the facets, by the name it has in the address."""
    gates: dict[str, Gate] = {}
    ids = matching_ids("testbed", wanted.text)
    if ids is not None:
        gates["q"] = lambda row: row.id in ids
    if wanted.open_now:
        by_call, always = open_by_call(clock.now()), EntryMode.ALWAYS.value
        gates["open"] = lambda row: row.is_open and (row.entry == always or row.id in by_call)
    if wanted.free is not None and not wanted.almost:
        free = {ident for ident, one in stretches.items() if one.start is not None}
        gates["days"] = lambda row: row.id in free
    return gates


def _facets(wanted: TestbedFilter) -> list[Facet[Row]]:
    asked = wanted
    if wanted.almost:
        asked = replace(wanted, money=frozenset(), needs=frozenset(), people=frozenset())
    return [
        Facet("city", lambda row: (row.city,), frozenset(asked.cities)),
        Facet("kind", lambda row: (row.kind,), frozenset(asked.kinds)),
        Facet("theme", lambda row: row.themes, frozenset(asked.themes)),
        Facet("need", lambda row: row.infrastructure, frozenset(asked.needs), every=True),
        Facet("people", lambda row: row.people, frozenset(asked.people), every=True),
        Facet("who", lambda row: row.applicants, frozenset(asked.applicants)),
        Facet("setting", lambda row: (row.environment,), frozenset(asked.environments)),
        Facet("money", lambda row: (row.money,), frozenset(asked.money)),
    ]


def _fits(wishes: Wishes, rows: Sequence[Row], stretches: Mapping[int, Stretch]) -> dict[int, Fit]:
    return {row.id: fit(wishes, facts_of(row, stretches.get(row.id))) for row in rows if wishes}


def facts_of(row: Row, stretch: Stretch | None) -> Facts:
    """Return what the fit of a row is judged by."""
    return Facts(
        infrastructure=frozenset(row.infrastructure),
        themes=frozenset(row.themes),
        people=frozenset(row.people),
        money=row.money,
        capacity=row.capacity,
        min_days=row.min_days,
        max_days=row.max_days,
        is_open=row.is_open,
        start=stretch.start if stretch else None,
        longest=stretch.longest if stretch else 0,
    )


def _ways(
    rows: Sequence[Row],
    gates: Mapping[str, Gate],
    facets: Sequence[Facet[Row]],
    stretches: Mapping[int, Stretch],
) -> list[Way]:
    """Return what alone stands in the way of some places, the most helpful first."""
    tests = {**gates, **{one.name: one.passes for one in facets if one.wanted}}
    held: dict[str, list[Row]] = {name: [] for name in tests}
    for row in rows:
        failed = [name for name, passes in tests.items() if not passes(row)]
        if len(failed) == 1:
            held[failed[0]].append(row)
    ways = []
    for name, kept in held.items():
        runs = [
            min(stretches[row.id].longest, row.max_days)
            for row in kept
            if name == "days" and row.id in stretches and stretches[row.id].longest >= row.min_days
        ]
        ways.append(Way(name, len(kept), max(runs, default=0) or None))
    return sorted((one for one in ways if one.count), key=lambda one: -one.count)


def _ordered(
    rows: Sequence[Row],
    wanted: TestbedFilter,
    starts: Mapping[int, dt.date],
    fits: Mapping[int, Fit],
) -> list[Row]:
    """Return the rows in the order asked for; paused places come last, names break ties."""

    def by_name(row: Row) -> tuple[str, int]:
        return row.name.casefold().translate(_FINNISH_ORDER), row.id

    def by_start(row: Row) -> tuple[dt.date, tuple[str, int]]:
        return starts.get(row.id, dt.date.max), by_name(row)

    if wanted.sort == "near" and wanted.near is not None:
        x, y = to_web_mercator(*wanted.near)
        return sorted(rows, key=lambda row: (_distance(row, x, y), by_name(row)))
    if wanted.sort == "fit" and fits:
        return sorted(rows, key=lambda row: (not row.is_open, -fits[row.id].score, by_start(row)))
    if wanted.sort == "soonest":
        return sorted(rows, key=lambda row: (not row.is_open, by_start(row)))
    return sorted(rows, key=lambda row: (not row.is_open, by_name(row)))


def _distance(row: Row, x: float, y: float) -> float:
    return math.inf if row.x is None or row.y is None else math.hypot(row.x - x, row.y - y)
