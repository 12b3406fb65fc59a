"""Register a testbed, write its record section by section, publish, pause and retire it."""

import re
import unicodedata
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city, of_testbed
from app.policies.table import Action, authorise, may
from app.queries.testbed_history import changed_fields
from app.services.audit import record
from app.services.booking import change_capacity
from app.services.lapse import settled
from app.services.move import move
from app.services.search import index_testbed
from app.services.testbed_ready import gaps
from app.services.testbed_version import keep, keep_first, record_of, refuse_stale
from app.services.waiting import fill
from models.base import Translated
from models.booking import OCCUPYING, Booking, slots_of
from models.city import City
from models.errors import ConflictError, FieldError, NotFoundError
from models.testbed import TESTBED_WORKFLOW, Testbed, TestbedAction, TestbedStatus
from models.testbed_kind import (
    Approval,
    EntryMode,
    Environment,
    Money,
    SlotUnit,
    TestbedKind,
)

SLUG_LENGTH = 80
_NO_LETTER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """What it is and who runs it."""

    name: Translated
    summary: Translated
    description: Translated
    kind: TestbedKind | None
    environment: Environment
    themes: list[str]
    operator: str
    contact_email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How much room there is, and who may apply when."""

    capacity: int
    slot_unit: SlotUnit
    min_days: int
    max_days: int
    lead_days: int
    decision_rhythm_days: int
    hold_days: int
    applicants: list[str]
    entry_mode: EntryMode
    approval: Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """Money, what the place offers, permits, people, and what else one should know."""

    money: Money
    cap_eur: int | None
    infrastructure: list[str]
    permits_needed: list[str]
    user_groups: list[dict[str, Any]] = field(default_factory=list)
    minors: bool
    patients: bool
    data_protection_note: Translated
    support: Translated
    season_note: Translated
    accessibility_note: Translated
    reference_note: Translated
    source_url: str


@use_case
def create(actor: Actor, *, city_id: int, name: Translated, kind: TestbedKind | None) -> int:
    """Register a new draft and return its id.

    Raises:
        ForbiddenError: The actor does not write testbeds of this city.
        FieldError: ``name_needed``.
    """
    authorise(actor, Action.TESTBED_CREATE, of_city(city_id))
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFoundError
    if not name:
        raise FieldError("name_needed", field=f"name_{city.required_languages[0]}")
    testbed = Testbed(
        city=city, slug=free_slug(city_id, name), status=TestbedStatus.DRAFT, version=1,
        name=name, kind=kind, contact_email=city.role_mailbox,
        created_at=clock.now(), updated_at=clock.now(),
    )  # fmt: skip
    db.session.add(testbed)
    db.session.flush()
    keep(actor, testbed)
    index_testbed(testbed)
    record(actor, "testbed:create", testbed)
    return testbed.id


@settled("testbed")
@use_case
def save(
    actor: Actor, testbed_id: int, version: int, data: Basics | Terms | Practice
) -> dict[str, Any]:
    """Write one section and return ``version`` and the names of the ``changed`` fields.

    ``version`` is the one that the page showed; changes of other people to other fields since
    then do not matter.

    Raises:
        ConflictError: Somebody changed the same fields; see ``refuse_stale``.
        CapacityError: As in ``app.services.booking.change_capacity``.
        FieldError: ``needed_while_public`` (fields), ``unit_in_use``.
    """
    testbed = to_edit(actor, testbed_id)
    names = [one.name for one in fields(data)]
    refuse_stale(testbed, version, frozenset(names))
    before = record_of(testbed)
    if isinstance(data, Terms):
        _change_room(actor, testbed, data)
    for name in names:
        setattr(testbed, name, getattr(data, name))
    return written(actor, testbed, before)


@use_case
def act(actor: Actor, testbed_id: int, action: TestbedAction, version: int) -> str:
    """Publish, pause, open again or retire; returns the new state.

    Raises:
        ForbiddenError: It takes the city's coordinator.
        ConflictError: The record changed since the page was shown, or ``bookings_ahead``.
        IllegalMoveError: The state has no such move.
        FieldError: ``not_ready``.  Facts: gaps, how many things are missing.
    """
    testbed = _locked(actor, testbed_id, Action.TESTBED_PUBLISH)
    after = TESTBED_WORKFLOW.after(testbed.status, action)
    refuse_stale(testbed, version, frozenset(record_of(testbed)))
    if after is TestbedStatus.PUBLISHED and (missing := gaps(testbed)):
        raise FieldError("not_ready", gaps=len(missing))
    if after is TestbedStatus.RETIRED:
        _refuse_bookings_ahead(testbed)
    now = clock.now()
    move(
        actor, testbed, TESTBED_WORKFLOW, action, updated_at=now,
        checked_on=clock.today(testbed.city.time_zone),
        published_at=testbed.published_at or (now if after is TestbedStatus.PUBLISHED else None),
    )  # fmt: skip
    keep(actor, testbed)
    if action is TestbedAction.RESUME:
        fill(testbed_id)  # those who waited out the pause
    return after.value


def to_edit(actor: Actor, testbed_id: int) -> Testbed:
    """Return the testbed, locked for this transaction, for somebody who may write it.

    Raises:
        NotFoundError: It does not exist, or the actor may not know of it here.
        ForbiddenError: The actor may read it only.
    """
    return _locked(actor, testbed_id, Action.TESTBED_EDIT)


def _locked(actor: Actor, testbed_id: int, action: Action) -> Testbed:
    testbed = db.session.get(Testbed, testbed_id, with_for_update=True)
    if testbed is None or not may(actor, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    authorise(actor, action, of_testbed(testbed))
    return testbed


def written(actor: Actor, testbed: Testbed, before: dict[str, Any]) -> dict[str, Any]:
    """Finish a change: check what must stay true, count the version, keep it, find its words.

    Nothing is written when nothing differs from ``before``, the record as it was.
    """
    changed = changed_fields(before, record_of(testbed))
    if changed:
        if testbed.status in {TestbedStatus.PUBLISHED, TestbedStatus.PAUSED}:
            _refuse_gaps(testbed)
        if "name" in changed and testbed.published_at is None and testbed.name:
            testbed.slug = free_slug(testbed.city_id, testbed.name, testbed.id)
        keep_first(testbed, before)
        testbed.version += 1
        testbed.updated_at = clock.now()
        db.session.flush()
        keep(actor, testbed)
        index_testbed(testbed)
        record(actor, "testbed:edit", testbed, fields=changed)
    return {"version": testbed.version, "changed": changed}


def free_slug(city_id: int, name: Translated, own_id: int | None = None) -> str:
    """Return an address for a name that no other testbed of the city has."""
    base = slug_of(name.best("fi")[0])
    taken = set(
        db.session.scalars(
            select(Testbed.slug).where(
                Testbed.city_id == city_id,
                Testbed.slug.like(f"{base}%"),
                Testbed.id != (own_id or 0),
            )
        )
    )
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def slug_of(name: str) -> str:
    """Return the letters and digits of a name as an address holds them."""
    text = unicodedata.normalize("NFKD", name.lower())
    plain = _NO_LETTER.sub("-", text.encode("ascii", "ignore").decode()).strip("-")
    return plain[:SLUG_LENGTH].strip("-") or "koepaikka"


def _refuse_gaps(testbed: Testbed) -> None:
    missing = gaps(testbed)
    if missing:
        raise FieldError(
            "needed_while_public",
            field=missing[0].field,
            fields=[gap.field for gap in missing],
        )


def _change_room(actor: Actor, testbed: Testbed, data: Terms) -> None:
    """Change what the ledger counts with, by its own way: it says which days stand against it."""
    if data.slot_unit is not testbed.slot_unit and _bookings(testbed, 0):
        raise FieldError("unit_in_use", field="slot_unit")
    if data.capacity != testbed.capacity:
        change_capacity(actor, testbed.id, data.capacity)


def _refuse_bookings_ahead(testbed: Testbed) -> None:
    zone = testbed.city.time_zone
    today = clock.today(zone)
    first, _after = slots_of(testbed.slot_unit, zone, today, today)
    if count := _bookings(testbed, first):
        raise ConflictError("bookings_ahead", count=count)


def _bookings(testbed: Testbed, ending_after: int) -> int:
    return (
        db.session.scalar(
            select(func.count(Booking.id)).where(
                Booking.testbed_id == testbed.id,
                Booking.status.in_(OCCUPYING),
                Booking.end_slot > ending_after,
            )
        )
        or 0
    )
