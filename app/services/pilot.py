"""Run a pilot: prepare, start, pause, end, report.  Each function returns the pilot's id."""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.services.audit import record
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.move import move
from app.services.pilot_step import free_rest, part_of, take_step, tell
from app.services.pilot_text import gaps_before_complete, gaps_before_ready, keep
from app.services.pilot_value import PUBLIC, REPORT
from app.services.release import release
from app.services.typed_value import kept
from app.services.verdict import write
from app.services.window import Gap
from models.application import PartAction
from models.base import Translated
from models.booking import BOOKING_WORKFLOW, BookingAction
from models.decision import Outcome
from models.errors import ConflictError, DomainError, FieldError, NotFoundError
from models.pilot import PILOT_WORKFLOW, CheckState, Pilot, PilotAction, PilotStatus
from models.text import tidy

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it."""

    outcome: Translated
    learned: Translated
    failed: Translated
    testers: int | None = None
    continues: bool | None = None
    bought: bool | None = None


PUBLIC_FIELDS: tuple[str, ...] = tuple(PUBLIC)


def missing(pilot: Pilot) -> list[Gap]:
    """Return what the pilot still needs before it is ready; empty when nothing is missing.

    Fields: ``title``/``plain`` (fact ``language``), ``measured``, ``personal_data``,
    ``controller``, ``agreement``, ``checklist`` (fact ``item``).  Code: ``needed``.
    """
    return gaps_before_ready(pilot)


@use_case
def edit_public(actor: Actor, pilot_id: int, version: int, fields: dict[str, Any]) -> int:
    """Change what residents read; ``fields`` maps names of PUBLIC_FIELDS to values.

    Translated fields take ``Translated`` values.  Returns the new version.

    Raises:
        ConflictError: ``draft_changed_elsewhere`` with ``version`` and ``fields``.
        FieldError: A value that cannot be kept.
    """
    pilot = _allowed(actor, pilot_id, Action.PILOT_EDIT)
    return keep(actor, pilot, version, kept(PUBLIC, fields))


@use_case
def tick(actor: Actor, pilot_id: int, key: str, state: str, note: str = "") -> int:
    """Mark one line of the checklist: ``done``, ``not_needed`` or ``open``.

    ``checklist`` is a list of {"key", "state", "note", "by", "at"}; keys: app/services/pilot_birth.
    """
    pilot = _allowed(actor, pilot_id, Action.PILOT_EDIT)
    known = {line["key"] for line in pilot.checklist}
    if key not in known or state not in {one.value for one in CheckState}:
        raise FieldError("unknown_field", field="key")
    changed = {"state": state, "note": tidy(note), "by": actor.name, "at": clock.now().isoformat()}
    pilot.checklist = [
        {**line, **changed} if line["key"] == key else line for line in pilot.checklist
    ]
    pilot.version += 1
    pilot.updated_at = clock.now()
    record(actor, "pilot:tick", pilot, key=key, state=state)
    return pilot.id


@use_case
def make_ready(actor: Actor, pilot_id: int) -> int:
    """Say that everything is in place; from its first day on the pilot is public as running.

    Raises:
        DomainError: ``not_ready`` with fact ``gaps``.
    """
    pilot = _allowed(actor, pilot_id, Action.PILOT_RUN)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.MAKE_READY)
    if gaps := gaps_before_ready(pilot):
        raise DomainError("not_ready", gaps=gaps)
    take_step(actor, pilot, PilotAction.MAKE_READY)
    tell(pilot, "pilot/ready")
    return pilot.id


@settled("pilot")
@use_case
def start(actor: Actor, pilot_id: int) -> int:
    """Start on or after the first day.

    Raises:
        DomainError: ``starts_later`` (facts: start).
    """
    pilot = _allowed(actor, pilot_id, Action.PILOT_RUN)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.START)
    if pilot.start_day > _today(pilot):
        raise DomainError("starts_later", start=pilot.start_day)
    if pilot.booking is not None:
        move(actor, pilot.booking, BOOKING_WORKFLOW, BookingAction.START)
    take_step(actor, pilot, PilotAction.START)
    tell(pilot, "pilot/started")
    return pilot.id


@use_case
def pause(actor: Actor, pilot_id: int, reason: Translated) -> int:
    """Pause; the days stay booked and residents read why."""
    pilot = _allowed(actor, pilot_id, Action.PILOT_RUN)
    _need_reason(reason)
    take_step(actor, pilot, PilotAction.PAUSE, reason)
    tell(pilot, "pilot/paused")
    return pilot.id


@use_case
def resume(actor: Actor, pilot_id: int) -> int:
    """Go on after a pause."""
    pilot = _allowed(actor, pilot_id, Action.PILOT_RUN)
    take_step(actor, pilot, PilotAction.RESUME, Translated())
    tell(pilot, "pilot/resumed")
    return pilot.id


@settled("pilot")
@use_case
def end(actor: Actor, pilot_id: int) -> int:
    """End now; the days that are left are freed."""
    pilot = _allowed(actor, pilot_id, Action.PILOT_RUN)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.END)
    free_rest(actor, pilot)
    take_step(actor, pilot, PilotAction.END, Translated())
    tell(pilot, "pilot/ended")
    return pilot.id


@settled("pilot")
@use_case
def stop(actor: Actor, pilot_id: int, reason: Translated) -> int:
    """Stop for good with a reason that residents read; the days that are left are freed."""
    pilot = _allowed(actor, pilot_id, Action.PILOT_RUN)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.STOP)
    _need_reason(reason)
    part = part_of(pilot)
    began = pilot.status in (PilotStatus.RUNNING, PilotStatus.PAUSED)
    if not began and part is not None:
        release(actor, part, PartAction.CANCEL_BY_CITY, reason)
        write(actor, part, Outcome.CANCEL, reason.best(part.application.language)[0])
    else:
        free_rest(actor, pilot)
        take_step(actor, pilot, PilotAction.STOP, reason)
    tell(pilot, "pilot/stopped")
    return pilot.id


@use_case
def report(actor: Actor, pilot_id: int, version: int, result: Report) -> int:
    """Keep the report's answers and return the new version; may be saved many times."""
    pilot = _allowed(actor, pilot_id, Action.PILOT_REPORT)
    if pilot.status is not PilotStatus.REPORTING:
        raise ConflictError("not_reporting")
    answers = {one.name: getattr(result, one.name) for one in fields_of(Report)}
    return keep(actor, pilot, version, kept(REPORT, answers))


@use_case
def complete(actor: Actor, pilot_id: int) -> int:
    """Accept the report and publish the result.

    Raises:
        DomainError: ``not_ready`` with fact ``gaps``.
    """
    pilot = _allowed(actor, pilot_id, Action.PILOT_RUN)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.COMPLETE)
    if gaps := gaps_before_complete(pilot):
        raise DomainError("not_ready", gaps=gaps)
    take_step(actor, pilot, PilotAction.COMPLETE)
    tell(pilot, "pilot/completed")
    return pilot.id


def run_daily() -> dict[str, int]:
    """Start ready pilots whose day has come, end those that are over; for the job.

    Returns ``{"started": n, "ended": n}``.
    """
    done = {"started": 0, "ended": 0}
    today = clock.today()
    ready = select(Pilot.id).where(Pilot.status == PilotStatus.READY, Pilot.start_day <= today)
    for pilot_id in db.session.scalars(ready).all():
        done["started"] += _daily(start, pilot_id)
    live = (PilotStatus.RUNNING, PilotStatus.PAUSED)
    over = select(Pilot.id).where(Pilot.status.in_(live), Pilot.end_day < today)
    for pilot_id in db.session.scalars(over).all():
        done["ended"] += _daily(end, pilot_id)
    return done


def _daily(step: Callable[[Actor, int], int], pilot_id: int) -> int:
    """Take one step of the day; a pilot that cannot take it is left for people to look at."""
    try:
        step(SYSTEM, pilot_id)
    except DomainError as problem:
        logger.warning("pilot %s stays as it is: %s", pilot_id, problem.code)
        return 0
    return 1


def _allowed(actor: Actor, pilot_id: int, action: Action) -> Pilot:
    """Return the pilot when the actor may know of it and take the action.

    Raises:
        NotFoundError: It does not exist or is not theirs to know of.
        ForbiddenError: They may look but not do this.
    """
    pilot = db.session.get(Pilot, pilot_id)
    if pilot is None:
        raise NotFoundError
    if pilot.testbed_id is not None:
        take_turn([pilot.testbed_id])
    if not (actor.is_system or may(actor, Action.PILOT_READ, of_pilot(pilot))):
        raise NotFoundError
    authorise(actor, action, of_pilot(pilot))
    return pilot


def _today(pilot: Pilot) -> dt.date:
    return clock.today(pilot.city.time_zone)


def _need_reason(reason: Translated) -> None:
    if not reason:
        raise FieldError("reason_needed", field="reason")
