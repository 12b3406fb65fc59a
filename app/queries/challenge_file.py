"""Pictures and documents of challenges: which there are, and who may fetch them."""

from collections.abc import Sequence

from sqlalchemy import select

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from models.challenge import Challenge
from models.challenge_file import ChallengeFile


def files_of(challenge: Challenge) -> Sequence[ChallengeFile]:
    """Return the files of a challenge, in their order."""
    return db.session.scalars(
        select(ChallengeFile)
        .where(ChallengeFile.challenge_id == challenge.id)
        .order_by(ChallengeFile.position, ChallengeFile.id)
    ).all()


def shows_challenge_picture(digest: str, width: int) -> bool:
    """Say whether a public challenge shows a picture in this width."""
    return any(
        one.challenge.is_public and (one.width or 0) >= width for one in _with_picture(digest)
    )


def sees_challenge_picture(viewer: Actor, digest: str) -> bool:
    """Say whether the viewer writes or decides on a challenge that has the picture."""
    return any(
        may(viewer, Action.CHALLENGE_READ, of_challenge(one.challenge))
        for one in _with_picture(digest)
    )


def challenge_document(viewer: Actor, file_id: int) -> ChallengeFile | None:
    """Return a document to download, or None when there is none that the viewer may know of."""
    row = db.session.get(ChallengeFile, file_id)
    if row is None or row.is_picture:
        return None
    of = row.challenge
    return row if of.is_public or may(viewer, Action.CHALLENGE_READ, of_challenge(of)) else None


def _with_picture(digest: str) -> Sequence[ChallengeFile]:
    return db.session.scalars(
        select(ChallengeFile).where(
            ChallengeFile.digest == digest, ChallengeFile.width.is_not(None)
        )
    ).all()
