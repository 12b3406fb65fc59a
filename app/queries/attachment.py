"""Files of applications and pilots, for those who may read them."""

from collections.abc import Iterable

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.attachment import Owner, reads
from models.application import Application
from models.attachment import Attachment
from models.errors import NotFoundError


def attachments(viewer: Actor, owner: Owner, purpose: str = "") -> list[Attachment]:
    """Return the files of an application or a pilot that the viewer may read, oldest first.

    ``purpose`` is the beginning of the purposes wanted, such as ``checklist:``; empty for all.
    """
    is_application = isinstance(owner, Application)
    column = Attachment.application_id if is_application else Attachment.pilot_id
    found: Iterable[Attachment] = db.session.scalars(
        select(Attachment)
        .where(column == owner.id, Attachment.purpose.startswith(purpose, autoescape=True))
        .order_by(Attachment.at, Attachment.id)
    )
    return [one for one in found if reads(viewer, one)]


def get(viewer: Actor, attachment_id: int) -> Attachment:
    """Return one file.

    Raises:
        NotFoundError: It does not exist or the viewer may not read it.
    """
    one = db.session.get(Attachment, attachment_id)
    if one is None or not reads(viewer, one):
        raise NotFoundError
    return one


def owner_of(one: Attachment) -> Owner:
    """Return the application or the pilot that a file belongs to; only for files found by get."""
    owner = one.application or one.pilot
    if owner is None:
        raise NotFoundError
    return owner
