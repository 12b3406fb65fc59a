"""Harm or danger at a pilot, told by anyone; never public.

Hosts, coordinators, the city's mailbox and those who run the pilot are told at once.  A report may
be taken into the pilot's incident book (models/pilot_incident.py), which then tells how it goes on.
Docs: docs/adr/0030-feedback-without-an-account.md.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, choice
from models.pilot import Pilot
from models.reader import Reader
from models.workflow import Workflow


class HarmKind(enum.StrEnum):
    """What it is about, in the order in which it is asked."""

    INJURY = "injury"
    DANGER = "danger"
    PRIVACY = "privacy"
    PROPERTY = "property"
    OTHER = "other"


class HarmStatus(enum.StrEnum):
    """Where a report stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    HANDLED = "handled"


class HarmAction(enum.StrEnum):
    """Moves of a report."""

    ACKNOWLEDGE = "acknowledge"
    HANDLE = "handle"
    REOPEN = "reopen"


_S, _A = HarmStatus, HarmAction
HARM_WORKFLOW: Workflow[HarmStatus, HarmAction] = Workflow(
    "harm_report",
    {
        (_S.OPEN, _A.ACKNOWLEDGE): _S.ACKNOWLEDGED,
        (_S.OPEN, _A.HANDLE): _S.HANDLED,
        (_S.ACKNOWLEDGED, _A.HANDLE): _S.HANDLED,
        (_S.HANDLED, _A.REOPEN): _S.OPEN,
    },
)


class HarmReport(Base):
    """One report.  Longitude and latitude are EPSG:4326 with four decimals.

    ``token`` is the reporter's link when they left an address; they are told how it goes on once
    they have confirmed it (``confirmed_at``).  Who runs the pilot never reads the address.
    What was answered stays when a report is taken up again, until it is handled anew.
    """

    __tablename__ = "harm_report"
    __table_args__ = (
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="place_whole"),
        Index("ix_harm_report_pilot", "pilot_id", "status"),
        Index("ix_harm_report_reader", "reader_id"),
        Index("ix_harm_report_picture", "picture_digest"),
    )

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("reader.id", ondelete="SET NULL"))
    incident_id: Mapped[int | None] = mapped_column(
        ForeignKey("pilot_incident.id", ondelete="SET NULL")
    )
    status: Mapped[HarmStatus] = mapped_column(
        choice(HarmStatus, "harm_status"), default=HarmStatus.OPEN
    )
    version: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    kind: Mapped[HarmKind] = mapped_column(choice(HarmKind, "harm_kind"))
    words: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    picture_digest: Mapped[str | None] = mapped_column(String(64))
    picture_width: Mapped[int | None]
    picture_height: Mapped[int | None]
    picture_alt: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None]
    acknowledged_by: Mapped[ShortText] = mapped_column(default="")
    acknowledged_at: Mapped[dt.datetime | None]
    handled_by: Mapped[ShortText] = mapped_column(default="")
    handled_at: Mapped[dt.datetime | None]
    handled_words: Mapped[str] = mapped_column(default="")
    reopened_by: Mapped[ShortText] = mapped_column(default="")
    reopened_at: Mapped[dt.datetime | None]
    reopened_words: Mapped[str] = mapped_column(String, default="")
    paused_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()
    reader: Mapped[Reader | None] = relationship()

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.pilot.city_id
