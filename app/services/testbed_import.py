"""Register a testbed from one record of a file: the demonstration data, and later imports."""

import datetime as dt
import json
from typing import Any

import shapely
from geoalchemy2.shape import from_shape

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.services.audit import record as audit
from app.services.search import index_testbed
from app.services.testbed import free_slug
from app.services.testbed_ready import gaps
from app.services.testbed_shape import check_city, derive
from app.services.testbed_version import keep
from geodata.crs import WGS84
from geodata.shapes import ShapeError, check_shape, kind_of
from models.base import Translated
from models.city import City
from models.errors import FieldError
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import Approval, EntryMode, Environment, Money, SlotUnit, TestbedKind

TEXTS = (
    "name", "summary", "description", "district", "data_protection_note", "support", "season_note",
    "accessibility_note", "reference_note",
)  # fmt: skip
NUMBERS = ("capacity", "min_days", "max_days", "lead_days", "decision_rhythm_days", "hold_days")
LISTS = ("themes", "applicants", "infrastructure", "permits_needed", "user_groups")
LINES = ("address", "operator", "source_url")
CHOICES: dict[str, type[Any]] = {
    "environment": Environment,
    "slot_unit": SlotUnit,
    "entry_mode": EntryMode,
    "approval": Approval,
    "money": Money,
}


@use_case
def create_from_record(
    actor: Actor, city: City, record: dict[str, Any], *, is_demo: bool = False
) -> int:
    """Create a testbed from a record as in geodata/demo/testbeds_*.json and return its id.

    Keys that are left out or null take the model's defaults; ``closures`` are not read here.  A
    record may say that it is published, paused or retired: it then has to be complete, and the
    actor has to be one who may publish.

    Raises:
        ForbiddenError: The actor may not register testbeds of this city.
        FieldError: ``not_ready`` (missing), ``shape_…``, ``in_other_city``, ``outside_city``.
        ValueError: A word is not of its vocabulary.
    """
    authorise(actor, Action.TESTBED_CREATE, of_city(city.id))
    status = TestbedStatus(record.get("status") or TestbedStatus.DRAFT)
    home = db.session.get_one(City, city.id)
    testbed = Testbed(city=home, status=status, version=1, is_demo=is_demo, **_values(record))
    testbed.pictures, testbed.files, testbed.links = [], [], []  # none: nothing to look up
    testbed.slug = _slug(home, testbed.name, record.get("slug"))
    testbed.contact_email = record.get("contact_email") or home.role_mailbox
    _place(testbed, record)
    testbed.created_at = testbed.updated_at = clock.now()
    if status is not TestbedStatus.DRAFT:
        authorise(actor, Action.TESTBED_PUBLISH, of_city(home.id))
        if missing := gaps(testbed):
            raise FieldError("not_ready", gaps=len(missing), missing=[gap.field for gap in missing])
        testbed.published_at = clock.now()
    db.session.add(testbed)
    db.session.flush()
    keep(actor, testbed)
    index_testbed(testbed)
    audit(actor, "testbed:import", testbed)
    return testbed.id


def _values(record: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {name: Translated.of(record.get(name)) for name in TEXTS}
    values["kind"] = TestbedKind(record["kind"]) if record.get("kind") else None
    values |= {name: kind(record[name]) for name, kind in CHOICES.items() if record.get(name)}
    values |= {name: record[name] for name in NUMBERS if record.get(name) is not None}
    values |= {name: list(record.get(name) or []) for name in LISTS}
    values |= {name: record.get(name) or "" for name in LINES}
    values |= {name: bool(record.get(name)) for name in ("minors", "patients", "blur")}
    values |= {name: record.get(name) for name in ("accuracy_m", "cap_eur")}
    checked = record.get("checked_on")
    values["checked_on"] = dt.date.fromisoformat(checked) if checked else None
    return values


def _slug(city: City, name: Translated, wanted: str | None) -> str:
    return free_slug(city.id, Translated(fi=wanted) if wanted else name)


def _place(testbed: Testbed, record: dict[str, Any]) -> None:
    geometry = record.get("geometry")
    if geometry is None:
        return
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
        shape = check_shape(shape, kind_of(shape))
    except ShapeError as problem:
        code = f"shape_{problem.code.value}"
        raise FieldError(code, field="coordinates", **problem.facts) from None
    check_city(shape, testbed.city)
    testbed.geom = from_shape(shape, srid=WGS84)
    derive(testbed)
