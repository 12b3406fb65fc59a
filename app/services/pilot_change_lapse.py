"""Let wishes for other days lapse: the pilot has ended, or the days wished for have passed."""

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.services.move import move
from models.pilot import Pilot
from models.pilot_change import (
    BEGUN,
    CHANGE_WORKFLOW,
    MOVABLE,
    ChangeAction,
    ChangeStatus,
    PilotChange,
)


def lapse_asked(actor: Actor, pilot: Pilot) -> None:
    """Let the open wish of a pilot lapse; inside the use case that ends the pilot."""
    for change in db.session.scalars(
        select(PilotChange).where(
            PilotChange.pilot_id == pilot.id, PilotChange.status == ChangeStatus.ASKED
        )
    ).all():
        move(actor, change, CHANGE_WORKFLOW, ChangeAction.LAPSE, answered_at=clock.now())


def is_over(change: PilotChange) -> bool:
    """Say whether a wish cannot be granted any more, whatever is free."""
    pilot, today = change.pilot, clock.today(change.pilot.city.time_zone)
    if pilot.status not in MOVABLE or change.end_day < today:
        return True
    if pilot.status in BEGUN:
        return change.start_day != pilot.start_day
    return change.start_day < today


def lapse_all_due() -> int:
    """Let every wish lapse whose time is over, for the job; returns how many lapsed."""
    asked = db.session.scalars(
        select(PilotChange).where(PilotChange.status == ChangeStatus.ASKED).order_by(PilotChange.id)
    ).all()
    due = [change.id for change in asked if is_over(change)]
    return sum(_lapse(change_id) for change_id in due)


@use_case
def _lapse(change_id: int) -> int:
    change = db.session.get_one(PilotChange, change_id)
    if change.status is not ChangeStatus.ASKED or not is_over(change):
        return 0
    move(SYSTEM, change, CHANGE_WORKFLOW, ChangeAction.LAPSE, answered_at=clock.now())
    return 1
