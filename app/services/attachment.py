"""Add files to an application or a pilot, and take them off while that is nobody else's yet.

What a file holds is kept first, in the store and outside the transaction (``take``): a row never
names what is not there.
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
from app.policies.attachment import Owner, adding
from app.policies.subject import of_application, of_pilot
from app.policies.table import Subject, authorise
from app.queries import attachment as query
from app.queries import pilot as pilots
from app.queries.application import for_applicant
from app.services.audit import record
from app.services.correspondence import tell_city
from models.application import OPEN_FOR_DECISION, Application
from models.attachment import OF_APPLICATION, PICTURE, Attachment, stored_name
from models.errors import ConflictError, FieldError
from models.pilot import Pilot
from models.text import tidy

MOST = 20
"""How many files one application or pilot may have for each purpose."""
MOST_TITLE = 160
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


@dataclass(frozen=True, slots=True)
class Paper:
    """A file whose content is in the store: what a row says of it; ``size`` in bytes."""

    title: str
    kind: str
    digest: str
    size: int


def take(actor: Actor, owner: Owner, store: FileStore, content: bytes, title: str) -> Paper:
    """Look at a file, put it into the store and return what a row is to say of it.

    ``title`` is what somebody called it, or the file's own name.

    Raises:
        ForbiddenError: The actor adds no files to this.
        FieldError: ``upload`` with the codes of ``DocumentProblem`` or ``PictureProblem``.
    """
    authorise(actor, adding(owner)[0], subject_of(owner))
    try:
        kind, kept = _looked_at(content)
    except (DocumentError, PictureError) as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    digest = hashlib.sha256(kept).hexdigest()
    store.put(stored_name(digest, kind), kept)
    words = " ".join(tidy(title).split())[:MOST_TITLE].strip()
    return Paper(words or kind.upper(), kind, digest, len(kept))


def attach(
    actor: Actor, owner: Owner, paper: Paper, purpose: str, part_id: int | None = None
) -> Attachment:
    """Add a file to an application or a pilot; part of the use case that asks for it.

    Raises:
        ForbiddenError: The actor adds no files to this.
        FieldError: ``upload`` with ``attachments_full`` (most) or ``here_already``.
    """
    authorise(actor, adding(owner)[0], subject_of(owner))
    column = Attachment.pilot_id if isinstance(owner, Pilot) else Attachment.application_id
    same = select(Attachment).where(column == owner.id, Attachment.purpose == purpose)
    count = db.session.scalar(select(func.count()).select_from(same.subquery())) or 0
    if count >= MOST:
        raise FieldError("attachments_full", field="upload", most=MOST)
    twin = same.where(Attachment.digest == paper.digest, Attachment.part_id == part_id)
    if db.session.scalar(twin) is not None:
        raise FieldError("here_already", field="upload")
    made = Attachment(
        application_id=owner.id if isinstance(owner, Application) else None,
        pilot_id=owner.id if isinstance(owner, Pilot) else None,
        part_id=part_id,
        purpose=purpose,
        title=paper.title,
        kind=paper.kind,
        digest=paper.digest,
        size=paper.size,
        by_id=actor.user_id,
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    record(actor, "attachment:add", owner, attachment=made.id, purpose=purpose)
    return made


@use_case
def add_to_application(actor: Actor, application_id: int, paper: Paper) -> int:
    """Add a file to an application, as a draft or after it was sent; returns the file's id.

    Cities that have not decided yet are told of it.

    Raises:
        NotFoundError: The application is not the actor's.
        FieldError: As ``attach``.
    """
    application = for_applicant(actor, application_id)
    made = attach(actor, application, paper, OF_APPLICATION)
    for part in application.parts:
        if part.status in OPEN_FOR_DECISION:
            tell_city(part, "application/file_city", once=f"f{made.id}", file=paper.title)
    return made.id


@use_case
def add_to_pilot(actor: Actor, pilot_id: int, paper: Paper, purpose: str) -> int:
    """Add a file to a pilot for a purpose; returns the file's id.

    Raises:
        NotFoundError: The pilot is neither the actor's nor of their city.
        FieldError: As ``attach``.
    """
    return attach(actor, pilots.get(actor, pilot_id), paper, purpose).id


@use_case
def remove(actor: Actor, attachment_id: int) -> int:
    """Take a file off a draft or a pilot and return the id of what it belonged to.

    Raises:
        NotFoundError: The actor does not read it.
        ForbiddenError: The actor adds no files to this.
        ConflictError: ``attachment_stays``: what was sent to a city stays.
    """
    one = query.get(actor, attachment_id)
    owner = query.owner_of(one)
    action, may_go = adding(owner)
    authorise(actor, action, subject_of(owner))
    if not may_go:
        raise ConflictError("attachment_stays")
    record(actor, "attachment:remove", owner, attachment=one.id, purpose=one.purpose)
    db.session.delete(one)
    db.session.flush()
    return owner.id


def subject_of(owner: Owner) -> Subject:
    """Return what permissions on the owner of a file depend on."""
    return of_pilot(owner) if isinstance(owner, Pilot) else of_application(owner)


def _looked_at(content: bytes) -> tuple[str, bytes]:
    """Return the kind of a file and what is kept of it: a picture anew, a document as it is."""
    if not content.startswith(PICTURES):
        return document.kind_of(content).value, content
    made = picture.prepare(content)
    return PICTURE, made.contents[picture.stored_name(made.digest, made.width, "jpg")]
