"""The programme in numbers: by city, by theme or by year, for everybody.

Testbeds, pilots, results, companies and replications are public one by one.  Applications are not:
how many there were is told where it says nothing of anybody (models/challenge_number.py).
"""

import datetime as dt
import enum
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from app import clock, row_scope
from app.database import db
from app.queries.testbed_field import LISTED
from models.application import Application, ApplicationPart
from models.challenge_number import FEWEST, disclosed
from models.city import City
from models.decision import Decision
from models.pilot import PUBLIC_STATES, TOLD_STATES, Pilot
from models.testbed import Testbed
from models.testbed_kind import Theme
from models.wall_time import local_date


class By(enum.StrEnum):
    """What the numbers are told by."""

    CITY = "city"
    THEME = "theme"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is counted: where, about what, on which day, and who it is of."""

    city: str
    themes: Sequence[str]
    day: dt.date | None
    who: str = ""
    days: int | None = None

    def groups(self, by: By) -> Sequence[str]:
        """Return the rows that it is counted in; of several themes in each."""
        if by is By.THEME:
            return self.themes
        if by is By.CITY:
            return (self.city,)
        return (str(self.day.year),) if self.day is not None else ()


@dataclass(frozen=True, slots=True)
class Line:
    """The numbers of one city, theme or year; None is not told.

    ``applications`` counts an application once for each testbed that it asked.  ``decision_days``
    is the median from sending to the first decision.
    """

    testbeds: int
    applications: int | None
    decision_days: int | None
    pilots: int
    results: int
    companies: int
    replications: int


MEASURES: Final = (
    "testbeds", "applications", "decision_days", "pilots", "results", "companies", "replications",
)  # fmt: skip
Facts = Mapping[str, list[Fact]]


def lines(by: By, city: str | None = None) -> dict[str, Line]:
    """Return the numbers of each row in their order: cities, themes, years from the first on."""
    facts = _facts(city)
    keys = _keys(by, facts, city)
    told = disclosed({key: len(some) for key, some in _grouped(facts["sent"], by, keys).items()})
    groups = {name: _grouped(facts[name], by, keys) for name in facts}
    return {
        key: Line(
            testbeds=len(groups["testbeds"][key]),
            applications=told[key],
            decision_days=_median(groups["decided"][key]),
            pilots=len(groups["pilots"][key]),
            results=len(groups["results"][key]),
            companies=len({one.who for one in groups["pilots"][key] if one.who}),
            replications=len(groups["replications"][key]),
        )
        for key in keys
    }


def total(city: str | None = None) -> Line:
    """Return the numbers of all together."""
    facts = _facts(city)
    sent = len(facts["sent"])
    return Line(
        testbeds=len(facts["testbeds"]),
        applications=None if 0 < sent < FEWEST else sent,
        decision_days=_median(facts["decided"]),
        pilots=len(facts["pilots"]),
        results=len(facts["results"]),
        companies=len({one.who for one in facts["pilots"] if one.who}),
        replications=len(facts["replications"]),
    )


def _facts(city: str | None) -> Facts:
    rows = db.session.execute(select(City.id, City.slug))
    names = {row.id: row.slug for row in rows}
    pilots = _pilots()
    found: dict[str, Iterable[Fact]] = {
        "testbeds": _testbeds(names),
        "sent": _sent(names),
        "decided": _decided(names),
        "pilots": [_of_pilot(row, names, row.start_day) for row in pilots],
        "results": [
            _of_pilot(row, names, row.end_day) for row in pilots if row.status in TOLD_STATES
        ],
        "replications": [
            _of_pilot(row, names, row.start_day) for row in pilots if row.replicates_id is not None
        ],
    }
    return {name: [one for one in some if city in (None, one.city)] for name, some in found.items()}


def _keys(by: By, facts: Facts, city: str | None) -> list[str]:
    if by is By.THEME:
        return [one.value for one in Theme]
    if by is By.CITY:
        known = db.session.scalars(select(City.slug).order_by(City.id))
        return [slug for slug in known if city in (None, slug)]
    years = Counter(key for some in facts.values() for one in some for key in one.groups(by))
    if not years:
        return []
    return [str(year) for year in range(int(min(years)), int(max(years)) + 1)]


def _grouped(facts: Iterable[Fact], by: By, keys: Iterable[str]) -> dict[str, list[Fact]]:
    found: dict[str, list[Fact]] = {key: [] for key in keys}
    for one in facts:
        for key in one.groups(by):
            if key in found:
                found[key].append(one)
    return found


def _median(facts: Sequence[Fact]) -> int | None:
    days = [one.days for one in facts if one.days is not None]
    return round(statistics.median(days)) if len(days) >= FEWEST else None


def _testbeds(names: Mapping[int, str]) -> list[Fact]:
    rows = db.session.execute(
        select(Testbed.city_id, Testbed.themes, Testbed.published_at).where(
            Testbed.status.in_(LISTED)
        )
    )
    return [Fact(names[city], themes, _day(at)) for city, themes, at in rows]


@row_scope.as_system("numbers of all cities, of no single application")
def _sent(names: Mapping[int, str]) -> list[Fact]:
    rows = db.session.execute(
        select(ApplicationPart.city_id, Application.themes, Application.submitted_at)
        .join(Application, Application.id == ApplicationPart.application_id)
        .where(Application.submitted_at.is_not(None))
    )
    return [Fact(names[city], themes, _day(at)) for city, themes, at in rows]


@row_scope.as_system("numbers of all cities, of no single application")
def _decided(names: Mapping[int, str]) -> list[Fact]:
    first = func.min(Decision.at)
    rows = db.session.execute(
        select(ApplicationPart.city_id, Application.themes, Application.submitted_at, first)
        .join(Application, Application.id == ApplicationPart.application_id)
        .join(Decision, Decision.part_id == ApplicationPart.id)
        .where(Application.submitted_at.is_not(None))
        .group_by(ApplicationPart.id, Application.id)
    )
    return [
        Fact(names[city], themes, _day(at), days=max(0, (at - sent).days))
        for city, themes, sent, at in rows
        if sent is not None
    ]


def _pilots() -> Sequence[Any]:
    return db.session.execute(
        select(
            Pilot.city_id, Pilot.themes, Pilot.start_day, Pilot.end_day, Pilot.status,
            Pilot.organisation_id, Pilot.application_id, Pilot.runner_name, Pilot.replicates_id,
        ).where(Pilot.status.in_(PUBLIC_STATES))
    ).all()  # fmt: skip


def _of_pilot(row: Any, names: Mapping[int, str], day: dt.date) -> Fact:
    is_private = row.organisation_id is None and row.application_id is not None
    who = "" if is_private else row.runner_name.casefold()
    return Fact(names[row.city_id], row.themes, day, who)


def _day(at: dt.datetime | None) -> dt.date | None:
    return None if at is None else local_date(at, clock.FINLAND)
