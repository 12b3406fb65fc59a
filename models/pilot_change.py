"""Other days for a pilot: the applicant asks, host or coordinator answers, the ledger decides."""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, choice
from models.pilot import Pilot, PilotStatus
from models.workflow import Workflow


class ChangeStatus(enum.StrEnum):
    """Where a wish for other days stands."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ChangeAction(enum.StrEnum):
    """Moves of a wish for other days."""

    APPROVE = "approve"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"


_S, _A = ChangeStatus, ChangeAction
CHANGE_WORKFLOW: Workflow[ChangeStatus, ChangeAction] = Workflow(
    "pilot_change",
    {
        (_S.ASKED, _A.APPROVE): _S.APPROVED,
        (_S.ASKED, _A.DECLINE): _S.DECLINED,
        (_S.ASKED, _A.WITHDRAW): _S.WITHDRAWN,
        (_S.ASKED, _A.LAPSE): _S.LAPSED,
    },
)
MOVABLE = (PilotStatus.PREPARING, PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.PAUSED)
"""States of a pilot in which its days may change."""
BEGUN = (PilotStatus.RUNNING, PilotStatus.PAUSED)
"""Of those, the states in which the first day stays."""


class PilotChange(Base):
    """One wish: from the days it had to the days wanted; last days inclusive."""

    __tablename__ = "pilot_change"
    __table_args__ = (
        CheckConstraint("end_day >= start_day", name="dates_ordered"),
        Index(
            "uq_pilot_change_asked",
            "pilot_id",
            unique=True,
            postgresql_where=text("status = 'asked'"),
            sqlite_where=text("status = 'asked'"),
        ),
        Index("ix_pilot_change_pilot", "pilot_id"),
    )

    id: Mapped[PrimaryKey]
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    status: Mapped[ChangeStatus] = mapped_column(
        choice(ChangeStatus, "change_status"), default=ChangeStatus.ASKED
    )
    version: Mapped[int] = mapped_column(default=1)
    old_start: Mapped[dt.date]
    old_end: Mapped[dt.date]
    start_day: Mapped[dt.date]
    end_day: Mapped[dt.date]
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[ShortText] = mapped_column(default="")
    answered_at: Mapped[dt.datetime | None]

    pilot: Mapped[Pilot] = relationship()
    asked_by: Mapped[User] = relationship()

    @property
    def city_id(self) -> int:
        """The city whose trail tells of it."""
        return self.pilot.city_id
