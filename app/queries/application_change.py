"""How the days wished of a part were changed, for both sides."""

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.approval import reads_for_city
from app.policies.subject import of_part
from app.policies.table import Action, may
from models.application import ApplicationPart
from models.application_change import WishRevision
from models.errors import NotFoundError


def revisions(viewer: Actor, part: ApplicationPart) -> list[WishRevision]:
    """Return the changes of the wish of a part, oldest first.

    Raises:
        NotFoundError: The viewer is on neither side.
    """
    if not (may(viewer, Action.APPLICATION_READ, of_part(part)) or reads_for_city(viewer, part)):
        raise NotFoundError
    return list(
        db.session.scalars(
            select(WishRevision).where(WishRevision.part_id == part.id).order_by(WishRevision.id)
        )
    )
