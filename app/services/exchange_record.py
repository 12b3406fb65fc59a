"""A testbed's record as plain values, and a testbed made from such a record.

The record is that of versions (app/services/testbed_version.py); its shape stands beside it.
"""

from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from shapely.geometry.base import BaseGeometry

from app.queries.search import stems_of
from app.services.testbed_shape import derive
from app.services.testbed_version import PLAIN, TEXTS
from geodata.crs import WGS84
from geodata.shapes import to_geojson_text
from models.base import LANGUAGES, Translated
from models.city import City
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import Approval, EntryMode, Environment, Money, SlotUnit, TestbedKind

_DIGITS = 7  # as in versions
_MEMBERS: dict[str, Any] = {
    "status": TestbedStatus, "kind": TestbedKind, "environment": Environment,
    "slot_unit": SlotUnit, "entry_mode": EntryMode, "approval": Approval, "money": Money,
}  # fmt: skip
DEFAULTS: dict[str, Any] = {
    "slug": "", "external_id": None, "status": "draft", "kind": None,
    "environment": "authentic", "themes": [], "accuracy_m": None, "blur": False, "address": "",
    "operator": "", "contact_email": "", "capacity": 1, "slot_unit": "day", "min_days": 1,
    "max_days": 180, "lead_days": 14, "decision_rhythm_days": 14, "hold_days": 14,
    "applicants": [], "entry_mode": "always", "approval": "host_city", "money": "free",
    "cap_eur": None, "infrastructure": [], "permits_needed": [], "user_groups": [],
    "minors": False, "patients": False, "source_url": "",
}  # fmt: skip


def blank(city: City) -> dict[str, Any]:
    """Return the record of a new draft of a city, before a file says anything."""
    texts = {name: dict.fromkeys(LANGUAGES, "") for name in TEXTS}
    return {**DEFAULTS, "contact_email": city.role_mailbox, **texts, "shape": None}


def set_value(record: dict[str, Any], name: str, language: str, value: Any) -> None:
    """Write one column's value into a record that nobody else holds."""
    if language:
        record[name] = {**record[name], language: value}
    else:
        record[name] = value


def apply(testbed: Testbed, record: dict[str, Any]) -> None:
    """Make a testbed say what the record says, but for its shape."""
    for name in PLAIN:
        value = record[name]
        kind = _MEMBERS.get(name)
        setattr(testbed, name, kind(value) if kind is not None and value is not None else value)
    for name in TEXTS:
        setattr(testbed, name, Translated.of(record[name]))


def columns_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record by the columns of its table, but for its shape."""
    values = {name: record[name] for name in PLAIN}
    for name in TEXTS:
        values |= {f"{name}_{language}": record[name][language] for language in LANGUAGES}
    return values


def place(testbed: Testbed, shape: BaseGeometry | None) -> None:
    """Put a testbed where the shape is, with everything that follows from it."""
    testbed.geom = None if shape is None else from_shape(shape, srid=WGS84)
    derive(testbed)


def shape_text(shape: BaseGeometry | None) -> str | None:
    """Return the shape as records of versions hold it."""
    return None if shape is None else to_geojson_text(shape, _DIGITS)


def extra_of(testbed: Testbed, shape: BaseGeometry | None) -> dict[str, Any]:
    """Return what writing needs beside the record, computed once: shape, marker, search words."""
    texts = (testbed.name, testbed.summary, testbed.description, testbed.district,
             testbed.city.name)  # fmt: skip
    words = " ".join(text.get(lang) for text in texts for lang in LANGUAGES)
    address = "" if testbed.blur else testbed.address
    return {
        "wkb": None if shape is None else shapely.to_wkb(shape, hex=True),
        "shape_json": testbed.shape_json,
        "x": testbed.anchor_x,
        "y": testbed.anchor_y,
        "stems": stems_of(words, address, testbed.operator),
    }


def as_json(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with plain text in place of members of vocabularies, for comparing."""
    return {
        name: str(value) if name in _MEMBERS and value is not None else value
        for name, value in record.items()
    }
