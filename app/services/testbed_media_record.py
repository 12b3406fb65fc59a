"""What the versions of a testbed say of its pictures, files and links, and the way back."""

from typing import Any

from app import clock
from app.adapters import document, picture
from app.adapters.file_store import FileStore
from app.policies.actor import Actor
from models.base import Translated
from models.testbed import Testbed
from models.testbed_media import FileKind, Licence, TestbedFile, TestbedLink, TestbedPicture

PARTS = ("pictures", "files", "links")


def media_of(testbed: Testbed) -> dict[str, Any]:
    """Return the three lists in their order, as JSON can hold them; None where there is nothing.

    None, because versions kept before there were pictures say nothing of them either.
    """
    pictures = [
        {
            "digest": one.digest, "width": one.width, "height": one.height,
            "alt": one.alt.as_dict(), "licence": one.licence.value, "credit": one.credit,
        }
        for one in testbed.pictures
    ]  # fmt: skip
    files = [
        {
            "digest": one.digest, "kind": one.kind.value, "size": one.size,
            "title": one.title.as_dict(),
        }
        for one in testbed.files
    ]  # fmt: skip
    links = [
        {"url": one.url, "title": one.title.as_dict(), "publisher": one.publisher}
        for one in testbed.links
    ]
    return {"pictures": pictures or None, "files": files or None, "links": links or None}


def bring_media_back(
    actor: Actor, testbed: Testbed, record: dict[str, Any], store: FileStore
) -> int:
    """Make the three lists what a version's record says, within the caller's transaction.

    Rows that are still there keep their ids.  What was taken off more than a month ago may have
    been swept from the store; such a picture or file is left out.  Returns how many were.
    """
    added = {"added_at": clock.now(), "added_by_id": actor.user_id}
    pictures = [
        _picture(one, testbed.pictures, store, added) for one in record.get("pictures") or ()
    ]
    files = [_file(one, testbed.files, store, added) for one in record.get("files") or ()]
    links = [_link(one, testbed.links, added) for one in record.get("links") or ()]
    testbed.pictures = [one for one in pictures if one is not None]
    testbed.files = [one for one in files if one is not None]
    testbed.links = links
    lists: tuple[list[Any], ...] = (testbed.pictures, testbed.files, testbed.links)
    for rows in lists:
        for position, row in enumerate(rows):
            row.position = position
    return pictures.count(None) + files.count(None)


def _picture(
    said: dict[str, Any], there: list[TestbedPicture], store: FileStore, added: dict[str, Any]
) -> TestbedPicture | None:
    digest, width = said["digest"], said["width"]
    if store.read(picture.names_of(digest, width)[0]) is None:
        return None
    row = next((one for one in there if one.digest == digest), None)
    row = row or TestbedPicture(digest=digest, width=width, height=said["height"], **added)
    row.alt, row.licence = Translated.of(said["alt"]), Licence(said["licence"])
    row.credit = said["credit"]
    return row


def _file(
    said: dict[str, Any], there: list[TestbedFile], store: FileStore, added: dict[str, Any]
) -> TestbedFile | None:
    digest, kind = said["digest"], FileKind(said["kind"])
    if store.read(document.stored_name(digest, kind)) is None:
        return None
    row = next((one for one in there if one.digest == digest), None)
    row = row or TestbedFile(digest=digest, kind=kind, size=said["size"], **added)
    row.title = Translated.of(said["title"])
    return row


def _link(said: dict[str, Any], there: list[TestbedLink], added: dict[str, Any]) -> TestbedLink:
    row = next((one for one in there if one.url == said["url"]), None)
    row = row or TestbedLink(url=said["url"], **added)
    row.title, row.publisher = Translated.of(said["title"]), said["publisher"]
    return row
