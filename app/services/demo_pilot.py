"""Pilots of the demonstration: real ones of the past with their sources, invented ones now."""

import datetime as dt
from typing import Any

import shapely
from geoalchemy2 import WKTElement

from app import clock
from app.database import db
from app.services.demo_booking import book
from app.services.search import index_pilot
from geodata.crs import to_web_mercator
from geodata.demo import records
from geodata.shapes import anchor, to_geojson_text
from models.base import Translated
from models.booking import BookingStatus
from models.city import City
from models.organisation import Organisation
from models.pilot import LegalBasis, Pilot, PilotStatus
from models.testbed import Testbed

Testbeds = dict[tuple[str, str], Testbed]
BOOKED = {
    PilotStatus.PREPARING: BookingStatus.CONFIRMED,
    PilotStatus.READY: BookingStatus.CONFIRMED,
    PilotStatus.RUNNING: BookingStatus.RUNNING,
    PilotStatus.PAUSED: BookingStatus.RUNNING,
    PilotStatus.REPORTING: BookingStatus.COMPLETED,
    PilotStatus.COMPLETED: BookingStatus.COMPLETED,
    PilotStatus.STOPPED: BookingStatus.CANCELLED,
}


def past(cities: dict[str, City], testbeds: Testbeds) -> int:
    """Write the real pilots of the past; only what their sources say."""
    for record in records("pilots_past"):
        testbed = testbeds.get((record["city"], record["testbed_slug_hint"]))
        pilot = _pilot(record, cities[record["city"]], testbed)
        pilot.runner_name = record["company"] or ""
        pilot.status = PilotStatus.COMPLETED
        pilot.start_day = dt.date.fromisoformat(record["start"])
        pilot.end_day = dt.date.fromisoformat(record["end"])
        pilot.measured = Translated.of(record["measures"])
        pilot.outcome = Translated.of(record["outcome"])
        pilot.dates_note = Translated.of(record["dates_note"])
        pilot.source_url = record["source_url"]
        pilot.contact_email = ""
        _place(pilot, record, testbed)
        _write(pilot)
    return len(records("pilots_past"))


def invented(cities: dict[str, City], testbeds: Testbeds, organisations: list[Organisation]) -> int:
    """Write the invented pilots around today, with their bookings."""
    today = clock.today()
    trusted = {told["slug"]: told for told in records("pilots_trust")}
    for record in records("pilots_demo"):
        testbed = testbeds.get((record["city"], record["testbed_slug_hint"]))
        company = organisations[record["company"]]
        pilot = _pilot(record, cities[record["city"]], testbed)
        pilot.is_demo = True
        pilot.organisation_id = company.id
        pilot.runner_name = company.name
        pilot.status = PilotStatus(record["state"])
        pilot.start_day = today + dt.timedelta(days=record["start_offset_days"])
        pilot.end_day = today + dt.timedelta(days=record["end_offset_days"])
        pilot.measured = Translated.of(record["what_is_measured"])
        pilot.participation = Translated.of(record["participation"])
        pilot.sensors = record["sensors"]
        pilot.controller = record["controller"] or ""
        pilot.contact_email = record["feedback_contact"]
        pilot.money_eur = record["money_paid_eur"]
        _result(pilot, record["result"])
        _trust(pilot, trusted.get(record["slug"], {}))
        _place(pilot, record, testbed)
        if testbed is not None:
            booked = book(testbed, pilot.start_day, pilot.end_day, BOOKED[pilot.status])
            pilot.booking_id = booked.id
        _write(pilot)
    return len(records("pilots_demo"))


def _pilot(record: dict[str, Any], city: City, testbed: Testbed | None) -> Pilot:
    now = clock.now()
    return Pilot(
        slug=record["slug"],
        city_id=city.id,
        testbed_id=testbed.id if testbed is not None else None,
        title=Translated.of(record["title"]),
        plain=Translated.of(record["plain"]),
        themes=record["themes"],
        personal_data=record["personal_data"],
        created_at=now,
        updated_at=now,
    )


def _trust(pilot: Pilot, told: dict[str, Any]) -> None:
    """Tell why, with whom, who else pays and by what right, where the record says it."""
    for name in ("why", "collected", "kept_for", "funding"):
        setattr(pilot, name, Translated.of(told.get(name)))
    pilot.partners = told.get("partners", "")
    pilot.contact_name = told.get("contact_name", "")
    pilot.legal_basis = LegalBasis(told["legal_basis"]) if "legal_basis" in told else None
    pilot.money_eur = told.get("money_eur", pilot.money_eur)


def _result(pilot: Pilot, result: dict[str, Any] | None) -> None:
    if result is not None:
        pilot.testers = result["testers"]
        pilot.learned = Translated.of(result["learned"])
        pilot.failed = Translated.of(result["failed"])
        pilot.continues = result["continues"]
        pilot.bought = result["bought"]


def _place(pilot: Pilot, record: dict[str, Any], testbed: Testbed | None) -> None:
    """Put a pilot where its own shape is, else where its testbed is, else at its known point."""
    own = record.get("geometry")
    if own is None and testbed is not None:
        pilot.shape_json = testbed.shape_json
        pilot.geom = testbed.geom
        pilot.anchor_x, pilot.anchor_y = testbed.anchor_x, testbed.anchor_y
        return
    if own is None and record["lon"] is None:
        return
    given = own or {"type": "Point", "coordinates": [record["lon"], record["lat"]]}
    geometry = shapely.geometry.shape(given)
    point = anchor(geometry)
    pilot.geom = WKTElement(geometry.wkt, srid=4326)
    pilot.shape_json = to_geojson_text(geometry)
    pilot.anchor_x, pilot.anchor_y = to_web_mercator(point.x, point.y)


def _write(pilot: Pilot) -> None:
    db.session.add(pilot)
    db.session.flush()
    index_pilot(pilot)
