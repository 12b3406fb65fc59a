"""Calls: what lets somebody in at a testbed now, what everybody reads, what a desk looks after."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.city import cities
from models.application import ApplicationPart, PartStatus
from models.call import Call, CallState, CallTestbed
from models.city import City
from models.errors import NotFoundError
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import EntryMode

REMEMBERED = dt.timedelta(days=365)  # how long a call that is over is still told of
_ORDER = {CallState.OPEN: 0, CallState.PLANNED: 1, CallState.CLOSED: 2}


@dataclass(frozen=True, slots=True)
class CallAt:
    """The call that matters most at a testbed now, and where it stands."""

    call: Call
    state: CallState


def call_at(testbed: Testbed, now: dt.datetime | None = None) -> CallAt | None:
    """Return the call of one testbed; None unless it takes applications by call and has had one."""
    return calls_at([testbed], now).get(testbed.id)


def call_state(testbed: Testbed) -> CallState | None:
    """Return where the call of one testbed stands now, as ``call_at``."""
    found = call_at(testbed)
    return found.state if found else None


def calls_at(testbeds: Iterable[Testbed], now: dt.datetime | None = None) -> dict[int, CallAt]:
    """Return the call of each testbed that takes applications by call, where there is one.

    An open call comes before the next planned one, that before the last one.  Of several open
    ones, one that names the testbed comes first, then the one that closes first.
    """
    asked = [one for one in testbeds if one.entry_mode is EntryMode.CALL]
    if not asked:
        return {}
    at = now or clock.now()
    rows = _published(asked, at)
    found: dict[int, CallAt] = {}
    for testbed in asked:
        fitting = [
            (_rank(call, at, named=testbed.id in named), call)
            for call, named in rows
            if testbed.id in named or (call.every_testbed and call.city_id == testbed.city_id)
        ]
        if fitting:
            call = min(fitting, key=lambda pair: pair[0])[1]
            found[testbed.id] = CallAt(call, call.state(at))
    return found


def _rank(call: Call, at: dt.datetime, *, named: bool) -> tuple[int, bool, float, int]:
    state = call.state(at)
    when = {
        CallState.PLANNED: call.opens_at.timestamp(),
        CallState.CLOSED: -call.closes_at.timestamp(),
    }
    by_time = when.get(state, call.closes_at.timestamp())
    return _ORDER[state], state is CallState.OPEN and not named, by_time, call.id


def _published(testbeds: Sequence[Testbed], at: dt.datetime) -> list[tuple[Call, set[int]]]:
    ids = [one.id for one in testbeds]
    rows = db.session.execute(
        select(Call, CallTestbed.testbed_id)
        .outerjoin(CallTestbed, (CallTestbed.call_id == Call.id) & CallTestbed.testbed_id.in_(ids))
        .where(
            Call.published_at.is_not(None),
            Call.closes_at > at - REMEMBERED,
            or_(
                CallTestbed.testbed_id.is_not(None),
                Call.every_testbed.is_(True) & Call.city_id.in_({one.city_id for one in testbeds}),
            ),
        )
        .order_by(Call.id)
    )
    found: dict[int, tuple[Call, set[int]]] = {}
    for call, testbed_id in rows:
        named = found.setdefault(call.id, (call, set()))[1]
        if testbed_id is not None:
            named.add(testbed_id)
    return list(found.values())


def open_by_call(now: dt.datetime) -> set[int]:
    """Return the testbeds that take applications by call and have an open one, in one statement."""
    rows = db.session.scalars(
        select(Testbed.id)
        .join(
            Call,
            (Call.city_id == Testbed.city_id)
            & Call.published_at.is_not(None)
            & (Call.opens_at <= now)
            & (Call.closes_at > now),
        )
        .outerjoin(
            CallTestbed,
            (CallTestbed.call_id == Call.id) & (CallTestbed.testbed_id == Testbed.id),
        )
        .where(
            Testbed.entry_mode == EntryMode.CALL,
            Testbed.status == TestbedStatus.PUBLISHED,
            or_(Call.every_testbed.is_(True), CallTestbed.testbed_id.is_not(None)),
        )
    )
    return set(rows)


def public_calls(now: dt.datetime) -> list[Call]:
    """Return the published calls that are open or coming, the first to close first."""
    found = db.session.scalars(
        select(Call)
        .where(Call.published_at.is_not(None), Call.closes_at > now)
        .options(joinedload(Call.city), selectinload(Call.testbeds).joinedload(Testbed.city))
        .order_by(Call.closes_at, Call.id)
    )
    return sorted(found, key=lambda one: _ORDER[one.state(now)])


def public_call(call_id: int) -> Call | None:
    """Return a published call, or None when there is none that everybody may read."""
    call = db.session.get(Call, call_id)
    return call if call is not None and call.published_at is not None else None


def testbeds_of(call: Call) -> list[Testbed]:
    """Return the published testbeds that a call lets people apply to, by id."""
    statement = (
        select(Testbed)
        .where(
            Testbed.entry_mode == EntryMode.CALL,
            Testbed.status == TestbedStatus.PUBLISHED,
            Testbed.city_id == call.city_id,
        )
        .options(joinedload(Testbed.city))
        .order_by(Testbed.id)
    )
    if not call.every_testbed:
        statement = statement.join(CallTestbed, CallTestbed.testbed_id == Testbed.id).where(
            CallTestbed.call_id == call.id
        )
    return list(db.session.scalars(statement))


def desk_calls(viewer: Actor) -> list[tuple[Call, int]]:
    """Return the calls of the viewer's cities with their applications' number, newest first."""
    mine = [one.id for one in cities() if may(viewer, Action.CALL_READ, of_city(one.id))]
    sent = (
        select(ApplicationPart.call_id, func.count().label("count"))
        .where(ApplicationPart.status != PartStatus.DRAFT)
        .group_by(ApplicationPart.call_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Call, func.coalesce(sent.c.count, 0))
        .outerjoin(sent, sent.c.call_id == Call.id)
        .where(Call.city_id.in_(mine))
        .options(joinedload(Call.city))
        .order_by(Call.closes_at.desc(), Call.id)
    )
    return [(call, count) for call, count in rows]


def staff_call(viewer: Actor, call_id: int) -> Call:
    """Return a call, in any state, for the staff of its city.

    Raises:
        NotFoundError: It does not exist, or is not theirs to know of.
    """
    call = db.session.get(Call, call_id)
    if call is None or not may(viewer, Action.CALL_READ, of_city(call.city_id)):
        raise NotFoundError
    return call


def applications_in(call_id: int) -> int:
    """Return how many wishes were sent in a call."""
    return (
        db.session.scalar(
            select(func.count(ApplicationPart.id)).where(
                ApplicationPart.call_id == call_id, ApplicationPart.status != PartStatus.DRAFT
            )
        )
        or 0
    )


def asked_testbeds(call_id: int) -> set[int]:
    """Return the testbeds that were applied to in a call."""
    return set(
        db.session.scalars(
            select(ApplicationPart.testbed_id).where(
                ApplicationPart.call_id == call_id, ApplicationPart.status != PartStatus.DRAFT
            )
        )
    )


def cities_of_calls(viewer: Actor) -> list[City]:
    """Return the cities whose calls the viewer may write."""
    return [one for one in cities() if may(viewer, Action.CALL_EDIT, of_city(one.id))]


def choosable(city_id: int) -> list[Testbed]:
    """Return the testbeds of a city that a call can be for: those not closed for good, by id."""
    return list(
        db.session.scalars(
            select(Testbed)
            .where(Testbed.city_id == city_id, Testbed.status != TestbedStatus.RETIRED)
            .order_by(Testbed.id)
        )
    )
