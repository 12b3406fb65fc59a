"""Links in mails about one's own data: whose a token is, and what waits to be confirmed."""

import hashlib

from sqlalchemy import select

from app import clock
from app.database import db
from app.policies.actor import Actor
from models.errors import NotFoundError
from models.personal_link import LinkDeed, PersonalLink
from models.reader import Reader


def sha256_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def link_of_token(token: str, *deeds: LinkDeed) -> PersonalLink:
    """Return the link of a token that still works and is for one of these deeds.

    Raises:
        NotFoundError: It is old, used or false.
    """
    found = db.session.scalar(
        select(PersonalLink).where(
            PersonalLink.token_sha256 == sha256_of(token),
            PersonalLink.deed.in_(deeds),
            PersonalLink.expires_at > clock.now(),
        )
    )
    if found is None:
        raise NotFoundError
    return found


def reader_of_link(token: str) -> tuple[LinkDeed, Reader]:
    """Return what a link lets a reader do, and the reader.

    Raises:
        NotFoundError: It is old, used or false.
    """
    link = link_of_token(token, LinkDeed.DOWNLOAD, LinkDeed.ERASE)
    if link.reader is None:
        raise NotFoundError
    return link.deed, link.reader


def waiting_address(viewer: Actor) -> str | None:
    """Return the new address that the viewer has asked for and not confirmed yet."""
    return db.session.scalar(
        select(PersonalLink.email)
        .where(
            PersonalLink.user_id == viewer.user_id,
            PersonalLink.deed == LinkDeed.ADDRESS,
            PersonalLink.expires_at > clock.now(),
        )
        .order_by(PersonalLink.id.desc())
        .limit(1)
    )
