"""Files that belong to an application or a pilot, read only by those who may read that.

The content lies in the file store under a name made of its digest (``stored_name``): documents as
they were sent, pictures made anew as one JPEG.  What nobody's row names is swept away later, see
app/services/testbed_media.py.
"""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.application import Application, ApplicationPart
from models.base import Base, PrimaryKey, ShortText
from models.pilot import Pilot

PICTURE = "jpg"
OF_APPLICATION = "application"
OF_ANSWER = "answer"


class Attachment(Base):
    """One file.  ``kind`` is a value of ``FileKind`` or ``PICTURE``; ``size`` is in bytes.

    It belongs to an application or to a pilot.  ``purpose`` says what for: ``application``,
    ``answer`` (to a question of one city, whose part is ``part_id``: only that part's readers read
    it), ``checklist:<key>``, ``evidence:<n>`` and so on.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("(application_id IS NULL) <> (pilot_id IS NULL)", name="one_owner"),
        CheckConstraint(
            "part_id IS NULL OR application_id IS NOT NULL", name="parts_are_of_applications"
        ),
        Index("ix_attachment_application", "application_id"),
        Index("ix_attachment_pilot", "pilot_id"),
        Index("ix_attachment_digest", "digest"),
    )

    id: Mapped[PrimaryKey]
    application_id: Mapped[int | None] = mapped_column(
        ForeignKey("application.id", ondelete="CASCADE")
    )
    part_id: Mapped[int | None] = mapped_column(
        ForeignKey("application_part.id", ondelete="CASCADE")
    )
    pilot_id: Mapped[int | None] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(40))
    title: Mapped[ShortText]
    kind: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[dt.datetime]

    application: Mapped[Application | None] = relationship()
    part: Mapped[ApplicationPart | None] = relationship()
    pilot: Mapped[Pilot | None] = relationship()
    by: Mapped[User | None] = relationship()


def stored_name(digest: str, kind: str) -> str:
    """Return the name of an attachment's content in the store."""
    return f"documents/{digest}.{kind}"
