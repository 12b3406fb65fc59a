"""The calendar of a whole city: its testbeds, who is where when, what is closed, how full it is.

Four statements however many testbeds and days there are: the testbeds, their loads, their stays,
their closures.  What the viewer may not read of is not in it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from app.database import db
from app.policies.actor import Actor
from app.queries.booking import Stay, stays_at
from app.queries.calendar import DayLoad, load
from app.queries.closure import ranges_of
from app.queries.testbed_desk import theirs
from models.booking import OCCUPYING, BookingStatus
from models.closure import ClosureRange
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import TestbedKind
from models.window import uses_weekday

SHOWN = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)
PRESENT = (*OCCUPYING, BookingStatus.COMPLETED)
UNREAD = (Testbed.geom, Testbed.shape_json, Testbed.user_groups, Testbed.permits_needed)
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CityFilter:
    """Which testbeds to show; an empty text and no kinds ask for all of the city."""

    city_id: int
    kinds: frozenset[TestbedKind] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """Places used and places open, summed over days: "12 of 90 place-days"."""

    used: int = 0
    open: int = 0

    def __add__(self, other: "Use") -> "Use":
        return Use(self.used + other.used, self.open + other.open)

    @property
    def percent(self) -> int | None:
        """How full it is, rounded; None where nothing was open."""
        return round(100 * self.used / self.open) if self.open else None


@dataclass(frozen=True, slots=True)
class PlaceCalendar:
    """One testbed over the days shown."""

    testbed: Testbed
    days: Sequence[DayLoad]
    stays: Sequence[Stay]
    closures: Sequence[ClosureRange]
    use: Use


def city_calendar(
    viewer: Actor, chosen: CityFilter, start: dt.date, end: dt.date
) -> list[PlaceCalendar]:
    """Return the testbeds of a city that the viewer works with, by name, over the days.

    Testbeds that are drafts or closed for good are left out.
    """
    return calendars(_testbeds(viewer, chosen), start, end)


def calendars(testbeds: Sequence[Testbed], start: dt.date, end: dt.date) -> list[PlaceCalendar]:
    """Return the calendars of testbeds that the caller may read, in their order."""
    ids = [one.id for one in testbeds]
    if not ids:
        return []
    loads = load(ids, start, end)
    stays: dict[int, list[Stay]] = {}
    for stay in stays_at(testbeds, start, end, PRESENT):
        stays.setdefault(stay.testbed_id, []).append(stay)
    closures: dict[int, list[ClosureRange]] = {}
    for one in ranges_of(ids, start, end):
        closures.setdefault(one.testbed_id, []).append(one)
    return [
        PlaceCalendar(
            testbed=one,
            days=loads[one.id],
            stays=stays.get(one.id, []),
            closures=closures.get(one.id, []),
            use=use_of(loads[one.id], stays.get(one.id, [])),
        )
        for one in testbeds
    ]


def use_of(days: Sequence[DayLoad], stays: Sequence[Stay]) -> Use:
    """Return how many of the open places were used, with today's capacity.

    The ledger counts what takes places now; a stay that is over has given its days back to the
    ledger, so it is added here.
    """
    over = _places_of_the_past(stays)
    return Use(
        used=sum(min(one.capacity, one.used + over[one.day]) for one in days if not one.closed),
        open=sum(one.capacity for one in days if not one.closed),
    )


def _places_of_the_past(stays: Sequence[Stay]) -> Mapping[dt.date, int]:
    found: Counter[dt.date] = Counter()
    for stay in stays:
        if stay.status is not BookingStatus.COMPLETED:
            continue
        for n in range((stay.end - stay.start).days + 1):
            day = stay.start + n * ONE_DAY
            if uses_weekday(stay.weekdays, day):
                found[day] += stay.units
    return found


def _testbeds(viewer: Actor, chosen: CityFilter) -> list[Testbed]:
    conditions = [theirs(viewer), Testbed.city_id == chosen.city_id, Testbed.status.in_(SHOWN)]
    if chosen.kinds:
        conditions.append(Testbed.kind.in_(chosen.kinds))
    rows = db.session.scalars(
        select(Testbed)
        .where(*conditions)
        .options(joinedload(Testbed.city), *(defer(one) for one in UNREAD))
        .order_by(Testbed.id)
    )
    lang, words = viewer.language, chosen.text.casefold().split()
    found = [one for one in rows if all(word in _names(one) for word in words)]
    return sorted(found, key=lambda one: (one.name.best(lang)[0].casefold(), one.id))


def _names(testbed: Testbed) -> str:
    texts = (testbed.name, testbed.district)
    return " ".join(
        (*(" ".join(text.as_dict().values()) for text in texts), testbed.address)
    ).casefold()
