"""Decide on parts of applications, for the cities: one function for each button of the desk.

Every function returns the part's id (``offer_joint`` the application's), raises NotFoundError for
staff of other cities, ForbiddenError for colleagues whose role does not do this, IllegalMoveError
when the state has moved on.  Deciding on one's own application is refused (``own_application``).
"""

import datetime as dt
from dataclasses import dataclass

from app.database import use_case
from app.policies.actor import Actor


@dataclass(frozen=True, slots=True)
class OfferTerms:
    """What is offered.  None: the testbed's own hold time, the weekdays and places as wished."""

    start: dt.date
    end: dt.date
    hold_days: int | None = None
    note: str = ""
    weekdays: int | None = None
    units: int | None = None


@use_case
def take_up(actor: Actor, part_id: int) -> int:
    """Begin reading a sent part."""
    raise NotImplementedError


@use_case
def ask(actor: Actor, part_id: int, question: str) -> int:
    """Ask the applicant for more; the clock stops until they answer."""
    raise NotImplementedError


@use_case
def shortlist(
    actor: Actor, part_id: int, start: dt.date | None = None, end: dt.date | None = None
) -> int:
    """Shortlist; for a joint application that needs every place, with the days agreed on.

    Without days the wish itself is agreed on.  Call it again on a shortlisted part to change them.
    """
    raise NotImplementedError


@use_case
def waitlist(actor: Actor, part_id: int, note: str = "") -> int:
    """Promise the next free days that fit the wish.

    Raises:
        ConflictError: ``still_room`` (facts: start, end): the wish fits now, so offer it.
    """
    raise NotImplementedError


@use_case
def reject(actor: Actor, part_id: int, reason: str) -> int:
    """Decline with a reason that the applicant reads."""
    raise NotImplementedError


@use_case
def offer(actor: Actor, part_id: int, terms: OfferTerms) -> int:
    """Hold the days in the ledger and offer them to the applicant.

    Raises:
        CapacityError: ``full`` (facts: testbed, days) or ``no_open_day``.
        ForbiddenError: ``city_decides`` where the testbed needs its city's coordinator.
        DomainError: ``joint_needs_all``: a part of an application that needs every place.
        FieldError: ``start``/``end`` with ``in_the_past``, ``end_before_start``,
            ``beyond_horizon``; ``hold_days`` with ``hold_length``.
    """
    raise NotImplementedError


@use_case
def offer_joint(actor: Actor, application_id: int, hold_days: int = 14, note: str = "") -> int:
    """Offer every part of an application that needs all its places, or none.

    The actor coordinates at least one of the cities; every part is shortlisted with agreed days.

    Raises:
        CapacityError: Some place is full (facts: testbed, days); nothing is offered.
        ConflictError: ``joint_not_ready`` (facts: testbeds not shortlisted yet).
    """
    raise NotImplementedError


@use_case
def reopen(actor: Actor, part_id: int) -> int:
    """Take an ended part up again.  Takes no days back: a new offer passes the ledger."""
    raise NotImplementedError


@use_case
def cancel_by_city(actor: Actor, part_id: int, reason: str) -> int:
    """Cancel an offer or a booking of the city's own, with a reason; freed days are passed on."""
    raise NotImplementedError
