"""The files of an entry: PDF and pictures, kept without what says who made them.

A picture is made anew; of a PDF the metadata are blanked (app/adapters/pdf_metadata.py says what
that cannot reach).  Office documents are not taken: what they hide about their authors is in too
many places.  The content is stored first, outside the transaction; the row passes the gate.
"""

import hashlib
import secrets

from app.adapters import document, picture
from app.adapters.document import DocumentError
from app.adapters.file_store import FileStore
from app.adapters.pdf_metadata import LockedPdfError, without_metadata
from app.adapters.picture import PictureError
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries import concept_clock
from app.services.attachment import MOST_TITLE, PICTURES, Paper
from app.services.audit import record
from app.services.concept_gate import own, require_open, touch
from models.attachment import PICTURE, stored_name
from models.concept import ConceptFile
from models.errors import FieldError, NotFoundError
from models.testbed_media import FileKind
from models.text import tidy

MOST = 10


def take(actor: Actor, concept_id: int, store: FileStore, content: bytes, title: str) -> Paper:
    """Look at a file, clean it, put it into the store, and return what a row is to say of it.

    Raises:
        NotFoundError: The actor is not in the team.
        ConflictError: ``entries_closed`` and the like: nothing is stored after the deadline.
        FieldError: ``upload``: the codes of ``DocumentProblem`` or ``PictureProblem``;
            ``only_pdf_and_pictures``, ``pdf_locked``.
    """
    require_open(own(actor, concept_id).challenge)
    kind, kept = _cleaned(content)
    digest = hashlib.sha256(kept).hexdigest()
    store.put(stored_name(digest, kind), kept)
    words = " ".join(tidy(title).split())[:MOST_TITLE].strip()
    return Paper(words or kind.upper(), kind, digest, len(kept))


def _cleaned(content: bytes) -> tuple[str, bytes]:
    try:
        if content.startswith(PICTURES):
            return PICTURE, _one_jpeg(content)
        kind = document.kind_of(content)
    except (DocumentError, PictureError) as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    if kind is not FileKind.PDF:
        raise FieldError("only_pdf_and_pictures", field="upload")
    try:
        return kind.value, without_metadata(content)
    except LockedPdfError:
        raise FieldError("pdf_locked", field="upload") from None


def _one_jpeg(content: bytes) -> bytes:
    made = picture.prepare(content)
    return made.contents[picture.stored_name(made.digest, made.width, "jpg")]


@use_case
def add(actor: Actor, concept_id: int, paper: Paper, *, is_secret: bool = False) -> int:
    """Add a file to a draft; returns its id.

    Raises:
        ConflictError: ``entries_closed`` and the like.
        IllegalMoveError: It has been submitted.
        FieldError: ``attachments_full`` (most) or ``here_already`` at ``upload``.
    """
    concept = own(actor, concept_id)
    touch(concept)
    if len(concept.files) >= MOST:
        raise FieldError("attachments_full", field="upload", most=MOST)
    if any(one.digest == paper.digest for one in concept.files):
        raise FieldError("here_already", field="upload")
    made = ConceptFile(
        concept_id=concept.id, key=secrets.token_urlsafe(32), title=paper.title, kind=paper.kind,
        digest=paper.digest, size=paper.size, is_secret=is_secret, by_id=actor.user_id,
        at=concept_clock.instant(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.refresh(concept)
    record(actor, "concept:add_file", concept, file=made.id)
    return made.id


@use_case
def remove(actor: Actor, concept_id: int, file_id: int) -> int:
    """Take a file off a draft; what was submitted with it before stays sealed as it was."""
    concept = own(actor, concept_id)
    touch(concept)
    found = next((one for one in concept.files if one.id == file_id), None)
    if found is None:
        raise NotFoundError
    record(actor, "concept:remove_file", concept, file=file_id)
    db.session.delete(found)
    db.session.flush()
    db.session.refresh(concept)
    return concept.id
