"""Pictures and documents that belong to the brief of a challenge."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, Translated, translated
from models.challenge import Challenge


class ChallengeFile(Base):
    """A picture or a document of the brief.

    ``alt``, ``width`` and ``height`` (pixels of its largest size) are for pictures, which are kept
    as pictures of testbeds are (models/testbed_media.py).
    """

    __tablename__ = "challenge_file"

    id: Mapped[PrimaryKey]
    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenge.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[ShortText]
    alt: Mapped[Translated] = translated("alt")
    licence: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]

    challenge: Mapped[Challenge] = relationship()

    @property
    def is_picture(self) -> bool:
        """Whether it is shown in the page, not offered as a download."""
        return self.width is not None
