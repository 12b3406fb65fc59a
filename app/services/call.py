"""Write, publish, extend and end the calls of a city."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise, may
from app.queries.call import applications_in, asked_testbeds, calls_at
from app.queries.review import weights_of_call, weights_of_city
from app.services.audit import record
from app.services.review import checked_weights
from models.application import ApplicationPart
from models.base import Translated
from models.call import Call, CallState
from models.city import City
from models.errors import ConflictError, DomainError, FieldError, NotFoundError
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import EntryMode


@dataclass(frozen=True, slots=True, kw_only=True)
class CallText:
    """Everything that people write into a call; instants are UTC, pilot days local, inclusive.

    ``weights`` None keeps those that the call has: at first, those of its city.
    """

    title: Translated
    text: Translated
    criteria: Translated
    opens_at: dt.datetime
    closes_at: dt.datetime
    pilot_from: dt.date | None = None
    pilot_to: dt.date | None = None
    every_testbed: bool = False
    testbed_ids: tuple[int, ...] = ()
    weights: Mapping[str, int] | None = None
    reviews_needed: int = 0


@use_case
def create(actor: Actor, city_id: int, written: CallText) -> int:
    """Begin a call that nobody sees until it is published, and return its id.

    Raises:
        ForbiddenError: The actor does not write calls of this city.
        FieldError: As ``save``.
    """
    authorise(actor, Action.CALL_EDIT, of_city(city_id))
    city = db.session.get(City, city_id)
    if city is None:
        raise NotFoundError
    now = clock.now()
    call = Call(city_id=city_id, created_at=now, updated_at=now, version=1)
    call.weights = weights_of_city(city)
    _check(written)
    _put(call, written)
    db.session.add(call)
    db.session.flush()
    record(actor, "call:create", call)
    return call.id


@use_case
def save(actor: Actor, call_id: int, version: int, written: CallText) -> int:
    """Write a call again and return its id; a published one takes the coordinator.

    Once somebody has applied, the call is only extended: it may close later, not earlier, and
    what people were told to answer to stays as they read it.

    Raises:
        ConflictError: Somebody changed it meanwhile.
        FieldError: ``title_needed``, ``closes_before_opens``, ``pilot_days_reversed``,
            ``testbed_needed``, ``other_city``, ``call_shortened`` (closes_at, count),
            ``call_begun`` (count), ``call_testbed_kept`` (count).
    """
    call = _locked(actor, call_id, Action.CALL_EDIT)
    if call.published_at is not None:
        authorise(actor, Action.CALL_PUBLISH, of_city(call.city_id))
    _refuse_stale(call, version)
    _check(written)
    if count := applications_in(call_id):
        _refuse_shortening(call, written, count)
    if call.published_at is not None:
        _refuse_unready(call, written)
    _put(call, written)
    call.version += 1
    call.updated_at = clock.now()
    db.session.flush()
    record(actor, "call:edit", call, closes_at=written.closes_at.isoformat())
    return call.id


@use_case
def publish(actor: Actor, call_id: int, version: int) -> int:
    """Let everybody read a call; it opens and closes by itself.  Returns its id.

    Raises:
        ForbiddenError: It takes the city's coordinator.
        FieldError: ``call_over``, ``call_language_needed`` (languages).
    """
    call = _locked(actor, call_id, Action.CALL_PUBLISH)
    _refuse_stale(call, version)
    if call.published_at is not None:
        raise ConflictError("changed_meanwhile")
    if call.closes_at <= clock.now():
        raise FieldError("call_over", field="closes_day")
    _refuse_unready(call, _kept(call))
    return _moved(actor, call, "call:publish", published_at=clock.now())


@use_case
def take_back(actor: Actor, call_id: int, version: int) -> int:
    """Make a published call a draft again while nobody has applied; returns its id.

    Raises:
        ConflictError: ``call_has_applications`` (count).
    """
    call = _locked(actor, call_id, Action.CALL_PUBLISH)
    _refuse_stale(call, version)
    if call.published_at is None:
        raise ConflictError("changed_meanwhile")
    _refuse_applications(call)
    return _moved(actor, call, "call:take_back", published_at=None)


@use_case
def end(actor: Actor, call_id: int, version: int) -> int:
    """Close an open call now, while nobody has applied; returns its id.

    Raises:
        ConflictError: ``call_not_open_now``, ``call_has_applications`` (count).
    """
    call = _locked(actor, call_id, Action.CALL_PUBLISH)
    _refuse_stale(call, version)
    now = clock.now()
    if call.state(now) is not CallState.OPEN:
        raise ConflictError("call_not_open_now")
    _refuse_applications(call)
    return _moved(actor, call, "call:end", closes_at=now)


@use_case
def discard(actor: Actor, call_id: int) -> None:
    """Throw a draft away."""
    call = _locked(actor, call_id, Action.CALL_EDIT)
    if call.published_at is not None or applications_in(call_id):
        raise ConflictError("changed_meanwhile")
    record(actor, "call:discard", call)
    db.session.delete(call)
    db.session.flush()


def enter(parts: list[ApplicationPart], now: dt.datetime) -> None:
    """Write down in which call each part is sent; part of the use case that sends them.

    The calls are read again under a lock: one that is being ended waits for us, or we for it and
    then find it closed.  ``now`` is the instant of sending, taken at our turn.

    Raises:
        DomainError: ``no_open_call`` (testbed, contact): a call closed a moment ago.
    """
    found = calls_at((part.testbed for part in parts), now)
    ids = sorted({one.call.id for one in found.values()})
    locked = {
        call.id: call
        for call in db.session.scalars(
            select(Call)
            .where(Call.id.in_(ids))
            .order_by(Call.id)
            .with_for_update(read=True)
            .execution_options(populate_existing=True)
        )
    } if ids else {}  # fmt: skip
    for part in parts:
        if part.testbed.entry_mode is not EntryMode.CALL:
            continue
        at = found.get(part.testbed_id)
        call = locked.get(at.call.id) if at else None
        if call is None or call.state(now) is not CallState.OPEN:
            testbed = part.testbed
            raise DomainError("no_open_call", testbed=testbed.name, contact=testbed.contact_email)
        part.call_id = call.id


def _locked(actor: Actor, call_id: int, action: Action) -> Call:
    call = db.session.get(Call, call_id, with_for_update=True, populate_existing=True)
    if call is None or not may(actor, Action.CALL_READ, of_city(call.city_id)):
        raise NotFoundError
    authorise(actor, action, of_city(call.city_id))
    return call


def _refuse_stale(call: Call, version: int) -> None:
    if call.version != version:
        raise ConflictError("changed_meanwhile")


def _check(written: CallText) -> None:
    if not written.title:
        raise FieldError("call_title_needed", field="title_fi")
    if written.closes_at <= written.opens_at:
        raise FieldError("closes_before_opens", field="closes_day")
    first, last = written.pilot_from, written.pilot_to
    if first is not None and last is not None and last < first:
        raise FieldError("end_before_start", field="pilot_to")
    if not written.every_testbed and not written.testbed_ids:
        raise FieldError("no_testbed", field="testbeds")


def _refuse_shortening(call: Call, written: CallText, count: int) -> None:
    if written.closes_at < call.closes_at:
        raise FieldError(
            "call_shortened", field="closes_day", count=count,
            closes_at=call.closes_at, zone=call.city.time_zone,
        )  # fmt: skip
    for name, field in (
        ("opens_at", "opens_day"),
        ("criteria", "criteria_fi"),
        ("pilot_from", "pilot_from"),
        ("pilot_to", "pilot_to"),
        ("reviews_needed", "reviews_needed"),
    ):
        if getattr(written, name) != getattr(call, name):
            raise FieldError("call_begun", field=field, count=count)
    if written.weights is not None and written.weights != weights_of_call(call):
        raise FieldError("call_begun", field="user_value", count=count)
    kept = written.every_testbed or asked_testbeds(call.id) <= set(written.testbed_ids)
    if not kept:
        raise FieldError("call_testbed_kept", field="testbeds")


def _refuse_unready(call: Call, written: CallText) -> None:
    for name in ("title", "text"):
        text: Translated = getattr(written, name)
        for lang in call.city.required_languages:
            if not text.get(lang):
                raise FieldError("call_language_needed", field=f"{name}_{lang}")


def _refuse_applications(call: Call) -> None:
    if count := applications_in(call.id):
        raise ConflictError(
            "call_has_applications", count=count,
            closes_at=call.closes_at, zone=call.city.time_zone,
        )  # fmt: skip


def _put(call: Call, written: CallText) -> None:
    for name in ("title", "text", "criteria", "opens_at", "closes_at", "pilot_from", "pilot_to"):
        setattr(call, name, getattr(written, name))
    call.every_testbed = written.every_testbed
    call.reviews_needed = written.reviews_needed
    if written.weights is not None:
        call.weights = checked_weights(written.weights)
    chosen = () if written.every_testbed else written.testbed_ids
    testbeds = db.session.scalars(
        select(Testbed)
        .where(
            Testbed.id.in_(chosen),
            Testbed.city_id == call.city_id,
            Testbed.status != TestbedStatus.RETIRED,
        )
        .order_by(Testbed.id)
    ).all()
    if len(testbeds) != len(set(chosen)):
        raise FieldError("not_a_choice", field="testbeds")
    call.testbeds = list(testbeds)


def _kept(call: Call) -> CallText:
    return CallText(
        title=call.title, text=call.text, criteria=call.criteria,
        opens_at=call.opens_at, closes_at=call.closes_at,
    )  # fmt: skip


def _moved(actor: Actor, call: Call, action: str, **values: dt.datetime | None) -> int:
    for name, value in values.items():
        setattr(call, name, value)
    call.version += 1
    call.updated_at = clock.now()
    db.session.flush()
    record(actor, action, call)
    return call.id
