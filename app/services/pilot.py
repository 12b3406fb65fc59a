"""Run a pilot: prepare, start, pause, end, report.  Each function returns the pilot's id."""

from dataclasses import dataclass
from typing import Any

from app.database import use_case
from app.policies.actor import Actor
from app.services.window import Gap
from models.base import Translated
from models.pilot import Pilot


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    outcome: Translated
    learned: Translated
    failed: Translated
    testers: int | None = None
    continues: bool | None = None
    bought: bool | None = None


PUBLIC_FIELDS: tuple[str, ...] = (
    "title", "plain", "measured", "participation", "dates_note", "sensors", "themes",
    "personal_data", "controller", "contact_email", "money_eur", "runner_name",
)  # fmt: skip


def missing(pilot: Pilot) -> list[Gap]:
    """Return what the pilot still needs before it is ready; empty when nothing is missing.

    Fields: ``title``/``plain`` (fact ``language``), ``measured``, ``personal_data``,
    ``controller``, ``checklist`` (fact ``item``).  Code: ``needed``.
    """
    raise NotImplementedError


@use_case
def edit_public(actor: Actor, pilot_id: int, version: int, fields: dict[str, Any]) -> int:
    """Change what residents read; ``fields`` maps names of PUBLIC_FIELDS to values.

    Translated fields take ``Translated`` values.  Returns the new version.

    Raises:
        ConflictError: ``draft_changed_elsewhere`` with ``version`` and ``fields``.
        FieldError: A value that cannot be kept.
    """
    raise NotImplementedError


@use_case
def tick(actor: Actor, pilot_id: int, key: str, state: str, note: str = "") -> int:
    """Mark one line of the checklist: ``done``, ``not_needed`` or ``open``.

    ``checklist`` is a list of {"key", "state", "note", "by", "at"}; keys: app/services/pilot_birth.
    """
    raise NotImplementedError


@use_case
def make_ready(actor: Actor, pilot_id: int) -> int:
    """Say that everything is in place; from its first day on the pilot is public as running.

    Raises:
        DomainError: ``not_ready`` with fact ``gaps``.
    """
    raise NotImplementedError


@use_case
def start(actor: Actor, pilot_id: int) -> int:
    """Start on or after the first day.

    Raises:
        DomainError: ``starts_later`` (facts: start).
    """
    raise NotImplementedError


@use_case
def pause(actor: Actor, pilot_id: int, reason: Translated) -> int:
    """Pause; the days stay booked and residents read why."""
    raise NotImplementedError


@use_case
def resume(actor: Actor, pilot_id: int) -> int:
    """Go on after a pause."""
    raise NotImplementedError


@use_case
def end(actor: Actor, pilot_id: int) -> int:
    """End now; the days that are left are freed."""
    raise NotImplementedError


@use_case
def stop(actor: Actor, pilot_id: int, reason: Translated) -> int:
    """Stop for good with a reason that residents read; the days that are left are freed."""
    raise NotImplementedError


@use_case
def report(actor: Actor, pilot_id: int, version: int, result: Report) -> int:
    """Keep the report's answers and return the new version; may be saved many times."""
    raise NotImplementedError


@use_case
def complete(actor: Actor, pilot_id: int) -> int:
    """Accept the report and publish the result.

    Raises:
        DomainError: ``not_ready`` with fact ``gaps``.
    """
    raise NotImplementedError


def run_daily() -> dict[str, int]:
    """Start ready pilots whose day has come, end those that are over; for the job.

    Returns ``{"started": n, "ended": n}``.
    """
    raise NotImplementedError
