"""What residents read of a pilot while it goes on: posts with pictures, the newest first."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import LANGUAGES, Base, PrimaryKey, ShortText, Translated, choice, translated
from models.pilot import Pilot
from models.pilot_task import Side

MOST_PICTURES = 4


class PilotUpdate(Base):
    """One post.  A removed one stays with its reason, and only those who run the pilot read it."""

    __tablename__ = "pilot_update"
    __table_args__ = (Index("ix_pilot_update_pilot", "pilot_id", "posted_at"),)

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[Translated] = translated("title")
    text: Mapped[Translated] = translated("text")
    side: Mapped[Side] = mapped_column(choice(Side, "update_side"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    posted_at: Mapped[dt.datetime]
    edited_at: Mapped[dt.datetime | None]
    removed_at: Mapped[dt.datetime | None]
    removed_by: Mapped[ShortText] = mapped_column(default="")
    removed_reason: Mapped[str] = mapped_column(default="")

    pilot: Mapped[Pilot] = relationship()
    pictures: Mapped[list["UpdatePicture"]] = relationship(
        cascade="all, delete-orphan", order_by="UpdatePicture.id", lazy="selectin"
    )

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.pilot.city_id

    @property
    def languages(self) -> list[str]:
        """The languages in which both title and text are written."""
        return [one for one in LANGUAGES if self.title.get(one) and self.text.get(one)]


class UpdatePicture(Base):
    """One picture of a post, kept as pictures of testbeds are (models/testbed_media.py)."""

    __tablename__ = "pilot_update_picture"

    id: Mapped[PrimaryKey]
    update_id: Mapped[int] = mapped_column(
        ForeignKey("pilot_update.id", ondelete="CASCADE"), index=True
    )
    digest: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[Translated] = translated("alt")
