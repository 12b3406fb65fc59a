"""Pictures, files and links of a testbed for tests, with their content in the store."""

import hashlib
from typing import Any

from flask import Flask

from app import clock
from app.adapters import document, picture
from app.adapters.file_store import FileStore, store_of
from models.base import Translated
from models.testbed import Testbed
from models.testbed_media import FileKind, Licence, TestbedFile, TestbedLink, TestbedPicture
from tests.factories import keep
from tests.factories.document import pdf
from tests.factories.picture import photo

ALT = Translated("Katu illalla", "En gata på kvällen", "A street in the evening")


def store(app: Flask) -> FileStore:
    """Return the store of the test's installation."""
    return store_of(app.extensions["settings"].instance)


def names_in(app: Flask) -> set[str]:
    """Return every name in the store."""
    return set(store(app).put_before(clock.now().timestamp() + 60))


def with_picture(app: Flask, place: Testbed, alt: Translated = ALT, **values: Any) -> Testbed:
    """Give a testbed one more picture, described unless told otherwise."""
    made = picture.prepare(photo())
    for name, content in made.contents.items():
        store(app).put(name, content)
    row = TestbedPicture(
        position=len(place.pictures), digest=made.digest, width=made.width, height=made.height,
        alt=alt, added_at=clock.now(),
        **{"licence": Licence.CC_BY, "credit": "Kalle Kuvaaja", **values},
    )  # fmt: skip
    place.pictures.append(row)
    keep()
    return place


def with_file(app: Flask, place: Testbed, title: Translated | None = None) -> Testbed:
    """Give a testbed one more file."""
    content = pdf(text=f"{place.id} {len(place.files)}")
    digest = hashlib.sha256(content).hexdigest()
    store(app).put(document.stored_name(digest, FileKind.PDF), content)
    row = TestbedFile(
        position=len(place.files), digest=digest, kind=FileKind.PDF, size=len(content),
        title=title or Translated("Säännöt", "Regler", "Rules"), added_at=clock.now(),
    )  # fmt: skip
    place.files.append(row)
    keep()
    return place


def with_link(place: Testbed, url: str = "https://data.example/set") -> Testbed:
    """Give a testbed one more link."""
    row = TestbedLink(
        position=len(place.links), url=url, title=Translated("Laskenta", "Räkning", "Counts"),
        publisher="Datakeskus", added_at=clock.now(),
    )  # fmt: skip
    place.links.append(row)
    keep()
    return place


def picture_url(place: Testbed, number: int = 0, ending: str = "webp") -> str:
    """Return the address of a testbed's picture in its smallest size."""
    row = place.pictures[number]
    return f"/files/pictures/{row.digest}-{picture.widths_of(row.width)[0]}.{ending}"


def file_url(place: Testbed, number: int = 0) -> str:
    """Return the address of a testbed's file."""
    row = place.files[number]
    return f"/files/documents/{row.id}-{row.digest}.{row.kind}"
