"""Posts of pilots: those that residents read, and all of them for those who write."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from models.errors import NotFoundError
from models.pilot import PUBLIC_STATES, Pilot
from models.pilot_update import PilotUpdate, UpdatePicture


def posts_of(pilot: Pilot, *, also_removed: bool = False) -> list[PilotUpdate]:
    """Return the posts of a pilot, the newest first."""
    asked = select(PilotUpdate).where(PilotUpdate.pilot_id == pilot.id)
    if not also_removed:
        asked = asked.where(PilotUpdate.removed_at.is_(None))
    return list(
        db.session.scalars(asked.order_by(PilotUpdate.posted_at.desc(), PilotUpdate.id.desc()))
    )


def post_of(pilot: Pilot, update_id: int) -> PilotUpdate:
    """Return one post of a pilot that is not removed.

    Raises:
        NotFoundError: It is not this pilot's, or is removed.
    """
    post = db.session.get(PilotUpdate, update_id)
    if post is None or post.pilot_id != pilot.id or post.removed_at is not None:
        raise NotFoundError
    return post


def shows_picture(digest: str, width: int) -> bool:
    """Say whether a post that residents read shows a picture in this width."""
    rows = db.session.scalars(
        select(UpdatePicture.width)
        .join(PilotUpdate, PilotUpdate.id == UpdatePicture.update_id)
        .join(Pilot, Pilot.id == PilotUpdate.pilot_id)
        .where(
            UpdatePicture.digest == digest,
            PilotUpdate.removed_at.is_(None),
            Pilot.status.in_(PUBLIC_STATES),
        )
    )
    return any(one >= width for one in rows)


def pilots_with(digest: str) -> list[Pilot]:
    """Return the pilots of which some post has the picture, removed posts too."""
    return list(
        db.session.scalars(
            select(Pilot)
            .join(PilotUpdate, PilotUpdate.pilot_id == Pilot.id)
            .join(UpdatePicture, UpdatePicture.update_id == PilotUpdate.id)
            .where(UpdatePicture.digest == digest)
            .options(joinedload(Pilot.application))
        ).unique()
    )
