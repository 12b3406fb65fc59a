"""Take one's turn at a pilot: whoever writes to it asks here first."""

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.services.ledger import take_turn
from models.errors import NotFoundError
from models.pilot import Pilot


def pilot_for(actor: Actor, pilot_id: int, action: Action) -> Pilot:
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
