"""Testbeds for tests."""

import itertools
from typing import Any

from geoalchemy2 import WKTElement

from app import clock
from app.database import db
from models.base import Translated
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import TestbedKind
from tests.factories.city import city

_numbers = itertools.count(1)


def testbed(
    slug: str = "helsinki", status: TestbedStatus = TestbedStatus.PUBLISHED, **values: Any
) -> Testbed:
    """Return a testbed of a city: a published point of capacity 1 unless told otherwise."""
    home = city(slug)
    number = next(_numbers)
    lon, lat = home.centre_lon, home.centre_lat
    given = {
        "slug": f"paikka-{number}",
        "name": Translated(f"Paikka {number}", f"Plats {number}", f"Place {number}"),
        "summary": Translated("Tiivistelmä", "Sammandrag", "Summary"),
        "description": Translated("Kuvaus", "Beskrivning", "Description"),
        "kind": TestbedKind.STREET,
        "themes": ["mobility"],
        "applicants": ["companies", "universities", "associations", "student_teams", "residents"],
        "geom": WKTElement(f"POINT({lon} {lat})", srid=4326),
        "shape_json": f'{{"type":"Point","coordinates":[{lon},{lat}]}}',
        "anchor_x": lon * 111319.49,
        "anchor_y": 8_400_000.0,
        "capacity": 1,
        "lead_days": 0,
        "contact_email": home.role_mailbox,
        **values,
    }
    made = Testbed(
        city_id=home.id,
        status=status,
        created_at=clock.now(),
        updated_at=clock.now(),
        published_at=clock.now() if status is TestbedStatus.PUBLISHED else None,
        **given,
    )
    db.session.add(made)
    db.session.commit()  # read again, as its place and its kinds come back in other forms
    return made


def draft(slug: str = "helsinki", **values: Any) -> Testbed:
    """Return a testbed that only its city's staff may know of."""
    return testbed(slug, TestbedStatus.DRAFT, **values)
