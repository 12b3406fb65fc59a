"""Write posts for residents: the applicant and the city alike, while the pilot is public."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app import clock
from app.adapters import picture
from app.adapters.file_store import FileStore
from app.adapters.picture import PictureError
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.pilot_side import side_of
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise
from app.queries import pilot as pilot_query
from app.queries.pilot_update import post_of
from app.services.audit import record
from app.services.pilot_step import entered
from app.services.typed_value import LINE, TEXT, translated_up_to
from models.base import LANGUAGES, Translated
from models.errors import ConflictError, FieldError
from models.pilot import PUBLIC_STATES, Pilot
from models.pilot_update import MOST_PICTURES, PilotUpdate, UpdatePicture
from models.text import tidy

_title, _text, _alt = translated_up_to(LINE), translated_up_to(TEXT), translated_up_to(300)


NO_WORDS = Translated()


@dataclass(frozen=True, slots=True)
class Post:
    """What is written; ``picture`` is what ``take_picture`` returned, with its words in ``alt``."""

    title: Translated
    text: Translated
    picture: dict[str, Any] | None = None
    alt: Translated = NO_WORDS


def take_picture(actor: Actor, pilot_id: int, store: FileStore, content: bytes) -> dict[str, Any]:
    """Make a picture anew and put it into the store; return what a row says of it.

    Raises:
        NotFoundError, ForbiddenError: The actor writes nothing of this pilot.
        FieldError: The codes of ``PictureProblem``.
    """
    authorise(actor, Action.PILOT_EDIT, of_pilot(pilot_query.get(actor, pilot_id)))
    try:
        made = picture.prepare(content)
    except PictureError as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    for name, data in made.contents.items():
        store.put(name, data)
    return {"digest": made.digest, "width": made.width, "height": made.height}


@use_case
def publish(actor: Actor, pilot_id: int, post: Post) -> int:
    """Publish a post at once; returns its id.

    Raises:
        ConflictError: ``pilot_not_public``: residents do not know of the pilot yet, or any more.
        FieldError: ``post_language`` at ``title``/``text``: at least one language needs both, and
            no language only one; ``alt_needed``: the picture is not described.
    """
    pilot = _public(actor, pilot_id)
    _check(post)
    row = PilotUpdate(
        pilot_id=pilot.id, title=_title("title", post.title), text=_text("text", post.text),
        side=side_of(actor, pilot), author_id=actor.user_id, posted_at=clock.now(),
    )  # fmt: skip
    _add_picture(row, post)
    db.session.add(row)
    db.session.flush()
    record(actor, "pilot_update:publish", row, pilot=pilot.id)
    return row.id


@use_case
def edit(
    actor: Actor,
    pilot_id: int,
    update_id: int,
    version: int,
    post: Post,
    taken_off: Collection[int] = (),
) -> int:
    """Write a post again; residents see that it was edited.  Returns its new version.

    ``taken_off`` are ids of pictures to take off.

    Raises:
        ConflictError: ``draft_changed_elsewhere`` with ``version``; otherwise as ``publish``.
        FieldError: ``too_many`` (most) pictures.
    """
    pilot = _public(actor, pilot_id)
    row = post_of(pilot, update_id)
    db.session.refresh(row, ["version"], with_for_update=True)
    if row.version != version:
        raise ConflictError("draft_changed_elsewhere", version=row.version, fields=["text"])
    _check(post)
    row.title, row.text = _title("title", post.title), _text("text", post.text)
    row.pictures = [one for one in row.pictures if one.id not in taken_off]
    _add_picture(row, post)
    row.version += 1
    row.edited_at = clock.now()
    db.session.flush()
    record(actor, "pilot_update:edit", row, pilot=pilot.id)
    return row.version


@use_case
def remove(actor: Actor, pilot_id: int, update_id: int, reason: str) -> int:
    """Take a post off the public page, for the city and the host, with a reason both sides read."""
    pilot = entered(actor, pilot_id, Action.PILOT_RUN)
    row = post_of(pilot, update_id)
    why = tidy(reason)
    if not why:
        raise FieldError("reason_needed", field="reason")
    row.removed_at, row.removed_by, row.removed_reason = clock.now(), actor.name, why
    row.version += 1
    db.session.flush()
    record(actor, "pilot_update:remove", row, pilot=pilot.id)
    return row.id


def _public(actor: Actor, pilot_id: int) -> Pilot:
    pilot = entered(actor, pilot_id, Action.PILOT_EDIT)
    if pilot.status not in PUBLIC_STATES:
        raise ConflictError("pilot_not_public")
    return pilot


def _check(post: Post) -> None:
    whole = 0
    for language in LANGUAGES:
        title, text = post.title.get(language).strip(), post.text.get(language).strip()
        if bool(title) != bool(text):
            raise FieldError("post_language", field=f"{'text' if title else 'title'}_{language}")
        whole += bool(title)
    if not whole:
        raise FieldError("post_language", field="title_fi")
    if post.picture is not None and not post.alt:
        raise FieldError("alt_needed", field="alt_fi")


def _add_picture(row: PilotUpdate, post: Post) -> None:
    if post.picture is None:
        return
    if len(row.pictures) >= MOST_PICTURES:
        raise FieldError("too_many", field="upload", most=MOST_PICTURES)
    if any(one.digest == post.picture["digest"] for one in row.pictures):
        raise FieldError("here_already", field="upload")
    row.pictures.append(UpdatePicture(**post.picture, alt=_alt("alt", post.alt)))
