"""On which side of a pilot somebody stands."""

from app.policies.actor import Actor
from app.policies.subject import of_pilot
from app.policies.table import Relation, relations
from models.pilot import Pilot
from models.pilot_task import Side

_CITY = frozenset(
    {Relation.EDITOR, Relation.REVIEWER, Relation.COORDINATOR, Relation.ADMIN, Relation.SYSTEM}
)


def side_of(actor: Actor, pilot: Pilot) -> Side:
    """Return for whom the actor speaks; staff who also applied speak for their city."""
    found = relations(actor, of_pilot(pilot))
    if _CITY & found:
        return Side.CITY
    return Side.HOST if Relation.HOST in found else Side.APPLICANT
