"""Keep a testbed in step with the city's own system, which names it by an identifier of its own.

What is written, who may, and what must stay true are as when a person saves the record by hand
(app/services/testbed.py); here all sections are written at once, as one version.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from app.database import db, use_case
from app.policies.actor import Actor
from app.services.exchange_record import DEFAULTS, apply, as_json, blank, set_value, shape_text
from app.services.exchange_value import read
from app.services.testbed import change_room, create, to_edit, written
from app.services.testbed_shape import derive, put_shape
from app.services.testbed_version import outline, record_of
from geodata.coordinate_text import POINT_LIMIT
from geodata.crs import WGS84
from geodata.shapes import ShapeError, ShapeKind, parse_coordinates
from models.base import Translated
from models.errors import FieldError, NotFoundError, VersionNeededError, VersionOldError
from models.exchange_field import BY_NAME, FIELDS, ExchangeField, FieldKind
from models.testbed import Testbed
from models.testbed_kind import SlotUnit, TestbedKind
from models.text import tidy

EXTERNAL_ID = 120  # letters
_SHAPES: dict[str, ShapeKind] = {
    "Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line",
    "Polygon": "area", "MultiPolygon": "area",
}  # fmt: skip
_ITSELF = {
    field.name: {one.value.casefold(): one.value for one in field.vocabulary}
    for field in FIELDS
    if field.vocabulary is not None
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a program says of the version it changes.

    ``version`` is its number, ``is_any`` that whatever is there may be replaced, ``is_new`` that
    nothing is there yet.
    """

    version: int | None = None
    is_any: bool = False
    is_new: bool = False


def of_external(city_id: int, external_id: str) -> int | None:
    """Return the id of the city's testbed with this identifier, or None."""
    return db.session.scalar(
        select(Testbed.id).where(Testbed.city_id == city_id, Testbed.external_id == external_id)
    )


@use_case
def put(
    actor: Actor, city_id: int, external_id: str, said: Mapping[str, Any], seen: Seen
) -> dict[str, Any]:
    """Let the record say exactly what is said, as a new draft where there is none yet.

    What is not said is as in a new draft.  Saying what is kept already changes nothing, whatever
    was seen.  Returns ``testbed_id`` and ``is_new``.

    Raises:
        ForbiddenError: The actor does not write testbeds of the city.
        VersionNeededError, VersionOldError: Another version is there than was seen.
        FieldError: ``bad_external_id``, ``name_needed``, ``shape_…``, ``in_other_city``,
            ``outside_city``, ``lengths_crossed``, ``needed_while_public``, ``unit_in_use``.
        CapacityError: As in ``app.services.booking.change_capacity``.
    """
    _check(external_id)
    known = of_external(city_id, external_id)
    if known is None:
        if seen.version is not None or seen.is_any:
            raise VersionOldError
        known = _begun(actor, city_id, external_id, said)
        _write(actor, to_edit(actor, known), {**_emptied(known), **said}, None)
        return {"testbed_id": known, "is_new": True}
    testbed = to_edit(actor, known)
    if seen.is_new:
        raise VersionOldError("here_already_made")
    _write(actor, testbed, {**_emptied(known), **said}, seen)
    return {"testbed_id": known, "is_new": False}


@use_case
def patch(actor: Actor, city_id: int, external_id: str, said: Mapping[str, Any], seen: Seen) -> int:
    """Change what is said and leave the rest; returns the testbed's id.

    Raises:
        NotFoundError: The city has no testbed of this identifier.
        DomainError: As ``put``.
    """
    known = of_external(city_id, external_id)
    if known is None:
        raise NotFoundError
    _write(actor, to_edit(actor, known), said, seen)
    return known


def _begun(actor: Actor, city_id: int, external_id: str, said: Mapping[str, Any]) -> int:
    name = Translated(*(str(said.get(f"name_{lang}") or "").strip() for lang in ("fi", "sv", "en")))
    kind = TestbedKind(said["kind"]) if said.get("kind") else None
    made = create(actor, city_id=city_id, name=name, kind=kind)
    db.session.get_one(Testbed, made).external_id = external_id
    db.session.flush()
    return made


def _write(actor: Actor, testbed: Testbed, said: Mapping[str, Any], seen: Seen | None) -> None:
    before = record_of(testbed)
    after = dict(as_json(before))
    for name, value in said.items():
        if name != "geometry":
            field = BY_NAME[name]
            set_value(after, field.attribute, field.language, _value(field, value))
    shape = _shape(said["geometry"]) if "geometry" in said else None
    moves = "geometry" in said and shape_text(shape) != outline(testbed)
    if not moves and after == as_json(before):
        return
    if seen is not None:
        _compare(testbed, seen)
    change_room(actor, testbed, after["capacity"], SlotUnit(after["slot_unit"]))
    if moves:
        put_shape(testbed, shape)
    apply(testbed, after)
    derive(testbed)
    written(actor, testbed, before)


def _compare(testbed: Testbed, seen: Seen) -> None:
    if seen.is_any:
        return
    if seen.version is None:
        raise VersionNeededError
    if seen.version != testbed.version:
        raise VersionOldError(version=testbed.version)


def _emptied(testbed_id: int) -> dict[str, Any]:
    """Return what replacing means for everything that is not said."""
    city = db.session.get_one(Testbed, testbed_id).city
    fresh = blank(city)
    values: dict[str, Any] = {}
    for field in FIELDS:
        if field.name in {"slug", "external_id", "status"}:
            continue
        value = fresh[field.attribute]
        values[field.name] = value[field.language] if field.language else value
    return {**values, "geometry": None}


def _value(field: ExchangeField, value: Any) -> Any:
    """Return what is kept of one value, cleaned as when a person types it."""
    if value is None or (value == "" and field.kind is not FieldKind.EMAIL):
        return value if field.kind not in {FieldKind.CHOICES, FieldKind.GROUPS} else []
    if value == "":
        return DEFAULTS.get(field.name, "")
    return read(field, value, _ITSELF)


def _shape(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    if geometry is None:
        return None
    try:
        return parse_coordinates(
            json.dumps(geometry), _SHAPES[geometry["type"]], WGS84, POINT_LIMIT
        )
    except ShapeError as problem:
        raise FieldError(f"shape_{problem.code.value}", field="geometry", **problem.facts) from None


def _check(external_id: str) -> None:
    clean = " ".join(tidy(external_id).split())
    if clean != external_id or not 0 < len(external_id) <= EXTERNAL_ID:
        raise FieldError("bad_external_id", field="external_id", most=EXTERNAL_ID)


def geometry_of(testbed: Testbed) -> dict[str, Any] | None:
    """Return the exact shape as GeoJSON, for the city's own system."""
    if testbed.geom is None:
        return None
    found: dict[str, Any] = json.loads(str(shape_text(to_shape(testbed.geom))))
    return found
