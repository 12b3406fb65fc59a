"""Testbeds of the demonstration, with their closed days and hosts."""

import datetime as dt
from typing import Any

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.services.testbed_import import create_from_record
from geodata.demo import testbeds as demo_records
from models.account import User
from models.base import Translated
from models.booking import Closure, slots_of
from models.city import City
from models.closure import ClosureRange
from models.testbed import Testbed, TestbedHost

CLOSED_YEARS = 2


def testbeds(
    actor: Actor, cities: dict[str, City], people: dict[str, User]
) -> dict[tuple[str, str], Testbed]:
    """Write the testbeds; return them by (city, name of the site in the sources)."""
    made = {}
    for record in demo_records():
        checked = {**record, "checked_on": clock.today().isoformat()}
        made_id = create_from_record(actor, cities[record["city"]], checked, is_demo=True)
        testbed = db.session.get_one(Testbed, made_id)
        made[record["city"], record["source_name"]] = testbed
        _close(testbed, record["closures"])
    _hosts(made, people)
    db.session.flush()
    return made


def _close(testbed: Testbed, closures: list[dict[str, Any]]) -> None:
    """Close the days of month-day ranges, this year and next; a range may cross new year."""
    taken: set[int] = set()
    this_year = clock.today().year
    for closure in closures:
        for year in range(this_year - 1, this_year + CLOSED_YEARS):
            first = dt.date.fromisoformat(f"{year}-{closure['from']}")
            last = dt.date.fromisoformat(f"{year}-{closure['to']}")
            if last < first:
                last = last.replace(year=year + 1)
            taken |= _closed(testbed, first, last, closure["reason"], taken)
    db.session.flush()


def _closed(
    testbed: Testbed, first: dt.date, last: dt.date, why: dict[str, str], taken: set[int]
) -> set[int]:
    start = max(first, clock.today())
    zone = testbed.city.time_zone
    slots = set(range(*slots_of(testbed.slot_unit, zone, start, last))) - taken
    db.session.add_all(Closure(testbed_id=testbed.id, slot=slot) for slot in sorted(slots))
    if slots:
        db.session.add(
            ClosureRange(
                testbed_id=testbed.id, start_day=start, end_day=last,
                reason=Translated.of(why), created_at=clock.now(),
            )
        )  # fmt: skip
    return slots


def _hosts(testbeds: dict[tuple[str, str], Testbed], people: dict[str, User]) -> None:
    """Give each city's host the first three of its testbeds."""
    given: dict[str, int] = {}
    for (city, _source), testbed in testbeds.items():
        host = people.get(f"host.{city}")
        if host is not None and given.get(city, 0) < 3:  # noqa: PLR2004 - a few are enough to see
            db.session.add(TestbedHost(testbed_id=testbed.id, user_id=host.id))
            given[city] = given.get(city, 0) + 1
