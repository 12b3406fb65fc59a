"""Register a testbed, write its record section by section, publish, pause and retire it."""

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
from app.services.correspondence import tell_open_applicants
from app.services.lapse import settled
from app.services.move import move
from app.services.search import index_testbed
from app.services.testbed_merge import BY_BUTTON, Hand, reconciled
from app.services.testbed_ready import gaps
from app.services.testbed_slug import free_slug as free_slug
from app.services.testbed_version import (
    EDIT,
    Deed,
    keep,
    keep_first,
    reason_of,
    record_of,
    refuse_stale,
)
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

CLOSING = frozenset({TestbedAction.PAUSE, TestbedAction.RETIRE})


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
        created_at=clock.now(), updated_at=clock.now(), pictures=[], files=[], links=[],
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
    actor: Actor,
    testbed_id: int,
    version: int,
    data: Basics | Terms | Practice,
    hand: Hand = BY_BUTTON,
) -> dict[str, Any]:
    """Write one section and return ``version`` and the names of the ``changed`` fields.

    ``version`` is the one that the page showed.  What somebody else has changed since then stays,
    unless the same field was changed here too; see ``app.services.testbed_merge``.

    Raises:
        ConflictError: Somebody changed the same fields.
        CapacityError: As in ``app.services.booking.change_capacity``.
        FieldError: ``needed_while_public`` (fields), ``unit_in_use``, ``lengths_crossed``.
    """
    testbed = to_edit(actor, testbed_id)
    before = record_of(testbed)
    mine = {one.name: getattr(data, one.name) for one in fields(data)}
    values = reconciled(testbed, version, mine, hand)
    if isinstance(data, Terms):
        change_room(actor, testbed, values["capacity"], values["slot_unit"])
    for name, value in values.items():
        setattr(testbed, name, value)
    return written(actor, testbed, before)


@use_case
def act(
    actor: Actor, testbed_id: int, action: TestbedAction, version: int, reason: str = ""
) -> str:
    """Publish, pause, open again, retire or bring back; returns the new state.

    Pausing and retiring need a reason, which everybody with an open application is told.

    Raises:
        ForbiddenError: It takes the city's coordinator.
        ConflictError: The record changed since the page was shown, or ``bookings_ahead``.
        IllegalMoveError: The state has no such move.
        FieldError: ``not_ready`` (gaps: how many things are missing), ``reason_needed``,
            ``too_many_letters`` (most).
    """
    testbed = locked(actor, testbed_id, Action.TESTBED_PUBLISH)
    after = TESTBED_WORKFLOW.after(testbed.status, action)
    words = reason_of(reason, needed=action in CLOSING)
    refuse_stale(testbed, version, frozenset(record_of(testbed)) - {"checked_on"})
    if action not in CLOSING and (missing := gaps(testbed)):
        raise FieldError("not_ready", gaps=len(missing))
    if after is TestbedStatus.RETIRED:
        _refuse_bookings_ahead(testbed)
    now = clock.now()
    keep_first(testbed, record_of(testbed))
    move(
        actor, testbed, TESTBED_WORKFLOW, action, updated_at=now,
        checked_on=clock.today(testbed.city.time_zone),
        published_at=testbed.published_at or (now if after is TestbedStatus.PUBLISHED else None),
    )  # fmt: skip
    keep(actor, testbed, Deed(action.value, words))
    if action in CLOSING:
        tell_open_applicants(testbed, words)
    if action is TestbedAction.RESUME:
        fill(testbed_id)  # those who waited out the pause
    return after.value


def to_edit(actor: Actor, testbed_id: int) -> Testbed:
    """Return the testbed, locked for this transaction, for somebody who may write it.

    Raises:
        NotFoundError: It does not exist, or the actor may not know of it here.
        ForbiddenError: The actor may read it only.
    """
    return locked(actor, testbed_id, Action.TESTBED_EDIT)


def locked(actor: Actor, testbed_id: int, action: Action) -> Testbed:
    """Return the testbed, locked for this transaction, for somebody who may take the action.

    Raises:
        NotFoundError: It does not exist, or the actor may not know of it here.
        ForbiddenError: The table does not allow it.
    """
    testbed = db.session.get(Testbed, testbed_id, with_for_update=True)
    if testbed is None or not may(actor, Action.TESTBED_READ, of_testbed(testbed)):
        raise NotFoundError
    authorise(actor, action, of_testbed(testbed))
    return testbed


def written(
    actor: Actor, testbed: Testbed, before: dict[str, Any], deed: Deed = EDIT
) -> dict[str, Any]:
    """Finish a change: check what must stay true, count the version, keep it, find its words.

    Nothing is written when nothing differs from ``before``, the record as it was.
    """
    changed = changed_fields(before, record_of(testbed))
    if changed:
        if testbed.max_days < testbed.min_days:
            raise FieldError("lengths_crossed", field="max_days")
        if testbed.status in {TestbedStatus.PUBLISHED, TestbedStatus.PAUSED}:
            _refuse_gaps(testbed)
        if "name" in changed and testbed.published_at is None and testbed.name:
            testbed.slug = free_slug(testbed.city_id, testbed.name, testbed.id)
        keep_first(testbed, before)
        testbed.version += 1
        testbed.updated_at = clock.now()
        db.session.flush()
        keep(actor, testbed, deed)
        index_testbed(testbed)
        facts = {"fields": changed, "version": testbed.version, **deed.facts}
        record(actor, f"testbed:{deed.kind}", testbed, **facts)
    return {"version": testbed.version, "changed": changed}


def _refuse_gaps(testbed: Testbed) -> None:
    missing = gaps(testbed)
    if missing:
        raise FieldError(
            "needed_while_public",
            field=missing[0].field,
            fields=[gap.field for gap in missing],
        )


def change_room(actor: Actor, testbed: Testbed, capacity: int, slot_unit: SlotUnit) -> None:
    """Change what the ledger counts with, by its own way: it says which days stand against it.

    Raises:
        CapacityError: As in ``app.services.booking.change_capacity``.
        FieldError: ``unit_in_use``.
    """
    if slot_unit is not testbed.slot_unit:
        if _bookings(testbed, 0):
            raise FieldError("unit_in_use", field="slot_unit")
        testbed.slot_unit = slot_unit
    if capacity != testbed.capacity:
        change_capacity(actor, testbed.id, capacity)


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
