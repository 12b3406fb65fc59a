"""Add pictures and documents to the brief of a challenge, describe them, take them off.

What a file holds is kept first, in the store and outside the transaction (``take``), as that of
attachments is (app/services/attachment.py): pictures are made anew, which takes off what they say
of themselves; documents are looked at and kept as they are, and only ever served as downloads.
"""

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select

from app import clock
from app.adapters import document, picture
from app.adapters.document import DocumentError
from app.adapters.file_store import FileStore
from app.adapters.picture import PictureError
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.challenge_desk import staff_challenge
from app.services.attachment import MOST_TITLE, PICTURES
from app.services.challenge_edit import Section, opened, refuse_writing, written
from models.attachment import PICTURE
from models.base import Translated
from models.challenge import Challenge
from models.challenge_file import ChallengeFile
from models.errors import FieldError, NotFoundError
from models.text import tidy

MOST_FILES = 12


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file whose content is in the store: what a row says of it; ``size`` in bytes."""

    title: str
    kind: str
    digest: str
    size: int
    width: int | None = None
    height: int | None = None


def take(actor: Actor, challenge_id: int, store: FileStore, content: bytes, title: str) -> Leaf:
    """Look at a file, put it into the store and return what a row is to say of it.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: The actor writes no files of it now.
        FieldError: ``upload`` with the codes of ``DocumentProblem`` or ``PictureProblem``.
    """
    refuse_writing(actor, staff_challenge(actor, challenge_id), Section.MEDIA)
    words = " ".join(tidy(title).split())[:MOST_TITLE].strip()
    try:
        if content.startswith(PICTURES):
            return _pictured(store, content, words)
        kind = document.kind_of(content)
    except (DocumentError, PictureError) as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    digest = hashlib.sha256(content).hexdigest()
    store.put(document.stored_name(digest, kind), content)
    return Leaf(words or kind.value.upper(), kind.value, digest, len(content))


def _pictured(store: FileStore, content: bytes, words: str) -> Leaf:
    made = picture.prepare(content)
    for name, data in made.contents.items():
        store.put(name, data)
    size = len(made.contents[picture.stored_name(made.digest, made.width, "jpg")])
    return Leaf(words, PICTURE, made.digest, size, made.width, made.height)


@use_case
def add(actor: Actor, challenge_id: int, version: int, leaf: Leaf, alt: Translated) -> int:
    """Add a file at the end; return the challenge's new version.

    Raises:
        ConflictError: As ``app.services.challenge_edit.opened``.
        FieldError: ``too_many`` (most), ``here_already`` at ``upload``; ``challenge_alt_needed`` at
            ``alt_fi`` for a picture that is not described.
    """
    challenge = opened(actor, challenge_id, version, Section.MEDIA)
    same = select(ChallengeFile).where(ChallengeFile.challenge_id == challenge.id)
    count = db.session.scalar(select(func.count()).select_from(same.subquery())) or 0
    if count >= MOST_FILES:
        raise FieldError("too_many", field="upload", most=MOST_FILES)
    if db.session.scalar(same.where(ChallengeFile.digest == leaf.digest)) is not None:
        raise FieldError("here_already", field="upload")
    _check_alt(challenge, leaf.width, alt)
    db.session.add(
        ChallengeFile(
            challenge_id=challenge.id, title=leaf.title, alt=alt, kind=leaf.kind,
            digest=leaf.digest, size=leaf.size, width=leaf.width, height=leaf.height,
            position=count, by_id=actor.user_id, at=clock.now(),
        )
    )  # fmt: skip
    return written(actor, challenge, Section.MEDIA)


@use_case
def remove(actor: Actor, challenge_id: int, file_id: int, version: int) -> int:
    """Take a file off; return the challenge's new version."""
    challenge = opened(actor, challenge_id, version, Section.MEDIA)
    row = db.session.get(ChallengeFile, file_id)
    if row is None or row.challenge_id != challenge.id:
        raise NotFoundError
    db.session.delete(row)
    return written(actor, challenge, Section.MEDIA)


def _check_alt(challenge: Challenge, width: int | None, alt: Translated) -> None:
    if width is None:
        return
    for lang in challenge.city.required_languages:
        if not alt.get(lang):
            raise FieldError("challenge_alt_needed", field=f"alt_{lang}")
