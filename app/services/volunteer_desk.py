"""What the people of a pilot do with its volunteers: write to them, mark who came, let go."""

import uuid

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.panel import panel_of
from app.queries.volunteer import in_state, listed, one_of
from app.services.audit import record
from app.services.move import move
from app.services.pilot_step import entered
from app.services.typed_value import LINE, TEXT, text_up_to
from app.services.volunteer_consent import leave
from app.services.volunteer_mail import tell_volunteer
from app.services.volunteer_place import locked
from models.audit import AuditLine
from models.errors import ConflictError, FieldError, NotFoundError
from models.panel import Panel
from models.pilot import PilotStatus
from models.volunteer import TESTERS, VOLUNTEER_WORKFLOW, VolunteerAction

MOST_MESSAGES = 3  # a day
OVER_AND_DONE = (PilotStatus.COMPLETED, PilotStatus.STOPPED, PilotStatus.CANCELLED)


@use_case
def mark(actor: Actor, pilot_id: int, volunteer_id: int) -> int:
    """Mark that somebody took part; returns their id."""
    panel = _panel(actor, pilot_id)
    row = one_of(panel, volunteer_id)
    move(actor, row, VOLUNTEER_WORKFLOW, VolunteerAction.MARK)
    return row.id


@use_case
def unmark(actor: Actor, pilot_id: int, volunteer_id: int) -> int:
    """Take the mark back; returns the volunteer's id."""
    panel = _panel(actor, pilot_id)
    row = one_of(panel, volunteer_id)
    move(actor, row, VOLUNTEER_WORKFLOW, VolunteerAction.UNMARK)
    return row.id


@use_case
def release(actor: Actor, pilot_id: int, volunteer_id: int) -> int:
    """Take off who said on the spot that they will not go on; returns the volunteer's id.

    The same as if they had withdrawn by their own page: a child may say no at any time.
    """
    panel = _panel(actor, pilot_id)
    row = one_of(panel, volunteer_id)
    VOLUNTEER_WORKFLOW.after(row.status, VolunteerAction.WITHDRAW)
    leave(actor, row)
    return row.id


@use_case
def write(actor: Actor, pilot_id: int, subject: str, words: str) -> int:
    """Write to everybody who has a place or took part; returns how many mails that were.

    Raises:
        FieldError: ``subject_needed``, ``message_needed``, ``too_many_letters``.
        ConflictError: ``enough_messages`` (most), ``no_testers``, ``panel_is_over``.
    """
    panel = _panel(actor, pilot_id)
    if panel.pilot.status in OVER_AND_DONE:
        raise ConflictError("panel_is_over")
    about = " ".join(text_up_to(LINE)("subject", subject).split())
    said = text_up_to(TEXT)("words", words)
    if not about:
        raise FieldError("subject_needed", field="subject")
    if not said:
        raise FieldError("message_needed", field="words")
    since = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    sent = select(func.count()).where(
        AuditLine.thing == "panel", AuditLine.thing_id == panel.id,
        AuditLine.action == "panel:message", AuditLine.at >= since,
    )  # fmt: skip
    if (db.session.scalar(sent) or 0) >= MOST_MESSAGES:
        raise ConflictError("enough_messages", most=MOST_MESSAGES)
    people = in_state(panel.id, TESTERS)
    if not people:
        raise ConflictError("no_testers")
    once = uuid.uuid4().hex[:12]
    for one in people:
        tell_volunteer(one, "volunteer/message", once, topic=about, text=said)
    record(actor, "panel:message", panel, pilot=panel.pilot_id, people=len(people))
    return len(people)


@use_case
def export(actor: Actor, pilot_id: int) -> int:
    """Write down that somebody took the list out; returns the panel's id."""
    panel = _panel(actor, pilot_id, Action.VOLUNTEER_READ)
    record(actor, "panel:export", panel, pilot=panel.pilot_id, people=len(listed(actor, panel)))
    return panel.id


def _panel(actor: Actor, pilot_id: int, action: Action = Action.VOLUNTEER_MANAGE) -> Panel:
    pilot = entered(actor, pilot_id, action)
    panel = panel_of(pilot.id)
    if panel is None:
        raise NotFoundError
    return locked(panel)
