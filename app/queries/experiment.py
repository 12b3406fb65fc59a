"""What is being tried out: the public side of pilots, for the map and the list alike.

Both are fed by ``search``, over arrays of every public pilot (app/queries/experiment_field.py):
filters and their counts are exact, and only the cards on one page of the list are read whole.
"""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from app.queries.experiment_field import PERSONAL, STATES, Field, field
from app.queries.facet_field import (
    Chosen,
    Column,
    FieldFacet,
    Flags,
    Floats,
    Integers,
    SetFacet,
    WordFacet,
    all_of,
    counts_of,
)
from app.queries.search import matching_ids
from geodata.distance import metres_from
from models.period import Period, month_of
from models.pilot import PilotStatus, PublicPhase

ACTIVE: Final = frozenset({PublicPhase.RUNNING, PublicPhase.PAUSED})
PHASES: Final = tuple(PublicPhase)
PAGE_LENGTH: Final = 30
_OVER: Final = (PilotStatus.REPORTING, PilotStatus.COMPLETED, PilotStatus.STOPPED)
_PHASE_STEP: Final = 1 << 32  # more than any day's number


@dataclass(frozen=True, slots=True)
class ExperimentFilter:
    """What a reader asked for; empty sets ask for everything, no state for what is active now.

    ``at`` asks for what ran, runs or will run in those days, whatever its state is today.
    ``near`` is (longitude, latitude) in EPSG:4326; the nearest come first.  ``sort`` is start or
    end.
    """

    text: str = ""
    cities: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    personal_data: frozenset[str] = frozenset()
    at: Period | None = None
    near: tuple[float, float] | None = None
    sort: str = "start"

    @property
    def shown_phases(self) -> frozenset[str]:
        """The states that are shown: those chosen; else all at a time, and what is active now."""
        if self.phases:
            return self.phases
        return frozenset(PHASES) if self.at is not None else frozenset(ACTIVE)


@dataclass(frozen=True, slots=True)
class Months:
    """How many of the experiments ran in each month; ``first`` as `models.period.month_of`."""

    first: int
    counts: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Found(Chosen):
    """The answer to one filter: who passes, and counts per option."""

    field: Field
    phase: Integers
    wanted: ExperimentFilter
    counts: Mapping[str, Counter[Hashable]]
    months: Months

    @cached_property
    def ids(self) -> list[int]:
        """The pilots' ids in the order of the list."""
        ordered: list[int] = self.field.ids[self.places][self._order].tolist()
        return ordered

    @cached_property
    def metres(self) -> dict[int, float]:
        """How far those of the list are from ``near`` along the ground, where it is known."""
        away, ids = self._away, self.field.ids[self.places]
        known = ~np.isnan(away)
        return dict(zip(ids[known].tolist(), away[known].tolist(), strict=True))

    @cached_property
    def _away(self) -> Floats:
        if self.wanted.near is None:
            return np.full(len(self.places), np.nan)
        return metres_from(self.wanted.near, self.field.x[self.places], self.field.y[self.places])

    @property
    def _order(self) -> Integers:
        """Return the order of the list; where all else is equal, the first written comes first."""
        if self.wanted.near is not None:
            return np.argsort(self._away, kind="stable")  # what is not a number comes last
        rows = self.field
        day = rows.end if self.wanted.sort == "end" else -rows.start
        return np.argsort((self.phase * _PHASE_STEP + day)[self.places], kind="stable")


def search(wanted: ExperimentFilter, today: dt.date) -> Found:
    """Return the experiments that pass the filter on ``today``, with the counts of each facet."""
    rows = field()
    phase = phases(rows, today)
    asked = _texts(rows, wanted.text)
    facets = _facets(rows, phase, wanted)
    passed = {name: one.passing for name, one in facets.items()}
    at = _ran_in(rows, today, wanted.at)
    counts = counts_of(facets, passed, asked & at)
    chosen_states = passed if wanted.phases else {n: f for n, f in passed.items() if n != "state"}
    timely = asked & all_of(chosen_states, length=len(rows.ids)) & _has_run(rows, today)
    places = np.flatnonzero(asked & at & all_of(passed, length=len(rows.ids)))
    return Found(rows, places, phase, wanted, counts, _months(rows, timely, today))


def phases(rows: Field, today: dt.date) -> Integers:
    """Return the phase of each row on ``today``, as its place in PHASES.

    The same rules as `models.pilot.public_phase`; a test compares them for every state and day.
    """
    now = today.toordinal()
    over = (now > rows.end) | np.isin(rows.status, [STATES.index(one) for one in _OVER])
    paused = rows.status == STATES.index(PilotStatus.PAUSED)
    chosen = np.select(
        [over, now < rows.start, paused],
        [PHASES.index(one) for one in (PublicPhase.ENDED, PublicPhase.SOON, PublicPhase.PAUSED)],
        PHASES.index(PublicPhase.RUNNING),
    )
    return chosen.astype(np.int64)


def _facets(rows: Field, phase: Integers, wanted: ExperimentFilter) -> dict[str, FieldFacet]:
    states, answers = Column(PHASES, phase), Column(PERSONAL, rows.personal)
    return {
        "city": WordFacet(rows.city, wanted.cities),
        "theme": SetFacet(rows.themes, wanted.themes),
        "kind": WordFacet(rows.kind, wanted.kinds),
        "state": WordFacet(states, wanted.shown_phases),
        "personal_data": WordFacet(answers, wanted.personal_data),
    }


def _texts(rows: Field, text: str) -> Flags:
    ids = matching_ids("pilot", text)
    if ids is None:
        return np.ones(len(rows.ids), dtype=bool)
    return np.isin(rows.ids, np.fromiter(ids, dtype=np.int64))


def _has_run(rows: Field, today: dt.date) -> Flags:
    """Leave out what was stopped before it began: it never ran on the days that it still has."""
    stopped = rows.status == STATES.index(PilotStatus.STOPPED)
    flags: Flags = ~(stopped & ((rows.start > today.toordinal()) | (rows.end == rows.start)))
    return flags


def _ran_in(rows: Field, today: dt.date, at: Period | None) -> Flags:
    if at is None:
        return np.ones(len(rows.ids), dtype=bool)
    first, last = at.first.toordinal(), at.last.toordinal()
    flags: Flags = (rows.start <= last) & (rows.end >= first) & _has_run(rows, today)
    return flags


def _months(rows: Field, among: Flags, today: dt.date) -> Months:
    """Count the rows by month, from the first month of any experiment to the last one."""
    starts, ends = _month_numbers(rows.start), _month_numbers(rows.end)
    now = month_of(today)
    first, last = min(starts.min(initial=now), now), max(ends.max(initial=now), now)
    length = int(last - first) + 2
    begun = np.bincount(starts[among] - first, minlength=length)
    over = np.bincount(ends[among] + 1 - first, minlength=length)
    return Months(int(first), tuple(np.cumsum(begun - over)[:-1].tolist()))


def _month_numbers(days: Integers) -> Integers:
    """Return the number of the month of each ordinal day, counted from January of the year 0."""
    since_1970 = (days - dt.date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    numbers: Integers = since_1970.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return numbers
