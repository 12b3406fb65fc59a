"""Finding a testbed: one query behind the list, the counts of its filters and the map.

It works over arrays of every listed testbed (app/queries/testbed_field.py): filters, counts and
fits are exact, and only the cards of one page are read whole.
"""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from app import clock
from app.queries.call import open_by_call
from app.queries.facet_field import (
    Chosen,
    FieldFacet,
    Flags,
    Integers,
    SetFacet,
    WordFacet,
    all_of,
    counts_of,
    integers,
)
from app.queries.free_window import (
    HORIZON_DAYS,
    FreeSearch,
    Stretch,
    free_stretches,
    free_windows,
)
from app.queries.search import matching_ids
from app.queries.testbed_field import Field
from app.queries.testbed_field import field as listed
from app.queries.testbed_order import Order, by_fit, by_name, nearest, soonest
from app.queries.testbed_score import facts_of
from models.testbed_fit import Fit, Wishes, fit

PAGE_LENGTH = 50
SORTS = ("fit", "name", "soonest", "near")

Box = tuple[float, float, float, float]


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


@dataclass(frozen=True, eq=False)
class Marks(Chosen):
    """Testbeds that pass a filter."""

    field: Field

    @cached_property
    def ids(self) -> list[int]:
        """Their ids."""
        found: list[int] = self.field.ids[self.places].tolist()
        return found


@dataclass(frozen=True, eq=False)
class Found(Marks):
    """The answer: who passes, their order, counts per facet and option, first free days.

    ``ways`` is empty when something was found.
    """

    order: Order
    counts: Mapping[str, Counter[Hashable]]
    wishes: Wishes
    stretches: Mapping[int, Stretch]
    starts: Mapping[int, dt.date] = field(default_factory=dict)
    ways: Sequence[Way] = ()

    @cached_property
    def ids(self) -> list[int]:
        """The ids of all, in the list's order."""
        return self._ids(self.order.whole())

    def page(self, first: int, length: int) -> list[int]:
        """Return the ids of one page of the list."""
        return self._ids(self.order.first(first + length)[first:])

    def _ids(self, order: Integers) -> list[int]:
        found: list[int] = self.field.ids[self.places[order]].tolist()
        return found

    @property
    def open_ids(self) -> list[int]:
        """Those that are not paused, in the list's order."""
        order = self.order.whole()
        return self._ids(order[self.field.is_open[self.places[order]]])

    def fits(self, ids: Iterable[int]) -> dict[int, Fit]:
        """Return how well some of them fit; empty when nothing was wished."""
        if not self.wishes:
            return {}
        rows, runs = self.field, self.stretches
        return {
            one: fit(self.wishes, facts_of(rows, rows.place_of(one), runs.get(one))) for one in ids
        }


def search(wanted: TestbedFilter, today: dt.date, lang: str) -> Found:
    """Return the testbeds that pass the filter, in its order, with the counts of each facet.

    ``starts`` holds the first fitting day of each when days in a row were asked for, and the next
    free day of each when the list is ordered by it.
    """
    rows = listed()
    stretches = free_stretches(wanted.free) if wanted.free else {}
    gates, facets = _gates(rows, wanted, stretches), _facets(rows, wanted)
    length = len(rows.ids)
    among = all_of(gates, length=length)
    passed = {name: one.passing for name, one in facets.items()}
    chosen = np.flatnonzero(among & all_of(passed, length=length))
    starts = {ident: one.start for ident, one in stretches.items() if one.start}
    if wanted.sort == "soonest" and wanted.free is None:
        starts = next_free(None, today)
    asked = {name: flags for name, flags in passed.items() if facets[name].wanted}
    ways = [] if len(chosen) else _ways(rows, gates | asked, stretches)
    counts = counts_of(facets, passed, among)
    order = _order(rows, chosen, wanted, stretches, starts, lang)
    return Found(rows, chosen, order, counts, wanted.wishes, stretches, starts, ways)


def marks(
    wanted: TestbedFilter, *, box: Box | None = None, ids: Sequence[int] | None = None
) -> Marks:
    """Return those that pass the filter, by id, of a window of the map or of some testbeds only.

    ``box`` is in EPSG:3857 metres and judges the marker point, which is blurred where the place is.
    """
    rows = listed()
    stretches = free_stretches(wanted.free) if wanted.free and not wanted.almost else {}
    tests = _gates(rows, wanted, stretches)
    tests |= {name: one.passing for name, one in _facets(rows, wanted).items()}
    if box is not None:
        west, south, east, north = box
        tests["box"] = (rows.x >= west) & (rows.x <= east) & (rows.y >= south) & (rows.y <= north)
    if ids is not None:
        tests["ids"] = _among(rows, ids)
    return Marks(rows, np.flatnonzero(all_of(tests, length=len(rows.ids))))


def next_free(ids: Sequence[int] | None, today: dt.date) -> dict[int, dt.date]:
    """Return from when each published testbed has its shortest stay free; None asks of all.

    Nobody can start before a testbed's lead time is over.  Those without such days in the next
    half year are left out.
    """
    end = today + dt.timedelta(days=HORIZON_DAYS)
    return free_windows(FreeSearch(today, end, days=None, after_lead=True), ids)


def _among(rows: Field, ids: Iterable[int]) -> Flags:
    flags: Flags = np.isin(rows.ids, integers(ids))
    return flags


def _gates(
    rows: Field, wanted: TestbedFilter, stretches: Mapping[int, Stretch]
) -> dict[str, Flags]:
    """Return what must be passed beside the facets, by the name it has in the address."""
    gates: dict[str, Flags] = {}
    ids = matching_ids("testbed", wanted.text)
    if ids is not None:
        gates["q"] = _among(rows, ids)
    if wanted.open_now:
        by_call = _among(rows, open_by_call(clock.now()))
        gates["open"] = rows.is_open & (rows.is_always | by_call)
    if wanted.free is not None and not wanted.almost:
        gates["days"] = _among(rows, (k for k, one in stretches.items() if one.start is not None))
    return gates


def _facets(rows: Field, wanted: TestbedFilter) -> dict[str, FieldFacet]:
    asked = wanted
    if wanted.almost:
        asked = replace(wanted, money=frozenset(), needs=frozenset(), people=frozenset())
    return {
        "city": WordFacet(rows.city, asked.cities),
        "kind": WordFacet(rows.kind, asked.kinds),
        "theme": SetFacet(rows.themes, asked.themes),
        "need": SetFacet(rows.needs, asked.needs, every=True),
        "people": SetFacet(rows.people, asked.people, every=True),
        "who": SetFacet(rows.applicants, asked.applicants),
        "setting": WordFacet(rows.environment, asked.environments),
        "money": WordFacet(rows.money, asked.money),
    }


def _ways(rows: Field, tests: Mapping[str, Flags], stretches: Mapping[int, Stretch]) -> list[Way]:
    """Return what alone stands in the way of some places, the most helpful first."""
    failed = sum((~passes).astype(np.int64) for passes in tests.values())
    ways = []
    for name, passes in tests.items():
        held = np.flatnonzero((failed == 1) & ~passes)
        days = max(_runs(rows, held, stretches), default=0) if name == "days" else 0
        ways.append(Way(name, len(held), days or None))
    return sorted((one for one in ways if one.count), key=lambda one: -one.count)


def _runs(rows: Field, places: Integers, stretches: Mapping[int, Stretch]) -> list[int]:
    """Return the longest stay that each of some places could give."""
    known = ((place, stretches.get(int(rows.ids[place]))) for place in places.tolist())
    return [
        min(one.longest, int(rows.max_days[place]))
        for place, one in known
        if one is not None and one.longest >= rows.min_days[place]
    ]


def _order(
    rows: Field,
    places: Integers,
    wanted: TestbedFilter,
    stretches: Mapping[int, Stretch],
    starts: Mapping[int, dt.date],
    lang: str,
) -> Order:
    """Return the order asked for; names break ties."""
    if wanted.sort == "near" and wanted.near is not None:
        return nearest(rows, places, wanted.near, lang)
    if wanted.sort == "soonest":
        return soonest(rows, places, starts, lang)
    if wanted.sort == "fit" and wanted.wishes:
        return by_fit(wanted.wishes, rows, places, stretches, starts, lang)
    return by_name(rows, places, lang)
