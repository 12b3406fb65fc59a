"""Resources, units and reservations in the form of the six cities' reservation interface.

Source: the definitions of 6aika/api-resurssienvaraus (resurssienvaraus.swagger.yaml), and where it
leaves the form of hours open, Respa, which its README names as compatible.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from app.queries.six_city import Stretch, Times, taken_by
from models.base import Translated
from models.booking import Booking, BookingStatus
from models.city import City
from models.testbed import Testbed
from models.testbed_kind import Approval, SlotUnit, TestbedKind, Theme

Json = dict[str, Any]
Named = Callable[[Any], Json]  # a member of a vocabulary in the three languages
MAIN_TYPE = "space"
HOURS_IN_DAY = 24


def localised(text: Translated) -> Json:
    """Return a text by language; only those that are written."""
    return {lang: words for lang, words in text.as_dict().items() if words}


def purpose(theme: Theme, named: Named) -> Json:
    """Return what a resource can be used for: one of our themes."""
    return {"id": theme.value, "parent": None, "name": named(theme)}


def kind(one: TestbedKind, named: Named) -> Json:
    """Return what a resource is: one of our kinds of places."""
    return {"id": one.value, "main_type": MAIN_TYPE, "name": named(one)}


def unit(city: City, base: str) -> Json:
    """Return the place that groups resources: a city, with its zone and mailbox."""
    return {
        "id": city.slug,
        "name": localised(city.name),
        "time_zone": city.time_zone,
        "email": city.role_mailbox,
        "www_url": {
            lang: f"{base}/{lang}/testbeds?city={city.slug}" for lang in ("fi", "sv", "en")
        },
        "location": {"type": "Point", "coordinates": [city.centre_lon, city.centre_lat]},
    }


def resource(testbed: Testbed, base: str, named: Named) -> Json:
    """Return a testbed as a resource, without anything about a period."""
    found: Json = {
        "id": str(testbed.id),
        "name": localised(testbed.name),
        "description": localised(testbed.summary),
        "unit": testbed.city.slug,
        "type": kind(testbed.kind, named) if testbed.kind else None,
        "purposes": [purpose(Theme(one), named) for one in testbed.themes],
        "need_manual_confirmation": testbed.approval is not Approval.AUTOMATIC,
        "authentication": "weak",
        "people_capacity": None,
        "min_period": _period(testbed, testbed.min_days),
        "max_period": _period(testbed, testbed.max_days),
        "created_at": testbed.created_at.isoformat(),
        "modified_at": testbed.updated_at.isoformat(),
        "location": json.loads(testbed.shape_json) if testbed.shape_json else None,
        "url": f"{base}/api/6aika/v1/resource/{testbed.id}",
        "www_url": {
            lang: f"{base}/{lang}/testbeds/{testbed.city.slug}/{testbed.slug}"
            for lang in ("fi", "sv", "en")
        },
    }
    return found


def _period(testbed: Testbed, days: int) -> str:
    """Return how long a stay may be, in hh:mm:ss."""
    hours = 1 if testbed.slot_unit is SlotUnit.HOUR and days == 1 else days * HOURS_IN_DAY
    return f"{hours:02}:00:00"


def period(testbed: Testbed, times: Times, taken: Sequence[Booking], base: str) -> Json:
    """Return what the interface says of a resource between two instants."""
    zone = ZoneInfo(testbed.city.time_zone)
    return {
        "opening_hours": [
            {"date": _local(one.begin, zone)[:10], "opens": _local(one.begin, zone),
             "closes": _local(one.end, zone)}
            for one in times.opened
        ],
        "available_hours": [
            {"starts": _local(one.begin, zone), "ends": _local(one.end, zone)} for one in times.free
        ],
        "reservations": [reservation(one, base) for one in taken],
    }  # fmt: skip


def reservation(booking: Booking, base: str) -> Json:
    """Return a stay without anybody's name; ``stretches`` are the exact times within it."""
    testbed = booking.testbed
    zone = ZoneInfo(testbed.city.time_zone)
    taken = taken_by(booking)
    held = booking.status is BookingStatus.HELD
    return {
        "id": str(booking.id),
        "url": f"{base}/api/6aika/v1/reservation/{booking.id}",
        "resource": str(testbed.id),
        "begin": _local(taken[0].begin, zone),
        "end": _local(taken[-1].end, zone),
        "state": "pending" if held else "approved",
        "places": booking.units,
        "stretches": [_stretch(one, zone) for one in taken],
    }


def _stretch(one: Stretch, zone: ZoneInfo) -> Json:
    return {"begin": _local(one.begin, zone), "end": _local(one.end, zone)}


def _local(at: dt.datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat()
