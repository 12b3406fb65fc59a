"""Faults of the service that somebody tells of, each with the day by which it is answered.

Anybody may tell of one, with an address or without; the answer is then on the page that its
secret ``token`` leads to.  States: ``FAULT_WORKFLOW``; docs/states.md is made from it.

Source: Act on the Provision of Digital Services (306/2019), section 8: feedback on accessibility
is answered within 14 days.  We answer for every fault as the act asks for those of accessibility.
"""

import datetime as dt
import enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, choice
from models.workflow import Workflow

ANSWER_DAYS = 14
REMIND_DAYS = 3
KEPT = dt.timedelta(days=730)
"""How long what was told is kept after its answer."""

MOST_LETTERS, MOST_ADDRESS, EMAIL_LENGTH = 5000, 500, 254


class FaultKind(enum.StrEnum):
    """What is wrong."""

    ACCESSIBILITY = "accessibility"
    OTHER = "other"


class FaultStatus(enum.StrEnum):
    """Where it stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"


class FaultAction(enum.StrEnum):
    """Moves of a fault."""

    ANSWER = "answer"
    SET_ASIDE = "set_aside"
    REOPEN = "reopen"


_S, _A = FaultStatus, FaultAction
FAULT_WORKFLOW: Workflow[FaultStatus, FaultAction] = Workflow(
    "fault",
    {
        (_S.OPEN, _A.ANSWER): _S.ANSWERED,
        (_S.OPEN, _A.SET_ASIDE): _S.SET_ASIDE,
        (_S.SET_ASIDE, _A.REOPEN): _S.OPEN,
    },
)


class Fault(Base):
    """One fault as it was told.  ``due_day`` is the last day for the answer, in Finland.

    ``page`` is where on the service it was; ``email`` is empty without an address.  ``answer`` is
    what the sender reads, also why it was set aside.
    """

    __tablename__ = "fault"
    __table_args__ = (
        CheckConstraint("(status = 'open') = (answered_at IS NULL)", name="answered_when_closed"),
        Index("ix_fault_queue", "status", "due_day"),
        Index("ix_fault_received_at", "received_at"),
    )

    id: Mapped[PrimaryKey]
    token: Mapped[str] = mapped_column(String(43), unique=True)
    kind: Mapped[FaultKind] = mapped_column(choice(FaultKind, "fault_kind"))
    status: Mapped[FaultStatus] = mapped_column(
        choice(FaultStatus, "fault_status"), default=FaultStatus.OPEN
    )
    version: Mapped[int] = mapped_column(default=1)
    page: Mapped[str] = mapped_column(String(MOST_ADDRESS), default="")
    text: Mapped[str]
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), default="")
    language: Mapped[str] = mapped_column(String(2))
    received_at: Mapped[dt.datetime]
    due_day: Mapped[dt.date]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL"), index=True
    )

    def days_left(self, today: dt.date) -> int:
        """Return the days until the answer is due; negative when it is late."""
        return (self.due_day - today).days
