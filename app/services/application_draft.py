"""Write the draft of an application: start it, save it field by field, choose places and days.

A draft may be incomplete and contradictory; what is checked here is only that a value can be
kept.  What is still needed before it can be sent: app/services/completeness.py.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app.database import use_case
from app.policies.actor import Actor
from models.application import ApplicantForm
from models.booking import EVERY_DAY


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished of one testbed; every date may still be missing in a draft.

    ``latest_end`` is the last day by which it must be over; None means exactly ``days`` days from
    ``earliest`` on.
    """

    earliest: dt.date | None = None
    days: int | None = None
    latest_end: dt.date | None = None
    weekdays: int = EVERY_DAY
    units: int = 1
    preference: int = 1


FIELDS: tuple[str, ...] = (
    "group_name", "joint_policy", "title", "summary", "novelty", "stage", "themes", "users",
    "user_count", "goals", "needs", "measured", "personal_data", "minors", "patients", "cameras",
    "uses_ai", "data_note", "permits_held", "price_eur", "price_covers", "risks", "restoration",
    "publicity", "after", "contact_name", "contact_email", "contact_phone",
)  # fmt: skip


@use_case
def start_draft(
    actor: Actor,
    testbed_ids: list[int],
    applicant_form: ApplicantForm,
    organisation_id: int | None = None,
    language: str | None = None,
) -> int:
    """Begin an application for one or several testbeds and return its id.

    Raises:
        NotFoundError: A testbed is not published, or the organisation is not the actor's.
        ForbiddenError: Nobody is signed in.
        DomainError: ``not_welcome`` (facts: testbed), ``by_invitation`` (testbed, contact),
            ``no_open_call`` (testbed), ``no_testbed``, ``organisation_needed``.
    """
    raise NotImplementedError


@use_case
def save_draft(actor: Actor, application_id: int, version: int, changes: dict[str, Any]) -> int:
    """Keep what was typed into the draft and return its new version.

    ``changes`` maps names of ``FIELDS`` to typed values (text, int, bool, list of text, or the
    value of an enumeration; None empties).  Fields that are not named stay as they are.

    Raises:
        NotFoundError: It does not exist or belongs to somebody else.
        ConflictError: ``draft_changed_elsewhere`` with facts ``version`` (the current one) and
            ``fields`` (names whose kept value differs from the one sent); ``already_sent``.
        FieldError: A value that cannot be kept; ``field`` names it.
    """
    raise NotImplementedError


@use_case
def add_part(actor: Actor, application_id: int, testbed_id: int) -> int:
    """Ask one more testbed with the same draft and return the part's id (again: the same id)."""
    raise NotImplementedError


@use_case
def remove_part(actor: Actor, part_id: int) -> None:
    """Take one testbed out of the draft.

    Raises:
        DomainError: ``last_part``: a draft keeps at least one place.
    """
    raise NotImplementedError


@use_case
def set_wish(actor: Actor, part_id: int, version: int, wish: Wish) -> int:
    """Keep the days wished of one testbed (``version`` is the part's) and return its new version.

    Nothing is refused for being unsuitable; ``completeness.missing`` tells.

    Raises:
        ConflictError: ``draft_changed_elsewhere``, as in ``save_draft``.
        FieldError: ``days``, ``units``, ``weekdays`` or a date that cannot be kept.
    """
    raise NotImplementedError


@use_case
def discard_draft(actor: Actor, application_id: int) -> None:
    """Throw a draft away."""
    raise NotImplementedError


@use_case
def copy_as_new(actor: Actor, application_id: int) -> int:
    """Start a new draft from an application that was sent before; returns the new id."""
    raise NotImplementedError
