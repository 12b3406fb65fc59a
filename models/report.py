"""The final report of a pilot: written, sent, sent back, approved by the place and by the city.

What it says stands in the pilot's own columns (models/pilot.py); here is how far it has come.
States: ``REPORT_WORKFLOW``.  The report of a round is approved when each side that has a say has
signed; then the pilot is completed and its result public.  Docs: docs/adr/0024-two-approvals.md.
"""

import datetime as dt
import enum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, PrimaryKey, ShortText, choice
from models.pilot import Pilot
from models.workflow import Workflow

DUE_DAYS = 30


class ReportStatus(enum.StrEnum):
    """How far a report has come; a pilot without a row has not sent one."""

    WRITING = "writing"
    SENT = "sent"
    RETURNED = "returned"
    APPROVED = "approved"


class ReportAction(enum.StrEnum):
    """Moves of a report."""

    SEND = "send"
    SEND_BACK = "send_back"
    APPROVE = "approve"


_S, _A = ReportStatus, ReportAction
REPORT_WORKFLOW: Workflow[ReportStatus, ReportAction] = Workflow(
    "report",
    {
        (_S.WRITING, _A.SEND): _S.SENT,
        (_S.RETURNED, _A.SEND): _S.SENT,
        (_S.SENT, _A.SEND_BACK): _S.RETURNED,
        (_S.SENT, _A.APPROVE): _S.APPROVED,
    },
)


class Side(enum.StrEnum):
    """Who has a say in whether a report is good."""

    PLACE = "place"
    CITY = "city"


class Report(Base):
    """How far the report of one pilot has come.  ``round`` counts how often it was sent."""

    __tablename__ = "pilot_report"

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), unique=True)
    status: Mapped[ReportStatus] = mapped_column(
        choice(ReportStatus, "report_status"), default=ReportStatus.WRITING
    )
    version: Mapped[int] = mapped_column(default=1)
    round: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[dt.datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_by_name: Mapped[ShortText] = mapped_column(default="")
    approved_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()
    verdicts: Mapped[list["ReportVerdict"]] = relationship(
        cascade="all, delete-orphan", order_by="ReportVerdict.id"
    )

    @property
    def city_id(self) -> int:
        """The pilot's city, for the audit trail."""
        return self.pilot.city_id


class ReportVerdict(Base):
    """One side's answer to the report of one round: approved, or sent back with words."""

    __tablename__ = "pilot_report_verdict"
    __table_args__ = (UniqueConstraint("report_id", "round", "side"),)

    id: Mapped[PrimaryKey]
    report_id: Mapped[int] = mapped_column(ForeignKey("pilot_report.id", ondelete="CASCADE"))
    round: Mapped[int]
    side: Mapped[Side] = mapped_column(choice(Side, "report_side"))
    approved: Mapped[bool]
    words: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[ShortText]
    at: Mapped[dt.datetime]
