"""Write the panel of a pilot, have it approved, and change or close it.

Each function returns the panel's id.  What is approved is what residents see: texts of purposes
become versions at that moment, and whoever had said yes to an earlier one is asked anew.
"""

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.panel import asked_purposes, panel_of
from app.services import volunteer_place
from app.services.audit import record
from app.services.move import move
from app.services.panel_text import publish_texts, refuse_unwritten, words_needed
from app.services.pilot_mail import tell_applicants, tell_cities
from app.services.pilot_step import entered
from app.services.typed_value import TEXT, text_up_to, translated_up_to
from models.base import Translated
from models.errors import ConflictError, DomainError, FieldError, NotFoundError
from models.guardian import NO_REWARD
from models.panel import (
    ADULT,
    MOST_PLACES,
    PANEL_WORKFLOW,
    WRITTEN_IN,
    Panel,
    PanelAction,
    PanelStatus,
)
from models.pilot import Pilot

_tasks, _reward = translated_up_to(TEXT), translated_up_to(1000)


@dataclass(frozen=True, slots=True)
class Terms:
    """How to take part: what a tester does, how many there are, when, from what age."""

    tasks: Translated
    reward: Translated
    cap: int
    opens_day: dt.date
    closes_day: dt.date
    takes_minors: bool = False
    least_age: int = ADULT


@use_case
def save(actor: Actor, pilot_id: int, version: int, terms: Terms) -> int:
    """Write the terms; the first time makes the panel, with ``version`` 0.

    Raises:
        ConflictError: ``panel_not_now``: the pilot is over; ``panel_is_public``: it has to be
            taken back first; ``draft_changed_elsewhere`` (version).
        FieldError: ``words_needed`` (language), ``number_range``, ``day_after_pilot`` (day),
            ``end_before_start``, ``cap_below_taken`` (taken), ``no_reward_in_schools``,
            ``age_of_minors``, ``age_of_adults``.
    """
    pilot = entered(actor, pilot_id, Action.PANEL_EDIT)
    if pilot.status not in WRITTEN_IN:
        raise ConflictError("panel_not_now")
    _check(pilot, terms)
    panel = panel_of(pilot.id)
    if panel is None:
        panel = Panel(pilot_id=pilot.id, created_at=clock.now(), **_values(terms))
        db.session.add(panel)
        db.session.flush()
        record(actor, "panel:begin", panel, city_id=pilot.city_id, pilot=pilot.id)
        return panel.id
    db.session.refresh(panel, with_for_update=True)
    if panel.status is not PanelStatus.DRAFT:
        raise ConflictError("panel_is_public")
    if panel.version != version:
        raise ConflictError("draft_changed_elsewhere", version=panel.version, fields=["tasks"])
    if terms.cap < panel.taken:
        raise FieldError("cap_below_taken", field="cap", taken=panel.taken)
    for name, value in _values(terms).items():
        setattr(panel, name, value)
    panel.version += 1
    db.session.flush()
    record(actor, "panel:edit", panel, pilot=pilot.id)
    return panel.id


def _values(terms: Terms) -> dict[str, object]:
    return {
        "tasks": _tasks("tasks_fi", terms.tasks), "reward": _reward("reward_fi", terms.reward),
        "cap": terms.cap, "opens_day": terms.opens_day, "closes_day": terms.closes_day,
        "takes_minors": terms.takes_minors, "least_age": terms.least_age,
    }  # fmt: skip


def _check(pilot: Pilot, terms: Terms) -> None:
    words_needed(pilot, "tasks", terms.tasks)
    if terms.reward:
        refuse_reward(pilot)
        words_needed(pilot, "reward", terms.reward)
    if not 1 <= terms.cap <= MOST_PLACES:
        raise FieldError("number_range", field="cap", least=1, most=MOST_PLACES)
    if terms.closes_day < terms.opens_day:
        raise FieldError("end_before_start", field="closes_day")
    if terms.closes_day > pilot.end_day:
        raise FieldError("day_after_pilot", field="closes_day", day=pilot.end_day)
    if terms.takes_minors and not 0 <= terms.least_age < ADULT:
        raise FieldError("age_of_minors", field="least_age")
    if not terms.takes_minors and not ADULT <= terms.least_age < 100:  # noqa: PLR2004 - years
        raise FieldError("age_of_adults", field="least_age")


def refuse_reward(pilot: Pilot) -> None:
    """Refuse to reward taking part where children learn.

    Raises:
        FieldError: ``no_reward_in_schools``.
    """
    if pilot.testbed is not None and pilot.testbed.kind in NO_REWARD:
        raise FieldError("no_reward_in_schools", field="reward_fi")


@use_case
def ask(actor: Actor, pilot_id: int) -> int:
    """Ask the place and the city to approve the panel.

    Raises:
        ConflictError: ``panel_not_now``.
        DomainError: ``purpose_needed``: it does not say what data are used for.
        FieldError: What has become unfit since it was written, as ``save``; ``part_unwritten``
            (part, language), as ``refuse_unwritten``.
    """
    pilot, panel = _entered(actor, pilot_id, Action.PANEL_EDIT)
    PANEL_WORKFLOW.after(panel.status, PanelAction.ASK)
    _check(pilot, terms_of(panel))
    if not asked_purposes(panel):
        raise DomainError("purpose_needed")
    refuse_unwritten(panel)
    move(actor, panel, PANEL_WORKFLOW, PanelAction.ASK, sent_back="")
    tell_cities(pilot, "panel/asked", f"v{panel.version}", person=actor.name)
    return panel.id


@use_case
def approve(actor: Actor, pilot_id: int) -> int:
    """Approve a panel: residents see it from now on.

    Raises:
        ConflictError: ``panel_not_now``.
        FieldError: ``no_reward_in_schools``.
    """
    pilot, panel = _entered(actor, pilot_id, Action.PANEL_APPROVE)
    PANEL_WORKFLOW.after(panel.status, PanelAction.APPROVE)
    if panel.reward:
        refuse_reward(pilot)
    move(actor, panel, PANEL_WORKFLOW, PanelAction.APPROVE, approved_at=clock.now())
    publish_texts(panel)
    volunteer_place.fill(panel)
    tell_applicants(pilot, "panel/approved", f"v{panel.version}", person=actor.name)
    return panel.id


@use_case
def send_back(actor: Actor, pilot_id: int, reason: str) -> int:
    """Send a panel back with what should be mended.

    Raises:
        FieldError: ``reason_needed``.
    """
    pilot, panel = _entered(actor, pilot_id, Action.PANEL_APPROVE)
    PANEL_WORKFLOW.after(panel.status, PanelAction.SEND_BACK)
    words = text_up_to(TEXT)("reason", reason)
    if not words:
        raise FieldError("reason_needed", field="reason")
    move(actor, panel, PANEL_WORKFLOW, PanelAction.SEND_BACK, sent_back=words)
    tell_applicants(pilot, "panel/sent_back", f"v{panel.version}", person=actor.name, text=words)
    return panel.id


@use_case
def change(actor: Actor, pilot_id: int) -> int:
    """Take a panel back to change it; until it is approved again nobody new can volunteer."""
    _pilot, panel = _entered(actor, pilot_id, Action.PANEL_EDIT)
    move(actor, panel, PANEL_WORKFLOW, PanelAction.CHANGE)
    return panel.id


@use_case
def close(actor: Actor, pilot_id: int) -> int:
    """Take no more volunteers; those who have a place keep it."""
    _pilot, panel = _entered(actor, pilot_id, Action.PANEL_EDIT)
    move(actor, panel, PANEL_WORKFLOW, PanelAction.CLOSE)
    return panel.id


def terms_of(panel: Panel) -> Terms:
    """Return the terms as they stand."""
    return Terms(
        panel.tasks, panel.reward, panel.cap, panel.opens_day, panel.closes_day,
        panel.takes_minors, panel.least_age,
    )  # fmt: skip


def _entered(actor: Actor, pilot_id: int, action: Action) -> tuple[Pilot, Panel]:
    """Return a pilot and its panel, locked, when the actor may take the action.

    Raises:
        NotFoundError: There is none, or it is not theirs to know of.
        ConflictError: ``panel_not_now``.
    """
    pilot = entered(actor, pilot_id, action)
    panel = panel_of(pilot.id)
    if panel is None:
        raise NotFoundError
    db.session.refresh(panel, with_for_update=True)
    if pilot.status not in WRITTEN_IN:
        raise ConflictError("panel_not_now")
    return pilot, panel
