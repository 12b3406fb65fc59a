"""Name the people of a pilot, each side its own, and take them off again."""

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.pilot_side import side_of
from app.policies.table import Action
from app.queries.pilot_contact import CITY_SIDE, candidates
from app.services.audit import record
from app.services.pilot_mail import tell_person
from app.services.pilot_step import entered
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.pilot import Pilot
from models.pilot_contact import PilotContact
from models.pilot_task import Side


def own_sides(actor: Actor, pilot: Pilot) -> tuple[Side, ...]:
    """Return the sides for which somebody names people: their own."""
    return (Side.APPLICANT,) if side_of(actor, pilot) is Side.APPLICANT else CITY_SIDE


@use_case
def add(actor: Actor, pilot_id: int, user_id: int) -> int:
    """Name somebody of one's own side; they are told.  Returns the row's id.

    Raises:
        FieldError: ``person_unknown``: nobody of this side.
        ConflictError: ``contact_known``.
    """
    pilot = entered(actor, pilot_id, Action.PILOT_EDIT)
    there = candidates(pilot)
    found = next(
        (
            (side, one)
            for side in own_sides(actor, pilot)
            for one in there[side]
            if one.id == user_id
        ),
        None,
    )
    if found is None:
        raise FieldError("person_unknown", field="person")
    side, person = found
    known = select(PilotContact).where(
        PilotContact.pilot_id == pilot.id, PilotContact.user_id == person.id
    )
    row = db.session.scalar(known)
    if row is not None and row.side is side:
        raise ConflictError("contact_known")
    if row is None:
        row = PilotContact(pilot_id=pilot.id, user_id=person.id, added_at=clock.now(), side=side)
        db.session.add(row)
    row.side = side
    db.session.flush()
    record(actor, "pilot:add_contact", pilot, user_id=person.id)
    if person.id != actor.user_id:
        once = f"{row.id}:{clock.today().isoformat()}"
        tell_person(pilot, person, "pilot/contact_added", once, person=actor.name)
    return row.id


@use_case
def remove(actor: Actor, pilot_id: int, contact_id: int) -> int:
    """Take somebody of one's own side off.  Returns the pilot's id."""
    pilot = entered(actor, pilot_id, Action.PILOT_EDIT)
    row = db.session.get(PilotContact, contact_id)
    if row is None or row.pilot_id != pilot.id:
        raise NotFoundError
    if row.side not in own_sides(actor, pilot):
        raise ForbiddenError
    db.session.delete(row)
    record(actor, "pilot:remove_contact", pilot, user_id=row.user_id)
    return pilot.id
