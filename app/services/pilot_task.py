"""Keep the checklist of a pilot: its first lines, their states, people and days, and more lines."""

import datetime as dt
import uuid
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.pilot_contact import candidates
from app.queries.pilot_task import tasks_of
from app.services.attachment import Paper, attach
from app.services.audit import record
from app.services.pilot_step import entered
from models.application import Application
from models.errors import ConflictError, FieldError, IllegalMoveError, NotFoundError
from models.pilot import Pilot
from models.pilot_change import MOVABLE
from models.pilot_rule import Answer, due_day, rules_for
from models.pilot_task import OWN_KEY, CheckState, PilotTask, Side
from models.testbed import Testbed
from models.testbed_kind import Theme
from models.text import tidy

MOST_TASKS = 60
TITLE, NOTE = 200, 1_000
PURPOSE = "checklist:"


@dataclass(frozen=True, slots=True)
class TaskChange:
    """How a line is to stand; ``paper`` is a file to add, as app.services.attachment.take gives."""

    state: CheckState
    owner: Side
    person_id: int | None = None
    due_day: dt.date | None = None
    note: str = ""
    paper: Paper | None = None


def begin(pilot: Pilot, application: Application, testbed: Testbed) -> None:
    """Write the lines that the table of rules calls for."""
    today = clock.today(pilot.city.time_zone)
    called = rules_for(testbed.kind, testbed.permits_needed, answers_of(application))
    for position, rule in enumerate(called):
        due = due_day(rule.key, pilot.start_day, today)
        db.session.add(
            PilotTask(
                pilot_id=pilot.id, position=position, key=str(rule.key), owner=rule.owner,
                state=CheckState.OPEN, due_day=due,
            )
        )  # fmt: skip


def answers_of(application: Application) -> frozenset[Answer]:
    """Return what an application said yes to that can call for a line."""
    said = {one for one in Answer if getattr(application, one.value, None)}
    if Theme.HEALTH_WELLBEING in application.themes:
        said.add(Answer.HEALTH)
    return frozenset(said)


def follow_days(pilot: Pilot) -> None:
    """Let the due days follow a pilot that was moved, save those that somebody chose."""
    today = clock.today(pilot.city.time_zone)
    for task in tasks_of(pilot):
        if not task.has_own_day:
            task.due_day = due_day(task.key, pilot.start_day, today)


@use_case
def tick(actor: Actor, pilot_id: int, key: str, state: str, note: str = "") -> int:
    """Say how one line stands, by its key; its person, side and day stay.

    Raises:
        FieldError: ``unknown_field``: no such line or state; otherwise as ``change_task``.
    """
    pilot = _to_write(actor, pilot_id)
    task = next((one for one in tasks_of(pilot) if one.key == key), None)
    if task is None or state not in set(CheckState):
        raise FieldError("unknown_field", field="key")
    change = TaskChange(CheckState(state), task.owner, task.person_id, task.due_day, note)
    _write(actor, task, change)
    return pilot.id


@use_case
def change_task(actor: Actor, pilot_id: int, task_id: int, version: int, change: TaskChange) -> int:
    """Write one line, for either side; returns its new version.

    Raises:
        ConflictError: Somebody else wrote it meanwhile.
        FieldError: ``reason_needed`` at ``note``: what is not needed says why;
            ``person_unknown``: nobody of this pilot; ``upload`` as app.services.attachment.attach.
        IllegalMoveError: The pilot has ended.
    """
    pilot = _to_write(actor, pilot_id)
    task = db.session.get(PilotTask, task_id)
    if task is None or task.pilot_id != pilot.id:
        raise NotFoundError
    db.session.refresh(task, ["version"], with_for_update=True)
    if task.version != version:
        raise ConflictError("changed_meanwhile")
    _write(actor, task, change)
    if change.paper is not None:
        attach(actor, pilot, change.paper, purpose_of(task))
    return task.version


@use_case
def add_task(
    actor: Actor, pilot_id: int, title: str, owner: Side, day: dt.date | None = None
) -> int:
    """Add a line of one's own, for either side; returns its id.

    Raises:
        FieldError: ``title_needed``, ``too_many`` (most).
        IllegalMoveError: The pilot has ended.
    """
    pilot = _to_write(actor, pilot_id)
    words = tidy(title)[:TITLE]
    if not words:
        raise FieldError("title_needed", field="title")
    lines = tasks_of(pilot)
    if len(lines) >= MOST_TASKS:
        raise FieldError("too_many", field="title", most=MOST_TASKS)
    key = OWN_KEY + uuid.uuid4().hex[:12]
    task = PilotTask(
        pilot_id=pilot.id,
        position=max((one.position for one in lines), default=-1) + 1,
        key=key,
        title=words,
        owner=owner,
        state=CheckState.OPEN,
        due_day=day or due_day(key, pilot.start_day, clock.today(pilot.city.time_zone)),
        has_own_day=day is not None,
        changed_by=actor.name,
        changed_at=clock.now(),
    )
    db.session.add(task)
    db.session.flush()
    record(actor, "pilot_task:add", task, pilot=pilot.id)
    return task.id


def purpose_of(task: PilotTask) -> str:
    """Return what the files of a line are kept for."""
    return PURPOSE + task.key


def _to_write(actor: Actor, pilot_id: int) -> Pilot:
    pilot = entered(actor, pilot_id, Action.PILOT_EDIT)
    if pilot.status not in MOVABLE:
        raise IllegalMoveError(state=pilot.status, action="tick")
    return pilot


def _write(actor: Actor, task: PilotTask, change: TaskChange) -> None:
    note = tidy(change.note)[:NOTE]
    if change.state is CheckState.NOT_NEEDED and not note:
        raise FieldError("reason_needed", field="note")
    _refuse_stranger(task, change.person_id)
    before = task.state
    if change.due_day != task.due_day:
        task.has_own_day = True
    task.state, task.owner, task.person_id = change.state, change.owner, change.person_id
    task.due_day, task.note = change.due_day, note
    task.version += 1
    task.changed_by, task.changed_at = actor.name, clock.now()
    db.session.flush()
    record(
        actor, "pilot_task:change", task, moved=(before, change.state), pilot=task.pilot_id,
        owner=change.owner.value, due=change.due_day.isoformat() if change.due_day else None,
    )  # fmt: skip


def _refuse_stranger(task: PilotTask, person_id: int | None) -> None:
    if person_id is None or person_id == task.person_id:
        return
    known = {one.id for people in candidates(task.pilot).values() for one in people}
    if person_id not in known:
        raise FieldError("person_unknown", field="person")
