"""Run a pilot: prepare, start, pause, end.  Each function returns the pilot's id.

What comes after the end: app/services/report.py.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.table import Action
from app.services.joint_release import release_rest, turns_with
from app.services.lapse import settled
from app.services.ledger import take_turn
from app.services.move import move
from app.services.pilot_change_lapse import lapse_asked
from app.services.pilot_step import entered, free_rest, part_of, take_step, tell
from app.services.pilot_task import tick as tick
from app.services.pilot_text import gaps_before_ready, keep
from app.services.pilot_value import PUBLIC
from app.services.release import release
from app.services.typed_value import kept
from app.services.verdict import write
from app.services.volunteer_mail import tell_how_it_ended
from app.services.window import Gap
from models.application import PartAction
from models.base import Translated
from models.booking import BOOKING_WORKFLOW, BookingAction
from models.decision import Outcome
from models.errors import DomainError, FieldError
from models.pilot import PILOT_WORKFLOW, Pilot, PilotAction, PilotStatus

logger = logging.getLogger(__name__)


PUBLIC_FIELDS: tuple[str, ...] = tuple(PUBLIC)


def missing(pilot: Pilot) -> list[Gap]:
    """Return what the pilot still needs before it is ready; empty when nothing is missing.

    Fields: ``title``/``plain``/``kept_for`` (fact ``language``), ``measured``, ``personal_data``,
    ``controller``, ``legal_basis``, ``agreement``, ``checklist`` (facts ``item``, and ``title`` of
    a line that people added).  Code: ``needed``.
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
    pilot = entered(actor, pilot_id, Action.PILOT_EDIT)
    return keep(actor, pilot, version, kept(PUBLIC, fields))


@use_case
def make_ready(actor: Actor, pilot_id: int) -> int:
    """Say that everything is in place; from its first day on the pilot is public as running.

    Raises:
        DomainError: ``not_ready`` with fact ``gaps``.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_DECIDE)
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
    pilot = entered(actor, pilot_id, Action.PILOT_DECIDE)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.START)
    if pilot.start_day > _today(pilot):
        raise DomainError("starts_later", start=pilot.start_day)
    if pilot.booking is not None:
        move(actor, pilot.booking, BOOKING_WORKFLOW, BookingAction.START)
    take_step(actor, pilot, PilotAction.START)
    tell(pilot, "pilot/started")
    return pilot.id


@use_case
def pause(actor: Actor, pilot_id: int, reason: Translated, *, for_safety: bool = False) -> int:
    """Pause; the days stay booked and residents read why.

    ``for_safety`` is written into the audit line, so that whoever follows the pilot is told at
    once and its page says so.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_RUN)
    _need_reason(reason)
    facts = {"for_safety": True} if for_safety else {}
    take_step(actor, pilot, PilotAction.PAUSE, reason, **facts)
    tell(pilot, "pilot/paused")
    return pilot.id


@use_case
def resume(actor: Actor, pilot_id: int) -> int:
    """Go on after a pause."""
    pilot = entered(actor, pilot_id, Action.PILOT_DECIDE)
    take_step(actor, pilot, PilotAction.RESUME, Translated())
    tell(pilot, "pilot/resumed")
    return pilot.id


@settled("pilot")
@use_case
def end(actor: Actor, pilot_id: int) -> int:
    """End now; the days that are left are freed."""
    pilot = entered(actor, pilot_id, Action.PILOT_DECIDE)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.END)
    free_rest(actor, pilot)
    lapse_asked(actor, pilot)
    take_step(actor, pilot, PilotAction.END, Translated())
    tell(pilot, "pilot/ended")
    return pilot.id


@settled("pilot")
@use_case
def stop(actor: Actor, pilot_id: int, reason: Translated) -> int:
    """Stop for good with a reason that residents read; the days that are left are freed."""
    pilot = entered(actor, pilot_id, Action.PILOT_DECIDE)
    PILOT_WORKFLOW.after(pilot.status, PilotAction.STOP)
    _need_reason(reason)
    lapse_asked(actor, pilot)
    part = part_of(pilot)
    began = pilot.status in (PilotStatus.RUNNING, PilotStatus.PAUSED)
    if not began and part is not None:
        take_turn(turns_with(part))
        release(actor, part, PartAction.CANCEL_BY_CITY, reason)
        write(actor, part, Outcome.CANCEL, reason.best(part.application.language)[0])
        release_rest(part)
    else:
        free_rest(actor, pilot)
        take_step(actor, pilot, PilotAction.STOP, reason)
    tell(pilot, "pilot/stopped")
    tell_how_it_ended(pilot)
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


def _today(pilot: Pilot) -> dt.date:
    return clock.today(pilot.city.time_zone)


def _need_reason(reason: Translated) -> None:
    if not reason:
        raise FieldError("reason_needed", field="reason")
