"""Pictures, files and links of a testbed's record.

A picture is kept re-encoded in a few widths, a file as it was sent; both in the file store under
names made of their content (app/adapters/file_store.py), ``digest`` being that content's SHA-256.
Everybody sees a picture when the testbed is public and the picture is complete: described in the
city's languages, with its maker named where the licence asks for it (``is_complete``).
"""

import datetime as dt
import enum
from collections.abc import Sequence

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated


class Licence(enum.StrEnum):
    """What others may do with a picture."""

    CITY = "city"
    CC_BY = "cc_by"
    CC_BY_SA = "cc_by_sa"
    CC0 = "cc0"
    PERMISSION = "permission"


NAMES_ITS_MAKER = frozenset({Licence.CC_BY, Licence.CC_BY_SA, Licence.PERMISSION})
"""Licences under which the maker has to be named."""


class FileKind(enum.StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"


class TestbedPicture(Base):
    """One picture.  ``width`` and ``height`` are pixels of its largest kept size."""

    __tablename__ = "testbed_picture"
    __table_args__ = (Index("ix_testbed_picture_digest", "digest"),)

    id: Mapped[PrimaryKey]
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[Translated] = translated("alt")
    licence: Mapped[Licence] = mapped_column(choice(Licence, "picture_licence"))
    credit: Mapped[ShortText] = mapped_column(default="")
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    @property
    def lacks_credit(self) -> bool:
        """Whether the licence asks for a name that nobody has written."""
        return self.licence in NAMES_ITS_MAKER and not self.credit

    def is_complete(self, languages: Sequence[str]) -> bool:
        """Say whether it may be shown: described in these languages, its maker named."""
        return all(self.alt.get(one) for one in languages) and not self.lacks_credit


class TestbedFile(Base):
    """One file to download; ``size`` in bytes."""

    __tablename__ = "testbed_file"
    __table_args__ = (Index("ix_testbed_file_digest", "digest"),)

    id: Mapped[PrimaryKey]
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    kind: Mapped[FileKind] = mapped_column(choice(FileKind, "file_kind"))
    size: Mapped[int]
    title: Mapped[Translated] = translated("title")
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class TestbedLink(Base):
    """One open data set about the place, wherever it is published."""

    __tablename__ = "testbed_link"

    id: Mapped[PrimaryKey]
    testbed_id: Mapped[int] = mapped_column(
        ForeignKey("testbed.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    url: Mapped[str] = mapped_column(String(500))
    title: Mapped[Translated] = translated("title")
    publisher: Mapped[ShortText] = mapped_column(default="")
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
