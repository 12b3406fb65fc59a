"""Offer days: hold them in the ledger, move the part, write the decision, tell the applicant.

Shared by the desk's decisions, the waiting list and testbeds that decide by themselves; those ask
for permission, this does not.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.services import ledger
from app.services.correspondence import tell_applicant
from app.services.step import step
from app.services.verdict import scored
from models.application import PART_WORKFLOW, ApplicationPart, PartAction
from models.booking import Booking
from models.decision import Decision, Outcome
from models.errors import ConflictError
from models.testbed import Testbed, TestbedStatus
from models.wall_time import last_date
from models.window import Window

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long the days are held, counted from today, and what is said with the offer."""

    hold_days: int
    note: str = ""


def place(actor: Actor, part: ApplicationPart, window: Window, terms: Terms) -> None:
    """Offer ``window`` to the applicant of ``part``.

    Raises:
        CapacityError: As ``ledger.hold``.
        ConflictError: ``place_retired``: nothing is offered at a place that is closed for good.
        IllegalMoveError: The part's state allows no offer.
    """
    until = held_until(part.testbed, window.start, terms.hold_days)
    _place(actor, part, window, until, terms.note)


def place_all(actor: Actor, windows: list[tuple[ApplicationPart, Window]], terms: Terms) -> None:
    """Offer several parts together, or none: the caller's transaction ends with the refusal.

    They are taken in the order of their testbeds and lapse together.
    """
    until = min(held_until(part.testbed, window.start, terms.hold_days) for part, window in windows)
    for part, window in sorted(windows, key=lambda pair: pair[0].testbed_id):
        _place(actor, part, window, until, terms.note)


def _place(
    actor: Actor, part: ApplicationPart, window: Window, until: dt.datetime, note: str
) -> None:
    PART_WORKFLOW.after(part.status, PartAction.OFFER)
    if part.testbed.status is TestbedStatus.RETIRED:
        raise ConflictError("place_retired", testbed=part.testbed.name)
    booking = ledger.hold(actor, part.testbed, part.id, window, until)
    step(actor, part, PartAction.OFFER)
    days = told(booking)
    answer_by = last_day_of_hold(part.testbed, until).isoformat()
    db.session.add(
        Decision(
            part_id=part.id,
            by_id=actor.user_id,
            at=clock.now(),
            outcome=Outcome.OFFER,
            reasons=note,
            facts={
                **days,
                "units": window.units,
                "booking": booking.id,
                "answer_by": answer_by,
                **scored(part),
            },
        )
    )
    held = until.isoformat()
    tell_applicant(part, "offer/made", answer_by=answer_by, held_until=held, note=note, **days)


def told(booking: Booking) -> dict[str, Any]:
    """Return the days of a booking as decisions and mails keep them, with its hours if it has any.

    ``pattern`` is (weekdays, first hour, hour after), for views/window_words.py.
    """
    days = {"start": booking.start_day.isoformat(), "end": booking.last_day.isoformat()}
    if booking.stretches is None:
        return days
    return {**days, "pattern": [booking.weekdays, booking.from_hour, booking.to_hour]}


def held_until(testbed: Testbed, start: dt.date, hold_days: int) -> dt.datetime:
    """Return the instant a hold made now lapses: the end of a day, at most of ``start``."""
    zone = testbed.city.time_zone
    last = min(clock.today(zone) + hold_days * ONE_DAY, max(start, clock.today(zone)))
    return dt.datetime.combine(last + ONE_DAY, dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def last_day_of_hold(testbed: Testbed, until: dt.datetime) -> dt.date:
    """Return the last local day on which an offer can be answered."""
    return last_date(until, testbed.city.time_zone)
