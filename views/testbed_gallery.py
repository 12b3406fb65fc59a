"""What pages show of a testbed's pictures, files and links."""

from dataclasses import dataclass, replace
from typing import Protocol

from flask import url_for
from flask_babel import gettext as _

from app.adapters.picture import WIDTHS, widths_of
from app.labels import label
from app.queries.testbed_media import shown_pictures
from models.base import Translated
from models.testbed import Testbed
from models.testbed_media import Licence, TestbedFile, TestbedPicture
from views import language
from views.page import number

MEGABYTE = 1_000_000
LICENCE_PAGES = {
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as a page draws it; ``width`` and ``height`` of its largest size."""

    alt: str
    lang: str
    width: int
    height: int
    webp: str
    jpeg: str
    small: str
    large: str
    credit: str
    licence: str
    licence_url: str | None


@dataclass(frozen=True, slots=True)
class Download:
    """One file to download."""

    title: str
    lang: str
    url: str
    about: str


@dataclass(frozen=True, slots=True)
class DataLink:
    """One open data set."""

    title: str
    lang: str
    url: str
    publisher: str


class Kept(Protocol):
    """What is kept of any picture; ``width`` and ``height`` of its largest size."""

    @property
    def digest(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def alt(self) -> Translated: ...


def picture_of(row: TestbedPicture) -> Picture:
    """Return a picture of a testbed in the reader's language."""
    return replace(
        plain_picture(row),
        credit=row.credit,
        licence="" if row.licence is Licence.PERMISSION else label(row.licence),
        licence_url=LICENCE_PAGES.get(row.licence),
    )


def plain_picture(row: Kept) -> Picture:
    """Return a picture in the reader's language, without who made it."""
    alt, lang = row.alt.best(language.current())
    return Picture(
        alt=alt,
        lang=lang,
        width=row.width,
        height=row.height,
        webp=_srcset(row, "webp"),
        jpeg=_srcset(row, "jpg"),
        small=_url(row, widths_of(row.width)[0], "jpg"),
        large=_url(row, row.width, "jpg"),
        credit="",
        licence="",
        licence_url=None,
    )


def gallery(testbed: Testbed) -> list[Picture]:
    """Return the pictures that everybody sees, in their order."""
    return [picture_of(row) for row in shown_pictures(testbed)]


def thumbnail(testbed: Testbed) -> str | None:
    """Return the address of the first picture in its smallest size, or None without pictures."""
    first = next(iter(shown_pictures(testbed)), None)
    return _url(first, min(WIDTHS[0], first.width), "webp") if first else None


def downloads(testbed: Testbed) -> list[Download]:
    """Return the files, in their order."""
    lang = language.current()
    found = []
    for row in testbed.files:
        title, used = row.title.best(lang)
        about = f"{label(row.kind)}, {size_words(row.size)}"
        found.append(Download(title or label(row.kind), used, file_url(row), about))
    return found


def data_links(testbed: Testbed) -> list[DataLink]:
    """Return the open data, in their order."""
    lang = language.current()
    found = []
    for row in testbed.links:
        title, used = row.title.best(lang)
        found.append(DataLink(title or row.url, used, row.url, row.publisher))
    return found


def file_url(row: TestbedFile) -> str:
    """Return the address that a file is downloaded from."""
    return url_for("file.download", file_id=row.id, digest=row.digest, kind=row.kind.value)


def size_words(size: int) -> str:
    """Return a number of bytes as people write it."""
    if size < MEGABYTE:
        return _("%(size)s kB", size=number(max(1, round(size / 1000))))
    return _("%(size)s MB", size=number(round(size / MEGABYTE, 1)))


def _url(row: Kept, width: int, ending: str) -> str:
    return url_for("file.show_picture", digest=row.digest, width=width, ending=ending)


def _srcset(row: Kept, ending: str) -> str:
    return ", ".join(f"{_url(row, one, ending)} {one}w" for one in widths_of(row.width))
