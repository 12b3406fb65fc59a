"""Keep the pictures, files and links of a testbed's record: add, describe, order, take off.

What a picture or a file holds is kept first, in the store and outside the transaction: making a
picture anew takes a second, which nobody else should wait for, and a row never names what is not
there.  What no row names is swept away later (``sweep``).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select

from app import clock
from app.adapters import document, picture
from app.adapters.document import DocumentError
from app.adapters.file_store import FileStore
from app.adapters.picture import PictureError
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, authorise
from app.queries.testbed_desk import staff_testbed
from app.services.testbed import to_edit, written
from app.services.testbed_version import record_of, refuse_stale
from models.attachment import Attachment
from models.challenge_file import ChallengeFile
from models.concept import ConceptFile, ConceptVersion
from models.dump import DumpFile
from models.errors import FieldError
from models.feedback import Feedback
from models.harm_report import HarmReport
from models.pilot_update import UpdatePicture
from models.testbed import Testbed
from models.testbed_media import TestbedFile, TestbedLink, TestbedPicture

Row = TestbedPicture | TestbedFile | TestbedLink

KEPT_AFTER_REMOVAL_S = 30 * 86_400
"""How long what was taken off can still be brought back from the history."""


class Part(StrEnum):
    """The three lists of a record."""

    PICTURES = "pictures"
    FILES = "files"
    LINKS = "links"


class Deed(StrEnum):
    """What can be done to one row."""

    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


ROWS: dict[Part, type[Row]] = {
    Part.PICTURES: TestbedPicture,
    Part.FILES: TestbedFile,
    Part.LINKS: TestbedLink,
}
MOST = {Part.PICTURES: 12, Part.FILES: 12, Part.LINKS: 20}
WRITTEN = {
    Part.PICTURES: frozenset({"alt", "licence", "credit"}),
    Part.FILES: frozenset({"title"}),
    Part.LINKS: frozenset({"title", "url", "publisher"}),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written at one row; ``values`` by column."""

    id: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of one list: texts of its rows, one deed, one new row."""

    part: Part
    entries: Sequence[Entry] = ()
    deed: Deed | None = None
    deed_id: int = 0
    new: Mapping[str, Any] = field(default_factory=dict)


def take_picture(actor: Actor, testbed_id: int, store: FileStore, content: bytes) -> dict[str, Any]:
    """Make a picture anew and put it into the store; return what a new row says of it.

    Raises:
        NotFoundError, ForbiddenError: The actor does not write this testbed.
        FieldError: The codes of ``PictureProblem``.
    """
    authorise(actor, Action.TESTBED_EDIT, of_testbed(staff_testbed(actor, testbed_id)))
    try:
        made = picture.prepare(content)
    except PictureError as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    for name, data in made.contents.items():
        store.put(name, data)
    return {"digest": made.digest, "width": made.width, "height": made.height}


def take_file(actor: Actor, testbed_id: int, store: FileStore, content: bytes) -> dict[str, Any]:
    """Look at a file and put it into the store; return what a new row says of it.

    Raises:
        NotFoundError, ForbiddenError: The actor does not write this testbed.
        FieldError: The codes of ``DocumentProblem``.
    """
    authorise(actor, Action.TESTBED_EDIT, of_testbed(staff_testbed(actor, testbed_id)))
    try:
        kind = document.kind_of(content)
    except DocumentError as refused:
        raise FieldError(refused.problem, field="upload", **refused.facts) from None
    digest = hashlib.sha256(content).hexdigest()
    store.put(document.stored_name(digest, kind), content)
    return {"digest": digest, "kind": kind, "size": len(content)}


def change_part(
    actor: Actor, testbed_id: int, version: int, change: Change, store: FileStore
) -> dict[str, Any]:
    """Write one list as ``save_part`` does; what is taken off it stays in the store for a while."""
    leaving: list[str] = []
    if change.deed is Deed.REMOVE:
        leaving = _stored_names(staff_testbed(actor, testbed_id), change.part, change.deed_id)
    saved = save_part(actor, testbed_id, version, change)
    for name in leaving:
        store.touch(name)
    return saved


@use_case
def save_part(actor: Actor, testbed_id: int, version: int, change: Change) -> dict[str, Any]:
    """Write one list and return what ``app.services.testbed.save`` returns.

    Raises:
        ConflictError: Somebody changed the same list meanwhile.
        FieldError: ``too_many`` (most), ``here_already``, ``title_needed``.
    """
    testbed, part = to_edit(actor, testbed_id), change.part
    refuse_stale(testbed, version, frozenset({part.value}))
    before = record_of(testbed)
    rows: list[Row] = getattr(testbed, part.value)
    by_id = {row.id: row for row in rows}
    for entry in change.entries:
        if entry.id in by_id:
            _write(part, by_id[entry.id], entry.values)
    if change.deed is not None and change.deed_id in by_id:
        _do(rows, by_id[change.deed_id], change.deed)
    if change.new:
        rows.append(_new_row(actor, part, rows, change.new))
    for position, row in enumerate(rows):
        row.position = position
    return written(actor, testbed, before)


def _write(part: Part, row: Row, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name in WRITTEN[part]:
            setattr(row, name, value)


def _do(rows: list[Row], row: Row, deed: Deed) -> None:
    if deed is Deed.REMOVE:
        rows.remove(row)
        return
    ordered = list(rows)
    place = ordered.index(row)
    other = place - 1 if deed is Deed.UP else place + 1
    if 0 <= other < len(ordered):
        ordered[place], ordered[other] = ordered[other], ordered[place]
        rows.sort(key=ordered.index)


def _new_row(actor: Actor, part: Part, rows: Sequence[Row], values: Mapping[str, Any]) -> Row:
    same, at = ("url", "url") if part is Part.LINKS else ("digest", "upload")
    if len(rows) >= MOST[part]:
        raise FieldError("too_many", field=at, most=MOST[part])
    if "title" in values and not values["title"]:
        raise FieldError("title_needed", field="title")
    if any(getattr(row, same) == values[same] for row in rows):
        raise FieldError("here_already", field=at)
    return ROWS[part](**values, position=len(rows), added_at=clock.now(), added_by_id=actor.user_id)


def _stored_names(testbed: Testbed, part: Part, row_id: int) -> list[str]:
    row = next((one for one in getattr(testbed, part.value) if one.id == row_id), None)
    if isinstance(row, TestbedPicture):
        return picture.names_of(row.digest, row.width)
    if isinstance(row, TestbedFile):
        return [document.stored_name(row.digest, row.kind)]
    return []


def sweep(store: FileStore) -> int:
    """Forget what no row has named for 30 days; return how many names went.

    Taking something off counts as putting it just now, so it can come back from the history for
    as long; what was put for a row that then was refused goes as well.
    """
    gone = 0
    kept = set(db.session.scalars(select(TestbedPicture.digest)))
    kept |= set(db.session.scalars(select(TestbedFile.digest)))
    kept |= set(db.session.scalars(select(UpdatePicture.digest)))
    kept |= set(db.session.scalars(select(Attachment.digest)))
    kept |= _of_concepts()
    kept |= set(db.session.scalars(select(ChallengeFile.digest)))
    kept |= set(db.session.scalars(_of_anyone(Feedback)))
    kept |= set(db.session.scalars(_of_anyone(HarmReport)))
    kept |= set(db.session.scalars(select(DumpFile.digest)))
    for name in store.put_before(clock.now().timestamp() - KEPT_AFTER_REMOVAL_S):
        digest = name.partition("/")[2][:64]
        if digest not in kept:
            store.remove(name)
            gone += 1
    return gone


def _of_concepts() -> set[str]:
    """Return the digests of entries' files, also of those that only an earlier submission had."""
    kept = set(db.session.scalars(select(ConceptFile.digest)))
    for content in db.session.scalars(select(ConceptVersion.content)):
        kept |= {one["sha256"] for one in content.get("files", ())}
    return kept


def _of_anyone(table: type[Feedback | HarmReport]) -> Select[str | None]:
    return select(table.picture_digest).where(table.picture_digest.is_not(None))
