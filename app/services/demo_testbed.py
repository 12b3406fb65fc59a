"""Testbeds of the demonstration, with their closed days and hosts."""

import datetime as dt
from typing import Any

import shapely
from geoalchemy2 import WKTElement

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.services.audit import record as audit
from app.services.search import index_testbed
from geodata.crs import to_web_mercator
from geodata.demo import testbeds as demo_records
from geodata.shapes import anchor, blurred, to_geojson_text
from models.account import User
from models.base import Translated
from models.booking import Closure, slot_of
from models.city import City
from models.testbed import Testbed, TestbedHost, TestbedStatus
from models.testbed_kind import Approval, Environment, Money, TestbedKind

BLUR_M = 300
CLOSED_YEARS = 2
TEXTS = (
    "name", "summary", "description", "district", "data_protection_note", "support", "season_note",
    "accessibility_note", "reference_note",
)  # fmt: skip
PLAIN = (
    "slug", "themes", "accuracy_m", "blur", "operator", "capacity", "min_days", "max_days",
    "lead_days", "decision_rhythm_days", "applicants", "cap_eur", "infrastructure",
    "permits_needed", "user_groups", "minors", "patients",
)  # fmt: skip


def testbeds(
    actor: Actor, cities: dict[str, City], people: dict[str, User]
) -> dict[tuple[str, str], Testbed]:
    """Write the testbeds; return them by (city, name of the site in the sources)."""
    made = {}
    for record in demo_records():
        testbed = _testbed(record, cities[record["city"]])
        db.session.add(testbed)
        db.session.flush()
        made[record["city"], record["source_name"]] = testbed
        _close(testbed, record["closures"])
        index_testbed(testbed)
        audit(actor, "testbed:seed", testbed)
    _hosts(made, people)
    db.session.flush()
    return made


def _testbed(record: dict[str, Any], city: City) -> Testbed:
    geometry = shapely.geometry.shape(record["geometry"])
    shown = blurred(geometry, BLUR_M) if record["blur"] else geometry
    point = anchor(shown)
    x, y = to_web_mercator(point.x, point.y)
    status = TestbedStatus(record["status"])
    now = clock.now()
    return Testbed(
        city_id=city.id,
        status=status,
        kind=TestbedKind(record["kind"]),
        environment=Environment(record["environment"]),
        approval=Approval(record["approval"]),
        money=Money(record["money"]),
        address=record["address"] or "",
        contact_email=city.role_mailbox,
        source_url=record["source_url"] or "",
        geom=WKTElement(geometry.wkt, srid=4326),
        shape_json=to_geojson_text(shown),
        anchor_x=x,
        anchor_y=y,
        is_demo=True,
        checked_on=clock.today(),
        created_at=now,
        updated_at=now,
        published_at=None if status is TestbedStatus.DRAFT else now,
        **{name: record[name] for name in PLAIN},
        **{name: Translated.of(record[name]) for name in TEXTS},
    )


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
            taken |= _closed(testbed, first, last, closure["reason"]["fi"], taken)
    db.session.flush()


def _closed(testbed: Testbed, first: dt.date, last: dt.date, why: str, taken: set[int]) -> set[int]:
    slots = set(range(max(slot_of(first), slot_of(clock.today())), slot_of(last) + 1)) - taken
    db.session.add_all(
        Closure(testbed_id=testbed.id, slot=slot, reason=why) for slot in sorted(slots)
    )
    return slots


def _hosts(testbeds: dict[tuple[str, str], Testbed], people: dict[str, User]) -> None:
    """Give each city's host the first three of its testbeds."""
    given: dict[str, int] = {}
    for (city, _source), testbed in testbeds.items():
        host = people.get(f"host.{city}")
        if host is not None and given.get(city, 0) < 3:  # noqa: PLR2004 - a few are enough to see
            db.session.add(TestbedHost(testbed_id=testbed.id, user_id=host.id))
            given[city] = given.get(city, 0) + 1
