"""Let offers lapse whose time is over.  The next writer at a testbed does it; a job does too.

``settled`` is put around every use case that writes bookings.  Lapsed offers are let go in a
transaction of their own before it, so that they stay let go, and the days stay passed on, even
when the use case itself is refused.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, select

from app import clock, row_scope
from app.database import db, request_key, use_case
from app.policies.actor import SYSTEM
from app.services.correspondence import tell_applicant, tell_city
from app.services.ledger import let_go, take_turn
from app.services.step import step
from app.services.waiting import fill
from models.application import ApplicationPart, PartAction, PartStatus
from models.booking import Booking, BookingAction, BookingStatus
from models.closure import ClosureRange
from models.pilot import Pilot

P = ParamSpec("P")
R = TypeVar("R")

_TESTBEDS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "testbed": lambda ident: Booking.testbed_id == ident,
    "testbeds": Booking.testbed_id.in_,
    "batch": lambda batch: Booking.testbed_id.in_(
        select(ClosureRange.testbed_id).where(ClosureRange.batch == batch)
    ),
    "part": lambda ident: Booking.testbed_id.in_(
        select(ApplicationPart.testbed_id).where(ApplicationPart.id == ident)
    ),
    "application": lambda ident: Booking.testbed_id.in_(
        select(ApplicationPart.testbed_id).where(ApplicationPart.application_id == ident)
    ),
    "booking": lambda ident: Booking.testbed_id.in_(
        select(Booking.testbed_id).where(Booking.id == ident)
    ),
    "pilot": lambda ident: Booking.testbed_id.in_(
        select(Pilot.testbed_id).where(Pilot.id == ident)
    ),
}


def settled(thing: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let lapsed offers go at the testbeds of the thing named, by its id, the second argument."""
    testbeds_of = _TESTBEDS[thing]

    def decorate(work: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(work)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            ident = args[1] if len(args) > 1 else kwargs[f"{thing}_id"]
            _settle(testbeds_of(ident))
            return work(*args, **kwargs)

        return run

    return decorate


def _settle(where: ColumnElement[bool]) -> None:
    """Expire what is due, without the caller's request key: it belongs to the caller's own work."""
    token = request_key.set(None)
    try:
        with row_scope.as_system("a lapsed offer ends, whoever comes next"):
            for testbed_id in due_testbeds(where):
                expire_due(testbed_id)
    finally:
        request_key.reset(token)


def due_testbeds(*where: ColumnElement[bool]) -> Sequence[int]:
    """Return the testbeds that have lapsed holds, by id."""
    return db.session.scalars(
        select(Booking.testbed_id)
        .where(Booking.status == BookingStatus.HELD, Booking.hold_expires_at <= clock.now(), *where)
        .distinct()
        .order_by(Booking.testbed_id)
    ).all()


@use_case
def expire_due(testbed_id: int) -> int:
    """Let the lapsed offers of one testbed go and pass their days on; returns how many lapsed."""
    take_turn([testbed_id])
    lapsed = db.session.scalars(
        select(Booking)
        .where(
            Booking.testbed_id == testbed_id,
            Booking.status == BookingStatus.HELD,
            Booking.hold_expires_at <= clock.now(),
        )
        .order_by(Booking.id)
    ).all()
    for booking in lapsed:
        let_go(SYSTEM, booking, BookingAction.EXPIRE)
        part = db.session.get(ApplicationPart, booking.part_id) if booking.part_id else None
        if part is not None and part.status is PartStatus.OFFERED:
            step(SYSTEM, part, PartAction.EXPIRE)
            tell_applicant(part, "offer/expired")
            tell_city(part, "offer/expired_city")
    if lapsed:
        fill(testbed_id)
    return len(lapsed)


def expire_all_due() -> int:
    """Let every lapsed offer go, one testbed at a time, for the job; returns how many lapsed."""
    return sum(expire_due(testbed_id) for testbed_id in due_testbeds())
